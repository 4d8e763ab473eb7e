namespace Gateway.Acd.Configuration;

/// <summary>Everything configurable of the ACD, immutable, exchanged whole with <see cref="AcdEvent.Configure"/>.</summary>
public sealed record AcdConfiguration
{
    /// <summary>Rises with every change; shown in the snapshot.</summary>
    public long Version { get; init; }

    public IReadOnlyList<QueueOptions> Queues { get; init; } = [];

    public IReadOnlyList<AgentOptions> Agents { get; init; } = [];

    public IReadOnlyList<Tier> Tiers { get; init; } = [];

    /// <summary>Where a call waits whose queue is not configured; null: the first of <see cref="Queues"/>.</summary>
    public QueueId? DefaultQueue { get; init; }

    /// <summary>
    /// The last rung of every queue's ladder, the one place that answers for the whole installation; null: none. A closed queue without a
    /// ladder
    /// of its own goes there at once.
    /// </summary>
    public OverflowStep? NationalDesk { get; init; }

    /// <summary>What one extension adds to a wrap-up.</summary>
    public TimeSpan WrapUpExtension { get; init; } = AcdDefaults.WrapUpExtension;

    /// <summary>Longest wrap-up, extensions included.</summary>
    public TimeSpan MaxWrapUp { get; init; } = AcdDefaults.MaxWrapUp;

    /// <summary>Bound of a call's priority bonus. Strict priority would starve the others.</summary>
    public TimeSpan MaxPriorityBonus { get; init; } = AcdDefaults.MaxPriorityBonus;

    /// <summary>Bound of a call's penalty: the longest extra wait that suspicion can cost a caller.</summary>
    public TimeSpan MaxPenalty { get; init; } = AcdDefaults.MaxPenalty;

    /// <summary>Added to the ring timeout before the engine ends a silent offer by itself.</summary>
    public TimeSpan LeaseMargin { get; init; } = AcdDefaults.LeaseMargin;

    /// <summary>Time from the agent's answer to the confirmed bridge.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = AcdDefaults.ConfirmTimeout;

    /// <summary>Period of the search for a ready agent beside a waiting call.</summary>
    public TimeSpan WatchdogPeriod { get; init; } = AcdDefaults.WatchdogPeriod;

    /// <summary>Queues in which one call may wait at the same time: the end of overflow loops.</summary>
    public int MaxQueuesPerCall { get; init; } = AcdDefaults.MaxQueuesPerCall;
}
