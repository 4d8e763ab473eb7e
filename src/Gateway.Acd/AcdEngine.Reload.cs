using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Configuration on a live engine: calls, offers, conversations and states stay, places follow the queues.
public sealed partial class AcdEngine
{
    private readonly Dictionary<QueueId, CallQueue> _queues = [];
    private readonly List<CallQueue> _queueOrder = [];

    /// <summary>For calls whose queue is not configured.</summary>
    private CallQueue Fallback => _configuration.DefaultQueue is { } id ? _queues[id] : _queueOrder[0];

    private void Reload(AcdConfiguration configuration)
    {
        var check = ConfigurationCheck.Of(configuration);
        foreach (var error in check.Errors)
        {
            Alert(AcdAlert.Configuration, error);
        }

        _configuration = check.Usable.Queues.Count > 0
            ? check.Usable
            : check.Usable with { Queues = [new QueueOptions { Id = AcdDefaults.UnconfiguredQueue }] };
        _matcher.Clear();
        ReloadQueues();
        ReloadAgents();
        ReloadTiers();
        var calls = Calls.ToArray();
        foreach (var call in calls)
        {
            MovePlaces(call);
        }

        BuildIndices();
        foreach (var queue in _queueOrder.Where(q => q.UnstaffedSince is not null))
        {
            _effects.Stop(ref queue.UnstaffedTimer);
            var elapsed = _now - queue.UnstaffedSince!.Value;
            ReachUnstaffed(queue, elapsed > queue.UnstaffedReached ? elapsed : queue.UnstaffedReached!.Value);
        }

        foreach (var call in calls)
        {
            ResumePlaces(call);
        }
    }

    private void ReloadQueues()
    {
        var before = _queueOrder.ToArray();
        var known = before.ToDictionary(q => q.Id);
        _queues.Clear();
        _queueOrder.Clear();
        foreach (var options in _configuration.Queues)
        {
            var queue = known.GetValueOrDefault(options.Id) ?? new CallQueue(options, _work);
            var levels = _configuration.Tiers.Where(t => t.Queue == options.Id).Select(t => t.Level);
            queue.Reset(options, _queueOrder.Count, levels);
            queue.Tiers.Clear();
            _queues.Add(options.Id, queue);
            _queueOrder.Add(queue);
        }

        foreach (var gone in before.Where(q => !_queues.ContainsKey(q.Id)))
        {
            _effects.Stop(ref gone.UnstaffedTimer);
        }
    }

    private void ReloadAgents()
    {
        foreach (var agent in _agentOrder)
        {
            agent.Options = null;
            agent.Tiers = [];
        }

        var leftOver = _agentOrder.ToList();
        _agentOrder.Clear();
        foreach (var options in _configuration.Agents)
        {
            if (!_agents.TryGetValue(options.Id, out var agent))
            {
                agent = new Agent(options.Id) { Cause = IdleCause.NotConfigured, StateSince = _now, StatusSince = _now };
                _agents.Add(options.Id, agent);
            }

            agent.Options = options;
            if (!agent.StatusKnown)
            {
                Declare(agent, options.InitialStatus, "", _now);
            }

            _agentOrder.Add(agent);
        }

        _agentOrder.AddRange(leftOver.Where(a => a.Options is null));
    }

    private void ReloadTiers()
    {
        foreach (var tier in _configuration.Tiers)
        {
            var (agent, queue) = (_agents[tier.Agent], _queues[tier.Queue]);
            var added = new AgentTier(agent, queue, queue.IndexOfLevel(tier.Level), tier.Position);
            agent.Tiers.Add(added);
            queue.Tiers.Add(added);
        }
    }

    /// <summary>Drops places in queues that are gone; a call that lost its own queue gets the fallback as its own.</summary>
    private void MovePlaces(QueuedCall call)
    {
        StopPlaceTimers(call);
        var home = call.Home;
        call.Places.RemoveAll(p => !_queues.ContainsKey(p.Queue.Id));
        if (call.RingPlace is { } rings && !call.Places.Contains(rings))
        {
            StopRinging(call);
        }

        if (_queues.ContainsKey(home.Id))
        {
            return;
        }

        var fallback = Fallback;
        var place = call.PlaceIn(fallback) ?? new QueuePlace(call, fallback, _now);
        call.Places.Remove(place);
        call.Places.Insert(0, place);
        Alert(
            AcdAlert.UnknownQueue, $"queue {home.Id} of call {call.Id} is no longer configured; it waits in {fallback.Id}",
            fallback, call: call);
        _effects.Add(new AcdEffect.Overflowed(call.Id, home.Id, fallback.Id, OverflowReason.QueueRemoved));
    }

    private void ResumePlaces(QueuedCall call)
    {
        foreach (var place in call.Places.ToArray())
        {
            Advance(place);
            StartPlaceTimers(place);
            Overflow(place, length: null);
        }
    }

    /// <summary>Every index from what is known: staffed and ready agents, waiting calls. Marks all queues for matching.</summary>
    private void BuildIndices()
    {
        foreach (var queue in _queueOrder)
        {
            queue.Reset(queue.Options, queue.Ordinal, queue.Levels.Select(l => l.Level));
            _matcher.Touch(queue);
        }

        // Agents first: what calls need is looked up among them.
        foreach (var agent in _agentOrder)
        {
            agent.CountedStaffed = agent.IsStaffed;
            foreach (var tier in agent.Tiers)
            {
                tier.Ready = null;
                tier.Queue.Staff(tier, agent.CountedStaffed ? 1 : 0);
                if (agent.State == AgentState.Waiting)
                {
                    tier.Queue.AddReady(tier);
                }
            }
        }

        foreach (var call in Calls)
        {
            foreach (var place in call.Places)
            {
                place.OpenLevel = Math.Min(place.OpenLevel, place.Queue.Levels.Length - 1);
                (place.Plan, place.Step) = (place.Queue.PlanFor(call.Languages), 0);
            }

            KeepRinging(call);
            if (call.Phase == AcdCallPhase.Waiting)
            {
                AddToQueues(call);
                call.Places.ForEach(Advance);
            }
        }

        foreach (var agent in _agentOrder)
        {
            Refresh(agent);
        }

        foreach (var queue in _queueOrder)
        {
            StaffingChanged(queue);
        }
    }
}
