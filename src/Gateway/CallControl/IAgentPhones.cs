using Gateway.Acd;
using Gateway.Legs;

namespace Gateway.CallControl;

/// <summary>The live bindings of agents. Thread-safe; a snapshot published by their owner.</summary>
internal interface IAgentPhones
{
    /// <summary>Empty when no phone is registered.</summary>
    IReadOnlyList<AgentBinding> Of(AgentId agent);

    /// <summary>An offer or a conversation found nobody at the agent's phones: they get no more offers before they show life.</summary>
    void Doubt(AgentId agent);
}
