using Gateway.Acd;

namespace Gateway.CallControl;

/// <summary>Whom a Refer-To names: an agent, or else a queue.</summary>
internal sealed record TransferTarget(AgentId? Agent, QueueId? Queue);
