using Gateway.Acd;

namespace Gateway.Calls.AgentCalls;

/// <summary>What can happen to a call that an agent makes. One that meets no arrow is absorbed with <see cref="AgentCallEffect.Counted"/>.</summary>
public abstract record AgentCallInput
{
    private AgentCallInput()
    {
    }

    /// <summary>The first input.</summary>
    public sealed record Begin(AgentId Dialling, AgentCallTarget Target) : AgentCallInput;

    // ---- the ACD

    /// <param name="Offer">Number of the offer that the call becomes when it is handed over.</param>
    /// <param name="During">The emergency call that the dialling agent is in, or null.</param>
    public sealed record Claimed(OfferId Offer, CallId? During) : AgentCallInput;

    public sealed record ClaimRefused(ClaimRefusal Reason) : AgentCallInput;

    /// <summary>The other agent's call is not to be had.</summary>
    public sealed record ReplaceRefused(int Status, string Reason) : AgentCallInput;

    // ---- the dialling agent's leg

    /// <summary>The agent's phone, which the gateway rang, answered.</summary>
    public sealed record DiallingAnswered : AgentCallInput;

    /// <summary>CANCEL, BYE, lost, refused by the leg itself, or a phone that the gateway rang in vain.</summary>
    public sealed record DiallingEnded : AgentCallInput;

    // ---- the other leg

    public sealed record DialledRinging : AgentCallInput;

    public sealed record DialledAnswered : AgentCallInput;

    /// <summary>Nobody answered.</summary>
    /// <param name="Status">Final status from the wire, or 0.</param>
    public sealed record DialledFailed(OfferFailure Failure, int Status = 0) : AgentCallInput;

    /// <summary>BYE after the answer, or lost.</summary>
    public sealed record DialledEnded : AgentCallInput;

    // ---- attended transfer

    /// <summary>The dialling agent's phone has asked, in this call's dialog, to hand that call on: <see cref="LegAsked"/> follows.</summary>
    public sealed record LegPromised(CallId To) : AgentCallInput;

    /// <summary>An emergency call of the dialling agent wants the dialled agent's leg; given when it is answered.</summary>
    public sealed record LegAsked(CallId By) : AgentCallInput;

    /// <summary>That call has the leg no more or never wanted it: handed over, failed, or given up.</summary>
    public sealed record HandoverOver(CallId By, bool Done) : AgentCallInput;

    /// <summary>That call is gone and could not take the leg: it is still this one's.</summary>
    public sealed record LegNotTaken(CallId By) : AgentCallInput;

    // ---- the rest

    public sealed record TimerFired(AgentCallTimer Timer) : AgentCallInput;

    /// <summary>The gateway shuts down, or a turn of the owner threw.</summary>
    public sealed record End(string Reason) : AgentCallInput;
}

/// <summary>Timers of an agent's call.</summary>
public enum AgentCallTimer
{
    /// <summary>The ACD has to answer a claim.</summary>
    ClaimLimit,

    /// <summary>The call that took the leg has to say what became of it.</summary>
    MoveLimit,

    /// <summary>The claim's lease wants renewal.</summary>
    Renewal,
}

/// <summary>Whom an agent calls.</summary>
public abstract record AgentCallTarget
{
    private AgentCallTarget()
    {
    }

    /// <summary>A colleague, to consult.</summary>
    public sealed record Colleague(AgentId Agent) : AgentCallTarget;

    /// <summary>A call that is at another agent: picked up while it rings there, or taken over (INVITE with Replaces, RFC 3891).</summary>
    /// <param name="Confirmed">The other agent talks already.</param>
    public sealed record Other(CallId Call, bool Confirmed) : AgentCallTarget;

    /// <summary>Somebody on the callback list: the gateway rings the agent's phone first, then the caller.</summary>
    /// <param name="Key">The entry's.</param>
    /// <param name="Call">The entry's last call: the attempt is written down there.</param>
    public sealed record Callback(string Key, CallId Call) : AgentCallTarget;
}
