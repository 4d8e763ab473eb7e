using System.Collections.Concurrent;

namespace Gateway.Loops;

/// <summary>
/// A mailbox and its owner. Anyone may <see cref="Post"/>; <see cref="On"/> runs on one thread at a time, in the order of posting.
/// Posting never blocks and never drops: admission bounds the number of calls, so a mailbox deeper than its capacity is a defect,
/// which <see cref="OnOverflow"/> reports once per excursion.
/// </summary>
public abstract class Loop<TInput> : ILoop, IDisposable
{
    private const int BatchSize = 256;

    private readonly ConcurrentQueue<TInput> _mailbox = new();
    private readonly TimerQueue<TInput> _timers = new();
    private readonly ILoopSlot _slot;
    private readonly int _capacity;
    private int _depth;
    private int _overflowing;
    private volatile bool _disposed;

    /// <param name="name">Name for logs and metrics.</param>
    /// <param name="scheduler">Who runs this loop and whose clock it lives by.</param>
    /// <param name="capacity">Inputs waiting beyond which the mailbox counts as overflowing; at least 1.</param>
    protected Loop(string name, ILoopScheduler scheduler, int capacity = 65_536)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Name = name;
        Time = scheduler.Time;
        _capacity = capacity;
        _slot = scheduler.Attach(this);
    }

    public string Name { get; }

    /// <summary>The owner's clock: monotonic timestamps for timers, UTC for what is written down.</summary>
    public TimeProvider Time { get; }

    /// <summary>Inputs waiting now; approximate under concurrency.</summary>
    public int Depth => Volatile.Read(ref _depth);

    /// <summary>Turns that threw, since start.</summary>
    public long Faults { get; private set; }

    /// <summary>Adds an input. Thread-safe, never blocks. After disposal inputs are absorbed.</summary>
    public void Post(TInput input)
    {
        if (_disposed)
        {
            return;
        }

        _mailbox.Enqueue(input);
        if (Interlocked.Increment(ref _depth) > _capacity && Interlocked.Exchange(ref _overflowing, 1) == 0)
        {
            OnOverflow();
        }

        _slot.Wake();
    }

    /// <inheritdoc/>
    public NextStep Step()
    {
        for (var handled = 0; handled < BatchSize && !_disposed; handled++)
        {
            if (_timers.TryTakeDue(Time.GetTimestamp(), out var input))
            {
                Turn(input);
            }
            else if (_mailbox.TryDequeue(out input))
            {
                if (Interlocked.Decrement(ref _depth) == 0)
                {
                    Volatile.Write(ref _overflowing, 0);
                }

                Turn(input);
            }
            else
            {
                OnBatchEnd();
                return new NextStep(!_mailbox.IsEmpty, _timers.NextDueAt);
            }
        }

        OnBatchEnd();
        return _disposed ? NextStep.Idle : new NextStep(true, _timers.NextDueAt);
    }

    /// <summary>One turn. Runs on the loop's thread.</summary>
    protected abstract void On(TInput input);

    /// <summary>A turn threw: fail what the input belongs to, count, alarm. Must not throw.</summary>
    protected abstract void OnFault(TInput input, Exception fault);

    /// <summary>The mailbox went over its capacity; called once until it has been empty again, on the posting thread.</summary>
    protected virtual void OnOverflow()
    {
    }

    /// <summary>After a batch of turns: the place to publish snapshots or flush groups.</summary>
    protected virtual void OnBatchEnd()
    {
    }

    /// <summary>Starts a timer that comes back as <paramref name="input"/>. Only from the loop's own turns.</summary>
    protected TimerHandle StartTimer(TimeSpan after, TInput input) =>
        _timers.Start(Time.GetTimestamp() + ToTicks(after), input);

    /// <summary>Stops a timer; harmless when it has fired. Only from the loop's own turns.</summary>
    protected bool StopTimer(TimerHandle handle) => _timers.Stop(handle);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _disposed = true;
        _slot.Detach();
    }

    private long ToTicks(TimeSpan after) =>
        (long)Math.Ceiling(Math.Max(0, after.TotalSeconds) * Time.TimestampFrequency);

    private void Turn(TInput input)
    {
        try
        {
            On(input);
        }
#pragma warning disable CA1031 // A turn that throws fails its own call only; the loop goes on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Faults++;
            OnFault(input, fault);
        }
    }
}
