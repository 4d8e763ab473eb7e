using Gateway.Acd.Agents;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Distribution;

/// <summary>A ready agent in one level's order; keeps the key it was inserted with, so that it is always found again.</summary>
internal sealed record ReadyAgent(StrategyKey Key, int Position, Agent Agent)
{
    public static ReadyAgent Of(AgentTier tier, IDistributionStrategy strategy)
    {
        var agent = tier.Agent;
        return new(strategy.KeyOf(new(agent.IdleSince, agent.CallsHandled, agent.LastOfferedAt, agent.LastOffer, tier.Position, agent.TalkTime)), tier.Position, agent);
    }
}

/// <summary>By key, position, id: total, and the same in every run.</summary>
internal sealed class ReadyAgentOrder(WorkCounter work) : IComparer<ReadyAgent>
{
    public int Compare(ReadyAgent? x, ReadyAgent? y)
    {
        work.Count++;
        var order = x!.Key.First.CompareTo(y!.Key.First);
        order = order != 0 ? order : x.Key.Second.CompareTo(y.Key.Second);
        order = order != 0 ? order : x.Position.CompareTo(y.Position);
        return order != 0 ? order : string.CompareOrdinal(x.Agent.Id.Value, y.Agent.Id.Value);
    }
}
