using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Records;

/// <summary>
/// The writing connection of records.db: folds journal events into its tables, a page with its checkpoint in one transaction. One thread at
/// a time.
/// </summary>
internal sealed class RecordWriter(SqliteFile file, string node) : IDisposable
{
    private readonly Dictionary<CallId, CallRecord> _open = [];
    private SqliteConnection? _connection;
    private JournalHead? _head;

    /// <summary>The last event that is in the tables.</summary>
    public JournalHead Head => _head ?? JournalHead.Empty(node);

    /// <summary>Where to go on: the checkpoint, unless the journal is another one than it was made from.</summary>
    public JournalHead Resume(IJournal journal)
    {
        if (_head is { } known)
        {
            return known;
        }

        _connection ??= file.OpenWriter();
        if (RecordTables.Checkpoint(_connection, node) is not { } checkpoint)
        {
            return _head = JournalHead.Empty(node);
        }

        // An older journal, a new one, a restored copy: applying events again is harmless, so begin at the beginning and drop nothing.
        var same = checkpoint.Number == 0
            || (journal.Read(checkpoint.Number - 1, 1) is [var at]
                && at.Number == checkpoint.Number
                && at.Hash.Span.SequenceEqual(checkpoint.Hash));
        return _head = same ? new JournalHead(node, checkpoint.Number, checkpoint.Hash) : JournalHead.Empty(node);
    }

    public void Apply(IReadOnlyList<JournalEvent> page)
    {
        try
        {
            _connection ??= file.OpenWriter();
            using var transaction = _connection.BeginTransaction();
            Dictionary<CallId, CallRecord> changed = [];
            foreach (var next in page)
            {
                if (next.TryRead() is { } entry)
                {
                    Apply(_connection, transaction, next.Number, entry, changed);
                }
            }

            foreach (var record in changed.Values.OrderBy(r => r.Call.Value, StringComparer.Ordinal))
            {
                RecordTables.Save(_connection, transaction, record);
            }

            var head = JournalHead.Of(page[^1]);
            RecordTables.SaveCheckpoint(_connection, transaction, head);
            transaction.Commit();
            _head = head;
            Remember(changed.Values);
        }
        catch
        {
            Forget();
            throw;
        }
    }

    public void Erase(CallId call)
    {
        _connection ??= file.OpenWriter();
        using var transaction = _connection.BeginTransaction();
        if (RecordTables.Find(_connection, call) is { } record)
        {
            var key = CallbackList.KeyOf(record);
            if (RecordTables.FindCallback(_connection, key) is { } entry && entry.Calls.Contains(call))
            {
                var left = entry.Calls.Remove(call);
                RecordTables.SaveCallback(_connection, transaction, key, left.IsEmpty ? null : entry with { Calls = left });
            }

            RecordTables.Forget(_connection, transaction, call);
        }

        transaction.Commit();
        _open.Remove(call);
    }

    public void Dispose() => Forget();

    private void Apply(
        SqliteConnection connection, SqliteTransaction transaction, long number, JournalEntry entry, Dictionary<CallId, CallRecord> changed)
    {
        RecordTables.SaveAgentEvent(connection, transaction, number, entry);
        switch (entry)
        {
            case { Payload: ICallbackPayload act }:
                if (RecordTables.FindCallback(connection, act.Key) is { } known)
                {
                    var left = CallbackList.After(known, act, entry.At);
                    RecordTables.SaveCallback(connection, transaction, act.Key, left);
                    if (act is CallbackAttempted)
                    {
                        RecordTables.CallbackTried(connection, transaction, known.Id, entry.At);
                    }

                    if (left is null)
                    {
                        var end = act is CallbackExpired ? CallbackEnd.Expired : CallbackEnd.Settled;
                        RecordTables.CallbackEnded(connection, transaction, known.Id, entry.At, end);
                    }
                }

                if (act is CallbackAttempted { Recording: not null } && entry.Call is not null)
                {
                    Fold(connection, transaction, entry, changed);
                }

                break;
            case { Call: not null }:
                Fold(connection, transaction, entry, changed);
                break;
        }
    }

    private void Fold(SqliteConnection connection, SqliteTransaction transaction, JournalEntry entry, Dictionary<CallId, CallRecord> changed)
    {
        var call = entry.Call!.Value;
        var before = changed.GetValueOrDefault(call) ?? _open.GetValueOrDefault(call) ?? RecordTables.Find(connection, call);
        if (before is null && JournalVocabulary.MayFollowTheEnd(entry.Payload))
        {
            return; // Of a call that was erased meanwhile.
        }

        // Followed again from the beginning: the call's first event starts its record anew.
        var record = CallRecordFold.Apply(entry.Payload is CallReceived ? null : before, entry)!;
        changed[call] = record;
        if (entry.Payload is Connect or CallEnded)
        {
            var key = CallbackList.KeyOf(record);
            var old = RecordTables.FindCallback(connection, key);
            var merged = CallbackList.Merge(old, record);
            if (!ReferenceEquals(old, merged))
            {
                RecordTables.SaveCallback(connection, transaction, key, merged);
                if (merged is null)
                {
                    RecordTables.CallbackEnded(connection, transaction, old!.Id, entry.At, CallbackEnd.Redialled);
                }
                else if (old is null)
                {
                    RecordTables.CallbackBegun(connection, transaction, merged);
                }
            }
        }
    }

    private void Remember(IEnumerable<CallRecord> records)
    {
        foreach (var record in records)
        {
            if (record.IsClosed)
            {
                _open.Remove(record.Call);
            }
            else
            {
                _open[record.Call] = record;
            }
        }
    }

    // What memory holds may be ahead of the disk: read everything again.
    private void Forget()
    {
        _connection?.Dispose();
        _connection = null;
        _head = null;
        _open.Clear();
    }
}
