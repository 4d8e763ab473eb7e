namespace Gateway.Acd.Distribution;

/// <summary>The agent with the fewest conversations since midnight; among equals who has been ready longest.</summary>
public sealed class FewestCalls : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.CallsHandled, agent.IdleSince.UtcTicks);
}
