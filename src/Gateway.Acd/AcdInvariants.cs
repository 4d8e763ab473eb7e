using Gateway.Acd.Agents;
using Gateway.Acd.Offers;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

/// <summary>
/// What must hold after every event, worked out from calls and agents alone, without trusting the indices. For tests and for a
/// doubtful moment.
/// </summary>
public static class AcdInvariants
{
    /// <returns>What is broken, in words; empty in health. O(calls · queues + agents · tiers). Only the engine's owner may call.</returns>
    public static IReadOnlyList<string> Check(AcdEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        var broken = new List<string>();
        CheckOffers(engine, broken);
        CheckCalls(engine, broken);
        CheckQueues(engine, broken);
        CheckAgents(engine, broken);
        if (FindStalled(engine) is { } stalled)
        {
            broken.Add($"agent {stalled.Agent.Id} is ready beside waiting call {stalled.Place.Call.Id} in {stalled.Place.Queue.Id}");
        }

        return broken;
    }

    /// <summary>
    /// A ready agent and a call that he may take: one that waits, or one that rings and wants more phones. Null in health.
    /// </summary>
    internal static (QueuePlace Place, Agent Agent)? FindStalled(AcdEngine engine)
    {
        var waiting = engine.Calls.Where(c => c.Phase == AcdCallPhase.Waiting || AcdEngine.WantsMore(c)).ToArray();
        if (waiting.Length == 0)
        {
            return null;
        }

        var staffed = engine.Agents.SelectMany(a => a.Tiers).Where(t => t.Agent.IsStaffed).ToLookup(t => t.Queue);

        // Calls that need the same and to whom the same levels are open are alike: one of each kind is enough.
        var kinds = waiting.SelectMany(c => c.RingPlace is { } rings ? [rings] : c.Places).Where(p => p.Call.HeldFor is null)
            .DistinctBy(p => (p.Lane, p.OpenLevel)).ToLookup(p => p.Queue);
        foreach (var tier in engine.Agents.SelectMany(a => a.Tiers).Where(t => t.Agent.Observe().State == AgentState.Waiting))
        {
            foreach (var place in kinds[tier.Queue])
            {
                if (MayTake(place, tier, staffed[tier.Queue]))
                {
                    return (place, tier.Agent);
                }
            }
        }

        return null;
    }

    /// <summary>May the agent have the call now, if ready? Worked out without indices.</summary>
    /// <param name="staffed">Tiers of the same queue whose agents are Available and reachable.</param>
    internal static bool MayTake(QueuePlace place, AgentTier tier, IEnumerable<AgentTier> staffed)
    {
        var lane = place.Lane;
        while (lane.Relaxed is { } relaxed && !staffed.Any(lane.Takes))
        {
            lane = relaxed;
        }

        return place.Call.HeldFor is null && lane.Takes(tier)
            && (place.OpenLevel >= tier.LevelIndex || staffed.All(t => !lane.Takes(t) || t.LevelIndex >= tier.LevelIndex));
    }

    private static void CheckOffers(AcdEngine engine, List<string> broken)
    {
        foreach (var (id, offer) in engine.Offers.OrderBy(o => o.Key.Value))
        {
            Require(broken, offer.Id == id, $"offer {offer.Id} is kept as {id}");
            Require(broken, offer.Agent.Offer == offer, $"agent {offer.Agent.Id} does not have offer {id}");
            Require(broken, offer.Call.Offers.Contains(offer), $"call {offer.Call.Id} does not have offer {id}");
            Require(broken, offer.Phase < OfferPhase.Answered || offer.Call.Offers.Count == 1,
                $"{id} is answered, and others ring beside it");
            Require(broken, (offer.Lease is null) == (offer.Phase == OfferPhase.Confirmed), $"lease of offer {id} in phase {offer.Phase}");
        }

        var withAgents = engine.Agents.Count(a => a.Offer is not null);
        var withCalls = engine.Calls.Sum(c => c.Offers.Count);
        Require(broken, withAgents == engine.Offers.Count && withCalls == engine.Offers.Count,
            $"{engine.Offers.Count} offers, but {withAgents} agents and {withCalls} calls have one");
    }

    private static void CheckCalls(AcdEngine engine, List<string> broken)
    {
        foreach (var call in engine.Calls)
        {
            var phase = call.Offer switch
            {
                null => AcdCallPhase.Waiting,
                { Phase: OfferPhase.Confirmed } => AcdCallPhase.Connected,
                _ => AcdCallPhase.Offered,
            };
            Require(broken, call.Phase == phase, $"call {call.Id} is {call.Phase}, its offer says {phase}");
            Require(broken, call.Offers.Count < 2 || call.RingPlace is not null,
                $"call {call.Id} rings {call.Offers.Count} phones for no reason");
            Require(broken, AcdEngine.WantsMore(call) == (call.RingPlace?.Queue.Ringing.Contains(call.RingPlace) ?? false),
                $"call {call.Id} may ring one more phone, or not: the index says otherwise");
            Require(broken, call.HeldFor is null == call.HoldTimer is null, $"call {call.Id} is held for {call.HeldFor?.Id} without end");
            Require(broken,
                call.HeldFor is null or { IsStaffed: true, State: not AgentState.Waiting } && (call.HeldFor?.HeldCalls.Contains(call) ?? true),
                $"call {call.Id} is held for agent {call.HeldFor?.Id}");
            Require(broken, call.RingPlace is null || call.Phase == AcdCallPhase.Offered,
                $"call {call.Id} is {call.Phase} and rings phones");
            var queues = call.Places.Select(p => p.Queue).ToArray();
            Require(broken, queues.Length > 0 && queues.Distinct().Count() == queues.Length, $"call {call.Id} has no place, or one twice");
            Require(broken, queues.All(engine.Queues.Contains), $"call {call.Id} has a place in a queue that is gone");
            foreach (var place in call.Places)
            {
                var waits = call.Phase == AcdCallPhase.Waiting;
                Require(broken, place.Queue.Waiting.Contains(place) == waits,
                    $"call {call.Id} is {call.Phase}, its place in {place.Queue.Id} is wrong");
                Require(broken, place.Lane.Levels[place.OpenLevel].Waiting.Contains(place) == (waits && call.HeldFor is null),
                    $"call {call.Id} is {call.Phase}, its place at the open level of {place.Queue.Id} is wrong");
                Require(broken, place.Queue.Lanes.Contains(place.Lane),
                    $"call {call.Id} needs in {place.Queue.Id} what the queue does not know");
                Require(broken, !(call.Phase == AcdCallPhase.Connected && (place.TierTimer ?? place.OverflowTimer) is not null),
                    $"call {call.Id} talks, but its timers in {place.Queue.Id} run");
            }
        }

        var waiting = engine.Calls.Count(c => c.Phase == AcdCallPhase.Waiting);
        Require(broken, engine.WaitingCalls == waiting, $"{waiting} calls wait, {engine.WaitingCalls} are counted");
        Require(broken, engine.WatchdogRuns == waiting > 0, $"{waiting} calls wait, watchdog runs: {engine.WatchdogRuns}");
    }

    private static void CheckQueues(AcdEngine engine, List<string> broken)
    {
        var places = engine.Calls.Where(c => c.Phase == AcdCallPhase.Waiting).SelectMany(c => c.Places).ToLookup(p => p.Queue);
        var tiers = engine.Agents.SelectMany(a => a.Tiers).ToLookup(t => t.Queue);
        foreach (var queue in engine.Queues)
        {
            var expected = places[queue].OrderBy(p => p.Rank).ToArray();
            Require(broken, queue.Waiting.SequenceEqual(expected), $"queue {queue.Id} is not in order of rank");
            Require(broken, queue.Ringing.SequenceEqual(queue.Ringing.OrderBy(p => p.Rank)),
                $"ringing calls of queue {queue.Id} are not in order");
            Require(broken, queue.Lanes.Sum(l => l.Levels.Sum(v => v.Waiting.Count)) == expected.Count(p => p.Call.HeldFor is null),
                $"lanes of queue {queue.Id} hold other calls than the queue");
            foreach (var lane in queue.Lanes)
            {
                CheckLane(queue, lane, tiers[queue].Where(lane.Takes), broken);
            }

            var staffed = queue.Staffed > 0;
            Require(broken, (queue.UnstaffedSince is null) == staffed && (queue.UnstaffedReached is null) == staffed,
                $"queue {queue.Id} has {queue.Staffed} agents and is unstaffed since {queue.UnstaffedSince}");
        }
    }

    private static void CheckLane(CallQueue queue, SkillLane lane, IEnumerable<AgentTier> tiers, List<string> broken)
    {
        for (var level = 0; level < lane.Levels.Length; level++)
        {
            var here = tiers.Where(t => t.LevelIndex == level).Select(t => t.Agent).ToArray();
            Require(broken, lane.Levels[level].Staffed == here.Count(a => a.IsStaffed), $"staffed agents of queue {queue.Id}, level {level}");
            Require(broken,
                lane.Levels[level].Ready.Select(r => r.Agent).ToHashSet().SetEquals(here.Where(a => a.State == AgentState.Waiting)),
                $"ready agents of queue {queue.Id}, level {level}");
        }
    }

    private static void CheckAgents(AcdEngine engine, List<string> broken)
    {
        foreach (var agent in engine.Agents)
        {
            Require(broken, agent.Observe() == (agent.State, agent.Cause),
                $"agent {agent.Id} was announced as {agent.State}, but is {agent.Observe().State}");
            Require(broken, agent.CountedStaffed == agent.IsStaffed, $"agent {agent.Id} is counted wrongly as staffed");
            Require(broken, agent.Offer is null || agent.WrapUpTimer is null, $"agent {agent.Id} has an offer in wrap-up");
            Require(broken, agent.Claim is null || engine.Claims.GetValueOrDefault(agent.Claim.AgentCall) == agent.Claim,
                $"agent {agent.Id} is claimed by {agent.Claim?.AgentCall}, which is over");
            Require(broken, agent.Claim?.Dialled != agent || agent.Offer is null, $"agent {agent.Id} was dialled and has an offer");
            Require(broken, agent.Offer is null || engine.Offers.ContainsKey(agent.Offer.Id),
                $"agent {agent.Id} has an offer that is over");
        }
    }

    private static void Require(List<string> broken, bool holds, string what)
    {
        if (!holds)
        {
            broken.Add(what);
        }
    }
}
