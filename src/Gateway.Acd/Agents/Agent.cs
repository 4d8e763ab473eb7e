using Gateway.Acd.Configuration;
using Gateway.Acd.Distribution;
using Gateway.Acd.Offers;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Agents;

/// <summary>
/// One agent. The state is never set, it is derived from what is known (<see cref="Observe"/>); the fields State and Cause
/// are what was last announced.
/// </summary>
internal sealed class Agent(AgentId id)
{
    public AgentId Id { get; } = id;

    /// <summary>Null: not, or no longer, configured.</summary>
    public AgentOptions? Options;

    public List<AgentTier> Tiers = [];

    // ---- declared
    public AgentStatus Status;
    public bool StatusKnown;

    /// <summary>To be announced.</summary>
    public bool StatusChanged;
    public string Reason = "";
    public DateTimeOffset StatusSince;

    // ---- known
    public bool Reachable;
    public bool BusyElsewhere;
    public bool OnDemandServed;

    /// <summary>The one call of the agent's own, made or taken; its owner releases it.</summary>
    public AgentCallClaim? Claim;

    /// <summary>The one offer or conversation.</summary>
    public Offer? Offer;

    public AcdTimer? WrapUpTimer;
    public DateTimeOffset WrapUpUntil;

    /// <summary>End of the conversation before.</summary>
    public DateTimeOffset WrapUpSince;
    public AcdTimer? DelayTimer;

    /// <summary>Callers who wait for this agent alone, for a while.</summary>
    public List<QueuedCall> HeldCalls { get; } = [];

    public int LevelOf(string skill) => Options is { } options ? options.Skills.GetValueOrDefault(skill) : 0;

    // ---- announced
    public AgentState State;
    public IdleCause Cause;
    public DateTimeOffset StateSince;
    public bool CountedStaffed;

    // ---- for the strategies
    public DateTimeOffset IdleSince;

    /// <summary>The place among the idle from before a restart, until the agent is ready for the first time.</summary>
    public DateTimeOffset? KeptIdleSince;

    /// <summary>Since <see cref="DayBegan"/>, as is <see cref="TalkTime"/>.</summary>
    public int CallsHandled;
    public long LastOffer;
    public DateTimeOffset LastOfferedAt;
    public TimeSpan TalkTime;
    public DateTimeOffset DayBegan;
    public int NoAnswers;

    /// <summary>Available and reachable, whatever the agent does now: will take calls sooner or later.</summary>
    public bool IsStaffed =>
        Options is not null && Reachable && !BusyElsewhere
        && (Status == AgentStatus.Available || (Status == AgentStatus.AvailableOnDemand && !OnDemandServed));

    public (AgentState State, IdleCause Cause) Observe() => this switch
    {
        { Offer.Phase: OfferPhase.Reserved } => (AgentState.Reserved, IdleCause.None),
        { Offer.Phase: OfferPhase.Ringing or OfferPhase.Answered } => (AgentState.Receiving, IdleCause.None),
        { Offer.Phase: OfferPhase.Confirmed } => (AgentState.InCall, IdleCause.None),
        { WrapUpTimer: not null } => (AgentState.WrapUp, IdleCause.None),
        { Options: null } => (AgentState.Idle, IdleCause.NotConfigured),
        { Status: AgentStatus.LoggedOut } => (AgentState.Idle, IdleCause.LoggedOut),
        { Status: not (AgentStatus.Available or AgentStatus.AvailableOnDemand) } => (AgentState.Idle, IdleCause.OnBreak),
        { Reachable: false } => (AgentState.Idle, IdleCause.NotReachable),
        { BusyElsewhere: true } or { Claim: not null } => (AgentState.Idle, IdleCause.BusyElsewhere),
        { Status: AgentStatus.AvailableOnDemand, OnDemandServed: true } => (AgentState.Idle, IdleCause.OnDemandServed),
        { DelayTimer: not null } => (AgentState.Idle, IdleCause.Delay),
        _ => (AgentState.Waiting, IdleCause.None),
    };
}

/// <summary>An agent's tier, resolved to the queue and its level.</summary>
internal sealed class AgentTier(Agent agent, CallQueue queue, int levelIndex, int position)
{
    public Agent Agent { get; } = agent;

    public CallQueue Queue { get; } = queue;

    public int LevelIndex { get; } = levelIndex;

    public int Position { get; } = position;

    /// <summary>The entry among the ready agents of the level, as it was inserted.</summary>
    public ReadyAgent? Ready { get; set; }
}
