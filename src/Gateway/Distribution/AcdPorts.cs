using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.CallControl;
using Gateway.Calls.Journal;
using Gateway.Operations;

namespace Gateway.Distribution;

/// <summary>The ACD's effects in production and simulation: calls get theirs by mailbox, the journal and the status store the rest.</summary>
internal sealed class AcdPorts(
    CallTable calls, AgentCallTable agentCalls, IJournal journal, AlarmBoard alarms, Action<AcdEffect.AgentChanged> store, Action<AcdEvent> acd) : IAcdPorts
{
    private readonly Dictionary<AgentId, (AgentStatus Status, string Reason)> _declared = [];

    public void ToCall(CallId call, AcdEffect effect)
    {
        if (calls.Post(call, new CallActorInput.Acd(effect)))
        {
            return;
        }

        // The call has gone while the effect travelled: an offer would keep its agent until the lease ends.
        if (effect is AcdEffect.Offer)
        {
            acd(new AcdEvent.LeaveQueue(call));
        }
    }

    public void ToAgentCall(AgentCallId call, AcdEffect effect)
    {
        if (!agentCalls.Post(call, new AgentCallActorInput.Acd(effect)) && effect is AcdEffect.Claimed)
        {
            acd(new AcdEvent.ReleaseClaim(call));
        }
    }

    public void AgentChanged(AcdEffect.AgentChanged change)
    {
        if (Journal(change, change.Reason == "RONA" ? "rona" : "declared"))
        {
            store(change);
        }
    }

    public void AgentConfigured(AcdEffect.AgentChanged change) => Journal(change, "configured");

    public void RollCall(AcdEffect.RollCall agents) => journal.Append([.. agents.Agents.SelectMany(a => (JournalEntry[])[Status(a, "roll_call"), State(a)])]);

    /// <returns>True when the status changed, not only the state.</returns>
    private bool Journal(AcdEffect.AgentChanged change, string by)
    {
        var declared = (change.Status, change.Reason);
        var changed = !_declared.TryGetValue(change.Agent, out var before) || before != declared;
        if (changed)
        {
            _declared[change.Agent] = declared;
            journal.Append(Status(change, by));
        }

        journal.Append(State(change));
        return changed;
    }

    private static JournalEntry Status(AcdEffect.AgentChanged agent, string by) => JournalEntry.OfNode(
        agent.At, new AgentStatusChanged(agent.Agent.Value, agent.Status, agent.Reason.Length == 0 ? null : agent.Reason, by));

    private static JournalEntry State(AcdEffect.AgentChanged agent) => JournalEntry.OfNode(
        agent.At, new AgentStateChanged(agent.Agent.Value, agent.State, agent.Status, agent.IdleSince < agent.At ? agent.IdleSince : null));

    public void Alert(AcdEffect.Alert alert) =>
        alarms.Raise(
            "acd_" + alert.Kind.ToString().ToLowerInvariant(),
            alert.Kind is AcdAlert.Stalled or AcdAlert.QueueUnstaffed or AcdAlert.LeaseExpired ? AlarmSeverity.Critical : AlarmSeverity.Warning,
            alert.Text);

    public void Fault(AcdEvent acdEvent, Exception fault) =>
        alarms.Raise("acd_defect", AlarmSeverity.Critical, $"the ACD failed on {acdEvent.GetType().Name}: {fault}");
}
