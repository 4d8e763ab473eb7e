namespace Gateway.Acd.Distribution;

/// <summary>
/// By position; among equals who has been ready longest. What top-down, sequentially-by-order and the ringing of several share.
/// </summary>
public sealed class ByPosition : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.Position, agent.IdleSince.UtcTicks);
}
