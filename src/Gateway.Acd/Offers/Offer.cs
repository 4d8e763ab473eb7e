using Gateway.Acd.Agents;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Offers;

/// <summary>One call at one agent, from the reservation to the end of the conversation.</summary>
internal sealed class Offer(OfferId id, QueuedCall call, Agent agent, CallQueue queue)
{
    public OfferId Id { get; } = id;

    public QueuedCall Call { get; } = call;

    public Agent Agent { get; } = agent;

    /// <summary>Through which they met.</summary>
    public CallQueue Queue { get; } = queue;

    public OfferPhase Phase { get; set; }

    /// <summary>Of the bridge; for a confirmed offer.</summary>
    public DateTimeOffset ConfirmedAt { get; set; }

    /// <summary>Runs until the offer is confirmed.</summary>
    public AcdTimer? Lease;
}

/// <summary>The two phases of an offer in detail: until Confirmed any end returns the caller and releases the agent.</summary>
internal enum OfferPhase
{
    Reserved,
    Ringing,
    Answered,
    Confirmed,
}
