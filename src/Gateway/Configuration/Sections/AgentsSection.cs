using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;
using Gateway.Media.Sdp;
using Gateway.Sip.Registration;

namespace Gateway.Configuration.Sections;

/// <summary>agents.json.</summary>
internal static class AgentsSection
{
    public const string File = "agents.json";

    private static readonly Dictionary<string, AgentStatus> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["logged-out"] = AgentStatus.LoggedOut,
        ["available"] = AgentStatus.Available,
        ["available-on-demand"] = AgentStatus.AvailableOnDemand,
        ["on-break"] = AgentStatus.OnBreak,
    };

    private sealed record Defaults(AgentStatus InitialStatus, TimeSpan? WrapUpTime, string? Centre, Secret? Password, IReadOnlyList<DigestAlgorithm>? Digest, SrtpUse Srtp, ObjectReader Reader);

    public static IReadOnlyList<AgentAccount> Read(ConfigurationFolder folder, string domain, IReadOnlyList<CentreOptions> centres)
    {
        if (folder.Json(File) is not { } root)
        {
            return [];
        }

        var defaultsReader = root.Object("defaults");
        var defaults = new Defaults(
            defaultsReader.Choice("initialStatus", AgentStatus.LoggedOut, Statuses),
            WrapUp(defaultsReader),
            TrunksSection.Centre(defaultsReader, "centre", centres),
            folder.Secret(defaultsReader, "password"),
            Digest(defaultsReader),
            SrtpSetting.Read(defaultsReader) ?? SrtpUse.Optional,
            defaultsReader);
        defaultsReader.Get("tiers");
        defaultsReader.Get("skills");
        defaultsReader.Get("autoAnswer");
        defaultsReader.Done();
        var agents = new List<AgentAccount>();
        foreach (var reader in root.Objects("agents"))
        {
            var agent = Agent(folder, reader, domain, centres, defaults);
            if (agents.Any(a => a.Id == agent.Id) && agent.Id.Value.Length > 0)
            {
                reader.Error("id", $"The agent \"{agent.Id}\" is there twice", "Ids are unique over the whole installation");
            }

            agents.Add(agent);
            reader.Done();
        }

        root.Done();
        return agents;
    }

    private static AgentAccount Agent(
        ConfigurationFolder folder, ObjectReader reader, string domain, IReadOnlyList<CentreOptions> centres, Defaults defaults)
    {
        var id = reader.Required("id", "Give the agent an id, e.g. \"2001\": the user name of the phone");
        if (id.Length > 0 && (id.Length > 32 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')))
        {
            reader.Error("id", $"\"{id}\" is not an id", "Write 1 to 32 letters, digits, '-', '_' or '.'");
        }

        var centre = TrunksSection.Centre(reader, "centre", centres) ?? defaults.Centre;
        if (centre is null && reader.Get("centre") is null)
        {
            reader.Error("centre", "\"centre\" is missing", "Write the code of the agent's centre, here or in defaults");
        }

        return new AgentAccount
        {
            Id = new AgentId(id),
            Name = reader.Text("name") ?? id,
            Centre = centre ?? "",
            Credential = Credential(folder, reader, id, domain, defaults),
            Tiers = Tiers(reader.Get("tiers") is null ? defaults.Reader : reader, new AgentId(id), centre, centres),
            WrapUpTime = WrapUp(reader) ?? defaults.WrapUpTime,
            InitialStatus = reader.Choice("initialStatus", defaults.InitialStatus, Statuses),
            Digest = Digest(reader) ?? defaults.Digest,
            Skills = SkillsSection.OfAgent(reader.Get("skills") is null ? defaults.Reader : reader),
            AutoAnswer = (reader.Get("autoAnswer") is null ? defaults.Reader : reader).Flag("autoAnswer", false),
            Srtp = SrtpSetting.Read(reader) ?? defaults.Srtp,
            Supervisor = reader.Flag("supervisor", false),
        };
    }

    private static IReadOnlyList<DigestAlgorithm>? Digest(ObjectReader reader) =>
        reader.Get("digest") is null ? null : GatewaySection.ReadAlgorithms(reader);

    private static TimeSpan? WrapUp(ObjectReader reader) => reader.DurationOrNull("wrapUpTime", TimeSpan.Zero, TimeSpan.FromHours(1));

    /// <summary>"ha1Md5" and "ha1Sha256" in hex, or "password": env:NAME or file:PATH.</summary>
    private static DigestCredential Credential(ConfigurationFolder folder, ObjectReader reader, string id, string domain, Defaults defaults)
    {
        var password = folder.Secret(reader, "password");
        var md5 = Hex(reader, "ha1Md5", 32);
        var sha256 = Hex(reader, "ha1Sha256", 64);
        if (reader.Get("ha1Md5") is not null || reader.Get("ha1Sha256") is not null)
        {
            if (reader.Get("password") is not null)
            {
                reader.Error("password", "Both the password and its hash are there", "Keep one of them");
            }

            return new DigestCredential(md5, sha256);
        }

        if (reader.Get("password") is null)
        {
            password = defaults.Password;
            if (password is null && defaults.Reader.Get("password") is null)
            {
                reader.Error(
                    "password", "The agent has no password, so no phone could register",
                        "Add \"password\": \"env:NAME\" or \"file:PATH\", or ha1Md5 and ha1Sha256");
            }
        }

        return password is null ? new DigestCredential(null, null) : DigestCredential.Of(id, domain, password.Value);
    }

    private static string? Hex(ObjectReader reader, string name, int digits)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        if (text.Length == digits && text.All(char.IsAsciiHexDigit))
        {
            return text.ToLowerInvariant();
        }

        reader.Error(name, $"This is not a hash of {digits} hex digits", "Write H(A1) of RFC 7616: the hash of id:domain:password");
        return null;
    }

    /// <summary>Without tiers: the default queue of the agent's centre.</summary>
    private static List<Tier> Tiers(ObjectReader owner, AgentId agent, string? centre, IReadOnlyList<CentreOptions> centres)
    {
        var tiers = new List<Tier>();
        if (owner.Get("tiers") is null)
        {
            if (centres.FirstOrDefault(c => c.Code == centre) is { DefaultQueue.Value: not null } own)
            {
                tiers.Add(new Tier(own.DefaultQueue, agent));
            }

            return tiers;
        }

        var known = centres.SelectMany(c => c.Queues).Select(q => q.Id).ToHashSet();
        foreach (var reader in owner.Objects("tiers"))
        {
            var name = reader.Required("queue", "Name a queue, e.g. \"darurat\" (own centre) or \"71.72/darurat\"");
            var queue = QueueSection.Id(centre ?? "", name);
            var tier = new Tier(queue, agent, reader.Integer("level", 0, 0, 100), reader.Integer("position", 0, 0, 10_000));
            if (name.Length > 0 && centre is not null && !known.Contains(queue))
            {
                reader.Error("queue", $"There is no queue \"{queue}\"", Nearest.Suggest(queue.Value, [.. known.Select(q => q.Value)]));
            }
            else if (tiers.Any(t => t.Queue == queue))
            {
                reader.Error("queue", $"\"{queue}\" is there twice", "Keep one of them");
            }

            reader.Done();
            tiers.Add(tier);
        }

        return tiers;
    }
}
