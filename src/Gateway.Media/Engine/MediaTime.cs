namespace Gateway.Media.Engine;

/// <summary>Monotonic microseconds over a <see cref="TimeProvider"/>, the time unit of all media code. Thread-safe.</summary>
internal sealed class MediaTime
{
    private readonly TimeProvider _time;
    private readonly long _frequency;
    private readonly long _unixMicrosAtZero;

    public MediaTime(TimeProvider time)
    {
        _time = time;
        _frequency = time.TimestampFrequency;
        // One reading of the wall clock: NTP times of a stream must run evenly (RFC 3550 §4).
        _unixMicrosAtZero = ((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10) - Now;
    }

    public long Now => ToMicros(_time.GetTimestamp());

    public long ToUnixMicros(long micros) => _unixMicrosAtZero + micros;

    public long ToMicros(long timestamp) => _frequency switch
    {
        1_000_000 => timestamp,
        1_000_000_000 => timestamp / 1000,
        _ => (long)((Int128)timestamp * 1_000_000 / _frequency),
    };

    /// <summary>The first timestamp that is not before that microsecond.</summary>
    public long ToTimestamp(long micros) => micros == long.MaxValue
        ? long.MaxValue
        : (long)((((Int128)micros * _frequency) + 999_999) / 1_000_000);
}
