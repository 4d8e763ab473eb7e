using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Journal;

/// <summary>
/// The journal in a SQLite file: WAL, synchronous=FULL, one writing connection on a thread of its own, all events that wait in one commit.
/// A failing disk is tried again for ever; meanwhile events wait in a bounded backlog, and what no longer fits becomes a
/// <see cref="JournalGap"/>.
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private static readonly TimeSpan AnchorEvery = TimeSpan.FromMinutes(1);

    private readonly object _lock = new();
    private readonly SqliteJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteFile _file;
    private readonly WriterThread<JournalWork> _writer;
    private readonly JournalWriter _disk;
    private JournalLoss? _loss;
    private long _lost;
    private string _reason = "backlog full";
    private JournalHead _anchored;
    private long _anchoredAt;

    /// <summary>Opens or makes the file, checks its end and starts the thread.</summary>
    /// <exception cref="InvalidOperationException">The file belongs to another node.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="SqliteException">The file cannot be opened; one that is damaged is moved aside instead, with an alarm.</exception>
    public SqliteJournal(SqliteJournalOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _time = time;
        _file = Open(options, time);
        try
        {
            _disk = new JournalWriter(_file, options);
            _anchored = _disk.Head;
            _anchoredAt = time.GetTimestamp();
            CheckEnd();
            _writer = new WriterThread<JournalWork>(
                new WriterOptions<JournalWork>(
                    "journal", options.Backlog, options.GroupSize, Write, OnWritten, OnFailing, OnRecovered, OnAbandoned),
                time);
        }
        catch
        {
            _disk?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    public event Action<IReadOnlyList<JournalEvent>>? Committed;

    public string Node => _options.Node;

    public JournalHead Head => _disk.Head;

    public JournalStatistics Statistics => new(
        _disk.Committed,
        _disk.Commits,
        _writer.Backlog,
        Interlocked.Read(ref _lost),
        _writer.Failing,
        _disk.LastCommit,
        _disk.SlowestCommit);

    public void Append(IReadOnlyList<JournalEntry> entries, Action<bool>? onDone = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count == 0)
        {
            onDone?.Invoke(true);
            return;
        }

        bool taken;
        bool first;
        lock (_lock)
        {
            // A gap stands in the chain where the lost events would have stood.
            first = _loss is null;
            taken = TryPostGap() && _writer.TryPost(new JournalWork.Append(entries, onDone), entries.Count);
            if (!taken)
            {
                _lost += entries.Count;
                _loss = JournalLoss.Add(_loss, entries);
            }
        }

        if (!taken)
        {
            if (first)
            {
                Alarm(StorageAlarms.JournalGap, $"events are being lost ({_reason}); free the disk", true);
            }

            onDone?.Invoke(false);
        }
    }

    public IReadOnlyList<JournalEvent> Read(long afterNumber, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        using var connection = _file.OpenReader();
        return JournalTable.Read(connection, afterNumber, limit);
    }

    public IReadOnlyList<JournalEvent> ReadCall(CallId call)
    {
        using var connection = _file.OpenReader();
        return JournalTable.ReadCall(connection, call);
    }

    public IReadOnlyList<CallId> OpenCalls()
    {
        using var connection = _file.OpenReader();
        return JournalTable.OpenCalls(connection);
    }

    /// <summary>Waits for the journal's thread; not for the path of a call.</summary>
    /// <exception cref="InvalidOperationException">The backlog is full or the journal was disposed meanwhile.</exception>
    public int Erase(CallId call)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _writer.TryPost(new JournalWork.Erase(call, done))
            ? done.Task.GetAwaiter().GetResult()
            : throw new InvalidOperationException("the journal takes nothing in now; erase again later");
    }

    /// <summary>Writes what waits (once, if the disk fails), anchors the head and closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        Anchor(force: true);
        _disk.Dispose();
        _file.Dispose();
    }

    private static SqliteFile Open(SqliteJournalOptions options, TimeProvider time)
    {
        try
        {
            return new SqliteFile(options.Path, "journal", "FULL");
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is 11 or 26)
        {
            // SQLITE_CORRUPT, SQLITE_NOTADB: calls must be taken all the same. Nothing is deleted.
            SqliteConnection.ClearAllPools();
            var aside = $"{options.Path}.damaged-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
            foreach (var suffix in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(options.Path + suffix))
                {
                    File.Move(options.Path + suffix, aside + suffix);
                }
            }

            options.OnAlarm(new StorageAlarm(
                StorageAlarms.JournalReplaced,
                $"{options.Path} cannot be read ({fault.Message}); it is now {aside}, and a new journal begins: restore a copy",
                true));
            return new SqliteFile(options.Path, "journal", "FULL");
        }
    }

    private void CheckEnd()
    {
        if (_options.AnchorPath is not { } path || JournalAnchor.Read(path) is not { } anchor || anchor.Node != Node)
        {
            return;
        }

        var found = anchor.Number == 0 ? null : Read(anchor.Number - 1, 1).FirstOrDefault(e => e.Number == anchor.Number);
        if (anchor.Number > 0 && !(found?.Hash.Span.SequenceEqual(anchor.Hash.Span) ?? false))
        {
            Alarm(
                StorageAlarms.JournalTailMissing,
                found is null
                    ? $"ends at event {Head.Number}, but event {anchor.Number} was anchored in {path}: the tail is missing, restore a copy"
                    : $"event {anchor.Number} is not the one that was anchored in {path}: the journal was changed",
                true);
        }
    }

    private void Alarm(string kind, string text, bool raised) =>
        _options.OnAlarm(new StorageAlarm(kind, $"{_file.Path}: {text}", raised));

    // ---- on the journal's thread

    private void Write(IReadOnlyList<JournalWork> group) => _disk.Write(group, _time);

    private void OnWritten(IReadOnlyList<JournalWork> group)
    {
        foreach (var work in group)
        {
            work.Done(true);
        }

        if (_disk.LastEvents is { Count: > 0 } events)
        {
            Committed?.Invoke(events);
            foreach (var gap in events.Where(e => e.Name == "JournalGap").Select(e => e.Read()?.Payload).OfType<JournalGap>())
            {
                Alarm(StorageAlarms.JournalGap, $"{gap.Lost} events were lost from {gap.From:O} to {gap.To:O} ({gap.Reason})", false);
            }
        }

        Anchor(force: false);
        lock (_lock)
        {
            TryPostGap();
        }
    }

    private void OnFailing(Exception fault)
    {
        _reason = fault.Message;
        Alarm(
            StorageAlarms.JournalFailing,
            $"cannot be written: {fault.Message}; {_writer.Backlog} of {_options.Backlog} events wait, calls go on: look at the disk",
            true);
    }

    private void OnRecovered()
    {
        _reason = "backlog full";
        Alarm(StorageAlarms.JournalFailing, "is written again", false);
    }

    private void OnAbandoned(IReadOnlyList<JournalWork> works)
    {
        lock (_lock)
        {
            _lost += works.OfType<JournalWork.Append>().Sum(w => w.Entries.Count);
        }

        foreach (var work in works)
        {
            work.Done(false);
        }
    }

    private bool TryPostGap()
    {
        if (_loss is not { } loss)
        {
            return true;
        }

        var gap = JournalEntry.OfNode(_time.GetUtcNow(), new JournalGap(loss.Lost, loss.From, loss.To, _reason));
        if (!_writer.TryPost(new JournalWork.Append([gap], null)))
        {
            return false;
        }

        _loss = null;
        return true;
    }

    private void Anchor(bool force)
    {
        if (_options.AnchorPath is not { } path
            || _anchored.Number == Head.Number
            || (!force && _time.GetElapsedTime(_anchoredAt) < AnchorEvery))
        {
            return;
        }

        try
        {
            JournalAnchor.Write(path, Head, _time.GetUtcNow());
            _anchored = Head;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Alarm(StorageAlarms.JournalFailing, $"the head cannot be anchored in {path}: {fault.Message}", true);
        }

        _anchoredAt = _time.GetTimestamp();
    }
}
