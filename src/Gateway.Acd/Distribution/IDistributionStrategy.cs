namespace Gateway.Acd.Distribution;

/// <summary>
/// Orders the ready agents of one tier level. Pure: the key may depend on the standing only, which does not change while an agent
/// is ready; so the order is kept in a tree and a choice costs O(log n).
/// </summary>
public interface IDistributionStrategy
{
    /// <returns>The lowest key is offered first; equal keys go by position, then by agent id.</returns>
    StrategyKey KeyOf(AgentStanding agent);
}

/// <summary>Compared first by First, then by Second.</summary>
public readonly record struct StrategyKey(long First, long Second = 0);

/// <summary>What a strategy may know of a ready agent.</summary>
/// <param name="IdleSince">When the agent last became ready; an offer that the caller ended does not change it.</param>
/// <param name="CallsHandled">Conversations since midnight, also those before a restart.</param>
/// <param name="LastOfferedAt">The default value: never.</param>
/// <param name="LastOffer">Number of the agent's last offer since the start, 0 for none; later offers have higher numbers.</param>
/// <param name="Position">Of the tier.</param>
/// <param name="TalkTime">Of conversations that are over, since midnight.</param>
public readonly record struct AgentStanding(
    DateTimeOffset IdleSince, int CallsHandled, DateTimeOffset LastOfferedAt, long LastOffer, int Position, TimeSpan TalkTime = default);
