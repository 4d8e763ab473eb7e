using Gateway.Acd;

namespace Gateway.Calls.Records;

/// <summary>Whose midnight begins a day: that of the centre which a queue or an agent belongs to. Pure functions; never null.</summary>
public sealed record DayZones(Func<QueueId, TimeZoneInfo> OfQueue, Func<AgentId, TimeZoneInfo> OfAgent)
{
    /// <summary>One zone for all.</summary>
    public static DayZones Of(TimeZoneInfo zone) => new(_ => zone, _ => zone);

    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>UTC at which a local day begins.</summary>
    public static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
