namespace Gateway.Calls.Screening;

/// <summary>What a centre does with the score of suspicious calls.</summary>
public enum ScreeningMode
{
    /// <summary>Nothing is scored.</summary>
    Off,

    /// <summary>The score is shown and recorded; the order of callers is untouched.</summary>
    Observe,

    /// <summary>The score also costs up to <see cref="ScreeningOptions.MaxExtraWait"/>.</summary>
    Rank,
}

/// <summary>How a centre treats suspicious calls and incidents; immutable.</summary>
public sealed record ScreeningOptions
{
    public ScreeningMode Mode { get; init; } = ScreeningMode.Observe;

    /// <summary>The most that a score can cost: a caller of full score waits as if the INVITE had come so much later. 0 to 30 s.</summary>
    public TimeSpan MaxExtraWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A caller who waits and has been silent for so long hears the screening prompt, once; null: never.</summary>
    public TimeSpan? PromptAfter { get; init; }

    /// <summary>Whether supervisors may block a caller for a time: a blocked caller is answered and waits like everybody, behind those who came up to
    /// <see cref="Acd.Configuration.AcdDefaults.MaxPenalty"/> later.</summary>
    public bool Block { get; init; }

    /// <summary>So long after a conversation its agent may still label it by feature code; 0: only during it.</summary>
    public TimeSpan LabelWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So long a label counts as evidence on later calls. The record keeps it.</summary>
    public TimeSpan LabelKeep { get; init; } = TimeSpan.FromDays(30);

    /// <summary>So many callers of one incident keep their full rank; those after them are its followers.</summary>
    public int SurgeAfter { get; init; } = 3;

    /// <summary>What a follower waits longer while a caller from elsewhere waits, too; 0: nothing. 0 to 30 s.</summary>
    public TimeSpan SurgeExtraWait { get; init; } = TimeSpan.FromSeconds(10);
}
