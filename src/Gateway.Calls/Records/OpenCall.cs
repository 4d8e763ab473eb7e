using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>A call that the run before left open: what is known of it, how to take it up again, and how to close it.</summary>
/// <param name="Caller">The caller's dialog, confirmed or answered in the moment of the crash; null when the caller never got a 200.</param>
/// <param name="Agents">Dialogs of agents that may be alive: of offers without an end, and of those who handed the caller on.</param>
/// <param name="LastSeenAt">UTC of its last journal event.</param>
public sealed record OpenCall(CallRecord Record, LegConfirmed? Caller, IReadOnlyList<LegConfirmed> Agents, DateTimeOffset LastSeenAt)
{
    /// <summary>The journal's first event of it; null when a gap swallowed it.</summary>
    public CallReceived? Received { get; init; }

    /// <summary>Null: it was not routed yet.</summary>
    public CallRouted? Route { get; init; }

    /// <summary>Restarts since <see cref="Caller"/> was written: each may have used further numbers in the dialog.</summary>
    public int InterruptionsSince { get; init; }

    /// <summary>UTC at which its last recording began.</summary>
    public DateTimeOffset RecordingSince { get; init; }

    /// <summary>From the call's journal entries in order; null when it is closed or unknown.</summary>
    public static OpenCall? Of(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        OpenCall? open = null;
        CallRecord? record = null;
        List<LegConfirmed> agents = [];
        foreach (var entry in entries)
        {
            record = CallRecordFold.Apply(record, entry);
            if (record is null)
            {
                continue;
            }

            open ??= new OpenCall(record, null, [], entry.At) { RecordingSince = record.ReceivedAt };
            open = open with { LastSeenAt = entry.At };
            switch (entry.Payload)
            {
                case CallReceived received:
                    open = open with { Received = received };
                    break;
                case CallRouted route:
                    open = open with { Route = route };
                    break;
                case CallerAnswering answering:
                    open = open with { Caller = answering.Dialog, InterruptionsSince = 0 };
                    break;
                case LegConfirmed { Leg: LegConfirmed.CallerLeg } leg:
                    open = open with { Caller = leg, InterruptionsSince = 0 };
                    break;
                case LegConfirmed { Leg: LegConfirmed.AgentLeg } leg:
                    agents.Add(leg);
                    break;
                case CallInterrupted:
                    agents.Clear();
                    open = open with { InterruptionsSince = open.InterruptionsSince + 1, RecordingSince = entry.At };
                    break;
            }
        }

        return record is null or { IsClosed: true } ? null : open! with { Record = record, Agents = [.. agents.Where(a => MayLive(record, a))] };
    }

    /// <summary>The caller may still be there: the dialog is known, and nobody has ended the call.</summary>
    public bool CanBeResumed => Caller is not null && Received is not null && Record is { Outcome: null, IsTest: false };

    /// <summary>The entry that a restart writes of a call that it takes up again. Append a salvaged recording before it.</summary>
    /// <param name="aliveUntil">See <see cref="Close"/>.</param>
    public JournalEntry Interrupt(DateTimeOffset now, DateTimeOffset? aliveUntil = null) =>
        new(Record.Call, now, End(aliveUntil) - Record.ReceivedAt, new CallInterrupted(Record.Queue?.Value));

    /// <summary>
    /// The entry that closes it at a restart: the outcome that the journal knows already, else <see cref="CallOutcome.SystemLost"/>.
    /// Append a salvaged recording before it.
    /// </summary>
    /// <param name="now">UTC of the restart.</param>
    /// <param name="aliveUntil">UTC until which the call is known to have lived, e.g. the end of its recording; its last event otherwise.
    /// The entry's elapsed time ends there, so that the time during which the gateway was down is nobody's talk time.</param>
    public JournalEntry Close(DateTimeOffset now, DateTimeOffset? aliveUntil = null) => new(
        Record.Call,
        now,
        End(aliveUntil) - Record.ReceivedAt,
        Record.Outcome is { } known
            ? new CallEnded(known, Record.Cause ?? "closed at restart")
            : new CallEnded(CallOutcome.SystemLost, "the gateway stopped"));

    private DateTimeOffset End(DateTimeOffset? aliveUntil) => aliveUntil is { } alive && alive > LastSeenAt ? alive : LastSeenAt;

    private static bool MayLive(CallRecord record, LegConfirmed agent) =>
        record.Offers.LastOrDefault(o => o.Offer.Value == agent.Offer) is not { EndedAfter: not null, Result: not "transferred" };
}
