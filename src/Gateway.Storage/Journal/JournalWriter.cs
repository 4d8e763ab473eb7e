using Dapper;
using Gateway.Calls.Journal;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Journal;

/// <summary>
/// The writing connection and the end of the chain. <see cref="Write"/> on the journal's thread only; figures may be read from any.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SqliteJournalOptions _options;
    private SqliteConnection? _connection;
    private volatile JournalHead _head;
    private long _lastCommit;
    private long _slowestCommit;
    private List<JournalEvent>? _inDoubt;

    public JournalWriter(SqliteFile file, SqliteJournalOptions options)
    {
        _file = file;
        _options = options;
        _connection = file.OpenWriter();
        _head = JournalTable.Head(_connection) ?? JournalHead.Empty(options.Node);
        if (_head.Node != options.Node)
        {
            _connection.Dispose();
            throw new InvalidOperationException(
                $"{file.Path} is the journal of node \"{_head.Node}\", not of \"{options.Node}\": "
                + "set the node's name back, or give this node a data folder of its own");
        }
    }

    public JournalHead Head => _head;

    public long Committed { get; private set; }

    public long Commits { get; private set; }

    public TimeSpan LastCommit => new(Interlocked.Read(ref _lastCommit));

    public TimeSpan SlowestCommit => new(Interlocked.Read(ref _slowestCommit));

    /// <summary>Events of the last commit, in order.</summary>
    public IReadOnlyList<JournalEvent> LastEvents { get; private set; } = [];

    /// <summary>Writes the group in one transaction, or throws and has written nothing.</summary>
    public void Write(IReadOnlyList<JournalWork> group, TimeProvider time)
    {
        var started = time.GetTimestamp();
        try
        {
            _connection ??= _file.OpenWriter();
            if (_inDoubt is { } doubt && JournalTable.Head(_connection) is { } there && there.Hash.Span.SequenceEqual(doubt[^1].Hash.Span))
            {
                // The commit had failed after it had reached the disk.
                Finish(doubt, started, time);
                return;
            }

            var events = WriteOnce(_connection, group);
            Finish(events, started, time);
            if (group.Any(w => w is JournalWork.Erase))
            {
                // What was erased must not live on in the log file.
                _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
        catch
        {
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private List<JournalEvent> WriteOnce(SqliteConnection connection, IReadOnlyList<JournalWork> group)
    {
        List<JournalEvent> events = [];
        var head = _head;
        using var transaction = connection.BeginTransaction();
        using var insert = JournalTable.PrepareInsert(connection, transaction);
        foreach (var work in group)
        {
            if (work is JournalWork.Erase erase)
            {
                erase.Count = JournalTable.Erase(connection, transaction, erase.Call);
                continue;
            }

            foreach (var entry in ((JournalWork.Append)work).Entries)
            {
                var next = JournalLink.Next(head, entry, _options.Salt());
                JournalTable.Insert(insert, next);
                JournalTable.Follow(connection, transaction, next, entry.Payload);
                head = JournalHead.Of(next);
                events.Add(next);
            }
        }

        _inDoubt = events.Count > 0 ? events : null;
        transaction.Commit();
        return events;
    }

    private void Finish(List<JournalEvent> events, long started, TimeProvider time)
    {
        _inDoubt = null;
        LastEvents = events;
        if (events.Count > 0)
        {
            _head = JournalHead.Of(events[^1]);
        }

        Committed += events.Count;
        Commits++;
        var took = time.GetElapsedTime(started).Ticks;
        Interlocked.Exchange(ref _lastCommit, took);
        Interlocked.Exchange(ref _slowestCommit, Math.Max(took, Interlocked.Read(ref _slowestCommit)));
    }
}
