using System.Collections.Frozen;

namespace Gateway.Acd.Statistics;

/// <summary>The ACD at one moment, immutable: for pages, metrics and the reconciler. Lists are in a fixed order.</summary>
public sealed record AcdSnapshot
{
    public required DateTimeOffset At { get; init; }

    public required long ConfigurationVersion { get; init; }

    /// <summary>In order of configuration.</summary>
    public required IReadOnlyList<QueueSnapshot> Queues { get; init; }

    /// <summary>In order of configuration; agents that were removed while in a call are last.</summary>
    public required IReadOnlyList<AgentSnapshot> Agents { get; init; }

    /// <summary>All calls that the ACD knows, by rank.</summary>
    public required IReadOnlyList<CallSnapshot> Calls { get; init; }

    /// <summary>Events that changed nothing since the engine's start, by reason.</summary>
    public required FrozenDictionary<IgnoredReason, long> Ignored { get; init; }

    /// <summary>Times that the watchdog had to heal; 0 in health.</summary>
    public required long Stalls { get; init; }

    public int CountAgents(AgentState state) => Agents.Count(a => a.State == state);
}

/// <summary>Why an event changed nothing.</summary>
public enum IgnoredReason
{
    /// <summary>The call is unknown or has ended.</summary>
    UnknownCall,

    /// <summary>The offer is unknown or over: crossings end here.</summary>
    UnknownOffer,
    UnknownAgent,
    UnknownQueue,

    /// <summary>A call entered that is there.</summary>
    DuplicateCall,

    /// <summary>The timer was stopped or replaced while it fired.</summary>
    LateTimer,

    /// <summary>A phase that has passed (180 after 200), or a wrap-up that is over.</summary>
    OutOfPhase,
}

/// <summary>One queue as it is now; what it has done today is a fold of the journal, not the engine's.</summary>
public sealed record QueueSnapshot
{
    public required QueueId Queue { get; init; }

    /// <summary>Own calls that wait, without those that ring.</summary>
    public required int Waiting { get; init; }

    /// <summary>Calls of other queues that also wait here.</summary>
    public required int WaitingFromElsewhere { get; init; }

    /// <summary>Own calls for which a phone is being rung.</summary>
    public required int Offering { get; init; }

    /// <summary>Own calls in conversation.</summary>
    public required int Talking { get; init; }

    /// <summary>INVITE of the oldest own call that no agent talks to yet; null: none.</summary>
    public required DateTimeOffset? LongestWaitSince { get; init; }

    /// <summary>Agents of this queue in state Waiting.</summary>
    public required int ReadyAgents { get; init; }

    /// <summary>Agents of this queue who are Available and reachable, whatever they do now.</summary>
    public required int StaffedAgents { get; init; }

    /// <summary>Of a caller who would come now; null: nobody is Available and reachable.</summary>
    public required TimeSpan? ExpectedWait { get; init; }

    /// <summary>Since when nobody is Available and reachable; null: somebody is.</summary>
    public required DateTimeOffset? UnstaffedSince { get; init; }

    /// <summary>Declared closed, or out of its hours: its callers wait in the queues of its ladder, too.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>One agent.</summary>
public sealed record AgentSnapshot
{
    public required AgentId Agent { get; init; }

    public required AgentStatus Status { get; init; }

    /// <summary>Declared with the status; empty for none.</summary>
    public required string Reason { get; init; }

    public required DateTimeOffset StatusSince { get; init; }

    public required AgentState State { get; init; }

    public required DateTimeOffset StateSince { get; init; }

    /// <summary>Why the state is Idle.</summary>
    public required IdleCause Cause { get; init; }

    public required bool Reachable { get; init; }

    /// <summary>In state Waiting: the next matching call is offered at once.</summary>
    public bool IsReady => State == AgentState.Waiting;

    /// <summary>The call offered to or talked to.</summary>
    public required CallId? Call { get; init; }

    public required OfferId? Offer { get; init; }

    /// <summary>Planned end of the wrap-up.</summary>
    public required DateTimeOffset? WrapUpUntil { get; init; }

    /// <summary>Conversations since midnight.</summary>
    public required int CallsHandled { get; init; }

    public required IReadOnlyList<QueueId> Queues { get; init; }
}

/// <summary>One call.</summary>
/// <param name="Queue">The call's own queue.</param>
/// <param name="Queues">All queues in which it waits or would wait again, own first.</param>
/// <param name="Position">In its own queue, 1 is next; 0 when it does not wait.</param>
public sealed record CallSnapshot(
    CallId Call, QueueId Queue, IReadOnlyList<QueueId> Queues, AcdCallPhase Phase,
    DateTimeOffset InvitedAt, int Position, OfferId? Offer, AgentId? Agent)
{
    /// <summary>How long the caller will probably wait still; null: not waiting, or nobody is there to say it by.</summary>
    public TimeSpan? ExpectedWait { get; init; }
}

/// <summary>What the ACD does with a call.</summary>
public enum AcdCallPhase
{
    Waiting,

    /// <summary>An agent is reserved, rings or has answered.</summary>
    Offered,

    /// <summary>Bridged and acknowledged.</summary>
    Connected,
}
