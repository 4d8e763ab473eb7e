using System.Net;
using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Calls.Routing;
using Gateway.Location;
using Gateway.Location.Areas;
using Gateway.Location.Callers;
using Gateway.Location.Cells;
using Gateway.Location.Numbers;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Transport;

namespace Gateway.Configuration;

/// <summary>
/// The whole configuration of an installation, checked: every name in it exists, every value is in range. Immutable; exchanged whole.
/// Made by <see cref="ConfigurationReader"/>.
/// </summary>
public sealed record GatewayConfiguration
{
    /// <summary>First 12 hex digits of the SHA-256 of all files as read; the same content has the same version.</summary>
    public required string Version { get; init; }

    /// <summary>Absolute path of the folder.</summary>
    public required string Directory { get; init; }

    /// <summary>Name of this node in journal and metrics.</summary>
    public required string Node { get; init; }

    /// <summary>Domain of agents' addresses of record, digest realm, and domain part of call and incident ids.</summary>
    public required string Domain { get; init; }

    /// <summary>Code of the centre that takes what no area, trunk or hint gives to another.</summary>
    public required string DefaultCentre { get; init; }

    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    public required RegistrationOptions Registration { get; init; }

    /// <summary>Of both sides; takes effect at a start.</summary>
    public required SessionTimerOptions SessionTimers { get; init; }

    public required MediaOptions Media { get; init; }

    public required HttpOptions Http { get; init; }

    public required StorageOptions Storage { get; init; }

    public RecordingPolicy Recordings { get; init; } = RecordingPolicy.Standard;

    public required LimitOptions Limits { get; init; }

    public CallbackOptions Callbacks { get; init; } = CallbackOptions.Standard;

    public required DrainOptions Drain { get; init; }

    public required LogOptions Log { get; init; }

    public required IReadOnlyList<TrunkOptions> Trunks { get; init; }

    public required IReadOnlyList<CentreOptions> Centres { get; init; }

    /// <summary>What holds for the queues of all centres.</summary>
    public DistributionOptions Distribution { get; init; } = DistributionOptions.Default;

    public required IReadOnlyList<AgentAccount> Agents { get; init; }

    /// <summary>Numbers that are emergency calls on every trunk.</summary>
    public required IReadOnlyList<string> EmergencyNumbers { get; init; }

    /// <summary>From service-areas.geojson; empty when the file is not there.</summary>
    public required ServiceAreaMap ServiceAreas { get; init; }

    /// <summary>From cells.csv; empty when the file is not there.</summary>
    public required CellTable Cells { get; init; }

    public CentreOptions? Centre(string code) => Centres.FirstOrDefault(c => c.Code == code);

    public SrtpUse SrtpOf(AgentId agent) => Agents.FirstOrDefault(a => a.Id == agent)?.Srtp ?? SrtpUse.Optional;

    public TrunkOptions? Trunk(string name) => Trunks.FirstOrDefault(t => t.Name == name);

    /// <summary>
    /// May an agent take what is at another (RFC 3891 §4)? Of the same centre: what rings there; a conversation only as a supervisor.
    /// </summary>
    public bool MayReplace(AgentId by, AgentId other, bool conversation) =>
        Agents.FirstOrDefault(a => a.Id == by) is { } taker && Agents.FirstOrDefault(a => a.Id == other)?.Centre == taker.Centre
        && (taker.Supervisor || !conversation);

    /// <summary>The first trunk in the order of trunks.json that has the address among its networks; IPv4 in IPv6 counts as IPv4.</summary>
    public TrunkOptions? TrunkOf(IPAddress source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var address = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return Trunks.FirstOrDefault(t => t.Networks.Any(n => n.Contains(address)));
    }

    /// <summary>The trunk that a peer's certificate names; null: none.</summary>
    public TrunkOptions? TrunkOf(PeerCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Trunks.FirstOrDefault(t => t.CertificateNames.Any(certificate.Has));
    }

    /// <summary>The same as the ACD wants it.</summary>
    /// <param name="version">Rises with every exchange.</param>
    public AcdConfiguration ToAcd(long version) => new()
    {
        Version = version,
        Queues = [.. Centres.SelectMany(c => c.Queues)],
        Agents = [.. Agents.Select(a => new AgentOptions
        {
            Id = a.Id,
            WrapUpTime = a.WrapUpTime,
            InitialStatus = a.InitialStatus,
            Skills = a.Skills,
        })],
        Tiers = [.. Agents.SelectMany(a => a.Tiers)],
        DefaultQueue = Centre(DefaultCentre)?.DefaultQueue,
        NationalDesk = Distribution.NationalDesk,
        WrapUpExtension = Distribution.WrapUpExtension,
        MaxWrapUp = Distribution.MaxWrapUp,
    };

    /// <summary>The same as routing wants it.</summary>
    public CallRouting ToRouting() => new(
        [.. Centres.Select(c => new CentreRoute(c.Code, c.ServiceAreas, c.DefaultQueue, c.QueuesByService))], DefaultCentre);

    /// <summary>Location by this map, these cells and the centres' area codes.</summary>
    public LocationResolver ToLocationResolver()
    {
        var areaCodes = Centres.SelectMany(c => c.AreaCodes.Select(a => (AreaCode: a, c.Code)))
            .GroupBy(p => p.AreaCode)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(p => p.Code)]);
        return new LocationResolver(ServiceAreas, Cells, areaCodes, [.. Centres.Select(c => c.Code)]);
    }

    /// <summary>What the trunk's numbers mean.</summary>
    public DialledNumberClassifier ToClassifier(TrunkOptions trunk)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        return new DialledNumberClassifier(trunk.NumberRules, trunk.EmergencyOnly, EmergencyNumbers);
    }

    /// <summary>Who the trunk's callers are. Loads number metadata: make it once.</summary>
    public CallingPartyReader ToCallingPartyReader(TrunkOptions trunk)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        return new CallingPartyReader(trunk.PseudoNumberRules, "ID", EmergencyNumbers);
    }

    /// <summary>Names the folder and its version; never a secret.</summary>
    public override string ToString() => $"{Directory} version {Version}";
}
