using Polly;
using Polly.Retry;

namespace Gateway.Storage.Sqlite;

/// <summary>
/// A thread that owns a writing connection: takes what was posted in groups, writes each group in one transaction, and tries a failed one
/// again until it succeeds or the thread is being disposed. Posting never blocks; what does not fit is refused.
/// </summary>
internal sealed class WriterThread<T> : IDisposable
{
    private readonly object _lock = new();
    private readonly Queue<(T Item, int Weight)> _queue = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WriterOptions<T> _options;
    private readonly ResiliencePipeline _retry;
    private readonly Thread _thread;
    private long _backlog;
    private bool _closed;
    private volatile bool _failing;

    public WriterThread(WriterOptions<T> options, TimeProvider time)
    {
        _options = options;
        _retry = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(20),
                MaxDelay = TimeSpan.FromSeconds(2),
                OnRetry = attempt =>
                {
                    if (!_failing)
                    {
                        _failing = true;
                        _options.OnFailing(attempt.Outcome.Exception!);
                    }

                    return default;
                },
            })
            .Build();
        _thread = new Thread(Run) { IsBackground = true, Name = options.Name };
        _thread.Start();
    }

    /// <summary>Weight posted and not yet written.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    public bool Failing => _failing;

    /// <summary>Takes an item in. Any thread; never blocks.</summary>
    /// <returns>False when it does not fit, or after disposal.</returns>
    public bool TryPost(T item, int weight = 1)
    {
        lock (_lock)
        {
            if (_closed || _backlog + weight > _options.Capacity)
            {
                return false;
            }

            Interlocked.Add(ref _backlog, weight);
            _queue.Enqueue((item, weight));
            Monitor.Pulse(_lock);
            return true;
        }
    }

    /// <summary>Writes what is left, giving up at the first failure, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            Monitor.Pulse(_lock);
        }

        _stopping.Cancel();
        _thread.Join();
        _stopping.Dispose();
    }

    private void Run()
    {
        List<T> group = [];
        while (TakeGroup(group, out var weight))
        {
            var written = TryWrite(group);
            Interlocked.Add(ref _backlog, -weight);
            if (!written)
            {
                break;
            }

            Tell(group);
        }

        Abandon(group);
    }

    private bool TryWrite(List<T> group)
    {
        try
        {
            _retry.Execute(_ => _options.Write(group), _stopping.Token);
        }
#pragma warning disable CA1031 // Only when stopping: the last attempt failed, or the wait for the next was ended. Once more, then give up.
        catch (Exception)
#pragma warning restore CA1031
        {
            try
            {
                _options.Write(group);
            }
#pragma warning disable CA1031 // The owner is told by OnAbandoned.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                _options.OnFailing(fault);
                _options.OnAbandoned(group);
                return false;
            }
        }

        if (_failing)
        {
            _failing = false;
            _options.OnRecovered();
        }

        return true;
    }

    private void Tell(List<T> group)
    {
        try
        {
            _options.OnWritten(group);
        }
#pragma warning disable CA1031 // A listener that throws must not end the thread.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _options.OnFailing(fault);
            _options.OnRecovered();
        }
    }

    private bool TakeGroup(List<T> group, out int weight)
    {
        group.Clear();
        weight = 0;
        lock (_lock)
        {
            while (_queue.Count == 0)
            {
                if (_closed)
                {
                    return false;
                }

                Monitor.Wait(_lock);
            }

            while (_queue.Count > 0 && (group.Count == 0 || weight + _queue.Peek().Weight <= _options.GroupSize))
            {
                var (item, of) = _queue.Dequeue();
                group.Add(item);
                weight += of;
            }

            return true;
        }
    }

    private void Abandon(List<T> group)
    {
        group.Clear();
        lock (_lock)
        {
            _closed = true;
            group.AddRange(_queue.Select(q => q.Item));
            _queue.Clear();
            Interlocked.Exchange(ref _backlog, 0);
        }

        if (group.Count > 0)
        {
            _options.OnAbandoned(group);
        }
    }
}

/// <summary>What a <see cref="WriterThread{T}"/> writes and whom it tells; all called on its thread.</summary>
/// <param name="Capacity">Weight that may wait; more is refused.</param>
/// <param name="GroupSize">Weight that goes into one transaction, at least the first item.</param>
/// <param name="Write">Writes a group whole or throws; called again with the same group after a failure.</param>
/// <param name="OnFailing">First failure of an excursion.</param>
/// <param name="OnAbandoned">Items that will not be written: the thread is being disposed while the disk fails.</param>
internal sealed record WriterOptions<T>(
    string Name,
    int Capacity,
    int GroupSize,
    Action<IReadOnlyList<T>> Write,
    Action<IReadOnlyList<T>> OnWritten,
    Action<Exception> OnFailing,
    Action OnRecovered,
    Action<IReadOnlyList<T>> OnAbandoned);
