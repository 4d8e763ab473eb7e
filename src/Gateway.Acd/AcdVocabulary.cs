namespace Gateway.Acd;

/// <summary>What a person declared (mod_callcenter's agent status).</summary>
public enum AgentStatus
{
    LoggedOut,
    Available,

    /// <summary>Ready for one call; then idle until asked for again.</summary>
    AvailableOnDemand,
    OnBreak,
}

/// <summary>What the ACD observes (mod_callcenter's agent state, with wrap-up as a state of its own).</summary>
public enum AgentState
{
    /// <summary>Not ready: logged out, on break, not reachable, or in a delay after a failed offer.</summary>
    Idle,

    /// <summary>Ready for a call.</summary>
    Waiting,

    /// <summary>An offer is leased to this agent; the INVITE is on its way.</summary>
    Reserved,

    /// <summary>The phone rings.</summary>
    Receiving,
    InCall,
    WrapUp,
}

/// <summary>Why an offer did not become a conversation; each has a delay of its own.</summary>
public enum OfferFailure
{
    /// <summary>486 or 600.</summary>
    Busy,

    /// <summary>603 or another refusal by the person.</summary>
    Declined,

    /// <summary>Rang for the whole ring timeout (RINGNOANSWER).</summary>
    NoAnswer,

    /// <summary>No binding, or none answered with a 1xx in time.</summary>
    Unregistered,

    /// <summary>488, 5xx, transport failure, no media after the answer.</summary>
    Failed,

    /// <summary>Answered, but gone or silent before or shortly after the bridge: the caller returns to the front.</summary>
    Lost,
}

/// <summary>Why an agent is <see cref="AgentState.Idle"/>.</summary>
public enum IdleCause
{
    /// <summary>Not idle.</summary>
    None,
    LoggedOut,
    OnBreak,

    /// <summary>No registered phone.</summary>
    NotReachable,

    /// <summary>In a call that the ACD did not give.</summary>
    BusyElsewhere,

    /// <summary>AvailableOnDemand and served: waits for the agent to ask again.</summary>
    OnDemandServed,

    /// <summary>In the delay after a failed offer.</summary>
    Delay,

    /// <summary>Not, or no longer, in the configuration.</summary>
    NotConfigured,
}
