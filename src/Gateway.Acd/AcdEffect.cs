namespace Gateway.Acd;

/// <summary>What the ACD wants done, in this order. Plain records.</summary>
public abstract partial record AcdEffect
{
    private AcdEffect()
    {
    }

    /// <summary>Ring this agent for this call. The agent is reserved; the lease runs.</summary>
    /// <param name="Queue">The queue through which agent and call met: the call's own or one it overflowed to.</param>
    /// <param name="RingTimeout">After this the leg reports <see cref="OfferFailure.NoAnswer"/>; the engine's own lease is longer.</param>
    /// <param name="MisAnswer">The queue's; an agent's BYE up to this long after answering returns the caller.</param>
    public sealed record Offer(OfferId Id, CallId Call, AgentId Agent, QueueId Queue, TimeSpan RingTimeout, TimeSpan MisAnswer) : AcdEffect
    {
        /// <summary>The queue's; a caller on hold for so long is an alarm. Zero: never.</summary>
        public TimeSpan HoldAlarm { get; init; }

        /// <summary>The agent has taken the caller from another's phone, by this call: nothing is to ring.</summary>
        public AgentCallId? PickedUp { get; init; }
    }

    /// <summary>
    /// The offer is over for the ACD: CANCEL, or BYE if the answer crossed. No event is needed in return; late ones are
    /// absorbed.
    /// </summary>
    public sealed record WithdrawOffer(OfferId Id, WithdrawReason Reason, CallId Call, AgentId Agent) : AcdEffect;

    /// <summary>The call waits in the queue: at entry, at overflow, and after every offer that failed (ENTERQUEUE).</summary>
    /// <param name="Position">1 is next.</param>
    public sealed record Queued(CallId Call, QueueId Queue, int Position) : AcdEffect;

    /// <summary>The call waits in one more queue, with its rank; it keeps its places in the others.</summary>
    public sealed record Overflowed(CallId Call, QueueId From, QueueId To, OverflowReason Reason) : AcdEffect;

    /// <summary>The caller and the agent talk: counted once per call at the first confirmation (CONNECT).</summary>
    /// <param name="Wait">From INVITE to bridge.</param>
    public sealed record Connected(CallId Call, AgentId Agent, QueueId Queue, TimeSpan Wait) : AcdEffect;

    /// <summary>Status or state of an agent changed; enough to store the status.</summary>
    /// <param name="Reason">The declared reason of the status; "RONA" when the ACD declared the break.</param>
    /// <param name="At">When this change was seen.</param>
    /// <param name="StatusSince">When the status was declared.</param>
    /// <param name="Cause">Why the state is Idle.</param>
    public sealed record AgentChanged(
        AgentId Agent, AgentStatus Status, AgentState State, string Reason, DateTimeOffset At, DateTimeOffset StatusSince, IdleCause Cause)
        : AcdEffect
    {
        /// <summary>Of a ready agent: since when idle; else null.</summary>
        public DateTimeOffset? IdleSince { get; init; }
    }

    /// <summary>Every agent once more; nothing has changed. In order of configuration.</summary>
    public sealed record RollCall(IReadOnlyList<AgentChanged> Agents) : AcdEffect;

    /// <summary>The transferring agent is released to wrap-up; an offer or a place in the queue follows in the same turn.</summary>
    /// <param name="Queue">Where the call is from now on.</param>
    public sealed record Transferred(CallId Call, OfferId OfferId, QueueId Queue) : AcdEffect;

    /// <summary>Nothing has changed: the agent keeps the caller.</summary>
    public sealed record TransferRefused(CallId Call, OfferId OfferId, TransferRefusal Reason) : AcdEffect;

    public sealed record StartTimer(AcdTimer Timer, TimeSpan After) : AcdEffect;

    public sealed record StopTimer(AcdTimer Timer) : AcdEffect;

    /// <summary>Somebody should look. The ids that apply are set.</summary>
    public sealed record Alert(
        AcdAlert Kind, string Text, QueueId? Queue = null, AgentId? Agent = null, CallId? Call = null, OfferId? OfferId = null) : AcdEffect;
}

/// <summary>Why a call is not handed on.</summary>
public enum TransferRefusal
{
    /// <summary>No such agent or queue.</summary>
    UnknownTarget,

    /// <summary>The agent is not ready now.</summary>
    NotReady,

    /// <summary>The conversation is over, or has not begun.</summary>
    NotConnected,
}

/// <summary>Why an offer is taken back.</summary>
public enum WithdrawReason
{
    /// <summary>The caller hung up or was taken out of the queue.</summary>
    CallerGone,

    /// <summary>The agent went on a break or logged out before answering.</summary>
    AgentLeft,

    /// <summary>Neither answer nor failure came in time.</summary>
    LeaseExpired,

    /// <summary>Several phones rang for the caller, and another agent answered first.</summary>
    AnsweredElsewhere,
}

/// <summary>Why a call waits in one more queue.</summary>
public enum OverflowReason
{
    /// <summary>Waited for the step's time.</summary>
    Waited,

    /// <summary>Nobody is logged in and reachable.</summary>
    Unstaffed,

    /// <summary>The queue was longer than the step allows when the call came.</summary>
    QueueLength,

    /// <summary>The configuration no longer has the queue.</summary>
    QueueRemoved,

    /// <summary>The queue is closed.</summary>
    Closed,
}

/// <summary>Kinds of <see cref="AcdEffect.Alert"/>.</summary>
public enum AcdAlert
{
    /// <summary>Did not answer too often in a row; now OnBreak with reason "RONA".</summary>
    Rona,

    /// <summary>Did not answer too often in a row, but stays Available: nobody else is left in a queue.</summary>
    RonaLastAgent,

    /// <summary>The agent leg said nothing in time; the engine ended the offer.</summary>
    LeaseExpired,

    /// <summary>A ready agent stood beside a waiting call: a defect, healed by the watchdog.</summary>
    Stalled,

    /// <summary>Calls wait where nobody is logged in and reachable.</summary>
    QueueUnstaffed,

    /// <summary>A call came for, or stood in, a queue that is not configured.</summary>
    UnknownQueue,

    /// <summary>A call reached <see cref="Configuration.AcdConfiguration.MaxQueuesPerCall"/>; it waits where it is.</summary>
    OverflowLimit,

    /// <summary>Part of the configuration cannot be used; the rest is in force.</summary>
    Configuration,
}
