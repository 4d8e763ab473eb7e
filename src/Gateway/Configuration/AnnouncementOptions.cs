using Gateway.Media.Prompts;

namespace Gateway.Configuration;

/// <summary>
/// What a centre says from time to time to callers who wait, before the queue audio begins anew: in each of its languages the place in the queue and the
/// expected wait, where it wants them said. An agent who is ready interrupts it.
/// </summary>
public sealed record AnnouncementOptions
{
    /// <summary>Places and minutes up to this have a prompt of their own.</summary>
    public const int Highest = 10;

    /// <summary>Between two announcements; null: none.</summary>
    public TimeSpan? Every { get; init; }

    public bool Position { get; init; }

    public bool ExpectedWait { get; init; }

    /// <summary>In the order in which they speak.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>All that must be there as files.</summary>
    public IEnumerable<PromptId> All => Languages.SelectMany(l =>
    {
        IEnumerable<string> names = Position || ExpectedWait ? Enumerable.Range(1, Highest).Select(n => $"number-{n}") : [];
        names = Position ? [.. names, "position", "position-more"] : names;
        return (ExpectedWait ? [.. names, "wait-short", "wait-about", "minutes", "wait-more"] : names).Select(n => new PromptId($"{l}/{n}"));
    });

    /// <summary>What there is to say; nothing of what is not known.</summary>
    public IReadOnlyList<PromptId> Now((int Position, TimeSpan? ExpectedWait) place)
    {
        int? minutes = place.ExpectedWait is { } wait ? (int)Math.Ceiling(Math.Min(wait.TotalMinutes, 1000)) : null;
        return [.. Languages.SelectMany(l => OfPlace(place.Position).Concat(OfWait(minutes)).Select(n => new PromptId($"{l}/{n}")))];
    }

    private IEnumerable<string> OfPlace(int position) => !Position || position < 1 ? []
        : position > Highest ? ["position-more"]
        : ["position", $"number-{position}"];

    private IEnumerable<string> OfWait(int? minutes) => !ExpectedWait || minutes is not { } m ? []
        : m <= 1 ? ["wait-short"]
        : m > Highest ? ["wait-more"]
        : ["wait-about", $"number-{m}", "minutes"];
}
