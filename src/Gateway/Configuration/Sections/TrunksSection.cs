using System.Net;
using Gateway.Calls;
using Gateway.Configuration.Json;
using Gateway.Location.Numbers;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Configuration.Sections;

/// <summary>trunks.json.</summary>
internal static class TrunksSection
{
    public const string File = "trunks.json";

    private const string EmergencyService = "urn:service:sos";

    private static readonly Dictionary<string, AnswerMode> AnswerModes = new()
    {
        ["immediately"] = AnswerMode.Immediately,
        ["early-media"] = AnswerMode.EarlyMedia,
        ["on-agent"] = AnswerMode.OnAgent,
    };

    private static readonly Dictionary<string, ProvisionalReliability> Reliabilities = new()
    {
        ["supported"] = ProvisionalReliability.WhenSupported,
        ["required"] = ProvisionalReliability.WhenRequired,
        ["off"] = ProvisionalReliability.Never,
    };

    private static readonly Dictionary<string, AudioCodec> Codecs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PCMA"] = AudioCodec.Pcma,
        ["PCMU"] = AudioCodec.Pcmu,
    };

    public static IReadOnlyList<Placed<TrunkOptions>> Read(ConfigurationFolder folder, IReadOnlyList<CentreOptions> centres)
    {
        if (folder.Json(File) is not { } root)
        {
            return [];
        }

        var trunks = new List<Placed<TrunkOptions>>();
        foreach (var reader in root.Objects("trunks"))
        {
            trunks.Add(new(Trunk(folder, reader, centres), reader.Here));
            reader.Done();
        }

        if (trunks.Count == 0)
        {
            root.Error("trunks", "There is no trunk, so nobody could call", "Write at least one trunk with name and networks");
        }

        root.Done();
        return trunks;
    }

    private static TrunkOptions Trunk(ConfigurationFolder folder, ObjectReader reader, IReadOnlyList<CentreOptions> centres)
    {
        var trunk = new TrunkOptions
        {
            Name = reader.Required("name", "Give the trunk a name"),
            Networks = Networks(reader, "networks"),
            CertificateNames = [.. reader.Texts("certificateNames")],
            Strict = reader.Flag("strict", false),
            Answer = reader.Choice("answer", AnswerMode.Immediately, AnswerModes),
            DefaultCentre = Centre(reader, "defaultCentre", centres),
            EmergencyOnly = reader.Flag("emergencyOnly", true),
            TrustIdentity = reader.Flag("trustIdentity", true),
            PriorityBonus = DistributionSection.Bonus(reader, "priorityBonus", TimeSpan.Zero),
            Subscriptions = reader.Flag("subscriptions", false),
            NumberRules = [.. reader.Objects("numberRules").Select(r => NumberRule(r, centres)).OfType<NumberRule>()],
            PseudoNumberRules = PseudoNumberRules(reader),
            Ping = Ping(reader),
            Codecs = CodecOrder(reader),
            MediaNetworks = Networks(reader, "mediaNetworks"),
            ReliableProvisional = reader.Choice("reliableProvisional", ProvisionalReliability.WhenSupported, Reliabilities),
            Srtp = SrtpSetting.Read(reader) ?? SrtpUse.Optional,
            AlarmCalls = reader.IntegerOrNull("alarmCalls", 1, 20_000),
            AlarmCallsPerSecond = reader.IntegerOrNull("alarmCallsPerSecond", 1, 10_000),
            CallbackResourcePriority = Priority(reader),
            Enabled = reader.Flag("enabled", true),
            Register = Register(folder, reader),
        };
        if (trunk.Networks.Count == 0 && trunk.CertificateNames.Count == 0 && reader.List("networks").Count == 0)
        {
            reader.Error(
                "networks",
                "The trunk has no source network and no name of certificates, so no call could be known as its own",
                "Add e.g. \"networks\": [\"10.1.0.0/24\"] or \"certificateNames\": [\"sbc.operator.example\"]");
        }

        if (trunk.Strict && trunk.CertificateNames.Count == 0)
        {
            reader.Error("strict", "\"strict\" is about certificates, and the trunk has no name of any", "Add \"certificateNames\" or leave it out");
        }

        return trunk;
    }

    /// <summary>"namespace.priority" (RFC 4412 §3.1).</summary>
    private static string? Priority(ObjectReader reader)
    {
        const string Name = "callbackResourcePriority";
        var text = reader.Text(Name);
        if (text is null || (text.Length <= 40 && text.Split('.') is [{ Length: > 0 }, { Length: > 0 }] && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')))
        {
            return text;
        }

        reader.Error(Name, $"\"{text}\" is no resource priority", "Write namespace and priority, e.g. \"esnet.0\"");
        return null;
    }

    private static List<IPNetwork> Networks(ObjectReader reader, string name)
    {
        var networks = new List<IPNetwork>();
        foreach (var item in reader.List(name))
        {
            if (item.Shape == JsonShape.Text && Scalars.TryNetwork(item.Text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                reader.Errors.Add(item.Error(
                    $"{item.Quoted} is not a network",
                        "Write one like \"10.1.0.0/24\", whose bits behind the prefix are 0, or a single address"));
            }
        }

        return networks;
    }

    private static NumberRule? NumberRule(ObjectReader reader, IReadOnlyList<CentreOptions> centres)
    {
        var pattern = reader.Required("match", "Write a regular expression over the dialled digits, e.g. \"\\\\+?62431112\"");
        var service = Service(reader, "service", reader.Text("service") ?? EmergencyService);
        var areaCode = reader.Text("areaCode");
        var centre = Centre(reader, "centre", centres);
        if (areaCode is not null && (areaCode.Length is < 3 or > 5 || areaCode[0] != '0' || !areaCode.All(char.IsAsciiDigit)))
        {
            reader.Error("areaCode", $"\"{areaCode}\" is not an area code", "Write it with its 0, e.g. \"0431\"");
        }

        reader.Done();
        try
        {
            return pattern.Length == 0 ? null : new NumberRule(pattern, service, areaCode, centre);
        }
        catch (ArgumentException e)
        {
            reader.Error("match", $"\"{pattern}\" is not a regular expression that can be used: {FirstSentence(e)}", "Correct the pattern");
            return null;
        }
    }

    private static List<PseudoNumberRule> PseudoNumberRules(ObjectReader reader)
    {
        var rules = new List<PseudoNumberRule>();
        foreach (var item in reader.List("pseudoNumbers"))
        {
            try
            {
                rules.Add(new PseudoNumberRule(item.Text));
            }
            catch (ArgumentException e)
            {
                reader.Errors.Add(item.Error(
                    $"{item.Quoted} is not a regular expression that can be used: {FirstSentence(e)}",
                        "Write one like \"911(?<imei7>[0-9]{7})\""));
            }
        }

        return rules;
    }

    private static OptionsPing? Ping(ObjectReader trunk)
    {
        if (trunk.Get("ping") is null)
        {
            return null;
        }

        var reader = trunk.Object("ping");
        var targets = new List<SipUri>();
        if (GatewaySection.SipAddress(reader, "target") is { } one)
        {
            targets.Add(one);
        }

        foreach (var item in reader.List("targets"))
        {
            if (SipUri.TryParse(item.Text, out var uri) && uri is { IsSip: true, Host.Length: > 0 })
            {
                targets.Add(uri);
            }
            else
            {
                reader.Errors.Add(item.Error($"{item.Quoted} is not a SIP URI with a host", "Write one like \"sip:10.1.0.5:5060\" or \"sip:sbc.example\""));
            }
        }

        if (targets.Count == 0 && reader.Get("target") is null && reader.List("targets").Count == 0)
        {
            reader.Error("target", "\"target\" is missing", "Write the SIP URI that answers OPTIONS, e.g. \"sip:10.1.0.5:5060\"");
        }

        var interval = reader.Duration("interval", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5), TimeSpan.FromHours(1));
        reader.Done();
        return targets.Count == 0 ? null : new OptionsPing(targets, interval);
    }

    private static TrunkRegister? Register(ConfigurationFolder folder, ObjectReader trunk)
    {
        if (trunk.Get("register") is null)
        {
            return null;
        }

        var reader = trunk.Object("register");
        reader.Required("registrar", "Write the SIP URI of the operator's registrar, e.g. \"sip:ims.operator.example\"");
        var registrar = GatewaySection.SipAddress(reader, "registrar");
        var user = reader.Required("user", "Write the user name that the operator has given");
        reader.Required("password", "Write \"env:NAME\" or \"file:PATH\": where the password stands");
        var password = folder.Secret(reader, "password");
        var expires = reader.Duration("expires", TimeSpan.FromHours(1), TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        reader.Done();
        return registrar is null || password is null ? null : new TrunkRegister(registrar, user, password, expires);
    }

    private static List<AudioCodec> CodecOrder(ObjectReader reader)
    {
        var codecs = new List<AudioCodec>();
        foreach (var item in reader.List("codecs"))
        {
            if (Codecs.TryGetValue(item.Text, out var codec) && !codecs.Contains(codec))
            {
                codecs.Add(codec);
            }
            else
            {
                reader.Errors.Add(item.Error(
                    $"{item.Quoted} is not a codec here, or is there twice", "Write \"PCMA\", \"PCMU\" or both in order of preference"));
            }
        }

        return codecs.Count > 0 ? codecs : [AudioCodec.Pcma, AudioCodec.Pcmu];
    }

    /// <summary>The code of a configured centre, or null.</summary>
    public static string? Centre(ObjectReader reader, string name, IReadOnlyList<CentreOptions> centres)
    {
        var code = reader.Text(name);
        if (code is null || centres.Any(c => c.Code == code))
        {
            return code;
        }

        reader.Error(
            name, $"There is no centre \"{code}\" in {CentresSection.File}", Nearest.Suggest(code, [.. centres.Select(c => c.Code)]));
        return null;
    }

    /// <summary>"sos.fire" or "urn:service:sos.fire" as the URN in lower case.</summary>
    public static string Service(ObjectReader reader, string name, string text)
    {
        var urn = text.ToLowerInvariant();
        urn = urn.StartsWith("urn:", StringComparison.Ordinal) ? urn : $"urn:service:{urn}";
        if (urn != EmergencyService && !urn.StartsWith(EmergencyService + ".", StringComparison.Ordinal))
        {
            reader.Error(name, $"\"{text}\" is not an emergency service", "Write \"sos\" or one below it, e.g. \"sos.fire\" (RFC 5031)");
        }

        return urn;
    }

    private static string FirstSentence(ArgumentException e) => e.Message.Split(" (Parameter")[0].TrimEnd('.');
}
