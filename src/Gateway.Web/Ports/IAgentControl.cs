using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>Changes to agents; each is posted to the owner of agent state and answered by it. Thread-safe.</summary>
public interface IAgentControl
{
    /// <summary>Declares an agent's status.</summary>
    /// <param name="reason">Why on break; null otherwise.</param>
    /// <param name="by">Who asked, for the journal.</param>
    ValueTask<AgentChange> SetStatusAsync(AgentId agent, AgentStatus status, string? reason, string by, CancellationToken cancellation);

    /// <summary>Ends an agent's wrap-up before its time.</summary>
    /// <param name="by">Who asked, for the journal.</param>
    ValueTask<AgentChange> EndWrapUpAsync(AgentId agent, string by, CancellationToken cancellation);

    /// <summary>Makes an agent's wrap-up longer, within the configured bound.</summary>
    /// <param name="by">Who asked, for the journal.</param>
    ValueTask<AgentChange> ExtendWrapUpAsync(AgentId agent, string by, CancellationToken cancellation);
}

/// <summary>What became of a change.</summary>
public enum AgentChange
{
    /// <summary>In force, also when it changed nothing.</summary>
    Done,
    UnknownAgent,

    /// <summary>Asked to end, or to extend, a wrap-up that is not running.</summary>
    NotInWrapUp,
}
