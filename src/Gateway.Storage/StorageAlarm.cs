namespace Gateway.Storage;

/// <summary>Something beside the calls went wrong, or is right again. Calls go on.</summary>
/// <param name="Kind">Stable name for metrics and alarm lists, see <see cref="StorageAlarms"/>.</param>
/// <param name="Text">What happened, where, and the remedy.</param>
/// <param name="Raised">False: over.</param>
public sealed record StorageAlarm(string Kind, string Text, bool Raised);

/// <summary>Kinds of <see cref="StorageAlarm"/>.</summary>
public static class StorageAlarms
{
    /// <summary>The journal cannot be written; events wait in memory.</summary>
    public const string JournalFailing = "journal_failing";

    /// <summary>Events were lost.</summary>
    public const string JournalGap = "journal_gap";

    /// <summary>The journal ends before, or differs from, the head that was anchored.</summary>
    public const string JournalTailMissing = "journal_tail_missing";

    /// <summary>The journal file could not be read at start; it was moved aside and a new one begun.</summary>
    public const string JournalReplaced = "journal_replaced";

    /// <summary>Call records, callbacks and statistics are behind.</summary>
    public const string RecordsFailing = "records_failing";

    /// <summary>Bindings and agent statuses cannot be written.</summary>
    public const string StateFailing = "state_failing";
}
