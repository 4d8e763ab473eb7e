using Gateway.Acd;
using Gateway.Calls;

namespace Gateway.Storage.Records;

/// <summary>Which call records; null means any.</summary>
/// <param name="Limit">1 to 10,000.</param>
/// <param name="Before">Only records that follow this one in the newest-first order; an unknown id gives none.</param>
/// <param name="From">INVITE at or after.</param>
/// <param name="To">INVITE before.</param>
/// <param name="Caller">The caller's number.</param>
/// <param name="LabelledAt">Only calls with a label or a block that counts at this instant.</param>
/// <param name="Closed">True: ended calls only. False: open ones only.</param>
public sealed record RecordFilter(
    int Limit,
    CallId? Before = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    string? Centre = null,
    QueueId? Queue = null,
    AgentId? Agent = null,
    string? Trunk = null,
    CallOutcome? Outcome = null,
    string? Caller = null,
    bool? Closed = null,
    DateTimeOffset? LabelledAt = null);
