using Gateway.Acd;
using Gateway.Calls.Records;

namespace Gateway.Web.Ports;

/// <summary>
/// What is going on now: one immutable picture, replaced whole. Lists are in the order in which pages show them.
/// </summary>
/// <param name="At">When the picture was taken (UTC). A picture older than <see cref="GatewayWebOptions.StaleAfter"/> is shown as stale, so
/// publish one at least every few seconds.</param>
/// <param name="Calls">Calls in progress, oldest first; ended calls come from <see cref="IRecordCatalog"/>.</param>
/// <param name="Alarms">The last alarms, newest first; bounded by the publisher.</param>
public sealed record GatewayView(
    DateTimeOffset At,
    NodeView Node,
    IReadOnlyList<QueueView> Queues,
    IReadOnlyList<AgentView> Agents,
    IReadOnlyList<CallView> Calls,
    IReadOnlyList<TrunkView> Trunks,
    IReadOnlyList<AlarmView> Alarms)
{
    /// <summary>Several calls from one place within five minutes, largest first.</summary>
    public IReadOnlyList<IncidentView> Incidents { get; init; } = [];

    /// <summary>Callbacks of callers lost in the last 24 hours; null while not known.</summary>
    public CallbackStatistics? Callbacks { get; init; }
}

/// <summary>Calls from one place within five minutes of each other: probably one incident.</summary>
/// <param name="Id">For the acknowledgement: the first call's id.</param>
/// <param name="Centre">Dotted code of the first call's centre.</param>
/// <param name="Cell">Serving cell of the first call, or null.</param>
/// <param name="Latitude">Degrees, WGS 84, of the first call; null without a position.</param>
/// <param name="InWindow">Calls of the last five minutes.</param>
/// <param name="Waiting">Those of its callers who wait now.</param>
public sealed record IncidentView(
    string Id, string Centre, string? Cell, double? Latitude, double? Longitude, DateTimeOffset FirstAt, DateTimeOffset LastAt, int InWindow,
    int Total, int Waiting);

/// <summary>This process.</summary>
/// <param name="Draining">True while new calls go elsewhere and calls in progress finish.</param>
/// <param name="ConfigurationVersion">Identifies the configuration in force.</param>
public sealed record NodeView(string Name, string Version, DateTimeOffset StartedAt, bool Draining, string ConfigurationVersion)
{
    /// <summary>Since when that configuration is in force.</summary>
    public DateTimeOffset ConfiguredAt { get; init; } = StartedAt;

    /// <summary>1 at the start, one more with each reload; journal events of it carry the same number.</summary>
    public long ConfigurationNumber { get; init; } = 1;
}

/// <summary>
/// A queue of one centre. Counts are of the calls whose INVITE came since midnight in the centre's zone, by the queue that they entered first, and
/// outlive a restart; null while they are read back from the journal.
/// </summary>
/// <param name="Centre">Dotted code of the centre, e.g. "71.71".</param>
/// <param name="Waiting">Calls in the queue without an agent's answer, offered ones included.</param>
/// <param name="LongestWaitSince">When the longest-waiting call was invited; null when nobody waits.</param>
/// <param name="ServiceLevels">One entry per threshold (10, 15 and 20 s).</param>
public sealed record QueueView(
    QueueId Id,
    string Centre,
    string CentreName,
    string Name,
    int Waiting,
    DateTimeOffset? LongestWaitSince,
    int? OfferedToday,
    int? AnsweredToday,
    int? AbandonedToday,
    IReadOnlyList<ServiceLevelView> ServiceLevels)
{
    /// <summary>Taken out on purpose before an agent's answer.</summary>
    public int? WithdrawnToday { get; init; }

    /// <summary>Ended before an agent's answer by our fault or the network's.</summary>
    public int? LostToday { get; init; }

    /// <summary>Times that a call of this queue began to wait in one more queue.</summary>
    public int? OverflowedToday { get; init; }

    /// <summary>Calls of other queues that were answered through this one.</summary>
    public int? AnsweredForOthersToday { get; init; }
}

/// <summary>Service level against one threshold, from INVITE to agent media, 0 to 1; null while there was no call to judge by.</summary>
/// <param name="Sl">Answered within the threshold / answered (app_queue's ServicelevelPerf).</param>
/// <param name="Sl2">(Answered + abandoned within the threshold) / (answered + abandoned) (ServicelevelPerf2).</param>
public sealed record ServiceLevelView(TimeSpan Threshold, double? Sl, double? Sl2);

/// <summary>An agent: what the person declared (status) beside what is observed (state).</summary>
/// <param name="Reason">Why on break, in the agent's words; null otherwise.</param>
/// <param name="Since">When <paramref name="State"/> began.</param>
/// <param name="Call">The call offered to or held by the agent.</param>
/// <param name="Registered">True while at least one phone is bound.</param>
public sealed record AgentView(
    AgentId Id,
    string Name,
    string Centre,
    AgentStatus Status,
    string? Reason,
    AgentState State,
    DateTimeOffset Since,
    CallId? Call,
    bool Registered)
{
    /// <summary>Since midnight in the centre's zone, also before a restart; null while it is read back from the journal.</summary>
    public AgentDayView? Today { get; init; }
}

/// <summary>Where an agent's time went on one local day; of the time in which the service did not run nothing is known, and it is in no sum.</summary>
/// <param name="Handled">Conversations that began.</param>
/// <param name="Ring">Offered and not yet answered.</param>
/// <param name="Wait">Ready for a call.</param>
/// <param name="Pauses"><paramref name="Pause"/> by reason code as declared; empty for none.</param>
/// <param name="NotReady">Available, but not reachable, in a call of the own, or delayed after a failed offer.</param>
/// <param name="Dead">On the leg of a call whose caller had gone, until the phone had ended it; beside the others, mostly within the wrap-up.</param>
public sealed record AgentDayView(
    int Handled,
    TimeSpan Talk,
    TimeSpan Ring,
    TimeSpan Wait,
    TimeSpan WrapUp,
    TimeSpan Pause,
    IReadOnlyDictionary<string, TimeSpan> Pauses,
    TimeSpan NotReady,
    TimeSpan Dead)
{
    public static AgentDayView Of(AgentTimes times)
    {
        ArgumentNullException.ThrowIfNull(times);
        return new(times.Handled, times.Talk, times.Ring, times.Wait, times.WrapUp, times.Pause, times.Pauses, times.NotReady, times.Dead);
    }
}

/// <summary>How far a call in progress has come.</summary>
public enum CallPhase
{
    /// <summary>Invited; not yet in a queue.</summary>
    Admitting,

    /// <summary>In a queue, no agent reserved.</summary>
    Waiting,

    /// <summary>An agent is reserved or rings.</summary>
    Offered,

    /// <summary>Bridged to an agent.</summary>
    Talking,
}

/// <summary>A call in progress.</summary>
/// <param name="PhaseSince">When <paramref name="Phase"/> began.</param>
/// <param name="AreaCode">Dotted Kemendagri code of the caller's area, e.g. "71.71"; null while not located.</param>
/// <param name="LocatedBy">The source that decided, e.g. "pidf-lo", "cell", "trunk-default".</param>
/// <param name="Caller">The number in full; null for an anonymous caller. Shown masked unless asked for in full, which is audited.</param>
public sealed record CallView(
    CallId Id,
    CallPhase Phase,
    DateTimeOffset InvitedAt,
    DateTimeOffset PhaseSince,
    string? AreaCode,
    string? AreaName,
    string? LocatedBy,
    QueueId? Queue,
    AgentId? Agent,
    string Trunk,
    string? Caller)
{
    /// <summary>The caller was heard before an agent talked.</summary>
    public bool VoiceHeard { get; init; }

    /// <summary>Keys pressed before an agent talked, e.g. "55".</summary>
    public string Keys { get; init; } = "";

    /// <summary>Since when the caller's audio comes; null: none has come.</summary>
    public DateTimeOffset? AudioSince { get; init; }

    /// <summary>Since when its recording is paused; null: it is not.</summary>
    public DateTimeOffset? RecordingPausedAt { get; init; }

    /// <summary>How sure we are that nobody needs help, 0 to 100; null: not scored.</summary>
    public int? Score { get; init; }

    /// <summary>What the score costs the caller's rank.</summary>
    public TimeSpan Penalty { get; init; }

    /// <summary>The score's reasons.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The incident that the call belongs to, and which call of five minutes it was; null: nobody else called from there.</summary>
    public string? Incident { get; init; }

    public int? NumberInIncident { get; init; }

    /// <summary>Estimated quality of the worst direction of its lines now (ITU-T G.107), 1 to 4.41; null: not measured yet.</summary>
    public double? Mos { get; init; }
}

/// <summary>Whether a trunk's far end answers.</summary>
public enum TrunkState
{
    /// <summary>Not probed yet, or not probed by configuration.</summary>
    Unknown,
    Up,

    /// <summary>Some of its addresses do not answer, or none does while calls come from it.</summary>
    Degraded,
    Down,

    /// <summary>By configuration not asked.</summary>
    Disabled,
}

/// <summary>A trunk to an operator.</summary>
/// <param name="Since">When <paramref name="State"/> began.</param>
/// <param name="Calls">Calls in progress over it.</param>
/// <param name="LastOptions">The last probe in words, e.g. "200 OK in 12 ms"; null before the first.</param>
/// <param name="Registration">Our registration with it, in words; null when it wants none.</param>
/// <param name="IsRegistered">Null when it wants no registration.</param>
public sealed record TrunkView(
    string Name, TrunkState State, DateTimeOffset Since, int Calls, string? LastOptions, string? Registration = null, bool? IsRegistered = null);

/// <summary>How bad an alarm is.</summary>
public enum AlarmSeverity
{
    Information,
    Warning,
    Critical,
}

/// <summary>An alarm; equal ones in a row are one entry with a count.</summary>
/// <param name="At">When it was last raised.</param>
/// <param name="Kind">Stable name, e.g. "journal_late".</param>
/// <param name="Text">What happened, where, and the remedy.</param>
public sealed record AlarmView(DateTimeOffset At, AlarmSeverity Severity, string Kind, string Text, long Count);
