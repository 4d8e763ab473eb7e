using System.Net;
using Gateway.Configuration.Json;
using Gateway.Location.Numbers;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;

namespace Gateway.Configuration.Sections;

/// <summary>gateway.json.</summary>
internal sealed record GatewaySection
{
    public const string File = "gateway.json";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, MediaWay> Ways = new()
    {
        ["auto"] = MediaWay.Auto,
        ["epoll"] = MediaWay.Epoll,
        ["blocking"] = MediaWay.Blocking,
    };

    private static readonly Dictionary<string, LogLevel> Levels = new()
    {
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    public required string Node { get; init; }

    public required string Domain { get; init; }

    public required string? DefaultCentre { get; init; }

    public required JsonValue DefaultCentreAt { get; init; }

    public required IReadOnlyList<string> EmergencyNumbers { get; init; }

    public required IReadOnlyList<Placed<ListenerOptions>> Listeners { get; init; }

    public required RegistrationOptions Registration { get; init; }

    public required SessionTimerOptions SessionTimers { get; init; }

    public required MediaOptions Media { get; init; }

    public required JsonValue MediaAt { get; init; }

    public required HttpOptions Http { get; init; }

    public required JsonValue HttpAt { get; init; }

    public required StorageOptions Storage { get; init; }

    public required RecordingPolicy Recordings { get; init; }

    public required LimitOptions Limits { get; init; }

    public required CallbackOptions Callbacks { get; init; }

    public required DrainOptions Drain { get; init; }

    public required LogOptions Log { get; init; }

    public static GatewaySection Read(ConfigurationFolder folder)
    {
        var root = folder.Json(File) ?? new ObjectReader(new JsonValue(JsonShape.Object, File, 0, ""), []);
        var sip = root.Object("sip");
        var storage = ReadStorage(folder, root.Object("storage"));
        var section = new GatewaySection
        {
            Node = Name(root, "node", "gateway"),
            Domain = Domains(sip),
            DefaultCentre = root.Text("defaultCentre"),
            DefaultCentreAt = root.At("defaultCentre"),
            EmergencyNumbers = Numbers(root),
            Listeners = ListenersSection.Read(folder, sip),
            Registration = ReadRegistration(sip.Object("registration")),
            SessionTimers = SessionTimersSection.Read(sip.Object("sessionTimers")),
            Media = ReadMedia(folder, root.Object("media")),
            MediaAt = root.At("media"),
            Http = ReadHttp(folder, root.Object("http")),
            HttpAt = root.At("http"),
            Storage = storage,
            Recordings = RecordingsSection.Read(folder, root.Object("recordings"), storage.Recordings),
            Limits = ReadLimits(root.Object("limits")),
            Callbacks = CallbacksSection.Read(root.Object("callbacks")),
            Drain = ReadDrain(root.Object("drain")),
            Log = ReadLog(folder, root.Object("log")),
        };
        sip.Done();
        root.Done();
        return section;
    }

    /// <summary>1 to 64 letters, digits, hyphens, underscores and dots.</summary>
    public static string Name(ObjectReader reader, string name, string fallback)
    {
        var text = reader.Text(name) ?? fallback;
        if (text.Length is 0 or > 64 || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            reader.Error(name, $"\"{text}\" is not a name", "Write 1 to 64 letters, digits, '-', '_' or '.'");
        }

        return text;
    }

    private static IReadOnlyList<string> Numbers(ObjectReader root)
    {
        var numbers = root.Texts("emergencyNumbers");
        if (numbers.FirstOrDefault(n => n.Length is < 2 or > 8 || !n.All(char.IsAsciiDigit)) is { } wrong)
        {
            root.Error(
                "emergencyNumbers",
                $"\"{wrong}\" is not an emergency number",
                "Write 2 to 8 digits; longer numbers belong into a trunk's numberRules");
        }

        return numbers.Count > 0 ? numbers : ServiceUrn.DefaultNumbers;
    }

    private static string Domains(ObjectReader sip)
    {
        var text = sip.Text("domain") ?? "gateway.invalid";
        if (Uri.CheckHostName(text) is UriHostNameType.Unknown)
        {
            sip.Error("domain", $"\"{text}\" is not a host name", "Write one like \"112.manado.example\"");
        }

        return text.ToLowerInvariant();
    }

    private static RegistrationOptions ReadRegistration(ObjectReader reader)
    {
        var day = TimeSpan.FromDays(1);
        var options = new RegistrationOptions(
            reader.Duration("defaultExpires", TimeSpan.FromMinutes(5), 10 * Second, day),
            reader.Duration("minExpires", TimeSpan.FromMinutes(1), Second, day),
            reader.Duration("maxExpires", TimeSpan.FromHours(1), 10 * Second, day),
            reader.Integer("maxBindings", 5, 1, 50))
        {
            Algorithms = ReadAlgorithms(reader),
        };
        if (options.MinExpires > options.DefaultExpires || options.DefaultExpires > options.MaxExpires)
        {
            reader.Errors.Add(reader.Here.Error("The times of expiry are out of order", "Let minExpires <= defaultExpires <= maxExpires"));
        }

        reader.Done();
        return options;
    }

    public static IReadOnlyList<DigestAlgorithm> ReadAlgorithms(ObjectReader reader)
    {
        var algorithms = new List<DigestAlgorithm>();
        foreach (var item in reader.List("digest"))
        {
            DigestAlgorithm? algorithm = item.Text.ToUpperInvariant() switch
            {
                "SHA-256" => DigestAlgorithm.Sha256,
                "MD5" => DigestAlgorithm.Md5,
                _ => null,
            };
            if (algorithm is { } known && !algorithms.Contains(known))
            {
                algorithms.Add(known);
            }
            else
            {
                reader.Errors.Add(item.Error($"{item.Quoted} is no digest algorithm, or is there twice", "Write \"SHA-256\", \"MD5\" or both"));
            }
        }

        return algorithms.Count > 0 ? algorithms : new RegistrationOptions(default, default, default, 0).Algorithms;
    }

    private static MediaOptions ReadMedia(ConfigurationFolder folder, ObjectReader reader)
    {
        var bind = reader.Address("bind") ?? IPAddress.Loopback;
        var advertise = reader.Address("advertise");
        if (advertise is null && IsWildcard(bind))
        {
            reader.Error(
                "bind",
                $"{bind} means all addresses, so peers are not told where to send RTP",
                "Add \"advertise\" with the address they reach");
        }

        var (first, last) = Ports(reader);
        var prompts = folder.Absolute(reader.Text("prompts") ?? "prompts");
        if (!Directory.Exists(prompts))
        {
            reader.Error("prompts", $"The folder {prompts} does not exist", "Name a folder of WAV files, relative to this file");
        }

        var options = new MediaOptions(bind, advertise, first, last, reader.Integer("loops", 1, 1, 64), prompts)
        {
            Way = reader.Choice("way", MediaWay.Auto, Ways),
        };
        if (options.Way == MediaWay.Epoll && MediaEngine.Choose(MediaWay.Auto) != MediaWay.Epoll)
        {
            reader.Error("way", "\"epoll\" needs Linux on x64 or arm64, which this is not", "Say \"auto\" or \"blocking\"");
        }

        reader.Done();
        return options;
    }

    private static (int First, int Last) Ports(ObjectReader reader)
    {
        var text = reader.Text("ports") ?? "20000-20999";
        if (text == "0")
        {
            return (0, 0);
        }

        var parts = text.Split('-');
        if (parts.Length == 2 && int.TryParse(parts[0], out var first) && int.TryParse(parts[1], out var last)
            && first is >= 1024 && last <= 65535 && first % 2 == 0 && last % 2 == 1 && first < last)
        {
            return (first, last);
        }

        reader.Error(
            "ports",
            $"\"{text}\" is not a range of RTP ports",
            "Write \"20000-20999\": even, odd, between 1024 and 65535; or 0: the system chooses");
        return (20000, 20999);
    }

    private static HttpOptions ReadHttp(ConfigurationFolder folder, ObjectReader reader)
    {
        var bind = reader.Address("bind") ?? IPAddress.Loopback;
        var options = new HttpOptions(new IPEndPoint(bind, reader.Integer("port", 8112, 0, 65535)), folder.Secret(reader, "token"));
        if (!IPAddress.IsLoopback(bind) && options.Token is null && reader.Get("token") is null)
        {
            reader.Error(
                "bind", $"Pages and API would be open to everybody who reaches {bind}", "Add \"token\": \"env:NAME\" or bind to 127.0.0.1");
        }

        if (options.Token is { Value.Length: < 16 } token
            && !token.Value.StartsWith(ConfigurationFolder.SamplePrefix, StringComparison.Ordinal))
        {
            reader.Error("token", "The token is shorter than 16 characters", "Take a longer one, e.g. from `openssl rand -hex 24`");
        }

        reader.Done();
        return options;
    }

    private static StorageOptions ReadStorage(ConfigurationFolder folder, ObjectReader reader)
    {
        var directory = folder.Absolute(reader.Text("directory") ?? "../data");
        var record = reader.Flag("record", true);
        var recordings = folder.Absolute(reader.Text("recordings") ?? Path.Combine(directory, "recordings"));
        var free = reader.Integer("alarmBelowFreeMegabytes", 1024, 0, 1_000_000_000);
        reader.Done();
        return new StorageOptions(directory, record ? recordings : null, free * 1024L * 1024);
    }

    private static LimitOptions ReadLimits(ObjectReader reader)
    {
        var max = reader.Integer("maxCalls", 500, 1, 20_000);
        var options = new LimitOptions(
            max,
            reader.Integer("alarmCalls", Math.Max(1, max * 4 / 5), 1, 20_000),
            reader.Integer("alarmCallsPerSecond", 50, 1, 10_000),
            reader.Integer("unknownSourcesPerSecond", 10, 0, 10_000),
            reader.Integer("registersPerSecond", 50, 1, 10_000),
            reader.Integer("unknownNetworkPerSecond", 50, 1, 100_000))
        {
            TestCalls = reader.Integer("testCalls", 10, 0, 1_000),
            TestCallsPerMinute = reader.Integer("testCallsPerMinute", 30, 0, 10_000),
            TestCallTime = reader.Duration("testCallTime", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        };
        reader.Done();
        return options;
    }

    private static DrainOptions ReadDrain(ObjectReader reader)
    {
        var options = new DrainOptions(
            SipAddress(reader, "alternate"), reader.Duration("timeout", TimeSpan.FromSeconds(30), TimeSpan.Zero, TimeSpan.FromHours(4)));
        reader.Done();
        return options;
    }

    private static LogOptions ReadLog(ConfigurationFolder folder, ObjectReader reader)
    {
        var file = reader.Text("file");
        var options = new LogOptions(reader.Choice("level", LogLevel.Information, Levels), file is null ? null : folder.Absolute(file));
        reader.Done();
        return options;
    }

    /// <summary>A sip or sips URI with a host; null when it is not there or an error was noted.</summary>
    public static SipUri? SipAddress(ObjectReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            if (SipUri.Parse(text) is { Scheme: "sip" or "sips", Host.Length: > 0 } uri)
            {
                return uri;
            }
        }
        catch (SipFormatException)
        {
            // Falls through to the error that every other text gets, too.
        }

        reader.Error(
            name, $"\"{text}\" is not a SIP URI with a host", "Write one like \"sip:10.1.0.5:5060\" or \"sip:sbc.example;transport=tcp\"");
        return null;
    }

    public static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
