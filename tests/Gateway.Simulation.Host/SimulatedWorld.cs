using System.Net;
using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Simulator;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.Storage.State;

namespace Gateway.Simulation;

/// <summary>
/// The whole gateway, its callers and its agents' phones on one seeded thread in virtual time, with in-memory networks, files, journal and
/// state: one seed, one history. <see cref="Run"/> throws at the first broken invariant.
/// </summary>
internal sealed class SimulatedWorld : IDisposable
{
    private static readonly IPEndPoint DyingMachine = new(IPAddress.Parse("10.1.0.66"), 5060);
    private static readonly TimeSpan MustBeOver = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan DownTime = TimeSpan.FromSeconds(2);

    private readonly Random _random;
    private readonly Agenda _agenda;
    private readonly WorldBase _base;
    private readonly GatewayConfiguration _configuration;
    private readonly WorldInvariants _invariants;
    private readonly FarEnd _operators;
    private readonly FarEnd _phones;
    private readonly FarEnd _dying;
    private GatewayProcess? _process;
    private int _open;
    private int _lives;

    public SimulatedWorld(WorldOptions options)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        Options = options;
        var seed = options.Seed * 100;
        _random = new Random(seed);
        Scheduler = new SeededScheduler(seed, new DateTimeOffset(2026, 8, 17, 1, 2, 3, TimeSpan.Zero));
        _agenda = new Agenda(Scheduler);
        Agents = [.. WorldFolder.Agents.Take(options.Agents).Select((a, i) => new WorldAgent(i, a, options))];
        Callers = options.DayHours > 0 ? CityDay.Callers(options.DayHours, _random) : [.. Enumerable.Range(0, options.Callers).Select(i => options.Race ? WorldCaller.Brief(i)
            : options.Calm ? WorldCaller.Patient(i, TimeSpan.FromSeconds(5 + (i * 0.7) + (0.5 * _random.NextDouble())))
            : WorldCaller.Random(i, _random, i < options.Vanishing ? DyingMachine : null, options.Scale))];
        _open = Callers.Count(c => !c.Vanishes);
        _configuration = WorldFolder.Of(options.Calm ? "0" : "3s", options.Strategy);

        var salts = new Random(seed + 1);
        byte[] Salt()
        {
            var salt = new byte[16];
            salts.NextBytes(salt);
            return salt;
        }

        _base = new WorldBase(
            Scheduler,
            new VirtualNetwork(Scheduler, seed + 2, options.Calm && !options.Race ? null : options.Network) { Lose = IsLost },
            new VirtualMediaNetwork(Scheduler, seed + 3, options.Calm ? null : options.Media),
            new InMemoryJournal(_configuration.Node, Salt),
            new MemoryRecordingFiles(),
            new InMemoryStateStore());

        var voices = PromptLibrary.Of(
            PromptLibrary.Tone(WorldCaller.Voice, 400, TimeSpan.FromSeconds(1), TimeSpan.Zero),
            PromptLibrary.Tone(WorldAgent.Voice, 900, TimeSpan.FromSeconds(1), TimeSpan.Zero));
        FarEnd Machine(IPAddress address, int number, params IEnumerable<SipListener> listeners) =>
            new(Scheduler, _base.Network, _base.MediaNetwork, address, seed + number, voices, [.. listeners]);
        _operators = Machine(
            WorldCaller.Address(0).Address,
            4,
            Enumerable.Range(0, 3).Select(t => new SipListener($"trunk-{t}", SipTransportKind.Udp, WorldCaller.Address(t))));
        _phones = Machine(IPAddress.Parse("10.2.0.10"), 5, Agents.Select(a => a.Listener));
        _dying = Machine(DyingMachine.Address, 6, new SipListener("dying", SipTransportKind.Udp, DyingMachine));
        _invariants = new WorldInvariants(this);
        Figures = new WorldFigures(this, _configuration);
        Scheduler.AfterStep = _invariants.AfterStep;
    }

    public WorldOptions Options { get; }

    public SeededScheduler Scheduler { get; }

    /// <summary>The life of the gateway that runs now, or null while it is down.</summary>
    public GatewayProcess? Process => _process;

    /// <summary>Alarms of all its lives, by kind.</summary>
    public SortedDictionary<string, long> AlarmCounts { get; } = new(StringComparer.Ordinal);

    /// <summary>Odd things that all its lives have counted.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    public InMemoryJournal Journal => _base.Journal;

    public WorldFigures Figures { get; }

    public MemoryRecordingFiles Files => _base.Files;

    public IReadOnlyList<WorldCaller> Callers { get; }

    public IReadOnlyList<WorldAgent> Agents { get; }

    public TimeSpan Now => TimeSpan.FromMicroseconds(Scheduler.Clock.GetTimestamp());

    private GatewayRuntime? Gateway => _process?.Runtime;

    /// <summary>SHA-256 of the whole journal, lower-case hex.</summary>
    public string JournalHash() => Convert.ToHexStringLower(SHA256.HashData(Journal.Dump()));

    /// <summary>Runs until every call is over and every timer has run out, and checks what must hold then.</summary>
    /// <exception cref="BrokenInvariantException">Something does not hold.</exception>
    public void Run()
    {
        Start();
        foreach (var agent in Agents)
        {
            agent.Phone = new SoftPhone(_phones.Node, agent.Script(_random), Watch);
        }

        foreach (var caller in Callers)
        {
            _agenda.After(caller.ArrivesAt, () => caller.Party = new SimulatedCaller(
                caller.Vanishes ? _dying.Node : _operators.Node, caller.Script, result => End(caller, result)));
        }

        if (!Options.Calm)
        {
            Disturb();
        }

        var mustBeOver = Callers.Max(c => c.ArrivesAt) + MustBeOver;
        if (!Scheduler.RunUntil(mustBeOver, () => _open == 0 && Gateway is { Calls.Count: 0 }))
        {
            var waiting = string.Join(", ", Callers.Where(c => c.Result is null && !c.Vanishes).Select(c => c.Number));
            Break($"not over after {mustBeOver}: {Gateway?.Calls.Count} calls, callers {waiting}");
        }

        CalmDown();
        if (!Scheduler.RunUntil(Now + TimeSpan.FromMinutes(3), () => Gateway is { Sip: { OpenUsages: 0, OpenTransactions: 0 } } && Figures.IsFollowedBy(_process!)))
        {
            Break($"{Gateway!.Sip.OpenUsages} usages and {Gateway.Sip.OpenTransactions} transactions are open after all calls, or the figures are behind");
        }

        // A life that has just begun tells its distribution what it has read, and snapshots come four times a second.
        Scheduler.RunUntil(Now + TimeSpan.FromSeconds(1), () => false);
        Remember();
        _invariants.AtTheEnd(_process!);
    }

    public void Break(string what) => throw new BrokenInvariantException($"seed {Options.Seed} at {Now:c}: {what}");

    public void Dispose()
    {
        _process?.Dispose();
        _operators.Dispose();
        _phones.Dispose();
        _dying.Dispose();
    }

    private void Start()
    {
        // No number of a life may come again in the next one: call ids and tags would be the same.
        _process = new GatewayProcess(_base, _configuration, ((Options.Seed + _lives) * 100) + 10, Options, Break);
        _lives++;
    }

    private void Kill()
    {
        if (_process is null)
        {
            return;
        }

        Journal.Release();
        Remember();
        _process.Kill();
        _process = null;
        _agenda.After(DownTime, Start);
    }

    private void Remember()
    {
        foreach (var alarm in _process!.Alarms.Snapshot())
        {
            AlarmCounts[alarm.Kind] = AlarmCounts.GetValueOrDefault(alarm.Kind) + alarm.Count;
        }

        foreach (var (what, count) in Gateway!.Counts())
        {
            Counts[what] = Counts.GetValueOrDefault(what) + count;
        }
    }

    private void End(WorldCaller caller, CallerResult result)
    {
        caller.Result = result;
        _open -= caller.Vanishes ? 0 : 1;
    }

    /// <summary>Declared statuses change, disks fail, a caller's machine dies, the gateway is killed; in the end everybody hangs up.</summary>
    private void Disturb()
    {
        Repeat(20, 5, 25, () =>
        {
            var status = _random.Next(6) == 0 ? AgentStatus.OnBreak : AgentStatus.Available;
            Declare(Agents[_random.Next(Agents.Count)], status);
        });
        for (var at = 280 * Options.Scale; at < MustBeOver.TotalSeconds; at += 10)
        {
            _agenda.After(TimeSpan.FromSeconds(at), () =>
            {
                foreach (var agent in Agents)
                {
                    Declare(agent, AgentStatus.Available);
                }
            });
        }

        Repeat(7, 7, 27, () =>
        {
            Journal.Hold();
            _agenda.After(TimeSpan.FromSeconds(0.2 * _random.NextDouble()), Journal.Release);
        });
        if (Options.Reloads)
        {
            Repeat(10, 10, 60, () => Gateway?.Apply(
                WorldFolder.Of(_random.Next(2) == 0 ? "3s" : "0", WorldOptions.Strategies[_random.Next(WorldOptions.Strategies.Length)])));
        }

        if (Options.FailingDisk)
        {
            Repeat(10, 5, 30, () =>
            {
                Files.Failure = "No space left on device";
                _agenda.After(TimeSpan.FromSeconds(16 * _random.NextDouble()), () => Files.Failure = null);
            });
        }

        _agenda.After(Options.Scale * TimeSpan.FromSeconds(60 + (120 * _random.NextDouble())), () =>
        {
            // Without a word, also not in RTCP.
            var before = _base.MediaNetwork.Conditions;
            _base.MediaNetwork.Conditions = before with { Loss = 1 };
            _dying.Dispose();
            _base.MediaNetwork.Conditions = before;
        });
        foreach (var kill in Options.KilledAt)
        {
            _agenda.After(kill, Kill);
        }

        if (Options.ShutdownAt is { } shutdown)
        {
            _agenda.After(shutdown, () => Gateway!.BeginDrain());
            for (var again = 5; again < MustBeOver.TotalSeconds; again += 5)
            {
                _agenda.After(shutdown + TimeSpan.FromSeconds(again), () => Gateway!.WithdrawAll());
            }
        }

        foreach (var caller in Callers)
        {
            _agenda.After(Options.Scale * TimeSpan.FromMinutes(5), () => caller.Party?.Post(new PartyInput.HangUp()));
        }
    }

    private void Repeat(double first, double least, double most, Action deed)
    {
        for (var at = first; at < 280; at += least + ((most - least) * _random.NextDouble()))
        {
            _agenda.After(Options.Scale * TimeSpan.FromSeconds(at), deed);
        }
    }

    private void Declare(WorldAgent agent, AgentStatus status) =>
        Gateway?.Acd.Post(new AcdEvent.SetStatus(new AgentId(agent.User), status, "", Scheduler.Time.GetUtcNow()));

    /// <summary>The networks lose nothing any more, so that what is open now ends by itself or never.</summary>
    private void CalmDown()
    {
        _base.Network.Conditions = NetworkConditions.Perfect;
        foreach (var agent in Agents.Where(a => a.IsDead))
        {
            Revive(agent);
        }
    }

    private void Watch(SoftPhone phone, PhoneEvent phoneEvent)
    {
        if (phoneEvent == PhoneEvent.Vanished)
        {
            var agent = Agents.First(a => a.User == phone.User);
            agent.IsDead = true;
            agent.DiedAt.Add(Scheduler.Time.GetUtcNow());
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
}
