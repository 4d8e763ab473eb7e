using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>The call is in a queue (queue_log ENTERQUEUE).</summary>
/// <param name="Position">From 1; 0 when unknown.</param>
public sealed record EnterQueue(string Queue, int Position) : JournalPayload;

/// <summary>The call went on to another queue of this installation; it keeps its rank.</summary>
public sealed record Overflow(string From, string To, string Reason) : JournalPayload;

/// <summary>An agent is leased to the call and is being invited.</summary>
public sealed record OfferMade(long Offer, string Agent, string Queue, long RingTimeoutMs) : JournalPayload;

/// <summary>The agent's phone rings.</summary>
public sealed record AgentRinging(long Offer, string Agent) : JournalPayload;

/// <summary>The agent's phone sent 200.</summary>
public sealed record AgentAnswered(long Offer, string Agent) : JournalPayload;

/// <summary>Caller and agent are connected (queue_log CONNECT).</summary>
/// <param name="HoldTimeMs">From the INVITE to the agent's media: what the service level counts.</param>
/// <param name="RingTimeMs">From the offer to the agent's 200.</param>
public sealed record Connect(long Offer, string Agent, string Queue, long HoldTimeMs, long RingTimeMs) : JournalPayload;

/// <summary>The phone rang for the whole ring timeout (queue_log RINGNOANSWER).</summary>
public sealed record RingNoAnswer(long Offer, string Agent, long RingTimeMs) : JournalPayload;

/// <summary>The offer failed for another reason than no answer; the caller waits at the original rank.</summary>
public sealed record OfferFailed(long Offer, string Agent, OfferFailure Failure, long RingTimeMs) : JournalPayload;

/// <summary>The ACD took the offer back while it rang (queue_log RINGCANCELED).</summary>
public sealed record RingCanceled(long Offer, string Agent, string Reason) : JournalPayload;

/// <summary>An answered agent is gone: hung up within 3 s, silent, or never connected. The caller is in front again.</summary>
/// <param name="TalkTimeMs">From the connect; 0 when never connected.</param>
public sealed record AgentLost(long Offer, string Agent, string Reason, long TalkTimeMs) : JournalPayload;

/// <summary>
/// The agent's leg has really ended, after the caller had hung up or was lost: its BYE was answered, or nothing came. May follow the call's end.
/// </summary>
/// <param name="DeadMs">Since the caller's end.</param>
/// <param name="Status">SIP status of the answer to the BYE; 408: none came.</param>
public sealed record AgentLegEnded(long Offer, string Agent, long DeadMs, int Status) : JournalPayload;

/// <summary>What a person declared (queue_log PAUSE, UNPAUSE, AGENTLOGIN, AGENTLOGOFF).</summary>
/// <param name="Reason">Reason code of a break, or null.</param>
/// <param name="By">"declared", "configured", "rona"; "roll_call": said again, unchanged, shortly before midnight.</param>
public sealed record AgentStatusChanged(string Agent, AgentStatus Status, string? Reason, string By) : JournalPayload;

/// <summary>What the ACD observes (NENA AgentStateChangeLogEvent). Said again, unchanged, shortly before each midnight.</summary>
/// <param name="IdleSince">UTC since which a ready agent counts as idle, where that is earlier than this event; else null.</param>
public sealed record AgentStateChanged(string Agent, AgentState State, AgentStatus Status, DateTimeOffset? IdleSince = null) : JournalPayload;
