using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;

namespace Gateway.Calls;

/// <summary>
/// What can happen to a call. Plain records; an input that meets no arrow is absorbed with <see cref="CallEffect.Counted"/>.
/// </summary>
public abstract record CallInput
{
    private CallInput()
    {
    }

    /// <summary>First input of every call.</summary>
    public sealed record Begin(CallFacts Facts) : CallInput;

    /// <summary>First input of a call that a restart takes up again, instead of <see cref="Begin"/>; its caller's leg is being re-invited.</summary>
    /// <param name="Queue">Where the call was routed; null: not yet.</param>
    /// <param name="InterruptedAt">UTC until which the call is known to have lived.</param>
    public sealed record Resume(CallFacts Facts, QueueId? Queue, DateTimeOffset InterruptedAt) : CallInput;

    /// <summary>Location and routing are done; may come again when something better is found (then the call stays in its queue).</summary>
    public sealed record Located(LocationFound Location, CallRoute Route) : CallInput;

    /// <summary>Admission or the caller's leg cannot take the call: it gets this final response.</summary>
    /// <param name="Status">400, 482, 488 or 503 (an emergency INVITE gets no other final that is not a success).</param>
    public sealed record Refuse(int Status, string Reason, int? Q850Cause = null) : CallInput;

    // ---- the caller's leg

    /// <summary>The caller can hear us: 183 with SDP (<paramref name="Early"/>) or 200 is out and the media leg is open.</summary>
    public sealed record CallerEstablished(bool Early) : CallInput;

    /// <summary>The dialog is confirmed: enough of it for a restart.</summary>
    public sealed record CallerConfirmed(LegConfirmed Dialog) : CallInput;

    /// <summary>The caller's leg is over, or (<see cref="CallerEndCause.Refused"/>) was refused by the leg itself.</summary>
    public sealed record CallerEnded(CallerEndCause Cause, int Status = 0, string? Detail = null) : CallInput;

    /// <summary>The caller's side does not want our media for now (RFC 3264 §8.4).</summary>
    public sealed record CallerHeld : CallInput;

    public sealed record CallerResumed : CallInput;

    /// <summary>A non-looping play to the caller (the greeting) has ended.</summary>
    public sealed record PlayFinished : CallInput;

    // ---- the ACD

    public sealed record QueueEntered(QueueId Queue, int Position) : CallInput;

    public sealed record Overflowed(QueueId From, QueueId To, string Reason) : CallInput;

    /// <param name="MisAnswer">Null: <see cref="CallMachine.MisAnswer"/>.</param>
    /// <param name="HoldAlarm">The caller on hold for so long is an alarm; zero: never.</param>
    public sealed record OfferMade(
        OfferId Offer, AgentId Agent, QueueId Queue, TimeSpan RingTimeout, TimeSpan? MisAnswer = null, TimeSpan HoldAlarm = default) : CallInput;

    /// <summary>The ACD took the offer back. A bridged call is not parted by it: the dialog is the truth.</summary>
    public sealed record OfferWithdrawn(OfferId Offer, string Reason) : CallInput;

    // ---- the agent's leg

    public sealed record AgentRinging(OfferId Offer) : CallInput;

    /// <summary>200 from the agent's phone.</summary>
    public sealed record AgentAnswered(OfferId Offer) : CallInput;

    /// <summary>The agent's dialog is confirmed: enough of it to send BYE after a restart.</summary>
    public sealed record AgentConfirmed(OfferId Offer, LegConfirmed Dialog) : CallInput;

    /// <summary>Both legs are joined in the media engine.</summary>
    public sealed record AgentConnected(OfferId Offer) : CallInput;

    /// <summary>The agent's leg is over without a conversation.</summary>
    public sealed record AgentFailed(OfferId Offer, OfferFailure Failure) : CallInput;

    /// <summary>BYE from the agent.</summary>
    public sealed record AgentHungUp(OfferId Offer) : CallInput;

    /// <summary>The agent's leg is silent and its probe failed.</summary>
    public sealed record AgentLost(OfferId Offer) : CallInput;

    /// <summary>The agent put the call on hold: the caller hears queue audio.</summary>
    public sealed record AgentHeld(OfferId Offer) : CallInput;

    public sealed record AgentResumed(OfferId Offer) : CallInput;

    // ---- transfers

    /// <summary>The agent asks to hand the caller on (REFER); answered by <see cref="CallEffect.TransferAnswered"/>.</summary>
    /// <param name="Target">As the agent named it.</param>
    /// <param name="To">Null: to <paramref name="Queue"/>.</param>
    public sealed record TransferAsked(OfferId Offer, string Target, AgentId? To, QueueId? Queue, string? ReferredBy = null) : CallInput;

    /// <summary>The ACD has released the agent; the call waits in the queue.</summary>
    public sealed record Transferred(OfferId Offer, QueueId Queue) : CallInput;

    /// <summary>The ACD has changed nothing.</summary>
    public sealed record TransferRefused(OfferId Offer, string Reason) : CallInput;

    // ---- attended transfers

    /// <summary>The agent hands the caller on to a colleague whom the agent has called; answered by <see cref="CallEffect.TransferAnswered"/>.</summary>
    public sealed record HandoverAsked(OfferId Offer, AgentCallId AgentCall, AgentId To, string? ReferredBy = null) : CallInput;

    /// <summary>The colleague's leg is here and becomes this offer.</summary>
    public sealed record LegTaken(AgentCallId AgentCall, OfferId Offer) : CallInput;

    /// <summary>The colleague's leg does not come.</summary>
    /// <param name="Status">Why, as a SIP status.</param>
    public sealed record LegRefused(AgentCallId AgentCall, int Status) : CallInput;

    /// <summary>The ACD has changed agents.</summary>
    public sealed record HandedOver(OfferId Offer, OfferId Next) : CallInput;

    /// <summary>Something beside the call that belongs into its record.</summary>
    public sealed record Noted(JournalPayload Payload) : CallInput;

    // ---- screening and incidents

    /// <summary>The caller can be heard while no agent talks.</summary>
    public sealed record VoiceHeard : CallInput;

    /// <summary>The caller pressed a key.</summary>
    /// <param name="Key">One of 0-9, *, #, A-D.</param>
    public sealed record KeyPressed(char Key) : CallInput;

    public sealed record Scored(CallScored Score) : CallInput;

    public sealed record Grouped(CallGrouped Group) : CallInput;

    /// <summary>Play this once to the waiting caller, who keeps the place.</summary>
    /// <param name="What"><see cref="CallerAudio.ScreeningPrompt"/> or <see cref="CallerAudio.Acknowledgement"/>.</param>
    /// <param name="By">User name, or "gateway".</param>
    public sealed record Announce(CallerAudio What, string By) : CallInput;

    // ---- the rest

    /// <summary>A party says why it ends (RFC 3326); before the input that ends it.</summary>
    /// <param name="Leg"><see cref="LegConfirmed.CallerLeg"/> or <see cref="LegConfirmed.AgentLeg"/>.</param>
    public sealed record ReasonGiven(string Leg, string Method, string Reason) : CallInput;

    public sealed record TimerFired(CallTimer Timer) : CallInput;

    /// <summary>Somebody who may wants the recording silent for a while; absorbed out of a conversation.</summary>
    /// <param name="By">User name, or "phone".</param>
    /// <param name="Limit">The centre's; more than zero.</param>
    public sealed record PauseRecording(string By, string Reason, TimeSpan Limit) : CallInput;

    /// <param name="By">User name, or "phone".</param>
    public sealed record ResumeRecording(string By) : CallInput;

    public sealed record RecordingCommitted(Journal.RecordingCommitted Recording) : CallInput;

    /// <summary>The recording failed or lost samples; the call goes on.</summary>
    public sealed record RecordingFailed(string Reason) : CallInput;

    /// <summary>A turn of the call's owner threw: begin again from waiting (<see cref="CallMending"/>).</summary>
    public sealed record Mend(string Reason) : CallInput;

    /// <summary>Somebody ends the call on purpose.</summary>
    /// <param name="Name">Who: user name of the supervisor, or null.</param>
    public sealed record Withdraw(WithdrawnBy By, string Reason, string? Name = null) : CallInput;
}

/// <summary>How the caller's leg ended.</summary>
public enum CallerEndCause
{
    /// <summary>CANCEL before our final response.</summary>
    Cancelled,

    /// <summary>BYE.</summary>
    HungUp,

    /// <summary>60 s without media, and the probe failed.</summary>
    Lost,

    /// <summary>The leg could not be answered; it has sent the final response itself.</summary>
    Refused,

    /// <summary>After a restart: the re-INVITE was refused or not answered.</summary>
    NotResumed,
}

/// <summary>Who may end a call that nobody hung up.</summary>
public enum WithdrawnBy
{
    /// <summary>Outcome <see cref="CallOutcome.Withdrawn"/>.</summary>
    Supervisor,

    /// <summary>The drain limit was reached; outcome <see cref="CallOutcome.SystemLost"/>.</summary>
    Shutdown,

    /// <summary>Turns of the call's owner threw, and it could not be mended; outcome <see cref="CallOutcome.SystemLost"/>.</summary>
    Defect,
}

/// <summary>The call machine's timers, as effects and inputs.</summary>
public enum CallTimer
{
    /// <summary>20 s after the INVITE: carriers clear calls that nobody answers.</summary>
    AnswerLimit,

    /// <summary>3 s after the INVITE: the fallback queue instead of a location that does not come.</summary>
    LocationLimit,

    /// <summary>3 s after an agent's 200: the media should be connected.</summary>
    BridgeLimit,

    /// <summary>The caller has been on hold for longer than the queue allows without an alarm.</summary>
    HoldAlarm,

    /// <summary>10 s after the end of the call: the record is closed without the recording's commit.</summary>
    RecordingLimit,

    /// <summary>The recording has been paused for as long as the centre allows.</summary>
    PauseLimit,

    /// <summary>A waiting caller shall hear again to stay on the line.</summary>
    AnnouncementDue,
}
