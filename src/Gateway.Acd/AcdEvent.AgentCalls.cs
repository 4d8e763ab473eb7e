namespace Gateway.Acd;

// Calls that agents make themselves: to a colleague, or back to a caller.
public abstract partial record AcdEvent
{
    /// <summary>
    /// Before anything rings: may this call be? Answered by <see cref="AcdEffect.Claimed"/> or <see cref="AcdEffect.ClaimRefused"/>. Whoever is
    /// claimed is offered nothing until the release.
    /// </summary>
    /// <param name="Dialling">Who dials: idle or in a conversation, but not while a caller is offered. Null: the gateway itself.</param>
    /// <param name="Dialled">Who shall ring: has neither offer nor conversation nor a call of the own. Null: nobody of ours.</param>
    public sealed record Claim(AgentCallId AgentCall, AgentId? Dialling, AgentId? Dialled) : AcdEvent;

    /// <summary>The owner lives: at least once in <see cref="AcdEngine.ClaimLease"/>.</summary>
    public sealed record RenewClaim(AgentCallId AgentCall) : AcdEvent;

    /// <summary>The call is over, whatever became of it.</summary>
    public sealed record ReleaseClaim(AgentCallId AgentCall) : AcdEvent;

    /// <summary>
    /// The claimed agent takes a caller who still rings at another: every other offer of the call is taken back, and the agent has one whose
    /// number is the claim's (<see cref="AcdEffect.Offer.PickedUp"/>). Too late: <see cref="AcdEffect.ClaimRefused"/>; the claim stands.
    /// </summary>
    public sealed record PickUp(CallId Call, OfferId Offer, AgentCallId AgentCall) : AcdEvent;

    /// <summary>
    /// The agent who dialled leaves, and the dialled one has the caller from now on (attended transfer); answered by
    /// <see cref="AcdEffect.HandedOver"/> or <see cref="AcdEffect.TransferRefused"/>. The rank stays; the claim ends.
    /// </summary>
    public sealed record HandOver(CallId Call, OfferId Offer, AgentCallId AgentCall) : AcdEvent;
}

public abstract partial record AcdEffect
{
    /// <summary>The agents are claimed.</summary>
    /// <param name="OfferId">Number of the offer that the call becomes by <see cref="AcdEvent.HandOver"/>.</param>
    /// <param name="During">The call that the dialling agent is in, or null.</param>
    public sealed record Claimed(AgentCallId AgentCall, OfferId OfferId, CallId? During) : AcdEffect;

    /// <summary>Nothing has changed.</summary>
    public sealed record ClaimRefused(AgentCallId AgentCall, ClaimRefusal Reason) : AcdEffect;

    /// <summary>The agent of <paramref name="OfferId"/> is released to wrap-up, and the dialled one is in the conversation.</summary>
    /// <param name="Next">The offer from now on: connected already.</param>
    public sealed record HandedOver(CallId Call, OfferId OfferId, OfferId Next, AgentId Agent, QueueId Queue) : AcdEffect;
}

/// <summary>Why an agent's call is not to be.</summary>
public enum ClaimRefusal
{
    /// <summary>No such agent.</summary>
    Unknown,

    /// <summary>The dialled agent is offered a caller, talks, or is in a call of the own.</summary>
    Busy,

    /// <summary>The offer that was to be picked up is over or answered.</summary>
    Gone,

    /// <summary>A caller rings at the dialling agent, or that agent is in another call of the own.</summary>
    CallerFirst,
}
