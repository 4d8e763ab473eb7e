using Gateway.Acd;
using Gateway.Legs;

namespace Gateway.CallControl;

/// <summary>The live bindings of agents. Thread-safe; a snapshot published by the SIP loop.</summary>
internal interface IAgentPhones
{
    /// <summary>Empty when no phone is registered.</summary>
    IReadOnlyList<AgentBinding> Of(AgentId agent);
}
