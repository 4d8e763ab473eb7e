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
/// <param name="CallsHandled">Conversations since the engine's start.</param>
/// <param name="LastOffer">Number of the agent's last offer, 0 for none; later offers have higher numbers.</param>
/// <param name="Position">Of the tier.</param>
/// <param name="TalkTime">Of all conversations since the engine's start.</param>
public readonly record struct AgentStanding(
    DateTimeOffset IdleSince, int CallsHandled, long LastOffer, int Position, TimeSpan TalkTime = default);
