using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>History-Info (RFC 7044): targets that the call has had, oldest first.</summary>
public static class HistoryInfo
{
    /// <summary>The readable ones in the order of their index where all carry one ("1" before "1.1"), else as on the wire.</summary>
    public static IReadOnlyList<NameAddress> Of(HeaderList headers)
    {
        var entries = HeaderElements.Readable(headers, "History-Info", NameAddress.Parse);
        return entries.All(e => Index(e) is not null) ? [.. entries.OrderBy(e => Index(e)!, IndexOrder.Instance)] : entries;
    }

    /// <summary>What was dialled first, or null.</summary>
    public static NameAddress? First(HeaderList headers) => Of(headers) is { Count: > 0 } entries ? entries[0] : null;

    private static int[]? Index(NameAddress entry)
    {
        var parts = entry.Parameter("index")?.Split('.');
        return parts is not null && parts.All(p => int.TryParse(p, out _)) ? [.. parts.Select(p => int.Parse(p, null))] : null;
    }

    private sealed class IndexOrder : IComparer<int[]>
    {
        public static readonly IndexOrder Instance = new();

        public int Compare(int[]? x, int[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
