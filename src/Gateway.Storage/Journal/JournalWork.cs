using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>What the journal's thread is asked for.</summary>
internal abstract record JournalWork
{
    private JournalWork()
    {
    }

    /// <summary>Tells whoever asked.</summary>
    public abstract void Done(bool durable);

    public sealed record Append(IReadOnlyList<JournalEntry> Entries, Action<bool>? OnDone) : JournalWork
    {
        public override void Done(bool durable) => OnDone?.Invoke(durable);
    }

    public sealed record Erase(CallId Call, TaskCompletionSource<int> Erased) : JournalWork
    {
        /// <summary>Set by the writer.</summary>
        public int Count { get; set; }

        public override void Done(bool durable)
        {
            if (durable)
            {
                Erased.TrySetResult(Count);
            }
            else
            {
                Erased.TrySetException(new InvalidOperationException(
                    "the journal was closed before the call was erased; erase again later"));
            }
        }
    }
}

/// <summary>Entries that did not fit, until a gap event tells of them.</summary>
internal sealed record JournalLoss(long Lost, DateTimeOffset From, DateTimeOffset To)
{
    public static JournalLoss Add(JournalLoss? before, IReadOnlyList<JournalEntry> entries) =>
        new((before?.Lost ?? 0) + entries.Count, before?.From ?? entries[0].At, entries[^1].At);
}
