using System.Collections;
using Gateway.Acd.Queues;

namespace Gateway.Acd.Distribution;

/// <summary>
/// The ready agents of a level in the strategy's order. A sorted array: found and chosen from any place in O(log n) comparisons, and moving
/// a few hundred references costs less than the nodes of a tree.
/// </summary>
internal sealed class ReadyList(WorkCounter work) : IReadOnlyCollection<ReadyAgent>
{
    private readonly List<ReadyAgent> _agents = [];
    private readonly ReadyAgentOrder _order = new(work);

    public int Count => _agents.Count;

    public ReadyAgent this[int index] => _agents[index];

    public void Add(ReadyAgent agent)
    {
        var at = _agents.BinarySearch(agent, _order);
        if (at < 0)
        {
            _agents.Insert(~at, agent);
        }
    }

    public void Remove(ReadyAgent agent)
    {
        var at = _agents.BinarySearch(agent, _order);
        if (at >= 0)
        {
            _agents.RemoveAt(at);
        }
    }

    /// <summary>The first whose key is above this in its first part; the very first when there is none.</summary>
    public ReadyAgent After(long first)
    {
        var (low, high) = (0, _agents.Count);
        while (low < high)
        {
            work.Count++;
            var middle = (low + high) / 2;
            (low, high) = _agents[middle].Key.First > first ? (low, middle) : (middle + 1, high);
        }

        return _agents[low == _agents.Count ? 0 : low];
    }

    public IEnumerator<ReadyAgent> GetEnumerator() => _agents.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
