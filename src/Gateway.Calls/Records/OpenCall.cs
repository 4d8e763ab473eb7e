using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>A call that the run before left open: what is known of it, and how to close it.</summary>
/// <param name="Caller">The caller's confirmed dialog, or null when it was never confirmed.</param>
/// <param name="Agent">The dialog of the agent who was connected or answered last, or null when there is none alive.</param>
/// <param name="LastSeenAt">UTC of its last journal event.</param>
public sealed record OpenCall(CallRecord Record, LegConfirmed? Caller, LegConfirmed? Agent, DateTimeOffset LastSeenAt)
{
    /// <summary>From the call's journal entries in order; null when it is closed or unknown.</summary>
    public static OpenCall? Of(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        CallRecord? record = null;
        LegConfirmed? caller = null;
        LegConfirmed? agent = null;
        var lastSeenAt = DateTimeOffset.MinValue;
        foreach (var entry in entries)
        {
            record = CallRecordFold.Apply(record, entry);
            lastSeenAt = entry.At;
            switch (entry.Payload)
            {
                case LegConfirmed { Leg: LegConfirmed.CallerLeg } leg:
                    caller = leg;
                    break;
                case LegConfirmed { Leg: LegConfirmed.AgentLeg } leg:
                    agent = leg;
                    break;
                case AgentLost lost when agent?.Offer == lost.Offer:
                    agent = null;
                    break;
            }
        }

        return record is null or { IsClosed: true } ? null : new OpenCall(record, caller, agent, lastSeenAt);
    }

    /// <summary>
    /// The entry that closes it at a restart: the outcome that the journal knows already, else <see cref="CallOutcome.SystemLost"/>.
    /// Append a salvaged recording before it.
    /// </summary>
    /// <param name="now">UTC of the restart.</param>
    /// <param name="aliveUntil">UTC until which the call is known to have lived, e.g. the end of its recording; its last event otherwise.
    /// The entry's elapsed time ends there, so that the time during which the gateway was down is nobody's talk time.</param>
    public JournalEntry Close(DateTimeOffset now, DateTimeOffset? aliveUntil = null)
    {
        var end = aliveUntil is { } alive && alive > LastSeenAt ? alive : LastSeenAt;
        return new JournalEntry(
            Record.Call,
            now,
            end - Record.ReceivedAt,
            Record.Outcome is { } known
                ? new CallEnded(known, Record.Cause ?? "closed at restart")
                : new CallEnded(CallOutcome.SystemLost, "the gateway stopped"));
    }
}
