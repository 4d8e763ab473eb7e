namespace Gateway.Acd.Distribution;

/// <summary>The first ready agent by position; among equals who has been ready longest.</summary>
public sealed class TopDown : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.Position, agent.IdleSince.UtcTicks);
}
