namespace Gateway.Sip;

/// <summary>
/// UTC that does not step: the wall clock at the start plus monotonic time since. For expiries that a corrected clock must not end. Thread-safe.
/// </summary>
public sealed class SteadyClock
{
    private readonly TimeProvider _time;
    private readonly DateTimeOffset _startedAt;
    private readonly long _start;

    public SteadyClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _startedAt = time.GetUtcNow();
        _start = time.GetTimestamp();
    }

    public DateTimeOffset Now => _startedAt + _time.GetElapsedTime(_start);
}
