namespace Gateway.Calls.Journal;

/// <summary>An INVITE was admitted (NENA CallStartLogEvent).</summary>
public sealed record CallReceived(
    string IncidentId,
    string Trunk,
    string SipCallId,
    string From,
    string? AssertedIdentity,
    string? CallerNumber,
    bool Callable,
    string? DisplayName,
    bool PresentationRestricted,
    string? DeviceId,
    string RequestUri,
    string Dialled,
    string? ServiceUrn,
    string Source,
    string? UserAgent,
    AnswerMode Answer,
    bool Recorded) : JournalPayload;

/// <summary>The caller hears us: by 183 with SDP (<paramref name="Early"/>) or by 200.</summary>
public sealed record CallerEstablished(bool Early) : JournalPayload;

/// <summary>A leg's dialog is confirmed (RFC 3261 §12): enough to take it up, or end it, after a restart.</summary>
/// <param name="Leg">"caller" or "agent".</param>
/// <param name="Agent">Agent id and offer number of an agent's leg.</param>
/// <param name="RouteSet">In the order to be sent.</param>
/// <param name="Transport">"UDP", "TCP", "TLS", "WS".</param>
/// <param name="LocalFlow">Our address and port.</param>
/// <param name="RemoteFlow">The peer's address and port.</param>
/// <param name="LocalSdp">Last session description that we sent, or null.</param>
public sealed record LegConfirmed(
    string Leg,
    long? Offer,
    string? Agent,
    string SipCallId,
    string LocalTag,
    string RemoteTag,
    string LocalAddress,
    string RemoteAddress,
    string RemoteTarget,
    IReadOnlyList<string> RouteSet,
    long LocalCSeq,
    long RemoteCSeq,
    bool IsUac,
    string Listener,
    string Transport,
    string LocalFlow,
    string RemoteFlow,
    long ConnectionId,
    string? LocalSdp,
    string? RemoteSdp) : JournalPayload
{
    public const string CallerLeg = "caller";
    public const string AgentLeg = "agent";
}

/// <summary>Where the caller is, and how sure we are (NENA LocationResponseLogEvent).</summary>
/// <param name="AreaCode">Dotted Kemendagri code such as "71.71"; null when no source said anything.</param>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="UncertaintyMetres">Radius, at least 0.</param>
/// <param name="Quality">Word of Gateway.Location, e.g. "device", "cell", "area", "default".</param>
/// <param name="DecidedBy">The source that decided.</param>
/// <param name="SetAside">Sources that did not decide, and why.</param>
/// <param name="Ambiguous">The position lies within its uncertainty of another area.</param>
/// <param name="Neighbours">Codes of those areas.</param>
/// <param name="Cell">Serving cell as the network wrote it, e.g. "510-10/LTE/1F4A/0A3B201"; null when it named none.</param>
public sealed record LocationFound(
    string? AreaCode,
    double? Latitude,
    double? Longitude,
    double? UncertaintyMetres,
    string Quality,
    string DecidedBy,
    IReadOnlyList<LocationSetAside> SetAside,
    bool Ambiguous,
    IReadOnlyList<string> Neighbours,
    string? Cell = null) : JournalPayload;

/// <summary>A location source that did not decide.</summary>
public sealed record LocationSetAside(string Source, string Why);

/// <summary>Which centre and queue the call goes to, and by which rule (NENA RouteLogEvent).</summary>
/// <param name="Rule">See <see cref="Routing.RouteRule"/>.</param>
public sealed record CallRouted(string Centre, string Queue, string Rule) : JournalPayload;

/// <summary>A side stopped wanting media.</summary>
/// <param name="By">"caller" or "agent".</param>
public sealed record Held(string By) : JournalPayload;

/// <summary>A side wants media again.</summary>
/// <param name="By">"caller" or "agent".</param>
public sealed record Resumed(string By) : JournalPayload;

/// <summary>The caller gave up (queue_log ABANDON).</summary>
/// <param name="Outcome">One of the four abandoned ones.</param>
/// <param name="Queue">Null before the queue.</param>
/// <param name="Position">On entry; 0 when unknown.</param>
/// <param name="WaitMs">Since the INVITE.</param>
/// <param name="Cause">"cancel" or "bye".</param>
public sealed record Abandon(CallOutcome Outcome, string? Queue, int Position, long WaitMs, string Cause) : JournalPayload;

/// <summary>The caller hung up on an agent (queue_log COMPLETECALLER).</summary>
public sealed record CompleteCaller(long Offer, string Agent, string Queue, long HoldTimeMs, long TalkTimeMs) : JournalPayload;

/// <summary>The agent hung up (queue_log COMPLETEAGENT).</summary>
public sealed record CompleteAgent(long Offer, string Agent, string Queue, long HoldTimeMs, long TalkTimeMs) : JournalPayload;

/// <summary>The caller's network is gone: no media for a minute, and the probe failed.</summary>
public sealed record CallerLegLost(string? Detail) : JournalPayload;

/// <summary>The call got a final response that is no success.</summary>
public sealed record CallRefused(int Status, string Reason) : JournalPayload;

/// <summary>Somebody ended the call on purpose (queue_log WITHDRAW), or the gateway had to.</summary>
/// <param name="By">"supervisor", "shutdown", "defect" or "restart".</param>
/// <param name="Name">User name, or null.</param>
public sealed record Withdraw(CallOutcome Outcome, string By, string? Name, string Reason) : JournalPayload;

/// <summary>The recording is whole on disk (NENA RecCallEndLogEvent).</summary>
/// <param name="Path">Relative to the recordings' folder where possible.</param>
/// <param name="Sha256">Lower-case hex of the file.</param>
/// <param name="Salvaged">Made whole at a later start.</param>
/// <param name="Track">Null: stereo. Else whose voice alone it is: "caller", "agent 2001", or "leg2" where only the file tells.</param>
public sealed record RecordingCommitted(
    string Path, string Sha256, long DurationMs, long Bytes, bool Salvaged, string? Track = null) : JournalPayload;

/// <summary>The recording failed or lost samples (NENA RecordingFailedLogEvent).</summary>
public sealed record RecordingFailed(string Reason) : JournalPayload;

/// <summary>An agent handed the caller on (queue_log BLINDTRANSFER, NENA CallTransferLogEvent): the call waits again, at its rank.</summary>
/// <param name="To">The target as the agent named it.</param>
/// <param name="Queue">Where it waits.</param>
/// <param name="ReferredBy">Referred-By (RFC 3892) as received, or null.</param>
/// <param name="Attended">True: to a colleague who was consulted before and takes over in the same moment (queue_log ATTENDEDTRANSFER).</param>
public sealed record Transferred(
    long Offer, string Agent, string To, string Queue, long TalkTimeMs, string? ReferredBy, bool? Attended = null) : JournalPayload;

/// <summary>A transfer came to nothing before the agent let go: the agent keeps the caller.</summary>
/// <param name="Reason">In snake case, e.g. "not_ready".</param>
public sealed record TransferRefused(long Offer, string Agent, string To, string Reason) : JournalPayload;

/// <summary>An agent called a colleague; under the emergency call that the agent was in, or of the node.</summary>
/// <param name="Consult">Number of the agents' call: from the same row as offers.</param>
public sealed record ConsultBegan(long Consult, string Agent, string To) : JournalPayload;

/// <summary>The agents' call is over.</summary>
/// <param name="Result">
/// "ended", "handed_over" (the colleague has the caller), "canceled", "busy", "declined", "no_answer", "unregistered" or "failed".
/// </param>
/// <param name="RingMs">Until the colleague answered, or the end.</param>
/// <param name="TalkMs">From the colleague's answer to the end or the handing over.</param>
public sealed record ConsultEnded(long Consult, string Agent, string To, string Result, long RingMs, long TalkMs) : JournalPayload;

/// <summary>A test call (RFC 6881 §15): answered by the gateway itself, or refused; never in front of a person.</summary>
/// <param name="Centre">Name of the centre that a real call would have reached.</param>
/// <param name="Answered">False: too many at once or in a minute.</param>
public sealed record TestCall(string Centre, bool Answered) : JournalPayload;

/// <summary>Last event of a call's life (NENA CallEndLogEvent); exactly one per call.</summary>
/// <param name="Cause">In a few words, e.g. "caller hung up".</param>
public sealed record CallEnded(CallOutcome Outcome, string Cause) : JournalPayload;
