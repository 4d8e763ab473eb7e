using Gateway.Acd;

namespace Gateway.Storage.State;

/// <summary>The state store's twin for simulation.</summary>
public sealed class InMemoryStateStore : IStateStore
{
    private static readonly Comparer<(string Aor, string Contact)> ByOrdinal = Comparer<(string Aor, string Contact)>.Create(
        (a, b) => string.CompareOrdinal(a.Aor, b.Aor) is var order and not 0 ? order : string.CompareOrdinal(a.Contact, b.Contact));

    private readonly object _lock = new();
    private readonly SortedDictionary<(string Aor, string Contact), StoredBinding> _bindings = new(ByOrdinal);

    private readonly SortedDictionary<string, StoredAgentStatus> _statuses = new(StringComparer.Ordinal);

    private readonly SortedDictionary<string, StoredServiceState> _serviceStates = new(StringComparer.Ordinal);

    public void SaveBinding(StoredBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        lock (_lock)
        {
            _bindings[(binding.Aor, binding.Contact)] = binding;
        }
    }

    public void RemoveBinding(string aor, string contact)
    {
        lock (_lock)
        {
            _bindings.Remove((aor, contact));
        }
    }

    public void RemoveBindings(string aor)
    {
        lock (_lock)
        {
            foreach (var key in _bindings.Keys.Where(k => k.Aor == aor).ToList())
            {
                _bindings.Remove(key);
            }
        }
    }

    public IReadOnlyList<StoredBinding> LoadBindings(DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var (key, _) in _bindings.Where(b => b.Value.ExpiresAt <= now).ToList())
            {
                _bindings.Remove(key);
            }

            return [.. _bindings.Values];
        }
    }

    public void SaveStatus(StoredAgentStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        lock (_lock)
        {
            _statuses[status.Agent.Value] = status;
        }
    }

    public void RemoveStatus(AgentId agent)
    {
        lock (_lock)
        {
            _statuses.Remove(agent.Value);
        }
    }

    public IReadOnlyList<StoredAgentStatus> LoadStatuses()
    {
        lock (_lock)
        {
            return [.. _statuses.Values];
        }
    }

    public void SaveServiceState(StoredServiceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        lock (_lock)
        {
            _serviceStates[state.Centre] = state;
        }
    }

    public void RemoveServiceState(string centre)
    {
        lock (_lock)
        {
            _serviceStates.Remove(centre);
        }
    }

    public IReadOnlyList<StoredServiceState> LoadServiceStates()
    {
        lock (_lock)
        {
            return [.. _serviceStates.Values];
        }
    }

    public void Dispose()
    {
    }
}
