using Gateway.Acd;
using Gateway.Calls;

namespace Gateway.Distribution;

/// <summary>
/// Who was here lately: the agent who talked last with a caller, and whether the last call was lost by us or by the network. In memory
/// only, so
/// a restart forgets the agents; bounded in time and number, the oldest goes first. A caller without number and device has no memory.
/// Thread-safe; never blocks for long.
/// </summary>
internal sealed class CallerMemory(int capacity = 10_000)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _oldestFirst = new();

    private sealed record Entry(string Key, AgentId? Agent, bool WasLost, DateTimeOffset At);

    /// <summary>Under which a caller is known: the key of the callback list without its last resort. Null: not at all.</summary>
    public static string? KeyOf(CallerIdentity caller) => caller switch
    {
        { Callable: true, Number: { Length: > 0 } number } => number,
        { DeviceId: { Length: > 0 } device } => device,
        _ => null,
    };

    public (AgentId? Agent, bool WasLost) Of(CallerIdentity caller, DateTimeOffset now)
    {
        lock (_lock)
        {
            return KeyOf(caller) is { } key && _byKey.TryGetValue(key, out var node) && now - node.Value.At <= Lifetime
                ? (node.Value.Agent, node.Value.WasLost)
                : (null, false);
        }
    }

    /// <summary>The caller talks with this agent: nothing is owed any more.</summary>
    public void Connected(CallerIdentity caller, AgentId agent, DateTimeOffset now) => Set(KeyOf(caller), _ => agent, false, now);

    /// <summary>The call ended by our fault or the network's.</summary>
    public void Lost(CallerIdentity caller, DateTimeOffset now) => Set(KeyOf(caller), before => before, true, now);

    private void Set(string? key, Func<AgentId?, AgentId?> agent, bool lost, DateTimeOffset now)
    {
        if (key is null)
        {
            return;
        }

        lock (_lock)
        {
            var before = _byKey.GetValueOrDefault(key);
            if (before is not null)
            {
                _oldestFirst.Remove(before);
            }

            _byKey[key] = _oldestFirst.AddLast(new Entry(key, agent(before?.Value.Agent), lost, now));
            while (_oldestFirst.First is { } oldest && (_byKey.Count > capacity || now - oldest.Value.At > Lifetime))
            {
                _oldestFirst.RemoveFirst();
                _byKey.Remove(oldest.Value.Key);
            }
        }
    }
}
