namespace Gateway.Simulator.Load;

/// <summary>How far a load run is.</summary>
/// <param name="Waiting">Placed and not yet answered.</param>
/// <param name="Talking">Answered and not yet over.</param>
public readonly record struct LoadProgress(int Placed, int Waiting, int Talking, int Answered, int Failed);

/// <summary>What became of one call of a load run.</summary>
/// <param name="Wait">From INVITE to the agent's answer, or to the 200 where the agents are not the run's; null: never.</param>
/// <param name="Failure">In a few words, of low cardinality; null: it went as it should.</param>
/// <param name="Result">What the caller saw.</param>
public sealed record LoadCall(TimeSpan? Wait, string? Failure, CallerResult Result);

/// <summary>The figures of a load run.</summary>
public sealed record LoadSummary
{
    private readonly TimeSpan[] _waits;

    /// <param name="took">From the first INVITE to the last call's end.</param>
    public LoadSummary(IReadOnlyCollection<LoadCall> calls, TimeSpan took)
    {
        ArgumentNullException.ThrowIfNull(calls);
        Calls = calls.Count;
        Took = took;
        _waits = [.. calls.Where(c => c is { Failure: null, Wait: not null }).Select(c => c.Wait!.Value).Order()];
        Failures = calls.Where(c => c.Failure is not null)
            .GroupBy(c => c.Failure!)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count());
        var statistics = calls.Select(c => c.Result.Statistics).Where(s => s is not null).ToList();
        RtpReceived = statistics.Sum(s => s!.PacketsReceived);
        RtpLost = statistics.Sum(s => s!.PacketsLost);
        ReliableResponses = calls.Sum(c => c.Result.ReliableResponses);
        Refreshes = calls.Sum(c => c.Result.Refreshes);
        WorstJitterMs = statistics.Select(s => s!.JitterMs).DefaultIfEmpty().Max();
    }

    public int Calls { get; }

    public TimeSpan Took { get; }

    public int Answered => _waits.Length;

    public int Failed => Failures.Values.Sum();

    /// <summary>How many failed for which reason, most frequent first.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; }

    /// <summary>Reliable provisional responses to callers that got their PRACK.</summary>
    public int ReliableResponses { get; }

    /// <summary>Refreshes of callers' sessions, by whichever side.</summary>
    public int Refreshes { get; }

    /// <summary>RTP packets that callers received.</summary>
    public long RtpReceived { get; }

    /// <summary>RTP packets that callers missed.</summary>
    public long RtpLost { get; }

    /// <summary>Of any one call, in milliseconds.</summary>
    public double WorstJitterMs { get; }

    /// <summary>The wait that this share of answered calls did not exceed (nearest rank); null when none was answered.</summary>
    /// <param name="percent">Above 0, up to 100.</param>
    public TimeSpan? Wait(double percent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(percent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percent, 100);
        return _waits is [] ? null : _waits[(int)Math.Ceiling(percent / 100 * _waits.Length) - 1];
    }
}
