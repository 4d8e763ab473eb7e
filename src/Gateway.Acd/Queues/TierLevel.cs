using Gateway.Acd.Distribution;

namespace Gateway.Acd.Queues;

/// <summary>
/// One level of a queue's tiers with what the matcher needs: who is ready, who is staffed, which calls have it as highest open
/// level.
/// </summary>
internal sealed class TierLevel(int level, WorkCounter work)
{
    public int Level { get; } = level;

    /// <summary>Agents of this level who are Available and reachable.</summary>
    public int Staffed { get; set; }

    public ReadyList Ready { get; } = new(work);

    public SortedSet<QueuePlace> Waiting { get; } = new(new PlaceOrder(work));
}

/// <summary>By rank.</summary>
internal sealed class PlaceOrder(WorkCounter work) : IComparer<QueuePlace>
{
    public int Compare(QueuePlace? x, QueuePlace? y)
    {
        work.Count++;
        return x!.Rank.CompareTo(y!.Rank);
    }
}

/// <summary>Counts what the engine does, so that a test can see how it grows.</summary>
internal sealed class WorkCounter
{
    public long Count;
}
