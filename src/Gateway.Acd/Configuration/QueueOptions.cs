namespace Gateway.Acd.Configuration;

/// <summary>
/// One queue of a centre. There is no switch for three things: callers are always offered in parallel (autofill), a busy agent is
/// never rung (ring_in_use), and a caller always joins an empty queue and never leaves it for being empty.
/// </summary>
public sealed record QueueOptions
{
    public required QueueId Id { get; init; }

    public DistributionStrategy Strategy { get; init; } = AcdDefaults.Strategy;

    /// <summary>How long one agent's phone rings.</summary>
    public TimeSpan RingTimeout { get; init; } = AcdDefaults.RingTimeout;

    /// <summary>For <see cref="DistributionStrategy.RingProgressively"/>: after so long one more phone rings. Above zero.</summary>
    public TimeSpan RingProgressivelyDelay { get; init; } = AcdDefaults.RingProgressivelyDelay;

    /// <summary>After a conversation from this queue; zero: none. <see cref="AgentOptions.WrapUpTime"/> goes first.</summary>
    public TimeSpan WrapUpTime { get; init; } = AcdDefaults.WrapUpTime;

    /// <summary>An agent's BYE up to this long after answering puts the caller back in front; zero: it always ends the call.</summary>
    public TimeSpan MisAnswer { get; init; } = AcdDefaults.MisAnswer;

    /// <summary>A caller on hold for so long, and each time again, is an alarm; zero: never. It ends nothing.</summary>
    public TimeSpan HoldAlarm { get; init; } = AcdDefaults.HoldAlarm;

    /// <summary>Unanswered offers in a row before the agent is put OnBreak with reason "RONA"; 0: never.</summary>
    public int MaxNoAnswer { get; init; } = AcdDefaults.MaxNoAnswer;

    public FailureDelays Delays { get; init; } = new();

    /// <summary>
    /// A level opens for a call that has been in the queue for this time multiplied by (level - lowest level), or at once when the
    /// levels below have nobody Available and reachable.
    /// </summary>
    public TimeSpan TierWait { get; init; } = AcdDefaults.TierWait;

    /// <summary>What every caller of this queue needs, relaxed as time goes by; none: anybody may answer.</summary>
    public IReadOnlyList<SkillNeed> Skills { get; init; } = [];

    /// <summary>
    /// After so long in the queue anybody may answer, whatever the call needs; zero: skills and languages count for nothing.
    /// </summary>
    public TimeSpan SkillWait { get; init; } = AcdDefaults.SkillWait;

    /// <summary>
    /// How long a caller waits for the agent who knows him and is busy, before anybody else is asked; zero: not at all. An agent who is
    /// ready
    /// goes first in any case.
    /// </summary>
    public TimeSpan PreferredAgentWait { get; init; } = AcdDefaults.PreferredAgentWait;

    /// <summary>The overflow ladder, in order; the caller keeps the place here.</summary>
    public IReadOnlyList<OverflowStep> Overflow { get; init; } = [];

    /// <summary>Answer goals in whole seconds from INVITE, 1 to 300.</summary>
    public IReadOnlyList<int> ServiceLevels { get; init; } = AcdDefaults.ServiceLevels;
}

/// <summary>A skill that a caller of a queue needs (Wazo: <c>WT &lt; 20, en &gt; 50</c>).</summary>
/// <param name="Level">Least level, 1 to 100.</param>
public sealed record SkillNeed(string Skill, int Level)
{
    /// <summary>Time in the queue after which <see cref="To"/> is enough.</summary>
    public TimeSpan RelaxAfter { get; init; } = AcdDefaults.SkillWait;

    /// <summary>Least level from then on until <see cref="QueueOptions.SkillWait"/>; 0: not needed any more.</summary>
    public int To { get; init; }
}

/// <summary>How long an agent gets no offer after one that failed, by cause.</summary>
public sealed record FailureDelays
{
    public TimeSpan Busy { get; init; } = AcdDefaults.FailureDelay;

    public TimeSpan Declined { get; init; } = AcdDefaults.FailureDelay;

    public TimeSpan NoAnswer { get; init; } = AcdDefaults.FailureDelay;

    public TimeSpan Unregistered { get; init; } = AcdDefaults.FailureDelay;

    /// <summary>Also for <see cref="OfferFailure.Lost"/>.</summary>
    public TimeSpan Failed { get; init; } = AcdDefaults.FailureDelay;

    /// <summary>The delay of a cause.</summary>
    public TimeSpan Of(OfferFailure failure) => failure switch
    {
        OfferFailure.Busy => Busy,
        OfferFailure.Declined => Declined,
        OfferFailure.NoAnswer => NoAnswer,
        OfferFailure.Unregistered => Unregistered,
        _ => Failed,
    };
}

/// <summary>
/// A rung of the overflow ladder: the call also waits in <see cref="To"/> when one of the conditions that are set holds. It keeps its
/// age, its rank and its earlier places: the first ready agent of any of its queues gets it. It is never ejected.
/// </summary>
/// <param name="To">Another queue, of this or another centre.</param>
public sealed record OverflowStep(QueueId To)
{
    /// <summary>Time in the queue that has this step.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Nobody Available and reachable in the queue for this long; zero: at once.</summary>
    public TimeSpan? WhenUnstaffedFor { get; init; }

    /// <summary>More than this many calls wait when the call comes (<c>maxlen</c>, but never a refusal).</summary>
    public int? WhenLongerThan { get; init; }
}

/// <summary>How a queue chooses among the ready agents of a level.</summary>
public enum DistributionStrategy
{
    /// <summary>The agent who has been ready longest.</summary>
    LongestIdleAgent,

    /// <summary>The agent with the fewest conversations.</summary>
    FewestCalls,

    /// <summary>The agent whose last offer is longest ago, answered or not.</summary>
    RoundRobin,

    /// <summary>
    /// The first ready agent by position; a caller who comes back goes on below the agent tried last, and from the end to the top again
    /// (mod_callcenter's top-down).
    /// </summary>
    TopDown,

    /// <summary>The agent who has talked least in all.</summary>
    LeastTalkTime,

    /// <summary>The first ready agent by position, always from the top (mod_callcenter's sequentially-by-agent-order).</summary>
    SequentiallyByOrder,

    /// <summary>Each ready agent is equally likely.</summary>
    Random,

    /// <summary>
    /// Every ready agent of the open levels rings; who answers first has the caller. Only while no other caller waits for them.
    /// </summary>
    RingAll,

    /// <summary>One agent rings, and after each <see cref="QueueOptions.RingProgressivelyDelay"/> one more; by position.</summary>
    RingProgressively,
}
