using System.Globalization;

namespace Gateway.Configuration;

/// <summary>When a centre answers, in its own time zone. Immutable.</summary>
/// <param name="Spans">At least one; spans that touch or overlap are one.</param>
public sealed record OpeningHours(TimeZoneInfo Zone, IReadOnlyList<OpeningSpan> Spans)
{
    /// <summary>Open at this instant?</summary>
    public bool IsOpen(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Zone);
        return Spans.Any(s => s.Contains(local.DayOfWeek, local.TimeOfDay));
    }
}

/// <summary>Some days of the week, from a time to a time; an end that is not after the beginning is on the next day.</summary>
public sealed record OpeningSpan(IReadOnlyList<DayOfWeek> Days, TimeSpan From, TimeSpan To)
{
    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public bool Contains(DayOfWeek day, TimeSpan time)
    {
        var overnight = To <= From;
        var yesterday = (DayOfWeek)(((int)day + 6) % 7);
        return (Days.Contains(day) && time >= From && (overnight || time < To)) || (overnight && Days.Contains(yesterday) && time < To);
    }

    /// <summary>"mon-fri 07:00-22:00", "sat 22:00-06:00", "00:00-24:00" (every day). Null: something else.</summary>
    public static OpeningSpan? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (from, to) = Range(parts.Length is 1 or 2 ? parts[^1] : "", Time);
        if (from is null || to is null || from == TimeSpan.FromDays(1))
        {
            return null;
        }

        if (parts.Length == 1)
        {
            return new OpeningSpan([.. Enum.GetValues<DayOfWeek>()], from.Value, to.Value);
        }

        var (first, last) = Range(parts[0].Contains('-', StringComparison.Ordinal) ? parts[0] : $"{parts[0]}-{parts[0]}", Day);
        return first is null || last is null ? null : new OpeningSpan(
            [.. Enumerable.Range(0, ((last.Value - first.Value + 7) % 7) + 1).Select(n => (DayOfWeek)((first.Value + n) % 7))],
            from.Value,
            to.Value);
    }

    private static (T? First, T? Last) Range<T>(string text, Func<string, T?> read)
        where T : struct
    {
        var ends = text.Split('-');
        return ends.Length == 2 ? (read(ends[0]), read(ends[1])) : (null, null);
    }

    private static int? Day(string name) => Array.IndexOf(Names, name) is var day and >= 0 ? day : null;

    private static TimeSpan? Time(string text) =>
        text == "24:00" ? TimeSpan.FromDays(1)
        : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToTimeSpan() : null;
}
