using Gateway.Media.Engine.Virtual;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>What a world is like.</summary>
/// <param name="Calm">Nothing is lost, nobody fails, every caller waits: for tests of order.</param>
internal sealed record WorldOptions(int Seed, bool Calm = false)
{
    public int Callers { get; init; } = 50;

    /// <summary>At most five.</summary>
    public int Agents { get; init; } = 5;

    /// <summary>Arrivals, disturbances and the end come at this part of their usual times.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Two phones that answer at once ring for every caller, who hangs up soon after: a thousand races for a caller.</summary>
    public bool Race { get; init; }

    /// <summary>Hours of a city's day, the last but one a disaster, in place of <see cref="Callers"/>; 0: no such day.</summary>
    public int DayHours { get; init; }

    /// <summary>Callers whose machine dies in the middle.</summary>
    public int Vanishing { get; init; } = 2;

    /// <summary>Pairs of ports that the gateway has for RTP and RTCP.</summary>
    public int RtpPorts { get; init; } = 500;

    /// <summary>The gateway is killed then, each time, and started again 2 s later.</summary>
    public IReadOnlyList<TimeSpan> KilledAt { get; init; } = [];

    /// <summary>The configuration is exchanged again and again: another strategy, another wrap-up.</summary>
    public bool Reloads { get; init; }

    /// <summary>The gateway is told to end then; 5 s later it tells the calls that are left.</summary>
    public TimeSpan? ShutdownAt { get; init; }

    /// <summary>The recordings' disk fails again and again.</summary>
    public bool FailingDisk { get; init; }

    /// <summary>Recordings are sealed. Their hashes then differ from run to run: salts and nonces are random.</summary>
    public bool Sealed { get; init; }

    /// <summary>One of so many media commands of the gateway throws at its owner; 0: none does.</summary>
    public int OneDefectIn { get; init; }

    /// <summary>Of both queues.</summary>
    public string Strategy { get; init; } = "longest-idle-agent";

    public NetworkConditions Network { get; init; } =
        new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(40), Loss: 0.05, Duplication: 0.03);

    public VirtualMediaConditions Media { get; init; } =
        new() { Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(30), Loss = 0.02, Duplication = 0.01 };

    /// <summary>A call may end by the gateway's act.</summary>
    public bool MayBeLost => KilledAt.Count > 0 || ShutdownAt is not null || OneDefectIn > 0;

    /// <summary>Six kills; the third and the sixth come while callers of before are being taken up again.</summary>
    private static IEnumerable<TimeSpan> Kills(int seed)
    {
        for (var i = 0; i < 2; i++)
        {
            var first = 40 + (100 * i) + (seed * 7 % 20);
            yield return TimeSpan.FromSeconds(first);
            yield return TimeSpan.FromSeconds(first + 20 + (seed * 3 % 11));
            yield return TimeSpan.FromSeconds(first + 22.01 + (seed * 3 % 11) + (seed % 13 * 0.02));
        }
    }

    /// <summary>A small world whose troubles the seed draws: for very many seeds.</summary>
    private static WorldOptions Mixed(int seed)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        var random = new Random(seed);
        bool Sometimes(double share) => random.NextDouble() < share;
        var options = new WorldOptions(seed)
        {
            Scale = 0.2,
            Callers = 9,
            Agents = random.Next(2, 6),
            Vanishing = random.Next(3),
            Strategy = Strategies[random.Next(Strategies.Length)],
            RtpPorts = Sometimes(0.1) ? 10 : 500,
            Reloads = Sometimes(0.3),
            FailingDisk = Sometimes(0.15),
            OneDefectIn = Sometimes(0.15) ? 60 : 0,
            KilledAt = Sometimes(0.3) ? [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => TimeSpan.FromSeconds(3 + (50 * random.NextDouble()))).Order()] : [],
        };
        options = Sometimes(0.1) ? options with { ShutdownAt = TimeSpan.FromSeconds(10 + (30 * random.NextDouble())), KilledAt = [] } : options;
        return Sometimes(0.2) ? options with { Network = Storm } : options;
    }

    public static readonly string[] Strategies =
    [
        "longest-idle-agent", "fewest-calls", "least-talk-time", "round-robin", "top-down", "sequentially-by-order", "random", "ring-all",
        "ring-progressively",
    ];

    private static readonly NetworkConditions Storm =
        new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(700), Loss: 0.2, Duplication: 0.2);

    /// <summary>The world by its name on the command line, or null.</summary>
    public static WorldOptions? Parse(int seed, string name) => name switch
    {
        "plain" => new WorldOptions(seed),
        "calm" => new WorldOptions(seed, Calm: true),
        "kill" => new WorldOptions(seed) { KilledAt = [TimeSpan.FromSeconds(60 + (seed * 7 % 90))] },
        "kills" => new WorldOptions(seed) { KilledAt = [.. Kills(seed)] },
        "sealed" => new WorldOptions(seed) { Sealed = true, KilledAt = [TimeSpan.FromSeconds(60 + (seed * 7 % 90))] },
        "shutdown" => new WorldOptions(seed) { ShutdownAt = TimeSpan.FromSeconds(60 + (seed * 7 % 90)) },
        "disk" => new WorldOptions(seed) { FailingDisk = true },
        "storm" => new WorldOptions(seed)
        {
            Network = Storm,
        },
        "ring-all" => new WorldOptions(seed) { Callers = 20, Strategy = "ring-all" },
        "ring-progressively" => new WorldOptions(seed) { Callers = 20, Strategy = "ring-progressively" },
        "ring-storm" => new WorldOptions(seed)
        {
            Callers = 20,
            Strategy = "ring-all",
            Network = Storm,
        },
        "dying" => new WorldOptions(seed) { Agents = 2, Vanishing = 15 },
        "defects" => new WorldOptions(seed) { OneDefectIn = 60 },
        "ports" => new WorldOptions(seed) { RtpPorts = 14 },
        "mixed" => Mixed(seed),
        "day" => new WorldOptions(seed, Calm: true) { DayHours = 24 },
        "evening" => new WorldOptions(seed, Calm: true) { DayHours = 2 },
        "race" => new WorldOptions(seed, Calm: true)
        {
            Race = true,
            Callers = 1000,
            Agents = 2,
            Strategy = "ring-all",
            Network = new NetworkConditions(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20)),
        },
        _ => null,
    };
}

/// <summary>Something that must hold does not; the message begins with the seed and the virtual time.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);
