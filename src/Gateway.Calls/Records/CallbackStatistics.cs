namespace Gateway.Calls.Records;

/// <summary>What became of one entry of the callback list; without the caller.</summary>
/// <param name="LostAt">UTC when its first call was lost.</param>
/// <param name="AttemptedAt">First attempt to call back; null: none.</param>
/// <param name="EndedAt">When it left the list; null: it is there.</param>
/// <param name="End">Null while it is there.</param>
public sealed record CallbackOutcome(
    DateTimeOffset LostAt, string? Centre, bool Callable, DateTimeOffset? AttemptedAt, DateTimeOffset? EndedAt, CallbackEnd? End);

/// <summary>Why an entry left the callback list.</summary>
public enum CallbackEnd
{
    /// <summary>The caller was answered on another call.</summary>
    Redialled,

    /// <summary>An attempt settled it.</summary>
    Settled,

    /// <summary>Nobody reached the caller in time.</summary>
    Expired,
}

/// <summary>
/// Service figures of callbacks. A caller who can be called counts, unless the own redial was answered before anybody tried; one who was lost less
/// than the threshold ago and was not tried yet does not count yet.
/// </summary>
/// <param name="Entries">Callers who were put on the list.</param>
/// <param name="NotCallable">Of these: whom nobody can call.</param>
/// <param name="Redialled">Of these: who came through on their own before an attempt.</param>
/// <param name="Levels">Per threshold, in the order asked for.</param>
public sealed record CallbackStatistics(
    int Entries, int NotCallable, int Redialled, int Settled, int Expired, int Open, IReadOnlyList<CallbackLevel> Levels)
{
    public static readonly IReadOnlyList<TimeSpan> DefaultLevels = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    public static CallbackStatistics Of(IReadOnlyCollection<CallbackOutcome> outcomes, IReadOnlyList<TimeSpan> levels, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(levels);
        var owed = outcomes.Where(o => o.Callable && (o.AttemptedAt is not null || o.End != CallbackEnd.Redialled)).ToList();
        return new CallbackStatistics(
            outcomes.Count,
            outcomes.Count(o => !o.Callable),
            outcomes.Count(o => o is { End: CallbackEnd.Redialled, AttemptedAt: null }),
            outcomes.Count(o => o.End == CallbackEnd.Settled),
            outcomes.Count(o => o.End == CallbackEnd.Expired),
            outcomes.Count(o => o.End is null),
            [.. levels.Select(Level)]);

        CallbackLevel Level(TimeSpan within)
        {
            var done = owed.Count(o => o.AttemptedAt - o.LostAt <= within);
            return new CallbackLevel(within, done, owed.Count(o => o.AttemptedAt is not null || o.End is not null || now - o.LostAt > within));
        }
    }
}

/// <summary>One threshold.</summary>
/// <param name="Attempted">Called back within it.</param>
/// <param name="Due">Callers by whom it is judged.</param>
public sealed record CallbackLevel(TimeSpan Within, int Attempted, int Due)
{
    /// <summary>0 to 1; null without callers.</summary>
    public double? Share => Due == 0 ? null : (double)Attempted / Due;
}
