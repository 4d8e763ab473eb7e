using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.TestKit;

/// <summary>An agent of a test gateway.</summary>
public sealed record TestAgent(string Id, string Password = "rahasia-sekali", string Centre = "71.71", int Level = 0, bool Supervisor = false)
{
    /// <summary>off, optional, preferred, required.</summary>
    public string Srtp { get; init; } = "optional";

    public string Queue => $"{Centre}/darurat";
}

/// <summary>What a test gateway is made of.</summary>
public sealed record TestSetup
{
    public IReadOnlyList<TestAgent> Agents { get; init; } = [new("2001")];

    /// <summary>Of the trunk at 127.0.0.1: immediately, early-media, on-agent.</summary>
    public string Answer { get; init; } = "immediately";

    public string WrapUp { get; init; } = "0s";

    public string RingTimeout { get; init; } = "10s";

    public string Delay { get; init; } = "1s";

    /// <summary>After this Manado's callers also wait in Bitung's queue; null: no overflow.</summary>
    public string? OverflowAfter { get; init; }

    public int MaxNoAnswer { get; init; } = 2;

    /// <summary>Which agents are asked.</summary>
    public string Strategy { get; init; } = "longest-idle-agent";

    /// <summary>An agent's BYE so soon after the answer returns the caller.</summary>
    public string MisAnswer { get; init; } = "3s";

    /// <summary>Challenges in order; MD5 alone by default: SIPp reads the first challenge only, baresip 1.0 gives up over SHA-256.</summary>
    public IReadOnlyList<string> Digest { get; init; } = ["MD5"];

    public int MaxCalls { get; init; } = 1200;

    /// <summary>Messages a second from one network without a registered phone; more where a thousand phones of one address register at once.</summary>
    public int UnknownNetworkPerSecond { get; init; } = 50;

    /// <summary>Where the trunk at 127.0.0.1 is asked by OPTIONS, and called back; null: nowhere.</summary>
    public int? PingPort { get; init; }

    public string DrainTimeout { get; init; } = "5s";

    /// <summary>Where new callers go while the gateway drains; null: a sole node.</summary>
    public string? DrainAlternate { get; init; }

    /// <summary>Manado says the place in the queue every so often; null: nothing but queue audio.</summary>
    public string? AnnouncePlaceEvery { get; init; }

    /// <summary>How media sockets are read.</summary>
    public string MediaWay { get; init; } = "auto";

    /// <summary>Folder of announcements; null: the sample's.</summary>
    public string? Prompts { get; init; }

    /// <summary>
    /// With listeners for TLS and secure WebSocket, whose certificate for 127.0.0.1 lies in <see cref="TestGateway.CertificateFile"/>, and the
    /// trunk "carrier", known by a certificate for sbc.carrier.example. Null: without.
    /// </summary>
    public TestAuthority? Authority { get; init; }

    /// <summary>Where the trunk at 127.0.0.1 wants us to register, with which user and password; null: it does not.</summary>
    public (IPEndPoint Registrar, string User, string Password)? Register { get; init; }

    /// <summary>Of "recordings" in gateway.json, by name; empty: defaults.</summary>
    public IReadOnlyDictionary<string, object> Recordings { get; init; } = new Dictionary<string, object>();

    /// <summary>Of "recording" of each centre, by name; empty: defaults.</summary>
    public IReadOnlyDictionary<string, object> CentreRecording { get; init; } = new Dictionary<string, object>();

    /// <summary>Fixed SIP ports, so that phones find the gateway again after a restart.</summary>
    public bool FixedPorts { get; init; }
}

/// <summary>
/// A real gateway process with its own folder and ports that the system chose. Agents come in at the agent side, callers from 127.0.0.1
/// at the trunk side; every other source address is unknown.
/// </summary>
public sealed class TestGateway : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly TestSetup _setup;
    private readonly Dictionary<string, int> _fixed = [];
    private Process _process;

    private TestGateway(TestSetup setup, string folder)
    {
        _setup = setup;
        Folder = folder;
        _process = null!;
    }

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "data");

    public string Config => Path.Combine(Folder, "config");

    public IReadOnlyDictionary<string, IPEndPoint> Listeners { get; private set; } = new Dictionary<string, IPEndPoint>();

    public HttpClient Http { get; } = new();

    public IPEndPoint TrunkUdp => Listeners["trunk-udp"];

    public IPEndPoint TrunkTcp => Listeners["trunk-tcp"];

    public IPEndPoint AgentUdp => Listeners["agent-udp"];

    public IPEndPoint TrunkTls => Listeners["trunk-tls"];

    public IPEndPoint AgentTls => Listeners["agent-tls"];

    public IPEndPoint AgentWss => Listeners["agent-wss"];

    /// <summary>Name of the gateway's certificate file in its authority's folder.</summary>
    public static string CertificateFile => "gateway.pem";

    public int ProcessId => _process.Id;

    public string Output => string.Join('\n', _output);

    public static async Task<TestGateway> StartAsync(TestSetup setup)
    {
        var gateway = new TestGateway(setup, Directory.CreateTempSubdirectory("gateway-test-").FullName);
        gateway.WriteConfiguration();
        await gateway.LaunchAsync();
        return gateway;
    }

    /// <summary>SIGKILL: nothing is said to anybody.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan limit)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Starts the process again on the same folder.</summary>
    public Task RestartAsync() => LaunchAsync();

    public async Task<JsonNode> GetAsync(string path) =>
        await Http.GetFromJsonAsync<JsonNode>(path) ?? throw new InvalidDataException($"{path} gave nothing");

    /// <summary>Asks again until the answer is as wished; the last answer on failure.</summary>
    public async Task<JsonNode> WaitForAsync(string path, Func<JsonNode, bool> wish, TimeSpan? limit = null)
    {
        var deadline = Stopwatch.StartNew();
        JsonNode? last = null;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (deadline.Elapsed < (limit ?? TimeSpan.FromSeconds(20)))
        {
            last = await GetAsync(path);
            if (wish(last))
            {
                return last;
            }

            await pace.WaitForNextTickAsync();
        }

        throw new TimeoutException($"{path} never was as wished; last: {Tail(last?.ToJsonString() ?? "")}\n{Tail(Output)}");
    }

    public async Task<double> MetricAsync(string series)
    {
        var text = await Http.GetStringAsync("/metrics");
        var line = text.Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{series} is no metric of\n{text}");
        return double.Parse(line[(series.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    public IReadOnlyList<string> Recordings() =>
        Directory.Exists(Data) ? [.. Directory.GetFiles(Data, "*.wav", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>What fits into a test's report.</summary>
    private static string Tail(string text) => text.Length > 20_000 ? "…" + text[^20_000..] : text;

    private async Task LaunchAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Repository.GatewayProgram, "run", "--config", Config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        var listeners = new Dictionary<string, IPEndPoint>();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Line(string? line)
        {
            if (line is null)
            {
                return;
            }

            _output.Enqueue(line);
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["sip", var name, _, var endpoint])
            {
                listeners[name] = IPEndPoint.Parse(endpoint);
            }
            else if (words is ["http", var url])
            {
                ready.TrySetResult(url);
            }
        }

        _process.OutputDataReceived += (_, e) => Line(e.Data);
        _process.ErrorDataReceived += (_, e) => Line(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var exited = _process.WaitForExitAsync();
        if (await Task.WhenAny(ready.Task, exited, Task.Delay(StartLimit)) != ready.Task)
        {
            throw new InvalidOperationException($"the gateway did not start ({(_process.HasExited ? $"exit {_process.ExitCode}" : "no address in time")}):\n{Output}");
        }

        Listeners = listeners;
        Http.BaseAddress ??= new Uri(await ready.Task);
        await WaitForAsync("/health/ready", _ => true);
    }

    private int Port(string name, SocketType type)
    {
        if (!_setup.FixedPorts)
        {
            return 0;
        }

        if (!_fixed.TryGetValue(name, out var port))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            _fixed[name] = port;
        }

        return port;
    }

    private void WriteConfiguration()
    {
        Directory.CreateDirectory(Config);
        Write("gateway.json", new
        {
            node = "test",
            defaultCentre = "71.71",
            sip = new
            {
                domain = "112.test",

                registration = new { digest = _setup.Digest },
                listeners = SipListeners(),
            },
            media = new { bind = "127.0.0.1", ports = "0", way = _setup.MediaWay, prompts = _setup.Prompts ?? Path.Combine(Repository.Root, "config", "prompts") },
            http = new { bind = "127.0.0.1", port = _setup.FixedPorts ? Port("http", SocketType.Stream) : 0 },
            storage = new { directory = Data },
            recordings = _setup.Recordings,
            limits = new { maxCalls = _setup.MaxCalls, unknownNetworkPerSecond = _setup.UnknownNetworkPerSecond },
            drain = _setup.DrainAlternate is { } alternate ? (object)new { timeout = _setup.DrainTimeout, alternate } : new { timeout = _setup.DrainTimeout },
        });
        object Trunk(string name, string known, string how) => new Dictionary<string, object>
        {
            ["name"] = name,
            [how] = new[] { known },
            ["answer"] = _setup.Answer,
            ["defaultCentre"] = "71.71",
            ["subscriptions"] = true,
        };
        var carrier = Trunk("carrier", "sbc.carrier.example", "certificateNames");
        var byNetwork = (Dictionary<string, object>)Trunk("operator", "127.0.0.1", "networks");
        if (_setup.PingPort is { } ping)
        {
            byNetwork["ping"] = new { target = $"sip:127.0.0.1:{ping}", interval = "5s" };
            byNetwork["callbackResourcePriority"] = "esnet.0";
        }

        if (_setup.Register is { } register)
        {
            byNetwork["register"] = new
            {
                registrar = $"sip:{register.Registrar}",
                user = register.User,
                password = "file:secrets/operator",
                expires = "60s",
            };
        }

        Write("trunks.json", new { trunks = _setup.Authority is null ? new[] { (object)byNetwork } : [byNetwork, carrier] });
        object[] overflow = _setup.OverflowAfter is { } after ? [new { to = "71.72/darurat", after }] : [];
        object Queue(object[] steps) => new
        {
            name = "darurat",
            strategy = _setup.Strategy,
            ringTimeout = _setup.RingTimeout,
            wrapUpTime = _setup.WrapUp,
            misAnswer = _setup.MisAnswer,
            maxNoAnswer = _setup.MaxNoAnswer,
            delays = new { busy = _setup.Delay, declined = _setup.Delay, noAnswer = _setup.Delay, unregistered = _setup.Delay, failed = _setup.Delay },
            overflow = steps,
        };
        object Centre(string code, string name, string areaCode, object[] steps) =>
            new
            {
                code,
                name,
                timeZone = "Asia/Makassar",
                areaCodes = new[] { areaCode },
                announcements = new { every = _setup.AnnouncePlaceEvery ?? "0s", position = _setup.AnnouncePlaceEvery is not null },
                recording = _setup.CentreRecording,
                queues = new[] { Queue(steps) },
            };

        // A queue that nobody works for is an error of configuration, so Bitung is there only with agents of its own.
        var manado = Centre("71.71", "Kota Manado", "0431", overflow);
        Write("centres.json", new
        {
            centres = _setup.Agents.Any(a => a.Centre == "71.72") ? [manado, Centre("71.72", "Kota Bitung", "0438", [])] : new[] { manado },
        });
        Write("agents.json", new
        {
            agents = _setup.Agents.Select(a => new
            {
                id = a.Id,
                name = $"Agent {a.Id}",
                centre = a.Centre,
                password = $"file:secrets/{a.Id}",
                supervisor = a.Supervisor,
                srtp = a.Srtp,
                initialStatus = "available",
                tiers = new[] { new { queue = a.Queue, level = a.Level } },
            }),
        });
        Directory.CreateDirectory(Path.Combine(Config, "secrets"));
        File.WriteAllText(Path.Combine(Config, "secrets", "recordings"), new string('7', 64));
        foreach (var agent in _setup.Agents)
        {
            File.WriteAllText(Path.Combine(Config, "secrets", agent.Id), agent.Password);
        }

        if (_setup.Register is { Password: var secret })
        {
            File.WriteAllText(Path.Combine(Config, "secrets", "operator"), secret);
        }

        foreach (var file in new[] { "service-areas.geojson", "cells.csv" })
        {
            File.Copy(Path.Combine(Repository.Root, "config", file), Path.Combine(Config, file));
        }
    }

    private List<object> SipListeners()
    {
        List<object> listeners =
        [
            new { name = "trunk-udp", role = "trunk", transport = "udp", bind = "127.0.0.1", port = Port("trunk-udp", SocketType.Dgram) },
            new { name = "trunk-tcp", role = "trunk", transport = "tcp", bind = "127.0.0.1", port = Port("trunk-tcp", SocketType.Stream) },
            new { name = "agent-udp", role = "agent", transport = "udp", bind = "127.0.0.1", port = Port("agent-udp", SocketType.Dgram) },
        ];
        if (_setup.Authority is { } authority)
        {
            object Secure(string name, string role, string transport, string clientCertificates) => new
            {
                name,
                role,
                transport,
                bind = "127.0.0.1",
                port = 0,
                certificate = new { file = authority.Write(CertificateFile, ["gateway.test", "127.0.0.1"]) },
                trustedRoots = authority.RootFile,
                clientCertificates,
            };
            listeners.Add(Secure("trunk-tls", "trunk", "tls", "request"));
            listeners.Add(Secure("agent-tls", "agent", "tls", "none"));
            listeners.Add(Secure("agent-wss", "agent", "wss", "none"));
        }

        return listeners;
    }

    private void Write(string file, object content) =>
        File.WriteAllText(Path.Combine(Config, file), JsonSerializer.Serialize(content, Indented));
}
