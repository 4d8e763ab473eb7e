using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Records;

namespace Gateway.Storage.Records;

/// <summary>
/// What the journal adds up to: call records, callback list, figures. Read-only, thread-safe; a little behind the journal.
/// </summary>
public interface IRecordStore
{
    /// <summary>Records that match, newest INVITE first.</summary>
    IReadOnlyList<CallRecord> Last(RecordFilter filter);

    /// <summary>One record, or null.</summary>
    CallRecord? Find(CallId call);

    /// <summary>Ended calls whose recordings may be erased (<see cref="CallRecord.KeptRecordings"/>, no hold), oldest INVITE first.</summary>
    /// <param name="before">INVITE before, UTC.</param>
    /// <param name="centre">Null: of all.</param>
    /// <param name="orNone">Also calls that came to no centre.</param>
    /// <param name="limit">1 to 10,000.</param>
    IReadOnlyList<CallRecord> Erasable(DateTimeOffset before, string? centre, bool orNone, int limit);

    /// <summary>Callers whom somebody should call back, most urgent first.</summary>
    /// <param name="limit">1 to 10,000.</param>
    IReadOnlyList<CallbackEntry> Callbacks(int limit);

    /// <summary>Entries of the callback list whose last call was lost before an instant, longest ago first.</summary>
    /// <param name="limit">1 to 10,000.</param>
    IReadOnlyList<CallbackEntry> CallbacksBefore(DateTimeOffset before, int limit);

    /// <summary>Service figures of callbacks to callers who were lost in a span.</summary>
    /// <param name="now">Until when an open entry has waited.</param>
    CallbackStatistics CallbackStatistics(
        DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, string? centre = null, IReadOnlyList<TimeSpan>? levels = null);

    /// <summary>How many closed calls of a span ended how; outcomes without calls are left out.</summary>
    /// <param name="from">INVITE at or after, UTC.</param>
    /// <param name="to">INVITE before, UTC.</param>
    IReadOnlyDictionary<CallOutcome, int> Outcomes(DateTimeOffset from, DateTimeOffset to);

    /// <summary>Service figures of a span, of all calls or of one queue's.</summary>
    QueueStatistics Statistics(DateTimeOffset from, DateTimeOffset to, QueueId? queue = null, IReadOnlyList<TimeSpan>? levels = null);

    /// <summary>Service figures of a span per queue, in order of queue id.</summary>
    IReadOnlyList<(QueueId Queue, QueueStatistics Figures)> StatisticsPerQueue(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyList<TimeSpan>? levels = null);

    /// <summary>Where one agent's time went between two instants, or null when nothing is known of the agent.</summary>
    AgentTimes? AgentTimes(AgentId agent, DateTimeOffset from, DateTimeOffset to);
}
