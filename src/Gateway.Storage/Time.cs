namespace Gateway.Storage;

/// <summary>Times in the databases: whole microseconds, since the Unix epoch for instants.</summary>
internal static class Time
{
    public static long Microseconds(DateTimeOffset at) => Microseconds(at - DateTimeOffset.UnixEpoch);

    public static long Microseconds(TimeSpan span) => Math.DivRem(span.Ticks, TimeSpan.TicksPerMicrosecond) switch
    {
        (var whole, < 0) => whole - 1,
        var (whole, _) => whole,
    };

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
