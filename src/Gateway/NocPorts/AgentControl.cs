using Gateway.Acd;
using Gateway.Distribution;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Status changes from pages and API, posted to the ACD.</summary>
internal sealed class AgentControl(AcdHost acd, TimeProvider time) : IAgentControl
{
    public ValueTask<AgentChange> SetStatusAsync(AgentId agent, AgentStatus status, string? reason, string by, CancellationToken cancellation)
    {
        if (acd.Snapshot.Agents.All(a => a.Agent != agent))
        {
            return ValueTask.FromResult(AgentChange.UnknownAgent);
        }

        acd.Post(new AcdEvent.SetStatus(agent, status, reason ?? "", time.GetUtcNow()));
        return ValueTask.FromResult(AgentChange.Done);
    }

    public ValueTask<AgentChange> EndWrapUpAsync(AgentId agent, string by, CancellationToken cancellation) =>
        InWrapUpAsync(agent, new AcdEvent.EndWrapUp(agent), cancellation);

    public ValueTask<AgentChange> ExtendWrapUpAsync(AgentId agent, string by, CancellationToken cancellation) =>
        InWrapUpAsync(agent, new AcdEvent.ExtendWrapUp(agent), cancellation);

    private async ValueTask<AgentChange> InWrapUpAsync(AgentId agent, AcdEvent acdEvent, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<AgentChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        acd.Ask(snapshot => answer.TrySetResult(snapshot.Agents.FirstOrDefault(a => a.Agent == agent) switch
        {
            null => AgentChange.UnknownAgent,
            { State: AgentState.WrapUp } => AgentChange.Done,
            _ => AgentChange.NotInWrapUp,
        }));
        var change = await answer.Task.WaitAsync(TimeSpan.FromSeconds(5), time, cancellation);
        if (change == AgentChange.Done)
        {
            acd.Post(acdEvent);
        }

        return change;
    }
}
