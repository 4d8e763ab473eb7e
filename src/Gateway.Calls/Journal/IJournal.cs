using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>
/// The append-only truth of one node. Thread-safe. What was appended is durable once its callback says so; nothing on a call's path waits
/// for more.
/// </summary>
public interface IJournal : IDisposable
{
    /// <summary>Name of the node whose chain this is.</summary>
    string Node { get; }

    /// <summary>Last durable link.</summary>
    JournalHead Head { get; }

    /// <summary>How it is doing, for metrics and health.</summary>
    JournalStatistics Statistics { get; }

    /// <summary>
    /// Raised after each group commit with the new events in order, on the journal's thread; handlers must return at once and never throw.
    /// </summary>
    event Action<IReadOnlyList<JournalEvent>>? Committed;

    /// <summary>
    /// Takes entries in, in order and together. Never blocks; never throws for a failing disk: the backlog is bounded, and what does not
    /// fit is counted and written down as <see cref="JournalGap"/> when the disk is back.
    /// </summary>
    /// <param name="onDone">
    /// True: durable. False: lost (backlog full, or disposed). Called once, on any thread, perhaps before this method returns: post, do not
    /// work.
    /// </param>
    void Append(IReadOnlyList<JournalEntry> entries, Action<bool>? onDone = null);

    /// <summary>Durable events after a number, in order.</summary>
    /// <param name="afterNumber">0 for the beginning.</param>
    /// <param name="limit">1 to 10,000.</param>
    IReadOnlyList<JournalEvent> Read(long afterNumber, int limit);

    /// <summary>Durable events of one call, in order.</summary>
    IReadOnlyList<JournalEvent> ReadCall(CallId call);

    /// <summary>Calls with a durable event and no durable <see cref="CallEnded"/>, oldest first.</summary>
    IReadOnlyList<CallId> OpenCalls();

    /// <summary>Erases salt and payload of a call's events by law; the chain stays valid.</summary>
    /// <returns>How many events were erased.</returns>
    int Erase(CallId call);
}

/// <summary>Figures of a journal since its start.</summary>
/// <param name="Backlog">Entries handed over and not yet durable.</param>
/// <param name="Lost">Entries that did not fit into the backlog.</param>
/// <param name="Failing">The last commit failed; it is being retried.</param>
public sealed record JournalStatistics(
    long Committed, long Commits, long Backlog, long Lost, bool Failing, TimeSpan LastCommit, TimeSpan SlowestCommit);

/// <summary>Shorthand.</summary>
public static class JournalExtensions
{
    public static void Append(this IJournal journal, JournalEntry entry, Action<bool>? onDone = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        journal.Append([entry], onDone);
    }

    /// <summary>
    /// Number of the last durable event before an instant, 0 when there is none; found by halving, some twenty events are read. Events of one
    /// moment may stand in another order than their times: ask for a little earlier than is needed.
    /// </summary>
    public static long LastBefore(this IJournal journal, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var (before, after) = (0L, journal.Head.Number + 1);
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            (before, after) = journal.Read(middle - 1, 1) is [var found] && found.At < instant ? (middle, after) : (before, middle);
        }

        return before;
    }

    /// <summary>Checks the whole chain.</summary>
    /// <param name="anchor">A head noted elsewhere, or null: the chain must contain it, so that a cut tail shows.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Verify(this IJournal journal, JournalHead? anchor = null)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var head = JournalHead.Empty(journal.Node);
        while (journal.Read(head.Number, 1000) is { Count: > 0 } page)
        {
            foreach (var next in page)
            {
                if (JournalChain.Check(head, next) is { } fault)
                {
                    return fault;
                }

                head = JournalHead.Of(next);
                if (anchor is not null && anchor.Number == head.Number && !anchor.Hash.Span.SequenceEqual(head.Hash.Span))
                {
                    return $"event {head.Number} is not the one that was anchored";
                }
            }
        }

        return anchor is not null && anchor.Number > head.Number
            ? $"the tail is missing: event {anchor.Number} was anchored, the last one here is {head.Number}"
            : null;
    }
}
