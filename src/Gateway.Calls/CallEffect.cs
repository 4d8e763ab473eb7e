using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>What the owner of a call shall do, in order. A failed effect comes back as an input, never as an exception.</summary>
public abstract record CallEffect
{
    private CallEffect()
    {
    }

    // ---- the caller's leg

    /// <summary>180 Ringing.</summary>
    public sealed record Ring : CallEffect;

    /// <summary>183 with SDP; comes back as <see cref="CallInput.CallerEstablished"/>.</summary>
    public sealed record EarlyMedia : CallEffect;

    /// <summary>
    /// 200 with SDP, once what was appended before is durable or 50 ms have passed; comes back as
    /// <see cref="CallInput.CallerEstablished"/>.
    /// </summary>
    public sealed record AnswerCaller : CallEffect;

    /// <summary>Final response that is no success; only before <see cref="AnswerCaller"/>.</summary>
    /// <param name="Q850Cause">For a Reason header (RFC 3326), or null.</param>
    public sealed record RefuseCaller(int Status, string Reason, int? Q850Cause) : CallEffect;

    /// <summary>BYE (after the ACK, if that is still missing).</summary>
    public sealed record EndCaller(string Reason) : CallEffect;

    public sealed record PlayToCaller(CallerAudio Audio) : CallEffect;

    /// <summary>Fires <see cref="CallTimer.AnnouncementDue"/> after the centre's time, if it announces anything.</summary>
    public sealed record AwaitAnnouncement : CallEffect;

    // ---- the agent's leg

    public sealed record StartAgentLeg(OfferId Offer, AgentId Agent, TimeSpan RingTimeout) : CallEffect;

    /// <summary>CANCEL; a 200 that crosses it gets ACK and BYE.</summary>
    public sealed record CancelAgentLeg(OfferId Offer, string Reason) : CallEffect;

    /// <summary>BYE; harmless when the leg is over.</summary>
    public sealed record EndAgentLeg(OfferId Offer, string Reason) : CallEffect
    {
        /// <summary>The reason of a leg that answered too late: another agent has the caller, or nobody is there any more.</summary>
        public const string CompletedElsewhere = "call completed elsewhere";
    }

    /// <summary>Join the media of caller and agent; comes back as <see cref="CallInput.AgentConnected"/>.</summary>
    public sealed record Bridge(OfferId Offer) : CallEffect;

    // ---- the ACD

    /// <summary>
    /// Enter the ACD, with the INVITE's time as rank; again after <see cref="AcdCallEnded"/> when a forgotten call lost its agent.
    /// </summary>
    /// <param name="Bonus">Moves the rank forward; the ACD bounds it.</param>
    public sealed record EnterQueue(QueueId Queue, TimeSpan Bonus = default) : CallEffect;

    public sealed record AcdRinging(OfferId Offer) : CallEffect;

    public sealed record AcdAnswered(OfferId Offer) : CallEffect;

    /// <summary>Media connected: the offer is acknowledged.</summary>
    public sealed record AcdConfirmed(OfferId Offer) : CallEffect;

    /// <summary>
    /// The offer, also a confirmed one, came to nothing: the agent is free after the failure's delay, the call waits at its original rank.
    /// </summary>
    public sealed record AcdFailed(OfferId Offer, OfferFailure Failure) : CallEffect;

    /// <summary>
    /// The call is over for the ACD, in whatever phase: leave the queues, release the offer, start the agent's wrap-up. At the end of every
    /// call that entered a queue; also when an offer was taken back that was connected already.
    /// </summary>
    public sealed record AcdCallEnded(CallOutcome Outcome) : CallEffect;

    // ---- transfers

    /// <summary>To the ACD; comes back as <see cref="CallInput.Transferred"/> or <see cref="CallInput.TransferRefused"/>.</summary>
    public sealed record AcdTransfer(OfferId Offer, AgentId? To, QueueId? Queue) : CallEffect;

    /// <summary>The media of the transferring agent and the caller part; the agent's leg stays until <see cref="TransferAnswered"/>.</summary>
    public sealed record Part(OfferId Offer) : CallEffect;

    /// <summary>What the transferring agent's phone is told; with a success or after the release its leg is ended next.</summary>
    /// <param name="Status">200: the target has the caller. Else why not.</param>
    public sealed record TransferAnswered(OfferId Offer, int Status) : CallEffect;

    // ---- attended transfers

    /// <summary>Ask the agents' call for the colleague's leg; comes back as <see cref="CallInput.LegTaken"/> or <see cref="CallInput.LegRefused"/>.</summary>
    public sealed record AskLeg(AgentCallId AgentCall) : CallEffect;

    /// <summary>The leg that came belongs to the call: re-INVITE; comes back as <see cref="CallInput.AgentAnswered"/> or a failure.</summary>
    public sealed record AdoptAgentLeg(OfferId Offer) : CallEffect;

    /// <summary>The leg that came is not wanted any more: BYE.</summary>
    public sealed record DropAgentLeg(OfferId Offer, AgentCallId AgentCall) : CallEffect;

    /// <summary>To the ACD; comes back as <see cref="CallInput.HandedOver"/> or <see cref="CallInput.TransferRefused"/>.</summary>
    public sealed record AcdHandOver(OfferId Offer, AgentCallId AgentCall) : CallEffect;

    /// <summary>The agents' call has nothing to wait for any more.</summary>
    public sealed record EndHandover(AgentCallId AgentCall, bool Done) : CallEffect;

    // ---- the rest

    public sealed record Append(JournalEntry Entry) : CallEffect;

    /// <summary>Starts the timer, or starts it anew.</summary>
    public sealed record StartTimer(CallTimer Timer, TimeSpan After) : CallEffect;

    public sealed record StopTimer(CallTimer Timer) : CallEffect;

    /// <summary>Close the media call; the recording is then committed.</summary>
    public sealed record CloseMedia : CallEffect;

    /// <summary>The caller may have been forgotten on hold: an alarm, and nothing else.</summary>
    /// <param name="Held">How long by now.</param>
    public sealed record HeldTooLong(AgentId Agent, TimeSpan Held) : CallEffect;

    /// <summary>What is said is recorded as silence from here on, or is recorded again.</summary>
    public sealed record PauseRecording(bool Paused) : CallEffect;

    /// <summary>A pause reached its limit: an alarm; the recording goes on.</summary>
    public sealed record PauseForgotten(AgentId Agent, TimeSpan Paused) : CallEffect;

    /// <summary>The input met no arrow, or crossed another: counted under this name, never silent.</summary>
    public sealed record Counted(string What) : CallEffect;

    /// <summary>Last effect: the owner may go, once its journal entries are handed over.</summary>
    public sealed record Finished(CallOutcome Outcome) : CallEffect;
}

/// <summary>What the caller hears while no agent speaks.</summary>
public enum CallerAudio
{
    Nothing,

    /// <summary>Once, from the start, then <see cref="CallInput.PlayFinished"/>.</summary>
    Greeting,

    /// <summary>Repeats.</summary>
    QueueAudio,

    /// <summary>Repeats.</summary>
    Ringback,

    /// <summary>"Say something or press 1": once, then <see cref="CallInput.PlayFinished"/>.</summary>
    ScreeningPrompt,

    /// <summary>"We know of this incident": once, then <see cref="CallInput.PlayFinished"/>.</summary>
    Acknowledgement,

    /// <summary>Once: the place in the queue and the expected wait, where the centre wants them said; then queue audio from its beginning.</summary>
    QueueAnnouncement,
}
