using System.Net;
using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Composition;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;
using Gateway.Operations;
using Gateway.Simulator;
using Gateway.Sip;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.Storage.State;

namespace Gateway.Simulation;

/// <summary>
/// The whole gateway, its callers and its agents' phones on one seeded thread in virtual time, with in-memory networks, files, journal and
/// state: one seed, one history. <see cref="Run"/> throws at the first broken invariant.
/// </summary>
internal sealed class SimulatedWorld : IMediaSink, IDisposable
{
    public const string Recordings = "recordings";

    private static readonly TimeSpan LastHangUp = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MustBeOver = TimeSpan.FromMinutes(20);

    private readonly Random _random;
    private readonly Agenda _agenda;
    private readonly VirtualNetwork _network;
    private readonly VirtualMediaNetwork _mediaNetwork;
    private readonly WorldInvariants _invariants;
    private readonly FarEnd _operators;
    private readonly FarEnd _phones;
    private readonly FarEnd? _dying;
    private readonly MediaEngine _media;
    private readonly WorldOptions _options;
    private int _open;

    public SimulatedWorld(WorldOptions options)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        _options = options;
        var seed = options.Seed;
        _random = new Random(seed);
        Scheduler = new SeededScheduler(seed, new DateTimeOffset(2026, 8, 17, 1, 2, 3, TimeSpan.Zero));
        _agenda = new Agenda(Scheduler);
        _network = new VirtualNetwork(Scheduler, seed + 1, options.Calm ? null : options.Network);
        _mediaNetwork = new VirtualMediaNetwork(Scheduler, seed + 2, options.Calm ? null : options.Media);
        Agents = [.. WorldFolder.Agents.Take(options.Agents).Select((a, i) => new WorldAgent(i, a, options.Calm))];
        Callers = [.. Enumerable.Range(0, options.Callers).Select(i => options.Calm
            ? WorldCaller.Patient(i, TimeSpan.FromSeconds(5 + (i * 0.7) + (0.5 * _random.NextDouble())))
            : WorldCaller.Random(i, _random, vanishes: i < options.Vanishing))];

        _open = Callers.Count(c => !c.Vanishes);
        var configuration = WorldFolder.Read(options.Calm ? "0" : "3s");
        var alarms = new AlarmBoard(Scheduler.Time);
        var ids = new SeededCallIds(seed + 3);
        var salts = new Random(seed + 4);
        Journal = new InMemoryJournal(configuration.Node, () =>
        {
            var salt = new byte[16];
            salts.NextBytes(salt);
            return salt;
        });
        var ports = new RtpPortPool(
            configuration.Media.Bind, configuration.Media.Bind, configuration.Media.FirstPort, configuration.Media.LastPort, Scheduler.Time, null, new Random(seed + 5).Next);
        var prompts = PromptLibrary.Of(
            [.. configuration.Centres.SelectMany(c => c.Prompts.All).Distinct().Select(Announcement), FeatureTones.Done, FeatureTones.NotUnderstood]);
        Recorder = new RecordingWriter(Files, Scheduler, this);
        _media = MediaEngine.InMemory(_mediaNetwork, Scheduler, prompts, ports, this, Recorder, seed + 6);
        Gateway = new GatewayRuntime(configuration, new GatewayPorts
        {
            SipScheduler = Scheduler,
            CallScheduler = Scheduler,
            ServiceScheduler = Scheduler,
            Transports = [.. configuration.Listeners.Select(l => _network.NewTransport(new SipListener(
                l.Name, l.Transport, l.Bind, FlowSticky: !l.Role.HasFlag(Configuration.ListenerRole.Trunk))))],
            RtpPorts = ports,
            Media = _ => new WatchedMedia(_media, Break),
            Journal = Journal,
            State = new InMemoryStateStore(),
            SipIds = new SeededSipIds(seed + 7),
            CallIds = ids,
            NonceKey = RandomBytes(32),
            Alarms = alarms,
            RecordingsDirectory = Recordings,
            Salvage = directory => RecordingSalvage.Run(directory, Files),
        });
        (Alarms, Ports) = (alarms, ports);

        var voices = PromptLibrary.Of(
            PromptLibrary.Tone(WorldCaller.Voice, 400, TimeSpan.FromSeconds(1), TimeSpan.Zero),
            PromptLibrary.Tone(WorldAgent.Voice, 900, TimeSpan.FromSeconds(1), TimeSpan.Zero));
        FarEnd Machine(string address, int number, IEnumerable<SipListener> listeners) =>
            new(Scheduler, _network, _mediaNetwork, IPAddress.Parse(address), seed + number, voices, [.. listeners]);
        _operators = Machine("10.1.0.10", 8, Enumerable.Range(0, 3).Select(t => new SipListener($"trunk-{t}", SipTransportKind.Udp, WorldCaller.Address(t))));
        _phones = Machine("10.2.0.10", 9, Agents.Select(a => a.Listener));
        if (Callers.Any(c => c.Vanishes))
        {
            _dying = Machine("10.1.0.66", 10, [new SipListener("dying", SipTransportKind.Udp, new IPEndPoint(IPAddress.Parse("10.1.0.66"), 5060))]);
        }

        _network.Lose = IsLost;
        _invariants = new WorldInvariants(this);
        Scheduler.AfterStep = _invariants.AfterStep;
    }

    public SeededScheduler Scheduler { get; }

    public GatewayRuntime Gateway { get; }

    public InMemoryJournal Journal { get; }

    public MemoryRecordingFiles Files { get; } = new();

    public RecordingWriter Recorder { get; }

    public AlarmBoard Alarms { get; }

    public RtpPortPool Ports { get; }

    public IReadOnlyList<WorldCaller> Callers { get; }

    public IReadOnlyList<WorldAgent> Agents { get; }

    public TimeSpan Now => TimeSpan.FromMicroseconds(Scheduler.Clock.GetTimestamp());

    /// <summary>SHA-256 of the whole journal, lower-case hex.</summary>
    public string JournalHash() => Convert.ToHexStringLower(SHA256.HashData(Journal.Dump()));

    /// <summary>Runs until every call is over and every timer has run out, and checks what must hold then.</summary>
    /// <exception cref="BrokenInvariantException">Something does not hold.</exception>
    public void Run()
    {
        Gateway.Start("simulated");
        foreach (var agent in Agents)
        {
            agent.Phone = new SoftPhone(_phones.Node, agent.Script(_random), Watch);
        }

        foreach (var caller in Callers)
        {
            _agenda.After(caller.ArrivesAt, () => caller.Party = new SimulatedCaller(
                caller.Vanishes ? _dying!.Node : _operators.Node, caller.Script, result => End(caller, result)));
        }

        if (!_options.Calm)
        {
            Disturb();
        }

        if (!Scheduler.RunUntil(MustBeOver, () => _open == 0 && Gateway.Calls.Count == 0))
        {
            Break($"not over after {MustBeOver}: {Gateway.Calls.Count} calls, callers {string.Join(", ", Callers.Where(c => c.Result is null).Select(c => c.Number))}");
        }

        CalmDown();
        if (!Scheduler.RunUntil(Now + TimeSpan.FromMinutes(3), () => Gateway.Sip.OpenUsages == 0 && Gateway.Sip.OpenTransactions == 0))
        {
            Break($"{Gateway.Sip.OpenUsages} usages and {Gateway.Sip.OpenTransactions} transactions are open after all calls");
        }

        _invariants.AtTheEnd();
    }

    public void OnEvent(MediaEvent mediaEvent) => ((IMediaSink)Gateway).OnEvent(mediaEvent);

    public void Dispose()
    {
        Gateway.Dispose();
        _operators.Dispose();
        _phones.Dispose();
        _dying?.Dispose();
        _media.Dispose();
        Recorder.Dispose();
    }

    public void Break(string what) => throw new BrokenInvariantException($"seed {_options.Seed} at {Now:c}: {what}");

    private void End(WorldCaller caller, CallerResult result)
    {
        caller.Result = result;
        _open -= caller.Vanishes ? 0 : 1;
    }

    /// <summary>Declared statuses change, the journal's disk stalls, a caller's machine dies; in the end everybody hangs up.</summary>
    private void Disturb()
    {
        for (var at = 20.0; at < 280; at += 5 + (20 * _random.NextDouble()))
        {
            var agent = new AgentId(Agents[_random.Next(Agents.Count)].User);
            var status = _random.Next(6) == 0 ? AgentStatus.OnBreak : AgentStatus.Available;
            _agenda.After(TimeSpan.FromSeconds(at), () => Gateway.Acd.Post(new AcdEvent.SetStatus(agent, status, "", Scheduler.Time.GetUtcNow())));
        }

        for (var at = 280.0; at < MustBeOver.TotalSeconds; at += 10)
        {
            _agenda.After(TimeSpan.FromSeconds(at), EverybodyIsReady);
        }

        for (var at = 7.0; at < 400; at += 7 + (20 * _random.NextDouble()))
        {
            _agenda.After(TimeSpan.FromSeconds(at), Journal.Hold);
            _agenda.After(TimeSpan.FromSeconds(at + (0.2 * _random.NextDouble())), Journal.Release);
        }

        _agenda.After(TimeSpan.FromSeconds(60 + (120 * _random.NextDouble())), () =>
        {
            // Without a word, also not in RTCP.
            var before = _mediaNetwork.Conditions;
            _mediaNetwork.Conditions = before with { Loss = 1 };
            _dying?.Dispose();
            _mediaNetwork.Conditions = before;
        });
        foreach (var caller in Callers)
        {
            _agenda.After(LastHangUp, () => caller.Party?.Post(new PartyInput.HangUp()));
        }
    }

    private void EverybodyIsReady()
    {
        foreach (var agent in Agents)
        {
            Gateway.Acd.Post(new AcdEvent.SetStatus(new AgentId(agent.User), AgentStatus.Available, "", Scheduler.Time.GetUtcNow()));
        }
    }

    /// <summary>The networks lose nothing any more, so that what is open now ends by itself or never.</summary>
    private void CalmDown()
    {
        _network.Conditions = NetworkConditions.Perfect;
        foreach (var agent in Agents.Where(a => a.IsDead))
        {
            Revive(agent);
        }
    }

    private void Watch(SoftPhone phone, PhoneEvent phoneEvent)
    {
        var agent = Agents.First(a => a.User == phone.User);
        if (phoneEvent == PhoneEvent.Answered)
        {
            agent.Answered++;
        }
        else if (phoneEvent == PhoneEvent.Vanished)
        {
            agent.IsDead = true;
            _agenda.After(TimeSpan.FromSeconds(5 + (40 * _random.NextDouble())), () =>
            {
                if (agent.IsDead)
                {
                    Revive(agent);
                }
            });
        }
    }

    private void Revive(WorldAgent agent)
    {
        agent.IsDead = false;
        agent.Phone!.Dispose();
        agent.Phone = new SoftPhone(_phones.Node, agent.Script(_random), Watch);
    }

    private bool IsLost(VirtualPacket packet) =>
        Agents.Any(a => a.IsDead && (a.Address.Equals(packet.From) || a.Address.Equals(packet.To)));

    private byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static Prompt Announcement(PromptId id) => PromptLibrary.Tone(id, 600, TimeSpan.FromSeconds(2), TimeSpan.Zero);
}
