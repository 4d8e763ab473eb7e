namespace Gateway.Acd.Distribution;

/// <summary>The agent whose last offer is longest ago, answered or not.</summary>
public sealed class RoundRobin : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.LastOfferedAt.UtcTicks, agent.LastOffer);
}
