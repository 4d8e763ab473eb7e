using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;

namespace Gateway.Storage.Records;

/// <summary>
/// Call records, callback list and agent times in a SQLite file of their own, followed from the journal by one thread: from the checkpoint
/// on, or from the beginning when the file is new, damaged, of another release, or of another journal. Never on the path of a call.
/// </summary>
public sealed class SqliteRecords : IRecordStore, IDisposable
{
    private const int PageSize = 500;

    /// <summary>Between two commits while nobody waits: so a page holds many events of many calls, and records are that much behind.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    // To be raised when the documents or the folds change: the file is then made anew.
    private const int DocumentVersion = 7;

    private readonly object _lock = new();
    private readonly IJournal _journal;
    private readonly Action<StorageAlarm> _onAlarm;
    private readonly SqliteFile _file;
    private readonly RecordWriter _writer;
    private readonly ResiliencePipeline _retry;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private bool _moved = true;
    private int _waiting;
    private bool _failing;
    private long _followed;

    /// <param name="path">The file; it is made when missing and made anew when damaged.</param>
    /// <param name="onAlarm">Told of trouble, on any thread; must return at once and never throw.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteRecords(string path, IJournal journal, TimeProvider time, Action<StorageAlarm> onAlarm)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(onAlarm);
        _journal = journal;
        _onAlarm = onAlarm;
        _file = Open(path);
        _writer = new RecordWriter(_file, journal.Node);
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(10),
                OnRetry = attempt =>
                {
                    Report(attempt.Outcome.Exception!);
                    return default;
                },
            })
            .Build();
        _journal.Committed += OnCommitted;
        _thread = new Thread(Run) { IsBackground = true, Name = "records" };
        _thread.Start();
    }

    /// <summary>Number of the last journal event that is in the records.</summary>
    public long Followed => Interlocked.Read(ref _followed);

    /// <summary>Waits until the records have reached a journal event; for shutdown, the demo and tests.</summary>
    /// <returns>False when the time is over.</returns>
    public bool WaitFor(long number, TimeSpan timeout)
    {
        lock (_lock)
        {
            _waiting++;
            Monitor.PulseAll(_lock);
            var deadline = TimeProvider.System.GetTimestamp() + (long)(timeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
            try
            {
                while (Followed < number)
                {
                    var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), deadline);
                    if (left <= TimeSpan.Zero || !Monitor.Wait(_lock, left))
                    {
                        return Followed >= number;
                    }
                }

                return true;
            }
            finally
            {
                _waiting--;
            }
        }
    }

    public IReadOnlyList<CallRecord> Last(RecordFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        CheckLimit(filter.Limit);
        using var connection = _file.OpenReader();
        return RecordTables.Last(connection, filter);
    }

    public CallRecord? Find(CallId call)
    {
        using var connection = _file.OpenReader();
        return RecordTables.Find(connection, call);
    }

    public IReadOnlyList<CallRecord> Erasable(DateTimeOffset before, string? centre, bool orNone, int limit)
    {
        CheckLimit(limit);
        using var connection = _file.OpenReader();
        return RecordTables.Erasable(connection, before, centre, orNone, limit);
    }

    public IReadOnlyList<CallbackEntry> Callbacks(int limit)
    {
        CheckLimit(limit);
        using var connection = _file.OpenReader();
        return RecordTables.Callbacks(connection, limit);
    }

    public IReadOnlyList<CallbackEntry> CallbacksBefore(DateTimeOffset before, int limit)
    {
        CheckLimit(limit);
        using var connection = _file.OpenReader();
        return RecordTables.CallbacksBefore(connection, before, limit);
    }

    public CallbackStatistics CallbackStatistics(
        DateTimeOffset from, DateTimeOffset to, DateTimeOffset now, string? centre = null, IReadOnlyList<TimeSpan>? levels = null)
    {
        using var connection = _file.OpenReader();
        return Calls.Records.CallbackStatistics.Of(
            RecordTables.CallbackOutcomes(connection, from, to, centre), levels ?? Calls.Records.CallbackStatistics.DefaultLevels, now);
    }

    public IReadOnlyDictionary<CallOutcome, int> Outcomes(DateTimeOffset from, DateTimeOffset to)
    {
        using var connection = _file.OpenReader();
        return RecordTables.Outcomes(connection, from, to);
    }

    public QueueStatistics Statistics(DateTimeOffset from, DateTimeOffset to, QueueId? queue = null, IReadOnlyList<TimeSpan>? levels = null)
    {
        using var connection = _file.OpenReader();
        var records = RecordTables.Figures(connection, from, to);
        return QueueStatistics.Of(queue is null ? records : records.Where(r => r.Queue == queue), levels);
    }

    public IReadOnlyList<(QueueId Queue, QueueStatistics Figures)> StatisticsPerQueue(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyList<TimeSpan>? levels = null)
    {
        using var connection = _file.OpenReader();
        return QueueStatistics.PerQueue(RecordTables.Figures(connection, from, to), levels);
    }

    public AgentTimes? AgentTimes(AgentId agent, DateTimeOffset from, DateTimeOffset to)
    {
        using var connection = _file.OpenReader();
        AgentTimes? times = null;
        foreach (var entry in RecordTables.AgentEvents(connection, agent, from, to))
        {
            times = Calls.Records.AgentTimes.Apply(times, entry.At < from ? entry with { At = from } : entry);
        }

        return times?.UpTo(to);
    }

    /// <summary>
    /// Forgets a call whose journal events were erased (<see cref="IJournal.Erase"/>), also in the callback list. Waits for the writing
    /// thread.
    /// </summary>
    public void Erase(CallId call)
    {
        lock (_writer)
        {
            _writer.Erase(call);
        }
    }

    /// <summary>Ends the thread after the page in hand; the rest is followed at the next start.</summary>
    public void Dispose()
    {
        _journal.Committed -= OnCommitted;
        _stopping.Cancel();
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }

        _thread.Join();
        _writer.Dispose();
        _file.Dispose();
        _stopping.Dispose();
    }

    private static SqliteFile Open(string path)
    {
        try
        {
            var file = new SqliteFile(path, "records", "NORMAL");
            if (file.ClaimVersion(DocumentVersion))
            {
                return file;
            }

            file.Dispose();
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is 11 or 26)
        {
            // SQLITE_CORRUPT, SQLITE_NOTADB.
            SqliteConnection.ClearAllPools();
        }

        // Everything in it is in the journal.
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(path + suffix);
        }

        var fresh = new SqliteFile(path, "records", "NORMAL");
        fresh.ClaimVersion(DocumentVersion);
        return fresh;
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
    }

    private void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        lock (_lock)
        {
            _moved = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void Run()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var more = _retry.Execute(_ => FollowOnePage(), _stopping.Token);
                lock (_lock)
                {
                    Recovered();
                    Interlocked.Exchange(ref _followed, _writer.Head.Number);
                    Monitor.PulseAll(_lock);
                    var until = TimeProvider.System.GetTimestamp() + (long)(Pace.TotalSeconds * TimeProvider.System.TimestampFrequency);
                    while (!more && !_stopping.IsCancellationRequested)
                    {
                        var pause = _waiting > 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), until);
                        if (_moved && pause <= TimeSpan.Zero)
                        {
                            break;
                        }

                        Monitor.Wait(_lock, _moved ? pause : Timeout.InfiniteTimeSpan);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed while the disk fails; the checkpoint says where to go on.
        }
#pragma warning disable CA1031 // Disposed while the disk fails.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Report(fault);
        }
    }

    private bool FollowOnePage()
    {
        lock (_lock)
        {
            _moved = false;
        }

        lock (_writer)
        {
            var head = _writer.Resume(_journal);
            var page = _journal.Read(head.Number, PageSize);
            if (page.Count > 0)
            {
                _writer.Apply(page);
            }

            return page.Count == PageSize;
        }
    }

    private void Report(Exception fault)
    {
        lock (_lock)
        {
            if (_failing)
            {
                return;
            }

            _failing = true;
        }

        _onAlarm(new StorageAlarm(
            StorageAlarms.RecordsFailing,
            $"{_file.Path} cannot be written: {fault.Message}; records are behind, calls go on: look at the disk",
            true));
    }

    private void Recovered()
    {
        if (_failing)
        {
            _failing = false;
            _onAlarm(new StorageAlarm(StorageAlarms.RecordsFailing, $"{_file.Path} is written again", false));
        }
    }
}
