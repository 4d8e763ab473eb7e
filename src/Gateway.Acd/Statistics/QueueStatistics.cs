namespace Gateway.Acd.Statistics;

/// <summary>Counters of one queue, since the engine's start.</summary>
internal sealed class QueueStatistics
{
    public long Entered;
    public long Offered;
    public long Connected;
    public long Abandoned;
    public long Withdrawn;
    public long OverflowedOut;
    public long ConnectedFromElsewhere;

    /// <summary>Of a conversation with its wrap-up, as of late.</summary>
    public TimeSpan Handling = ExpectedWait.UsualHandling;

    public WaitHistogram ConnectedWaits { get; } = new();

    public WaitHistogram AbandonedWaits { get; } = new();

    public ServiceLevel LevelOf(int seconds) =>
        new(seconds, ConnectedWaits.Within(seconds), AbandonedWaits.Within(seconds), Connected, Abandoned);
}
