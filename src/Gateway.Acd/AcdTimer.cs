namespace Gateway.Acd;

/// <summary>
/// A timer that the engine asked for. Every start has a number of its own, so that a late one is recognised; the host keys its
/// table by the whole record or by the number, both are unique.
/// </summary>
/// <param name="Number">Rises by one per start.</param>
public abstract record AcdTimer(long Number)
{
    /// <summary>
    /// An offer that nobody answers fails by itself: ring timeout and margin, then the time allowed from answer to bridge.
    /// </summary>
    public sealed record Lease(long Number, OfferId Offer) : AcdTimer(Number);

    /// <summary>One more phone is to ring for the call.</summary>
    public sealed record RingNext(long Number, CallId Call) : AcdTimer(Number);

    /// <summary>The next tier level of the queue opens for the call.</summary>
    public sealed record TierOpens(long Number, CallId Call, QueueId Queue) : AcdTimer(Number);

    /// <summary>The call has waited long enough in the queue to need less skill.</summary>
    public sealed record SkillsRelax(long Number, CallId Call, QueueId Queue) : AcdTimer(Number);

    /// <summary>The call has waited long enough for its preferred agent.</summary>
    public sealed record PreferredWait(long Number, CallId Call) : AcdTimer(Number);

    /// <summary>The call has waited long enough for the next overflow step of the queue.</summary>
    public sealed record OverflowAfter(long Number, CallId Call, QueueId Queue) : AcdTimer(Number);

    /// <summary>The queue has been without agents long enough for its next overflow step.</summary>
    public sealed record QueueUnstaffed(long Number, QueueId Queue) : AcdTimer(Number);

    /// <summary>The agent's delay after a failed offer is over.</summary>
    public sealed record AgentDelay(long Number, AgentId Agent) : AcdTimer(Number);

    /// <summary>The agent's wrap-up is over.</summary>
    public sealed record WrapUp(long Number, AgentId Agent) : AcdTimer(Number);

    /// <summary>The owner of a claim has not renewed it.</summary>
    public sealed record Claim(long Number, AgentCallId AgentCall) : AcdTimer(Number);

    /// <summary>Look for a ready agent beside a waiting call; runs while calls wait.</summary>
    public sealed record Watchdog(long Number) : AcdTimer(Number);
}
