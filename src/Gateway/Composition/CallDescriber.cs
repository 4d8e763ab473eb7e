using System.Collections.Frozen;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Routing;
using Gateway.Configuration;
using Gateway.Location;
using Gateway.Location.Areas;
using Gateway.Location.Callers;
using Gateway.Location.Cells;
using Gateway.Location.Numbers;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Composition;

/// <summary>
/// From an INVITE to what call machine and routing need: who calls, what was dialled, where the caller is, which centre and queue. What
/// cannot be read is left out; nothing here refuses a caller. Made once per configuration; immutable, thread-safe.
/// </summary>
internal sealed class CallDescriber
{
    private static readonly SipLimits Limits = new();
    private static readonly LocationFound NotFound = new(null, null, null, null, "none", "none", [], false, []);

    private readonly ICallIds _ids;
    private readonly AlarmBoard _alarms;
    private readonly bool _recorded;
    private readonly string _domain;
    private readonly TimeSpan _eCallBonus;
    private readonly FrozenDictionary<string, Trunk> _trunks;
    private readonly Trunk _first;
    private readonly LocationResolver _locations;
    private readonly CallRouting _routing;
    private readonly ServiceAreaMap _areas;

    public CallDescriber(GatewayConfiguration configuration, ICallIds ids, AlarmBoard alarms, bool recorded)
    {
        _alarms = alarms;
        _ids = ids;
        _recorded = recorded;
        _domain = configuration.Domain;
        _eCallBonus = configuration.Distribution.ECallBonus;
        _trunks = configuration.Trunks.ToFrozenDictionary(t => t.Name, t => new Trunk(t, configuration.ToClassifier(t), configuration.ToCallingPartyReader(t)));
        _first = _trunks[configuration.Trunks[0].Name];
        _locations = configuration.ToLocationResolver();
        _routing = configuration.ToRouting();
        _areas = configuration.ServiceAreas;
    }

    /// <summary>What the INVITE says of itself.</summary>
    public (CallFacts Facts, TrunkMedia Media) Describe(SipEvent.InviteReceived invite, string trunkName, CallId call, DateTimeOffset receivedAt)
    {
        var request = invite.Request;
        var trunk = Named(trunkName);
        var dialled = Dialled(request, trunk);
        var from = request.Headers["From"] ?? "";
        var caller = Safely("who calls", () => Caller(request, trunk, from), new CallerIdentity(from, null, null, Callable: false));
        var facts = new CallFacts(
            call,
            _ids.NewIncident(),
            receivedAt,
            trunkName,
            request.CallId,
            caller,
            request.RequestUri.Text,
            dialled.Text,
            invite.Flow.Remote.ToString(),
            trunk.Options.Answer,
            _recorded,
            _routing.Route(null, trunk.Options.DefaultCentre, dialled.Service),
            dialled.Service,
            request.Headers["User-Agent"])
        {
            Signals = Safely("what else it says", () => CallSignals.Of(request, _domain), null),
            Languages = Safely("its languages", () => CallerLanguages.Of(request, Sdp(request)), []),
            PriorityBonus = trunk.Options.PriorityBonus + (IsECall(dialled.Service) ? _eCallBonus : TimeSpan.Zero),
        };
        return (facts, trunk.Media);
    }

    /// <summary>The same of a call of before a restart, from its journal; its trunk may be gone from the configuration.</summary>
    public (CallFacts Facts, TrunkMedia Media, string? AreaName) Recall(OpenCall open)
    {
        var received = open.Received!;
        var trunk = _trunks.GetValueOrDefault(received.Trunk);
        var route = open.Route is { } routed
            ? new CallRoute(routed.Centre, new QueueId(routed.Queue), routed.Rule)
            : _routing.Route(null, trunk?.Options.DefaultCentre, received.ServiceUrn);
        var caller = new CallerIdentity(
            received.From, received.AssertedIdentity, received.CallerNumber, received.Callable, received.DisplayName, received.PresentationRestricted,
            received.DeviceId);
        var facts = new CallFacts(
            open.Record.Call, received.IncidentId, open.Record.ReceivedAt, received.Trunk, received.SipCallId, caller, received.RequestUri,
            received.Dialled, received.Source, received.Answer, received.Recorded && _recorded, route, received.ServiceUrn, received.UserAgent)
        {
            Signals = open.Record.Signals,
        };
        var areaName = open.Record.Location?.AreaCode is { } code ? _areas.Find(code)?.Name : null;
        return (facts, trunk?.Media ?? new TrunkMedia([AudioCodec.Pcma, AudioCodec.Pcmu], []), areaName);
    }

    /// <summary>Where the caller is, and whose call it is.</summary>
    public (LocationFound Location, CallRoute Route, string? AreaName) Locate(SipEvent.InviteReceived invite, string trunkName, DateTimeOffset now)
    {
        var request = invite.Request;
        var trunk = Named(trunkName);
        var dialled = Dialled(request, trunk);
        var fallback = (NotFound, _routing.Route(null, trunk.Options.DefaultCentre, dialled.Service), (string?)null);
        return Safely("where the caller is", () => Locate(request, trunk, dialled, now), fallback);
    }

    private static CallerIdentity Caller(SipRequest request, Trunk trunk, string from)
    {
        var party = trunk.Callers.Read(new CallingPartyEvidence
        {
            From = from,
            AssertedIdentities = trunk.Options.TrustIdentity ? [.. request.Headers.Values("P-Asserted-Identity")] : [],
            RemotePartyId = trunk.Options.TrustIdentity ? request.Headers["Remote-Party-ID"] : null,
            Privacy = request.Headers["Privacy"],
            Contact = request.Headers["Contact"],
        });
        return new CallerIdentity(
            party.From, party.AssertedIdentity, party.Number, party.Callable, party.DisplayName, party.PresentationRestricted, party.DeviceId ?? party.Imei7);
    }

    private (LocationFound Location, CallRoute Route, string? AreaName) Locate(SipRequest request, Trunk trunk, DialledNumber dialled, DateTimeOffset now)
    {
        var answer = _locations.Resolve(new LocationEvidence
        {
            ReceivedAt = now,
            PidfBodies = PidfBodies(request),
            Geolocation = [.. request.Headers.Values("Geolocation")],
            AccessNetworkInfo = trunk.Options.TrustIdentity ? [.. request.Headers.Lines("P-Access-Network-Info")] : [],
            CellularNetworkInfo = [.. request.Headers.Lines("Cellular-Network-Info")],
            Dialled = dialled,
            TrunkCentre = trunk.Options.DefaultCentre,
        });
        var found = new LocationFound(
            answer.AreaCode,
            answer.Position?.Latitude,
            answer.Position?.Longitude,
            answer.Uncertainty,
            Word(answer.Quality.ToString()),
            Word(answer.DecidedBy.ToString()),
            [.. answer.SetAside.Select(s => new LocationSetAside(Word(s.Source.ToString()), $"{Word(s.Reason.ToString())}: {s.Detail}"))],
            answer.Ambiguous,
            answer.Neighbours,
            trunk.Options.TrustIdentity ? Cell(request) : null);
        return (found, _routing.Route(answer.AreaCode, trunk.Options.DefaultCentre, dialled.Service), answer.AreaName);
    }

    /// <summary>The network's word goes before the phone's.</summary>
    private static string? Cell(SipRequest request) =>
        request.Headers.Lines("P-Access-Network-Info").SelectMany(AccessNetworkInfo.Parse)
            .Where(i => i is { IsFresh: true, Cell.Cell: not null })
            .OrderByDescending(i => i.NetworkProvided)
            .FirstOrDefault()?.Cell.ToString();

    private DialledNumber Dialled(SipRequest request, Trunk trunk) => Safely(
        "what was dialled",
        () => trunk.Dialled.Classify(
            request.RequestUri.Text,
            request.Headers["To"],
            [.. HistoryInfo.Of(request.Headers).Select(h => h.ToString())],
            [.. DiversionHeader.Of(request.Headers).Reverse().Select(d => d.ToString())]),
        new DialledNumber(request.RequestUri.Text, "urn:service:sos", DialRule.None, "Request-URI"));

    /// <summary>What goes wrong here must never cost a caller the call.</summary>
    private T Safely<T>(string what, Func<T> read, T otherwise)
    {
        try
        {
            return read();
        }
#pragma warning disable CA1031 // Whatever it is, the call goes on without it.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _alarms.Raise("invite_not_understood", AlarmSeverity.Critical, $"{what} could not be read, the call went on without it: {fault}");
            return otherwise;
        }
    }

    /// <summary>RFC 8147: automatic or manual.</summary>
    private static bool IsECall(string? service) =>
        service is not null && (service.Equals("urn:service:sos.ecall", StringComparison.OrdinalIgnoreCase)
            || service.StartsWith("urn:service:sos.ecall.", StringComparison.OrdinalIgnoreCase));

    private static ReadOnlyMemory<byte> Sdp(SipRequest request) => MultipartReader.Read(request, Limits).Parts
        .Where(p => p.Is("application/sdp")).Select(p => p.DecodedContent).FirstOrDefault();

    /// <summary>A trunk that a reload has removed while its INVITE was on the way here is read as the first one is.</summary>
    private Trunk Named(string name) => _trunks.GetValueOrDefault(name) ?? _first;

    private static IReadOnlyList<ReadOnlyMemory<byte>> PidfBodies(SipRequest request) =>
        request.Body.IsEmpty
            ? []
            : [.. MultipartReader.Read(request, Limits).Parts.Where(p => p.Is("application/pidf+xml")).Select(p => p.DecodedContent)];

    /// <summary>NetworkCell to network_cell: wire words are lower case with underscores.</summary>
    private static string Word(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) && i > 0 ? "_" + char.ToLowerInvariant(c) : $"{char.ToLowerInvariant(c)}"));

    private sealed record Trunk(TrunkOptions Options, DialledNumberClassifier Dialled, CallingPartyReader Callers)
    {
        public TrunkMedia Media { get; } = new(Options.Codecs, Options.MediaNetworks, Options.ReliableProvisional);
    }
}
