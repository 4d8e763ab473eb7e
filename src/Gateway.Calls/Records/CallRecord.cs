using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Records;

/// <summary>
/// The call detail record: a fold of the call's journal events (<see cref="CallRecordFold"/>), so it can always be made again.
/// Every span is measured from the INVITE unless it says otherwise.
/// </summary>
public sealed record CallRecord
{
    public required CallId Call { get; init; }

    /// <summary>UTC of the INVITE.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    public string IncidentId { get; init; } = "";

    public string Trunk { get; init; } = "";

    public string SipCallId { get; init; } = "";

    public string From { get; init; } = "";

    public string? AssertedIdentity { get; init; }

    public string? CallerNumber { get; init; }

    public string? CallerName { get; init; }

    /// <summary>False for no number, short codes and pseudo-numbers of phones without SIM.</summary>
    public bool Callable { get; init; }

    public bool PresentationRestricted { get; init; }

    /// <summary>IMEI or instance id, or null.</summary>
    public string? DeviceId { get; init; }

    public string RequestUri { get; init; } = "";

    public string Dialled { get; init; } = "";

    public string? ServiceUrn { get; init; }

    public string Source { get; init; } = "";

    /// <summary>A test call (RFC 6881 §15): in no statistics and on no callback list.</summary>
    public bool IsTest { get; init; }

    public CallPhase Phase { get; init; }

    /// <summary>Null while the call lives.</summary>
    public CallOutcome? Outcome { get; init; }

    public string? Cause { get; init; }

    /// <summary>"caller", "agent", "supervisor", "network" or "gateway"; null while the call lives.</summary>
    public string? EndedBy { get; init; }

    /// <summary>CallEnded is in the journal.</summary>
    public bool IsClosed { get; init; }

    /// <summary>Final status of a refused call.</summary>
    public int? RefusedWith { get; init; }

    public TimeSpan? EarlyMediaAfter { get; init; }

    /// <summary>Our 200: billing starts.</summary>
    public TimeSpan? AnsweredAfter { get; init; }

    public TimeSpan? QueuedAfter { get; init; }

    /// <summary>First agent's media connected: what the service level counts.</summary>
    public TimeSpan? ConnectedAfter { get; init; }

    /// <summary>When the outcome was decided.</summary>
    public TimeSpan? EndedAfter { get; init; }

    /// <summary>Sum over all conversations.</summary>
    public TimeSpan TalkTime { get; init; }

    /// <summary>Best location so far.</summary>
    public LocationFound? Location { get; init; }

    public string? Centre { get; init; }

    /// <summary>Rule of <see cref="Routing.RouteRule"/>.</summary>
    public string? RouteRule { get; init; }

    /// <summary>The queue it was connected through, else the last that it went to.</summary>
    public QueueId? Queue { get; init; }

    /// <summary>Every queue it was in, in order.</summary>
    public IReadOnlyList<QueueVisit> QueuePath { get; init; } = [];

    /// <summary>Every offer, in order.</summary>
    public IReadOnlyList<OfferRecord> Offers { get; init; } = [];

    /// <summary>What the INVITE said beside caller and target, or null.</summary>
    public SignalsReceived? Signals { get; init; }

    /// <summary>Reasons that parties gave for ending, in order.</summary>
    public IReadOnlyList<ReasonReceived> Reasons { get; init; } = [];

    /// <summary>
    /// In order of time: one, and one more for each restart that the call outlived; before each the tracks of its legs. The erased ones stay.
    /// </summary>
    public IReadOnlyList<RecordingCommitted> Recordings { get; init; } = [];

    /// <summary>Of calls back to the caller of this call, in order of time: paths.</summary>
    public IReadOnlyList<string> CallbackRecordings { get; init; } = [];

    /// <summary>Recordings whose files were deleted, in order of time.</summary>
    public IReadOnlyList<RecordingErasure> Erasures { get; init; } = [];

    /// <summary>Nothing erases the recordings while it is set; null: no hold.</summary>
    public LegalHold? Hold { get; init; }

    /// <summary>The last stereo one, or null; also when its file was erased.</summary>
    public RecordingCommitted? Recording => Recordings.LastOrDefault(r => r.Track is null);

    /// <summary>What its legs' lines were like, in order of their ends.</summary>
    public IReadOnlyList<MediaMeasured> Lines { get; init; } = [];

    /// <summary>Paths of all recordings whose files are kept.</summary>
    public IEnumerable<string> KeptRecordings =>
        Recordings.Select(r => r.Path).Concat(CallbackRecordings).Distinct().Where(p => Erasures.All(e => e.Path != p));

    /// <summary>Restarts of the gateway that the call met.</summary>
    public int Interruptions { get; init; }

    /// <summary>Defects of the gateway that the call met and outlived: its agent was let go, and the caller waited again.</summary>
    public int Mended { get; init; }

    /// <summary>Sum of the times without the gateway, for those that the call outlived.</summary>
    public TimeSpan InterruptedFor { get; init; }

    /// <summary>When the recording was paused, by whom and why, in order.</summary>
    public IReadOnlyList<RecordingPauseRecord> Pauses { get; init; } = [];

    /// <summary>What went wrong with the recording.</summary>
    public IReadOnlyList<string> RecordingTrouble { get; init; } = [];

    /// <summary>The caller was first heard, before an agent talked; null: not.</summary>
    public TimeSpan? VoiceAfter { get; init; }

    /// <summary>Keys pressed before an agent talked.</summary>
    public string Keys { get; init; } = "";

    /// <summary>The last score, with its reasons; null: none.</summary>
    public CallScored? Score { get; init; }

    /// <summary>Others called from the same place; null: nobody had before.</summary>
    public CallGrouped? Group { get; init; }

    /// <summary>What people said the call was, in order.</summary>
    public IReadOnlyList<LabelRecord> Labels { get; init; } = [];

    /// <summary>The label that counts: the last one, unless it was reversed; else null.</summary>
    public LabelRecord? Label => Labels is [.., { ReversedBy: null } last] ? last : null;

    /// <summary>The last block of this caller that was proposed from this call; null: none.</summary>
    public BlockRecord? Block { get; init; }

    /// <summary>The agent who talked last, or null.</summary>
    public AgentId? Agent => Offers.LastOrDefault(o => o.ConnectedAfter is not null)?.Agent;

    /// <summary>Time until an agent's media was connected, or until the end for a call that never was.</summary>
    public TimeSpan? HoldTime => ConnectedAfter ?? EndedAfter;

    /// <summary>Sum over all offers, from the offer to its answer or end.</summary>
    public TimeSpan RingTime => new(Offers.Sum(o => ((o.AnsweredAfter ?? o.EndedAfter ?? o.MadeAfter) - o.MadeAfter).Ticks));
}

/// <summary>A queue that a call was in.</summary>
/// <param name="Reason">Null for the first; else why it overflowed here.</param>
public sealed record QueueVisit(QueueId Queue, TimeSpan After, string? Reason);

/// <summary>A recording's file that was deleted; see <see cref="RecordingErased"/>.</summary>
public sealed record RecordingErasure(string Path, DateTimeOffset At, string Reason);

/// <summary>See <see cref="LegalHoldSet"/>.</summary>
public sealed record LegalHold(string By, string Reason, DateTimeOffset At);

/// <summary>A pause of the recording; see <see cref="RecordingPaused"/>.</summary>
/// <param name="Until">Null while it lasts.</param>
/// <param name="Because">Why it ended: "asked", "limit", "conversation_over", "interrupted"; null while it lasts.</param>
public sealed record RecordingPauseRecord(
    TimeSpan From, string By, string Agent, string Reason, TimeSpan? Until = null, string? ContinuedBy = null, string? Because = null);

/// <summary>One label; see <see cref="CallLabelled"/>.</summary>
/// <param name="ReversedBy">The supervisor who took it back, or null.</param>
public sealed record LabelRecord(
    CallLabel Label, string By, string? Agent, DateTimeOffset At, DateTimeOffset ExpiresAt, string? ReversedBy = null, string? ReversedWhy = null);

/// <summary>A block of a caller; see <see cref="BlockProposed"/>.</summary>
/// <param name="ApprovedBy">The second supervisor; null: not in force.</param>
/// <param name="LiftedBy">Who ended it before its time; null: nobody.</param>
public sealed record BlockRecord(string ProposedBy, DateTimeOffset Until, string Reason, string? ApprovedBy = null, string? LiftedBy = null)
{
    /// <summary>The caller is lowered at this instant.</summary>
    public bool IsInForce(DateTimeOffset at) => ApprovedBy is not null && LiftedBy is null && Until > at;
}

/// <summary>One offer and what became of it.</summary>
/// <param name="Result">
/// Null while it lives; "completed_caller", "completed_agent", "canceled", "lost", "no_answer", "busy", "declined", "unregistered",
/// "failed", "call_ended", "interrupted".
/// </param>
public sealed record OfferRecord(
    OfferId Offer,
    AgentId Agent,
    QueueId Queue,
    TimeSpan MadeAfter,
    TimeSpan? RingingAfter = null,
    TimeSpan? AnsweredAfter = null,
    TimeSpan? ConnectedAfter = null,
    TimeSpan? EndedAfter = null,
    string? Result = null);
