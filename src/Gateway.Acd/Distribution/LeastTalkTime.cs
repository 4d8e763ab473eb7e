namespace Gateway.Acd.Distribution;

/// <summary>The agent who has talked least since midnight; among equals who has been ready longest.</summary>
public sealed class LeastTalkTime : IDistributionStrategy
{
    public StrategyKey KeyOf(AgentStanding agent) => new(agent.TalkTime.Ticks, agent.IdleSince.UtcTicks);
}
