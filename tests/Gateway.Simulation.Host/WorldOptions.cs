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

    /// <summary>Callers whose machine dies in the middle.</summary>
    public int Vanishing { get; init; } = 2;

    /// <summary>Pairs of ports that the gateway has for RTP and RTCP.</summary>
    public int RtpPorts { get; init; } = 500;

    /// <summary>The gateway is killed then, each time, and started again 2 s later.</summary>
    public IReadOnlyList<TimeSpan> KilledAt { get; init; } = [];

    /// <summary>The gateway is told to end then; 5 s later it tells the calls that are left.</summary>
    public TimeSpan? ShutdownAt { get; init; }

    /// <summary>The recordings' disk fails again and again.</summary>
    public bool FailingDisk { get; init; }

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

    /// <summary>The world by its name on the command line, or null.</summary>
    public static WorldOptions? Parse(int seed, string name) => name switch
    {
        "plain" => new WorldOptions(seed),
        "calm" => new WorldOptions(seed, Calm: true),
        "kill" => new WorldOptions(seed) { KilledAt = [TimeSpan.FromSeconds(60 + (seed * 7 % 90))] },
        "kills" => new WorldOptions(seed) { KilledAt = [.. Kills(seed)] },
        "shutdown" => new WorldOptions(seed) { ShutdownAt = TimeSpan.FromSeconds(60 + (seed * 7 % 90)) },
        "disk" => new WorldOptions(seed) { FailingDisk = true },
        "storm" => new WorldOptions(seed)
        {
            Network = new NetworkConditions(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(700), Loss: 0.2, Duplication: 0.2),
        },
        "ring-all" => new WorldOptions(seed) { Callers = 20, Strategy = "ring-all" },
        "ring-progressively" => new WorldOptions(seed) { Callers = 20, Strategy = "ring-progressively" },
        "ring-storm" => new WorldOptions(seed)
        {
            Callers = 20,
            Strategy = "ring-all",
            Network = new NetworkConditions(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(700), Loss: 0.2, Duplication: 0.2),
        },
        "dying" => new WorldOptions(seed) { Agents = 2, Vanishing = 15 },
        "defects" => new WorldOptions(seed) { OneDefectIn = 60 },
        "ports" => new WorldOptions(seed) { RtpPorts = 14 },
        _ => null,
    };
}

/// <summary>Something that must hold does not; the message begins with the seed and the virtual time.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);
