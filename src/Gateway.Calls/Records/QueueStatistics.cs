using Gateway.Acd;

namespace Gateway.Calls.Records;

/// <summary>
/// Service figures of a set of calls, from INVITE to agent media; announcements never stop the clock. A call counts once: as answered when
/// an agent's media was ever connected, else as abandoned or lost.
/// </summary>
/// <param name="Offered">Calls that came.</param>
/// <param name="AbandonedShort">Of the abandoned ones: less than 5 s after the INVITE.</param>
/// <param name="Levels">Per threshold, in the order asked for.</param>
/// <param name="MeanAnswer">Average speed of answer; zero without answered calls.</param>
/// <param name="MeanSlowestTenth">Mean of the slowest tenth of the answered calls (COCOM), at least one call.</param>
public sealed record QueueStatistics(
    int Offered,
    int Answered,
    int Abandoned,
    int AbandonedShort,
    IReadOnlyList<ServiceLevel> Levels,
    TimeSpan MeanAnswer,
    TimeSpan LongestAnswer,
    TimeSpan MeanSlowestTenth,
    TimeSpan MeanTalk)
{
    /// <summary>10 s (COCOM, NFPA 1225), 15 and 20 s (NENA-STA-020.1).</summary>
    public static readonly IReadOnlyList<TimeSpan> DefaultLevels =
        [TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(20)];

    /// <summary>The figures of these calls; those still waiting count as offered only.</summary>
    public static QueueStatistics Of(IEnumerable<CallRecord> records, IReadOnlyList<TimeSpan>? levels = null)
    {
        ArgumentNullException.ThrowIfNull(records);
        var offered = 0;
        var abandonedShort = 0;
        var talk = TimeSpan.Zero;
        List<TimeSpan> answered = [];
        List<TimeSpan> abandoned = [];
        foreach (var record in records.Where(r => !r.IsTest))
        {
            offered++;
            if (record.ConnectedAfter is { } connected)
            {
                answered.Add(connected);
                talk += record.TalkTime;
            }
            else if (record.Outcome is { } outcome && outcome.IsAbandoned())
            {
                abandoned.Add(record.EndedAfter ?? TimeSpan.Zero);
                abandonedShort += record.EndedAfter < CallMachine.ShortAbandon ? 1 : 0;
            }
        }

        answered.Sort();
        var slowest = answered.TakeLast(Math.Max(1, answered.Count / 10)).ToList();
        return new QueueStatistics(
            offered,
            answered.Count,
            abandoned.Count,
            abandonedShort,
            [.. (levels ?? DefaultLevels).Select(Level)],
            Mean(answered),
            answered.Count == 0 ? TimeSpan.Zero : answered[^1],
            Mean(slowest),
            answered.Count == 0 ? TimeSpan.Zero : talk / answered.Count);

        ServiceLevel Level(TimeSpan within) =>
            new(within, answered.Count(a => a <= within), abandoned.Count(a => a <= within), answered.Count, abandoned.Count);
    }

    /// <summary>
    /// The figures per queue that the calls were in last, in order of queue id; calls that never reached a queue are left out.
    /// </summary>
    public static IReadOnlyList<(QueueId Queue, QueueStatistics Figures)> PerQueue(
        IEnumerable<CallRecord> records, IReadOnlyList<TimeSpan>? levels = null) =>
        [.. records.Where(r => r.Queue is not null)
            .GroupBy(r => r.Queue!.Value)
            .OrderBy(g => g.Key.Value, StringComparer.Ordinal)
            .Select(g => (g.Key, Of(g, levels)))];

    private static TimeSpan Mean(List<TimeSpan> spans) =>
        spans.Count == 0 ? TimeSpan.Zero : new TimeSpan(spans.Sum(s => s.Ticks) / spans.Count);
}

/// <summary>One threshold of the service level.</summary>
/// <param name="Within">The threshold; a call at exactly this time is within (app_queue's comparison).</param>
public sealed record ServiceLevel(TimeSpan Within, int AnsweredWithin, int AbandonedWithin, int Answered, int Abandoned)
{
    /// <summary>SL: answered within of answered; 0 to 1, null without calls.</summary>
    public double? Sl => Answered == 0 ? null : (double)AnsweredWithin / Answered;

    /// <summary>SL2: answered or abandoned within, of answered and abandoned; 0 to 1, null without calls.</summary>
    public double? Sl2 => Answered + Abandoned == 0 ? null : (double)(AnsweredWithin + AbandonedWithin) / (Answered + Abandoned);
}
