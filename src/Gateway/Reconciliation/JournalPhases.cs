using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Reconciliation;

/// <summary>Open calls and their phases as the durable journal tells them: a fold of what was committed. Written on the journal's thread, read anywhere.</summary>
internal sealed class JournalPhases
{
    private readonly Dictionary<CallId, CallRecord> _open = [];
    private readonly ConcurrentDictionary<CallId, CallPhase> _phases = new();

    public IReadOnlyDictionary<CallId, CallPhase> Phases => _phases;

    /// <summary>A call has its whole record; raised on the journal's thread, must not block.</summary>
    public event Action<CallRecord>? Closed;

    public void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        foreach (var journalEvent in events)
        {
            if (journalEvent.Call is not { } call || journalEvent.Read() is not { } entry)
            {
                continue;
            }

            if (JournalVocabulary.MayFollowTheEnd(entry.Payload) && !_open.ContainsKey(call))
            {
                continue;
            }

            var record = CallRecordFold.Apply(_open.GetValueOrDefault(call), entry)!;
            if (record.IsClosed)
            {
                _open.Remove(call);
                _phases.TryRemove(call, out _);
                Closed?.Invoke(record);
                continue;
            }

            _open[call] = record;
            _phases[call] = record.Phase;
        }
    }
}
