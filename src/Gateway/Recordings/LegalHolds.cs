using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Storage.Records;

namespace Gateway.Recordings;

/// <summary>
/// Which calls' recordings are evidence that nothing erases. In the journal; what was done in this run is known at once, though the records are a
/// little behind. Thread-safe, never blocks.
/// </summary>
internal sealed class LegalHolds(IRecordStore records, IJournal journal, TimeProvider time)
{
    private readonly ConcurrentDictionary<CallId, bool> _here = new();

    public bool Holds(CallRecord record) => _here.TryGetValue(record.Call, out var holds) ? holds : record.Hold is not null;

    /// <returns>Null: no such call. False: it is so already.</returns>
    public bool? Change(CallId call, bool hold, string why, string by)
    {
        if (records.Find(call) is not { } record)
        {
            return null;
        }

        if (Holds(record) == hold)
        {
            return false;
        }

        _here[call] = hold;
        journal.Append(new JournalEntry(call, time.GetUtcNow(), null, hold ? new LegalHoldSet(by, why) : new LegalHoldLifted(by, why)));
        return true;
    }
}
