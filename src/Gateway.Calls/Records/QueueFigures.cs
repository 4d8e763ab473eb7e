namespace Gateway.Calls.Records;

/// <summary>
/// One queue's calls of one local day, by the day of their INVITE. A call belongs to the queue that it entered first, wherever it was
/// answered, and is counted once: Entered is the sum of Answered, Abandoned, Withdrawn, Lost and those who wait.
/// </summary>
/// <param name="Day">In the zone of the queue's centre.</param>
public sealed record QueueFigures(DateOnly Day)
{
    public int Entered { get; init; }

    /// <summary>An agent's media was connected, once or more often.</summary>
    public int Answered { get; init; }

    public int Abandoned { get; init; }

    /// <summary>Taken out on purpose, by a supervisor or to another installation.</summary>
    public int Withdrawn { get; init; }

    /// <summary>Ended without an agent by our fault or the network's.</summary>
    public int Lost { get; init; }

    /// <summary>Times that a call of this queue began to wait in one more queue.</summary>
    public int OverflowedOut { get; init; }

    /// <summary>Calls of other queues that were answered through this one.</summary>
    public int AnsweredForOthers { get; init; }

    /// <summary>From the INVITE to the first agent's media.</summary>
    public WaitHistogram AnsweredWaits { get; init; } = WaitHistogram.Empty;

    /// <summary>From the INVITE to the end, of abandoned calls.</summary>
    public WaitHistogram AbandonedWaits { get; init; } = WaitHistogram.Empty;

    /// <param name="seconds">1 to <see cref="Acd.Configuration.AcdDefaults.MaxServiceLevel"/>.</param>
    public ServiceLevel LevelOf(int seconds) => new(
        TimeSpan.FromSeconds(seconds), AnsweredWaits.Within(seconds), AbandonedWaits.Within(seconds), Answered, Abandoned);
}
