namespace Gateway.Loops;

/// <summary>
/// Runs loops on a fixed set of threads of its own. A loop runs on one of them at a time; with one thread they run strictly in turn.
/// Timer deadlines are kept to about a millisecond.
/// </summary>
public sealed class ThreadScheduler : ILoopScheduler, IDisposable
{
    private readonly Queue<Slot> _ready = new();
    private readonly PriorityQueue<Slot, long> _sleeping = new();
    private readonly Lock _sleepingLock = new();
    private readonly ManualResetEventSlim _sleeperChanged = new(false);
    private readonly List<Thread> _threads = [];
    private long _sleeperWakesAt = long.MaxValue;
    private volatile bool _disposed;

    /// <param name="name">Prefix of the threads' names.</param>
    /// <param name="threads">1 to 64.</param>
    /// <param name="time">Clock; the system's unless a test needs another.</param>
    public ThreadScheduler(string name, int threads, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 64);
        Time = time ?? TimeProvider.System;
        for (var i = 0; i < threads; i++)
        {
            Begin(RunReady, $"{name}-{i}");
        }

        Begin(RunSleepers, $"{name}-timers");
    }

    public TimeProvider Time { get; }

    public ILoopSlot Attach(ILoop loop) => new Slot(this, loop);

    /// <summary>Stops the threads after their running steps; must not be called from one of them.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        lock (_ready)
        {
            _disposed = true;
            Monitor.PulseAll(_ready);
        }

        _sleeperChanged.Set();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _sleeperChanged.Dispose();
    }

    private void Begin(ThreadStart run, string name)
    {
        var thread = new Thread(run) { IsBackground = true, Name = name };
        _threads.Add(thread);
        thread.Start();
    }

    private void RunReady()
    {
        while (true)
        {
            Slot? slot;
            lock (_ready)
            {
                // A plain monitor: a blocking collection spins before it sleeps, which costs more than most steps.
                while (!_ready.TryDequeue(out slot))
                {
                    if (_disposed)
                    {
                        return;
                    }

                    Monitor.Wait(_ready);
                }
            }

            slot.Run();
        }
    }

    private void RunSleepers()
    {
        while (!_disposed)
        {
            var wait = Timeout.Infinite;
            lock (_sleepingLock)
            {
                _sleeperChanged.Reset();
                var now = Time.GetTimestamp();
                while (_sleeping.TryPeek(out var slot, out var dueAt))
                {
                    if (dueAt > now)
                    {
                        wait = (int)Math.Clamp(Math.Ceiling((dueAt - now) * 1000.0 / Time.TimestampFrequency), 1, 60_000);
                        break;
                    }

                    _sleeping.Dequeue();
                    slot.Wake();
                }

                _sleeperWakesAt = _sleeping.TryPeek(out _, out var next) ? next : long.MaxValue;
            }

            _sleeperChanged.Wait(wait);
        }
    }

    private void SleepUntil(Slot slot, long dueAt)
    {
        lock (_sleepingLock)
        {
            _sleeping.Enqueue(slot, dueAt);
            if (dueAt < _sleeperWakesAt)
            {
                _sleeperWakesAt = dueAt;
                _sleeperChanged.Set();
            }
        }
    }

    private void Ready(Slot slot)
    {
        lock (_ready)
        {
            // After disposal nothing runs any more, by contract.
            if (!_disposed)
            {
                _ready.Enqueue(slot);
                Monitor.Pulse(_ready);
            }
        }
    }

    private sealed class Slot(ThreadScheduler scheduler, ILoop loop) : ILoopSlot
    {
        private const int Idle = 0, Queued = 1, Running = 2, RunningAndWoken = 3, Detached = 4;
        private int _state;
        private long _sleepsUntil = long.MaxValue;

        public void Wake()
        {
            while (true)
            {
                switch (Volatile.Read(ref _state))
                {
                    case Idle when Interlocked.CompareExchange(ref _state, Queued, Idle) == Idle:
                        scheduler.Ready(this);
                        return;
                    case Running when Interlocked.CompareExchange(ref _state, RunningAndWoken, Running) == Running:
                    case Queued or RunningAndWoken or Detached:
                        return;
                }
            }
        }

        public void Detach() => Volatile.Write(ref _state, Detached);

        public void Run()
        {
            if (Interlocked.CompareExchange(ref _state, Running, Queued) != Queued)
            {
                return;
            }

            var next = loop.Step();
            if (next.DueAt != long.MaxValue && (next.DueAt < _sleepsUntil || _sleepsUntil <= scheduler.Time.GetTimestamp()))
            {
                _sleepsUntil = next.DueAt;
                scheduler.SleepUntil(this, next.DueAt);
            }

            if (!next.More && Interlocked.CompareExchange(ref _state, Idle, Running) == Running)
            {
                return;
            }

            var state = Volatile.Read(ref _state);
            if (state != Detached && Interlocked.CompareExchange(ref _state, Queued, state) == state)
            {
                scheduler.Ready(this);
            }
            else if (Volatile.Read(ref _state) is Running or RunningAndWoken)
            {
                // A wake changed Running to RunningAndWoken in between: it still wants its step.
                Volatile.Write(ref _state, Queued);
                scheduler.Ready(this);
            }
        }
    }
}
