using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Configuration;

namespace Gateway.Figures;

/// <summary>Whose day begins when, by a configuration: queues and agents live in their centre's zone, others in the default centre's. Immutable.</summary>
internal sealed class CentreDays
{
    public CentreDays(GatewayConfiguration configuration)
    {
        var fallback = configuration.Centre(configuration.DefaultCentre)?.TimeZone ?? TimeZoneInfo.Utc;
        var queues = configuration.Centres.SelectMany(c => c.Queues, (c, q) => (q.Id, c.TimeZone)).ToDictionary(q => q.Id, q => q.TimeZone);
        var agents = configuration.Agents.ToDictionary(a => a.Id, a => configuration.Centre(a.Centre)?.TimeZone ?? fallback);
        Zones = new DayZones(id => queues.GetValueOrDefault(id, fallback), id => agents.GetValueOrDefault(id, fallback));
        Agents = [.. configuration.Agents.Select(a => a.Id).ToLookup(id => agents[id])
            .Select(zone => (zone.Key, (IReadOnlyList<AgentId>)[.. zone]))
            .Concat(configuration.Centres.Select(c => c.TimeZone).Append(fallback).Distinct().Except(agents.Values).Select(z => (z, (IReadOnlyList<AgentId>)[])))];
    }

    public DayZones Zones { get; }

    /// <summary>Every zone in use, each with the agents who live in it.</summary>
    public IReadOnlyList<(TimeZoneInfo Zone, IReadOnlyList<AgentId> Agents)> Agents { get; }

    /// <summary>UTC since which somewhere the present day runs.</summary>
    public DateTimeOffset FirstMidnight(DateTimeOffset now) => Agents.Min(z => DayZones.Midnight(DayZones.DayOf(now, z.Zone), z.Zone));
}
