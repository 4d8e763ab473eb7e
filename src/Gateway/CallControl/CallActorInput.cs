using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>A final response that is no success (design: 503 only when resources are exhausted or an alternate takes the call).</summary>
internal sealed record CallRefusal(int Status, string Reason, int? Q850Cause);

/// <summary>What reaches a call's actor; each kind from one other owner.</summary>
internal abstract record CallActorInput
{
    private CallActorInput()
    {
    }

    /// <summary>From admission: the first input.</summary>
    /// <param name="Refusal">Not null: the call is recorded and gets this final response.</param>
    internal sealed record Start(SipEvent.InviteReceived Invite, string Trunk, DateTimeOffset ReceivedAt, CallRefusal? Refusal) : CallActorInput;

    /// <summary>From a restart: the first input of a call that the run before left open. The stack has adopted the dialog.</summary>
    /// <param name="InterruptedAt">UTC until which the call is known to have lived.</param>
    internal sealed record Resume(OpenCall Open, UsageId Usage, DateTimeOffset InterruptedAt) : CallActorInput;

    /// <summary>The SIP stack has started: the caller of a call of before the restart is re-invited.</summary>
    internal sealed record TakeUp : CallActorInput;

    /// <summary>From the SIP loop: an event of the caller's or an agent's usage.</summary>
    internal sealed record Sip(SipEvent.OfUsage SipEvent) : CallActorInput;

    /// <summary>From the SIP loop: a request of ours in one of the call's dialogs is over.</summary>
    internal sealed record RequestFinished(SipEvent.RequestFinished SipEvent) : CallActorInput;

    /// <summary>From a media or recorder thread.</summary>
    internal sealed record Media(MediaEvent MediaEvent) : CallActorInput;

    /// <summary>From the ACD's loop.</summary>
    internal sealed record Acd(AcdEffect AcdEffect) : CallActorInput;

    /// <summary>From an agents' call: the REFER in its dialog names the leg of this usage.</summary>
    /// <param name="Told">The dialog in which the phone is told of the end; null: it wants no NOTIFY.</param>
    internal sealed record HandoverAsked(
        UsageId Usage, AgentCallId AgentCall, AgentId From, AgentId To, string? ReferredBy, UsageId? Told) : CallActorInput;

    /// <summary>From the call of an agent who dialled with Replaces (RFC 3891): the leg of this usage shall be replaced.</summary>
    internal sealed record ReplaceAsked(AgentCallId AgentCall, AgentId By, UsageId Usage, bool EarlyOnly) : CallActorInput;

    /// <summary>From an agents' call: the colleague's answered leg, this call's from now on.</summary>
    /// <param name="Offer">Its number from now on.</param>
    internal sealed record LegGiven(AgentCallId AgentCall, OfferId Offer, AgentId Agent, UsageId Usage, LegMedia Session) : CallActorInput;

    /// <summary>From an agents' call: the colleague does not come.</summary>
    internal sealed record LegRefused(AgentCallId AgentCall, int Status) : CallActorInput;

    /// <summary>Something beside the call that belongs into its record.</summary>
    internal sealed record Note(JournalPayload Payload) : CallActorInput;

    /// <summary>A timer of the call machine.</summary>
    internal sealed record CallTimerFired(CallTimer Timer) : CallActorInput;

    /// <summary>A timer of a leg machine; <paramref name="Offer"/> is null for the caller's leg.</summary>
    internal sealed record LegTimerFired(OfferId? Offer, LegTimer Timer) : CallActorInput;

    /// <summary>What was appended before the answer is durable, or the 50 ms for it are over.</summary>
    internal sealed record JournalSettled(bool InTime) : CallActorInput;

    /// <summary>From somebody who may: the recording shall pause or go on.</summary>
    internal sealed record Recording(CallInput Input) : CallActorInput;

    /// <summary>From the screening desk: score, incident, announcement.</summary>
    internal sealed record Screening(CallInput Input) : CallActorInput;

    /// <summary>A turn of this actor threw.</summary>
    internal sealed record Mend : CallActorInput;

    /// <summary>From a supervisor, the drain, or the guard of a faulty turn.</summary>
    internal sealed record Withdraw(WithdrawnBy By, string Reason, string? Name) : CallActorInput;
}
