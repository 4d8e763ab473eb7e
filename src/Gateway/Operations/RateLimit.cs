namespace Gateway.Operations;

/// <summary>So many a second, counted in whole seconds of a monotonic clock. Mutable; one owner.</summary>
internal struct RateLimit
{
    /// <summary>Whoever would have to wait longer comes again with others.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private long _second;
    private int _taken;
    private long _booked;

    /// <summary>False: this second is full.</summary>
    /// <param name="perSecond">0: never.</param>
    public bool Take(int perSecond, TimeProvider time)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            _second = second;
            _taken = 0;
        }

        return _taken < perSecond && ++_taken > 0;
    }

    /// <summary>For one that was refused: when its turn is, one behind the other, so that a crowd does not come back as a crowd.</summary>
    /// <returns>A second at least, <see cref="LongestWait"/> at most.</returns>
    public TimeSpan Book(int perSecond, TimeProvider time)
    {
        var now = time.GetTimestamp();
        _booked = Math.Max(_booked, now + time.TimestampFrequency) + (time.TimestampFrequency / Math.Max(1, perSecond));
        _booked = Math.Min(_booked, now + (long)(LongestWait.TotalSeconds * time.TimestampFrequency));
        return time.GetElapsedTime(now, _booked);
    }
}
