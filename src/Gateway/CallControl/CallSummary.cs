using Gateway.Acd;
using Gateway.Calls;

namespace Gateway.CallControl;

/// <summary>What others may see of a call in progress: published by its actor after each turn, read by pages and the reconciler.</summary>
/// <param name="CallerUsageOpen">False once the caller's leg is over: a call in progress without it is a discrepancy.</param>
internal sealed record CallSummary(
    CallId Call,
    CallPhase Phase,
    DateTimeOffset InvitedAt,
    DateTimeOffset PhaseSince,
    string? AreaCode,
    string? AreaName,
    string? LocatedBy,
    QueueId? Queue,
    AgentId? Agent,
    string Trunk,
    string? Caller,
    bool CallerUsageOpen);
