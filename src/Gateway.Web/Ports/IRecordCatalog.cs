using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Web.Ports;

/// <summary>Ended calls and the callback list. Thread-safe; a failure throws and becomes a 503 with its message in the log only.</summary>
public interface IRecordCatalog
{
    /// <summary>Records that match, newest invitation first, at most <see cref="RecordQuery.Limit"/>.</summary>
    ValueTask<IReadOnlyList<CallRecordView>> LastAsync(RecordQuery query, CancellationToken cancellation);

    /// <summary>One record, or null.</summary>
    ValueTask<CallRecordView?> FindAsync(CallId id, CancellationToken cancellation);

    /// <summary>An agent's day, until now where it goes on; null when nothing of the agent is known on it.</summary>
    /// <param name="day">In the zone of the agent's centre; null: today.</param>
    ValueTask<AgentDayView?> AgentDayAsync(AgentId agent, DateOnly? day, CancellationToken cancellation);

    /// <summary>Callers whom somebody should call back, most urgent first, at most <paramref name="limit"/>.</summary>
    /// <param name="centre">Only of this centre; null: of all.</param>
    ValueTask<IReadOnlyList<CallbackView>> CallbacksAsync(int limit, string? centre, CancellationToken cancellation);
}

/// <summary>A filter; null means any.</summary>
/// <param name="Limit">1 to <see cref="GatewayWebOptions.MaxPageSize"/>, checked before the catalog is asked.</param>
/// <param name="Before">Only records that come after this one in the newest-first order; an unknown id gives an empty list.</param>
/// <param name="From">Invited at or after.</param>
/// <param name="To">Invited before.</param>
/// <param name="Outcome">Wire name of an outcome, e.g. "abandoned_waiting".</param>
public sealed record RecordQuery(
    int Limit,
    CallId? Before = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Centre = null,
    QueueId? Queue = null,
    AgentId? Agent = null,
    string? Trunk = null,
    string? Outcome = null);

/// <summary>What remains of an ended call.</summary>
/// <param name="Outcome">Wire name: answered, abandoned_before_queue, abandoned_short, abandoned_waiting, abandoned_ringing, overflowed,
/// withdrawn, refused, caller_leg_lost, system_lost.</param>
/// <param name="EndedBy">Who or what ended it, e.g. "caller", "agent", "system"; null when not known.</param>
/// <param name="Latitude">Degrees, WGS 84; null when only an area is known.</param>
/// <param name="UncertaintyMetres">Radius around the position.</param>
/// <param name="Caller">The number in full; null for an anonymous caller.</param>
/// <param name="WaitTime">From the INVITE to agent media, or to the end when nobody answered.</param>
/// <param name="TalkTime">Zero when nobody answered.</param>
/// <param name="HasRecording">True when <see cref="IRecordingStore"/> can open it.</param>
/// <param name="Label">The last label, also when it was reversed; null when nobody labelled it.</param>
public sealed record CallRecordView(
    CallId Id,
    DateTimeOffset InvitedAt,
    DateTimeOffset EndedAt,
    string Outcome,
    string? EndedBy,
    string Trunk,
    string? Centre,
    QueueId? Queue,
    AgentId? Agent,
    string? AreaCode,
    string? AreaName,
    string? LocatedBy,
    double? Latitude,
    double? Longitude,
    double? UncertaintyMetres,
    string? Caller,
    string? Called,
    TimeSpan WaitTime,
    TimeSpan TalkTime,
    bool HasRecording,
    LabelView? Label = null)
{
    /// <summary>Stereo parts that <see cref="IRecordingStore"/> can open, by number.</summary>
    public IReadOnlyList<int> RecordingParts { get; init; } = [];

    /// <summary>The recordings are under a legal hold.</summary>
    public bool OnHold { get; init; }

    /// <summary>When the caller was first heard before an agent talked, from the INVITE; null: not.</summary>
    public TimeSpan? VoiceAfter { get; init; }

    /// <summary>The last block of this caller from this call; null: none.</summary>
    public BlockRecord? Block { get; init; }

    /// <summary>Keys pressed before an agent talked.</summary>
    public string Keys { get; init; } = "";

    /// <summary>Last score while waiting, 0 to 100, with its reasons; null: not scored.</summary>
    public int? Score { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The incident it belonged to, and which call of five minutes it was.</summary>
    public string? Incident { get; init; }

    public int? NumberInIncident { get; init; }

    /// <summary>What its legs' lines were like: loss, jitter, round trip, estimated quality; in order of their ends.</summary>
    public IReadOnlyList<MediaMeasured> Lines { get; init; } = [];
}

/// <summary>What somebody said the call was.</summary>
/// <param name="Word">NORMAL, INFORMASI, PRANK, GHOST, SALAH_WILAYAH or TES.</param>
/// <param name="By">A user's name, or "phone".</param>
/// <param name="Agent">The agent who labelled by phone; null otherwise.</param>
/// <param name="ExpiresAt">Until when it counts as evidence on later calls.</param>
/// <param name="ReversedBy">The supervisor who took it back; null while it counts.</param>
public sealed record LabelView(
    string Word, string By, AgentId? Agent, DateTimeOffset At, DateTimeOffset ExpiresAt, string? ReversedBy, string? ReversedWhy);

/// <summary>A caller whom somebody should call back.</summary>
/// <param name="Id">The last lost call: names the entry.</param>
/// <param name="Reason">Why, as an outcome's wire name.</param>
/// <param name="LostAt">When the call ended.</param>
/// <param name="Caller">The number in full; null when there is none to call.</param>
public sealed record CallbackView(
    CallId Id,
    string Reason,
    DateTimeOffset LostAt,
    string? Centre,
    QueueId? Queue,
    string? AreaCode,
    string? AreaName,
    string Trunk,
    string? Caller)
{
    /// <summary>How many calls of this caller were lost.</summary>
    public int Calls { get; init; } = 1;

    /// <summary>The first of them.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>How often somebody tried to call back, and the last results, oldest first.</summary>
    public int Attempts { get; init; }

    public IReadOnlyList<CallbackTry> Tries { get; init; } = [];

    /// <summary>Who has taken it, and until when; null: nobody.</summary>
    public string? ClaimedBy { get; init; }

    public DateTimeOffset? ClaimedUntil { get; init; }

    /// <summary>Why nobody can call: no_sim, not_dialable or no_number; null: somebody can.</summary>
    public CallbackObstacle? Obstacle { get; init; }

    /// <summary>IMEI or instance id, masked like a number; null when not known.</summary>
    public string? DeviceId { get; init; }

    public string? LocatedBy { get; init; }

    /// <summary>Degrees, WGS 84; null when only an area is known.</summary>
    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>Radius around the position.</summary>
    public double? UncertaintyMetres { get; init; }

    /// <summary>Serving cell; null when the network named none.</summary>
    public string? Cell { get; init; }
}
