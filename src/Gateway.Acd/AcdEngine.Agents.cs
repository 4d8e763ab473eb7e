using Gateway.Acd.Agents;
using Gateway.Acd.Offers;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Agents: what they declare, what is known of their phones, and the state that follows.
public sealed partial class AcdEngine
{
    /// <summary>Reason of the break that the ACD declares for an agent who does not answer (ring on no answer).</summary>
    public const string RonaReason = "RONA";

    /// <summary>Agents that were named but never configured are remembered up to this number (a reload may bring them).</summary>
    public const int MaxUnconfiguredAgents = 10_000;

    private readonly Dictionary<AgentId, Agent> _agents = [];
    private readonly List<Agent> _agentOrder = [];

    private void SetStatus(AgentId id, AgentStatus status, string? reason, DateTimeOffset since)
    {
        if (FindOrAdd(id) is not { } agent)
        {
            return;
        }

        Declare(agent, status, reason, since);
        agent.NoAnswers = 0;
        agent.OnDemandServed = false;
        var leaves = status is AgentStatus.LoggedOut or AgentStatus.OnBreak;
        agent.KeptIdleSince = leaves ? null : agent.KeptIdleSince;
        var offer = agent.Offer;
        if (leaves && offer?.Phase is OfferPhase.Reserved or OfferPhase.Ringing)
        {
            Withdraw(offer!, WithdrawReason.AgentLeft);
            OfferEnded(offer!.Call);
        }

        if (!leaves)
        {
            _effects.Stop(ref agent.DelayTimer);
        }

        if (status == AgentStatus.LoggedOut)
        {
            _effects.Stop(ref agent.WrapUpTimer);
        }

        Refresh(agent);
    }

    private static void Declare(Agent agent, AgentStatus status, string? reason, DateTimeOffset since)
    {
        reason ??= "";
        agent.StatusChanged |= agent.Status != status || agent.Reason != reason || agent.StatusSince != since;
        agent.Status = status;
        agent.StatusKnown = true;
        agent.Reason = reason;
        agent.StatusSince = since;
    }

    private void Restore(IReadOnlyList<RestoredStatus> statuses)
    {
        foreach (var stored in statuses)
        {
            SetStatus(stored.Agent, stored.Status, stored.Reason, stored.Since);
        }
    }

    private void SetReachable(AgentId id, bool reachable)
    {
        if (FindOrAdd(id) is { } agent)
        {
            agent.Reachable = reachable;
            Refresh(agent);
        }
    }

    private void SetBusyElsewhere(AgentId id, bool busy)
    {
        if (FindOrAdd(id) is { } agent)
        {
            agent.BusyElsewhere = busy;
            Refresh(agent);
        }
    }

    private void EndWrapUp(AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent))
        {
            Ignore(IgnoredReason.UnknownAgent);
        }
        else if (agent.WrapUpTimer is null)
        {
            Ignore(IgnoredReason.OutOfPhase);
        }
        else
        {
            _effects.Stop(ref agent.WrapUpTimer);
            Refresh(agent);
        }
    }

    private void ExtendWrapUp(AgentId id)
    {
        if (!_agents.TryGetValue(id, out var agent))
        {
            Ignore(IgnoredReason.UnknownAgent);
            return;
        }

        var last = agent.WrapUpSince + _configuration.MaxWrapUp;
        var until = agent.WrapUpUntil + _configuration.WrapUpExtension;
        until = until < last ? until : last;
        if (agent.WrapUpTimer is null || until <= agent.WrapUpUntil)
        {
            Ignore(IgnoredReason.OutOfPhase);
            return;
        }

        StartWrapUp(agent, until);
    }

    private void StartWrapUp(Agent agent, DateTimeOffset until)
    {
        agent.WrapUpUntil = until;
        _effects.Start(ref agent.WrapUpTimer, n => new AcdTimer.WrapUp(n, agent.Id), until - _now);
    }

    private Agent? FindOrAdd(AgentId id)
    {
        if (_agents.TryGetValue(id, out var agent))
        {
            return agent;
        }

        if (string.IsNullOrEmpty(id.Value) || _agents.Count - _configuration.Agents.Count >= MaxUnconfiguredAgents)
        {
            Ignore(IgnoredReason.UnknownAgent);
            return null;
        }

        agent = new Agent(id) { State = AgentState.Idle, Cause = IdleCause.NotConfigured, StateSince = _now, StatusSince = _now };
        _agents.Add(id, agent);
        _agentOrder.Add(agent);
        return agent;
    }

    /// <summary>Brings staffing, readiness and what was announced in line with what is known. The only place where these change.</summary>
    /// <param name="keepIdleSince">The agent was disturbed without fault and keeps the place among the idle.</param>
    private void Refresh(Agent agent, bool keepIdleSince = false)
    {
        var staffed = agent.IsStaffed;
        if (staffed != agent.CountedStaffed)
        {
            agent.CountedStaffed = staffed;
            foreach (var tier in agent.Tiers)
            {
                tier.Queue.Staff(tier, staffed ? 1 : -1);
            }
        }

        var (state, cause) = agent.Observe();
        var changed = state != agent.State;
        if (changed && agent.State == AgentState.Waiting)
        {
            agent.Tiers.ForEach(t => t.Queue.RemoveReady(t));
        }

        if (changed && state == AgentState.Waiting)
        {
            agent.IdleSince = keepIdleSince ? agent.IdleSince : agent.KeptIdleSince ?? _now;
            agent.KeptIdleSince = null;
            agent.Tiers.ForEach(t => t.Queue.AddReady(t));
        }

        if (state == AgentState.Waiting || !staffed)
        {
            LetGo(agent);
        }

        agent.StateSince = changed ? _now : agent.StateSince;
        if (changed || cause != agent.Cause || agent.StatusChanged)
        {
            (agent.State, agent.Cause, agent.StatusChanged) = (state, cause, false);
            _effects.Add(Announcement(agent));
        }

        agent.Tiers.ForEach(t => StaffingChanged(t.Queue));
    }
}
