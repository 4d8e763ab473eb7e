using Gateway.Acd.Agents;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Distribution;

/// <summary>
/// The one matcher over all queues. Between events no ready agent stands beside a call that he can take; an event disturbs that
/// only in the queues it touches, so only those are looked at.
/// </summary>
internal sealed class Matcher
{
    private readonly SortedSet<CallQueue> _touched = new(Comparer<CallQueue>.Create((x, y) => x.Ordinal.CompareTo(y.Ordinal)));
    private readonly List<CallQueue> _settled = [];

    public void Touch(CallQueue queue) => _touched.Add(queue);

    /// <summary>Before ordinals change.</summary>
    public void Clear() => _touched.Clear();

    /// <summary>
    /// The call of lowest rank for which anybody is ready, and the agent for it: the call's own queue first, then the others in
    /// order of overflow; there the lowest level, there the strategy's first. Null: nothing to do.
    /// </summary>
    public (QueuePlace Place, Agent Agent)? Next()
    {
        QueuePlace? best = null;
        foreach (var queue in _touched)
        {
            var head = queue.Head();
            if (head is null)
            {
                _settled.Add(queue);
            }
            else if (best is null || head.Rank < best.Rank)
            {
                best = head;
            }
        }

        _touched.ExceptWith(_settled);
        _settled.Clear();
        foreach (var place in best?.Call.Places ?? [])
        {
            if (place.Queue.ReadyLevelFor(place) is { } level)
            {
                return (place, level.Ready.Min!.Agent);
            }
        }

        return null;
    }
}
