namespace Gateway.Acd.Agents;

/// <summary>A call of agents among themselves, or of one of them to somebody outside.</summary>
/// <param name="offer">Number of the offer that it may become.</param>
internal sealed class AgentCallClaim(AgentCallId agentCall, OfferId offer, Agent? dialling, Agent? dialled)
{
    public AgentCallId AgentCall { get; } = agentCall;

    public OfferId Offer { get; } = offer;

    public Agent? Dialling { get; } = dialling;

    public Agent? Dialled { get; } = dialled;

    public AcdTimer? Lease;
}
