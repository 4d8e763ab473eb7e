using Gateway.Acd;

namespace Gateway.Calls.AgentCalls;

/// <summary>A call that an agent makes; immutable, made by <see cref="AgentCallMachine.On"/> alone.</summary>
public sealed record AgentCallState
{
    /// <summary>Before <see cref="AgentCallInput.Begin"/>.</summary>
    public static readonly AgentCallState Initial = new();

    public AgentCallPhase Phase { get; init; }

    public AgentId Dialling { get; init; }

    public AgentCallTarget? Target { get; init; }

    /// <summary>The ACD's number for it; null before the claim.</summary>
    public OfferId? Offer { get; init; }

    /// <summary>The emergency call that the dialling agent was in.</summary>
    public CallId? During { get; init; }

    /// <summary>When the other side was dialled.</summary>
    public DateTimeOffset? RungAt { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The emergency call that wants, or has, the dialled agent's leg.</summary>
    public CallId? HandingTo { get; init; }

    /// <summary>That call itself has asked, not only the phone.</summary>
    public bool IsAsked { get; init; }

    /// <summary>The dialling agent hung up after asking for the transfer, as many phones do.</summary>
    public bool DiallingGone { get; init; }

    public string? Result { get; init; }
}

public enum AgentCallPhase
{
    Initial,

    /// <summary>The ACD is asked.</summary>
    Claiming,

    /// <summary>The agent's own phone rings.</summary>
    Summoning,

    /// <summary>The other side is dialled.</summary>
    Ringing,

    Talking,

    /// <summary>The dialled agent's leg is with an emergency call, which has to say what became of it.</summary>
    Moving,

    Ended,
}
