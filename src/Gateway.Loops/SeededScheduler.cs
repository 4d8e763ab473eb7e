namespace Gateway.Loops;

/// <summary>
/// Runs every loop on the calling thread in virtual time. The seed decides which ready loop goes next, so one seed gives one history
/// and many seeds give many interleavings. Not thread-safe.
/// </summary>
public sealed class SeededScheduler(int seed, DateTimeOffset start) : ILoopScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Slot> _slots = [];
    private readonly List<Slot> _ready = [];

    public VirtualTime Clock { get; } = new(start);

    public TimeProvider Time => Clock;

    /// <summary>Called after every step: the place for invariants.</summary>
    public Action? AfterStep { get; set; }

    public ILoopSlot Attach(ILoop loop)
    {
        var slot = new Slot(this, loop);
        _slots.Add(slot);
        return slot;
    }

    /// <summary>Runs until <paramref name="end"/>; returns early only when <paramref name="until"/> says so (asked after each step).</summary>
    /// <returns>True when <paramref name="until"/> ended the run.</returns>
    public bool RunUntil(TimeSpan end, Func<bool>? until = null)
    {
        var deadline = (long)end.TotalMicroseconds;
        while (true)
        {
            while (_ready.Count > 0)
            {
                var index = _random.Next(_ready.Count);
                var slot = _ready[index];
                _ready[index] = _ready[^1];
                _ready.RemoveAt(_ready.Count - 1);
                slot.Run();
                AfterStep?.Invoke();
                if (until?.Invoke() == true)
                {
                    return true;
                }
            }

            _slots.RemoveAll(s => s.IsDetached);
            var next = long.MaxValue;
            foreach (var slot in _slots)
            {
                next = Math.Min(next, slot.DueAt);
            }

            if (next > deadline)
            {
                Clock.MoveTo(Math.Max(deadline, Clock.GetTimestamp()));
                return false;
            }

            Clock.MoveTo(Math.Max(next, Clock.GetTimestamp()));
            foreach (var slot in _slots)
            {
                if (slot.DueAt <= next)
                {
                    slot.Wake();
                }
            }
        }
    }

    private sealed class Slot(SeededScheduler scheduler, ILoop loop) : ILoopSlot
    {
        private bool _queued;

        public long DueAt { get; private set; } = long.MaxValue;

        public bool IsDetached { get; private set; }

        public void Wake()
        {
            if (!_queued && !IsDetached)
            {
                _queued = true;
                scheduler._ready.Add(this);
            }
        }

        public void Detach() => IsDetached = true;

        public void Run()
        {
            _queued = false;
            if (IsDetached)
            {
                return;
            }

            var next = loop.Step();
            DueAt = next.DueAt;
            if (next.More)
            {
                Wake();
            }
        }
    }
}
