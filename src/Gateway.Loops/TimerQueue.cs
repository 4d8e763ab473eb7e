namespace Gateway.Loops;

/// <summary>Identifies a started timer; default is "none". Safe to stop after it has fired.</summary>
public readonly record struct TimerHandle(long Id)
{
    public bool IsNone => Id == 0;
}

/// <summary>
/// Timers of one owner: a binary heap, O(log n) to start, O(1) to stop (stopped entries leave when they reach the top, or when
/// they outnumber the live ones). Equal deadlines fire in the order they were started, so that runs are reproducible. Not thread-safe.
/// </summary>
public sealed class TimerQueue<TInput>
{
    private readonly PriorityQueue<long, (long DueAt, long Id)> _heap = new();
    private readonly Dictionary<long, (long DueAt, TInput Input)> _live = [];
    private long _lastId;

    /// <summary>Timers that are started and have neither fired nor been stopped.</summary>
    public int Count => _live.Count;

    /// <summary>Deadline of the next timer, or <see cref="long.MaxValue"/>.</summary>
    public long NextDueAt
    {
        get
        {
            DropStopped();
            return _heap.TryPeek(out _, out var key) ? key.DueAt : long.MaxValue;
        }
    }

    public TimerHandle Start(long dueAt, TInput input)
    {
        var id = ++_lastId;
        _live.Add(id, (dueAt, input));
        _heap.Enqueue(id, (dueAt, id));
        return new TimerHandle(id);
    }

    /// <returns>False when the timer has fired or was stopped before.</returns>
    public bool Stop(TimerHandle handle)
    {
        var stopped = _live.Remove(handle.Id);
        if (stopped && _heap.Count > 64 && _heap.Count > 4 * _live.Count)
        {
            Rebuild();
        }

        return stopped;
    }

    /// <summary>Takes the earliest timer whose deadline is not after <paramref name="now"/>.</summary>
    public bool TryTakeDue(long now, out TInput input)
    {
        DropStopped();
        if (_heap.TryPeek(out var id, out var key) && key.DueAt <= now)
        {
            _heap.Dequeue();
            _live.Remove(id, out var entry);
            input = entry.Input;
            return true;
        }

        input = default!;
        return false;
    }

    private void DropStopped()
    {
        while (_heap.TryPeek(out var id, out _) && !_live.ContainsKey(id))
        {
            _heap.Dequeue();
        }
    }

    private void Rebuild()
    {
        _heap.Clear();
        foreach (var (id, entry) in _live)
        {
            _heap.Enqueue(id, (entry.DueAt, id));
        }
    }
}
