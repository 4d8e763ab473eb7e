using Gateway.Acd;
using Gateway.Calls.AgentCalls;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.AgentCalls;

/// <summary>The two legs of an agent's call.</summary>
internal enum Side
{
    /// <summary>Of the agent who made it.</summary>
    Dialling,

    Dialled,
}

/// <summary>What reaches the owner of an agent's call.</summary>
internal abstract record AgentCallActorInput
{
    private AgentCallActorInput()
    {
    }

    /// <summary>The first input.</summary>
    internal sealed record Start(SipEvent.InviteReceived Invite) : AgentCallActorInput;

    /// <summary>The first input of a callback.</summary>
    internal sealed record CallBack(CallbackOrder Order) : AgentCallActorInput;

    /// <summary>From the SIP loop.</summary>
    internal sealed record Sip(SipEvent.OfUsage SipEvent) : AgentCallActorInput;

    /// <summary>From the SIP loop: a request of ours in one of the dialogs is over.</summary>
    internal sealed record RequestFinished(SipEvent.RequestFinished SipEvent) : AgentCallActorInput;

    internal sealed record Media(MediaEvent MediaEvent) : AgentCallActorInput;

    internal sealed record Acd(AcdEffect AcdEffect) : AgentCallActorInput;

    /// <summary>From an emergency call, or from whoever ends this one.</summary>
    internal sealed record Machine(AgentCallInput Input) : AgentCallActorInput;

    internal sealed record TimerFired(AgentCallTimer Timer) : AgentCallActorInput;

    internal sealed record LegTimerFired(Side Side, LegTimer Timer) : AgentCallActorInput;

    /// <summary>From the emergency call: what became of the REFER that came in this call's dialog.</summary>
    internal sealed record ReferAnswered(int Status) : AgentCallActorInput;

    internal sealed record Gone : AgentCallActorInput;
}
