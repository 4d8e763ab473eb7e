using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Configuration;
using Gateway.Figures;
using Gateway.Storage.Records;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Call records and callback list for pages and API, from the projections.</summary>
internal sealed class RecordCatalog(IRecordStore records, Func<GatewayConfiguration> configuration, Func<DateTimeOffset> now) : IRecordCatalog
{
    private const int MostCallbacks = 10_000;

    /// <summary>Before any journal, and far from the calendar's ends.</summary>
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    public ValueTask<IReadOnlyList<CallRecordView>> LastAsync(RecordQuery query, CancellationToken cancellation)
    {
        if (query.Outcome is not null && CallOutcomes.Parse(query.Outcome) is null)
        {
            return ValueTask.FromResult<IReadOnlyList<CallRecordView>>([]);
        }

        var filter = new RecordFilter(
            query.Limit, query.Before, query.From, query.To, query.Centre, query.Queue, query.Agent, query.Trunk, CallOutcomes.Parse(query.Outcome), Closed: true);
        return ValueTask.FromResult<IReadOnlyList<CallRecordView>>([.. records.Last(filter).Select(View)]);
    }

    public ValueTask<CallRecordView?> FindAsync(CallId id, CancellationToken cancellation) =>
        ValueTask.FromResult(records.Find(id) is { IsClosed: true } record ? View(record) : null);

    public ValueTask<IReadOnlyList<CallbackView>> CallbacksAsync(int limit, string? centre, CancellationToken cancellation)
    {
        var entries = records.Callbacks(centre is null ? limit : MostCallbacks).Where(e => centre is null || e.Centre == centre);
        return ValueTask.FromResult<IReadOnlyList<CallbackView>>([.. entries.Take(limit).Select(View)]);
    }

    public ValueTask<AgentDayView?> AgentDayAsync(AgentId agent, DateOnly? day, CancellationToken cancellation)
    {
        var (zone, at) = (new CentreDays(configuration()).Zones.OfAgent(agent), now());
        var asked = day ?? DayZones.DayOf(at, zone);
        if (asked < Earliest || asked > DayZones.DayOf(at, zone))
        {
            return ValueTask.FromResult<AgentDayView?>(null);
        }

        var end = DayZones.Midnight(asked.AddDays(1), zone);
        var times = records.AgentTimes(agent, DayZones.Midnight(asked, zone), end < at ? end : at);
        return ValueTask.FromResult(times is null ? null : AgentDayView.Of(times));
    }

    private CallRecordView View(CallRecord record) => View(record, RecordingFiles.Kept(record));

    private CallRecordView View(CallRecord record, IReadOnlyList<int> kept) => new(
        record.Call,
        record.ReceivedAt,
        record.ReceivedAt + (record.EndedAfter ?? TimeSpan.Zero),
        record.Outcome?.WireName() ?? "",
        EndedBy(record),
        record.Trunk,
        record.Centre,
        record.Queue,
        record.Agent,
        record.Location?.AreaCode,
        AreaName(record.Location?.AreaCode),
        record.Location?.DecidedBy,
        record.Location?.Latitude,
        record.Location?.Longitude,
        record.Location?.UncertaintyMetres,
        record.CallerNumber,
        record.Dialled,
        record.HoldTime ?? TimeSpan.Zero,
        record.TalkTime,
        kept.Count > 0,
        record.Labels is [.., var label]
            ? new LabelView(
                label.Label.WireName(), label.By, label.Agent is { } agent ? new AgentId(agent) : null, label.At, label.ExpiresAt,
                label.ReversedBy, label.ReversedWhy)
            : null)
    {
        RecordingParts = kept,
        OnHold = record.Hold is not null,
        VoiceAfter = record.VoiceAfter,
        Keys = record.Keys,
        Block = record.Block,
        Score = record.Score?.Points,
        Reasons = [.. record.Score?.Evidence.Select(e => e.Words) ?? []],
        Incident = record.Group?.Group,
        NumberInIncident = record.Group?.Number,
        Lines = record.Lines,
    };

    private CallbackView View(CallbackEntry entry) => new(
        entry.Calls[^1],
        entry.Worst.WireName(),
        entry.LastAt,
        entry.Centre,
        entry.Queue,
        entry.AreaCode,
        AreaName(entry.AreaCode),
        entry.Trunk,
        entry.Callable ? entry.Number : null)
    {
        Calls = entry.Calls.Length,
        FirstAt = entry.FirstAt,
        Attempts = entry.Attempts,
        Tries = entry.Tries,
        ClaimedBy = entry.Claim is { } claim && claim.Until > now() ? claim.By : null,
        ClaimedUntil = entry.Claim is { } taken && taken.Until > now() ? taken.Until : null,
        Obstacle = entry.Obstacle,
        DeviceId = entry.DeviceId,
        LocatedBy = entry.Location?.DecidedBy,
        Latitude = entry.Location?.Latitude,
        Longitude = entry.Location?.Longitude,
        UncertaintyMetres = entry.Location?.UncertaintyMetres,
        Cell = entry.Location?.Cell,
    };

    private string? AreaName(string? code) => code is null ? null : configuration().ServiceAreas.Find(code)?.Name;

    private static string? EndedBy(CallRecord record) => (record.Offers.Count > 0 ? record.Offers[^1].Result : null) switch
    {
        "completed_caller" => "caller",
        "completed_agent" => "agent",
        _ when record.Outcome is { } outcome && outcome.IsAbandoned() => "caller",
        _ when record.Outcome is CallOutcome.SystemLost or CallOutcome.Refused => "system",
        _ => null,
    };
}
