namespace Gateway.Loops;

/// <summary>A clock that moves only when told to. Not thread-safe: for one-threaded simulation and unit tests.</summary>
public sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks;

    /// <summary>Microsecond resolution keeps sums of protocol timers exact.</summary>
    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => start.AddMicroseconds(_ticks);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Moves to a timestamp that is not before now.</summary>
    public void MoveTo(long timestamp)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timestamp, _ticks);
        _ticks = timestamp;
    }

    public void Advance(TimeSpan by) => MoveTo(_ticks + (long)by.TotalMicroseconds);
}
