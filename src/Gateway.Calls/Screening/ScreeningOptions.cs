namespace Gateway.Calls.Screening;

/// <summary>How a centre treats suspicious calls; immutable.</summary>
public sealed record ScreeningOptions
{
    /// <summary>So long after a conversation its agent may still label it by feature code; 0: only during it.</summary>
    public TimeSpan LabelWithin { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>So long a label counts as evidence on later calls. The record keeps it.</summary>
    public TimeSpan LabelKeep { get; init; } = TimeSpan.FromDays(30);
}
