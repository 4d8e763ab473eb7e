using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>What an owner hands to the journal; number, salt and hash are the journal's.</summary>
/// <param name="Call">Null for what concerns the node, an agent or a trunk.</param>
/// <param name="At">UTC; the journal keeps microseconds.</param>
/// <param name="Elapsed">Since the call's INVITE; null without a call.</param>
public sealed record JournalEntry(CallId? Call, DateTimeOffset At, TimeSpan? Elapsed, JournalPayload Payload)
{
    /// <summary>An entry that belongs to no call.</summary>
    public static JournalEntry OfNode(DateTimeOffset at, JournalPayload payload) => new(null, at, null, payload);
}
