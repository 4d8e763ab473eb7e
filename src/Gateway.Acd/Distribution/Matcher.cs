using Gateway.Acd.Agents;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Distribution;

/// <summary>
/// The one matcher over all queues. Between events no ready agent stands beside a call that he can take; an event disturbs that
/// only in the queues it touches, so only those are looked at. Who waits goes before who rings already and may ring more phones.
/// </summary>
internal sealed class Matcher(Lottery lottery)
{
    private static readonly Comparer<CallQueue> ByOrdinal = Comparer<CallQueue>.Create((x, y) => x.Ordinal.CompareTo(y.Ordinal));

    private readonly SortedSet<CallQueue> _touched = new(ByOrdinal);
    private readonly SortedSet<CallQueue> _ringing = new(ByOrdinal);
    private readonly List<CallQueue> _settled = [];

    public void Touch(CallQueue queue)
    {
        _touched.Add(queue);
        _ringing.Add(queue);
    }

    /// <summary>Before ordinals change.</summary>
    public void Clear()
    {
        _touched.Clear();
        _ringing.Clear();
    }

    /// <summary>
    /// The call of lowest rank for which anybody is ready, and the agent for it: the call's own queue first, then the others in
    /// order of overflow; there the lowest level, there the strategy's choice. Null: nothing to do.
    /// </summary>
    public (QueuePlace Place, Agent Agent)? Next()
    {
        foreach (var place in Lowest(_touched, q => q.Head())?.Call.Places ?? [])
        {
            if (place.Lane.ReadyLevelFor(place) is { } level)
            {
                return (place, place.Queue.Choose(place, level, lottery));
            }
        }

        return Lowest(_ringing, q => q.RingingHead()) is { } rings
            ? (rings, rings.Queue.Choose(rings, rings.Lane.ReadyLevelFor(rings)!, lottery))
            : null;
    }

    private QueuePlace? Lowest(SortedSet<CallQueue> queues, Func<CallQueue, QueuePlace?> headOf)
    {
        QueuePlace? best = null;
        foreach (var queue in queues)
        {
            var head = headOf(queue);
            if (head is null)
            {
                _settled.Add(queue);
            }
            else if (best is null || head.Rank < best.Rank)
            {
                best = head;
            }
        }

        queues.ExceptWith(_settled);
        _settled.Clear();
        return best;
    }
}
