namespace Gateway.Acd.Distribution;

/// <summary>The agent who has been ready longest (the default).</summary>
public sealed class LongestIdleAgent : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.IdleSince.UtcTicks);
}
