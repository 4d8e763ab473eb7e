using Gateway.Acd.Agents;

namespace Gateway.Acd;

// What the strategies know of agents: counted since midnight, and kept over a restart.
public sealed partial class AcdEngine
{
    private void Restore(IReadOnlyList<RestoredStanding> standings)
    {
        foreach (var before in standings)
        {
            if (_agents.TryGetValue(before.Agent, out var agent))
            {
                Rerank(agent, () => Take(agent, before));
            }
        }
    }

    private static void Take(Agent agent, RestoredStanding before)
    {
        agent.CallsHandled += before.CallsHandled;
        agent.TalkTime += before.TalkTime;
        if (agent.LastOffer > 0)
        {
            return; // Has had a caller of this run: what was before decides nothing any more.
        }

        agent.LastOfferedAt = before.LastOfferedAt ?? default;
        if (agent.State != AgentState.Waiting)
        {
            agent.KeptIdleSince = before.IdleSince;
        }
        else if (before.IdleSince < agent.IdleSince)
        {
            agent.IdleSince = before.IdleSince.Value;
        }
    }

    private void BeginDay(AcdEvent.NewDay day)
    {
        foreach (var id in day.Agents)
        {
            if (_agents.TryGetValue(id, out var agent))
            {
                Rerank(agent, () => (agent.CallsHandled, agent.TalkTime, agent.DayBegan) = (0, TimeSpan.Zero, day.Midnight));
            }
        }
    }

    /// <summary>A ready agent is found by the key of the insertion.</summary>
    private static void Rerank(Agent agent, Action change)
    {
        var ready = agent.State == AgentState.Waiting;
        if (ready)
        {
            agent.Tiers.ForEach(t => t.Queue.RemoveReady(t));
        }

        change();
        if (ready)
        {
            agent.Tiers.ForEach(t => t.Queue.AddReady(t));
        }
    }

    private AcdEffect.AgentChanged Announcement(Agent agent) =>
        new(agent.Id, agent.Status, agent.State, agent.Reason, _now, agent.StatusSince, agent.Cause)
        {
            IdleSince = agent.State == AgentState.Waiting ? agent.IdleSince : null,
        };
}
