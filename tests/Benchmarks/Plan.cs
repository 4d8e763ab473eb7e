namespace Gateway.Benchmarks;

/// <summary>How long and how much.</summary>
internal sealed record Plan
{
    /// <summary>The whole measurement: about six minutes.</summary>
    public static readonly Plan Full = new();

    /// <summary>Shows that everything works; its figures mean nothing.</summary>
    public static readonly Plan Quick = new()
    {
        ParseRound = TimeSpan.FromMilliseconds(200),
        AcdRounds = 2_000,
        AcdHostRounds = 2,
        RelayCalls = [20],
        RelaySeconds = 2,
        Agents = 20,
        BaseSeconds = 4,
        WarmSeconds = 3,
        Steps = [30, 60],
        PeerSteps = [100],
        StepSeconds = 3,
    };

    public TimeSpan ParseRound { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Conversations that end, in the distributor alone.</summary>
    public int AcdRounds { get; init; } = 20_000;

    /// <summary>Times that each of the two hundred agents becomes ready.</summary>
    public int AcdHostRounds { get; init; } = 10;

    /// <summary>Bridged calls at the same time.</summary>
    public IReadOnlyList<int> RelayCalls { get; init; } = [100, 200];

    public int RelaySeconds { get; init; } = 8;

    public int Agents { get; init; } = 400;

    /// <summary>Calls per second of the run that gives CPU per call.</summary>
    public int BaseRate { get; init; } = 20;

    public int BaseSeconds { get; init; } = 20;

    /// <summary>Before the run that counts, at twice its rate.</summary>
    public int WarmSeconds { get; init; } = 12;

    /// <summary>Rates tried for the highest clean one, upwards until one is not clean.</summary>
    public IReadOnlyList<int> Steps { get; init; } = [50, 100, 200, 300, 400, 500];

    public IReadOnlyList<int> PeerSteps { get; init; } = [200, 500, 1000, 1500, 2000];

    public int StepSeconds { get; init; } = 6;
}
