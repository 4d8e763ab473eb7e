namespace Gateway.Sip.Registration;

/// <summary>
/// The bindings of all addresses of record. One owner (the loop that handles REGISTER); not thread-safe. Order never depends on hashing: bindings of
/// one address stand in the order they were made, addresses in ordinal order.
/// </summary>
public sealed class BindingTable
{
    private readonly SortedDictionary<string, List<Binding>> _byAor = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Binding, DateTimeOffset> _expiries = new();

    /// <summary>Bindings in all.</summary>
    public int Count { get; private set; }

    /// <summary>When <see cref="ExpireDue"/> has something to do at the earliest; null when empty.</summary>
    public DateTimeOffset? NextExpiryAt => _expiries.TryPeek(out _, out var at) ? at : null;

    /// <summary>Bindings of that address of record; empty when it has none.</summary>
    public IReadOnlyList<Binding> Of(string aor) => _byAor.TryGetValue(aor, out var bindings) ? bindings : [];

    /// <summary>Performs what <see cref="Registrar.Register"/> decided.</summary>
    public void Apply(IReadOnlyList<BindingChange> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        foreach (var change in changes)
        {
            switch (change)
            {
                case BindingChange.Added added:
                    Add(added.Binding);
                    break;
                case BindingChange.Refreshed refreshed:
                    Replace(refreshed.Before, refreshed.Binding);
                    break;
                default:
                    Remove(change.Binding);
                    break;
            }
        }
    }

    /// <summary>Takes out what has expired.</summary>
    public IReadOnlyList<BindingChange> ExpireDue(DateTimeOffset now)
    {
        List<BindingChange>? expired = null;
        while (_expiries.TryPeek(out var binding, out var at) && at <= now)
        {
            _expiries.Dequeue();

            // A refreshed or removed binding left its old entry behind.
            if (Remove(binding))
            {
                (expired ??= []).Add(new BindingChange.Expired(binding));
            }
        }

        return expired ?? (IReadOnlyList<BindingChange>)[];
    }

    /// <summary>All bindings, to be stored.</summary>
    public IReadOnlyList<Binding> Snapshot() => [.. _byAor.Values.SelectMany(b => b)];

    /// <summary>Takes up stored bindings; those that have expired meanwhile are left out.</summary>
    public void Restore(IEnumerable<Binding> bindings, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(bindings);
        foreach (var binding in bindings)
        {
            if (binding.ExpiresAt > now)
            {
                Add(binding);
            }
        }
    }

    private void Add(Binding binding)
    {
        if (!_byAor.TryGetValue(binding.Aor, out var bindings))
        {
            _byAor.Add(binding.Aor, bindings = []);
        }

        bindings.Add(binding);
        Count++;
        _expiries.Enqueue(binding, binding.ExpiresAt);
    }

    private void Replace(Binding before, Binding binding)
    {
        if (_byAor.TryGetValue(before.Aor, out var bindings) && Find(bindings, before) is var index and >= 0)
        {
            bindings[index] = binding;
            _expiries.Enqueue(binding, binding.ExpiresAt);
        }
        else
        {
            Add(binding);
        }
    }

    private bool Remove(Binding binding)
    {
        if (!_byAor.TryGetValue(binding.Aor, out var bindings) || Find(bindings, binding) is not (var index and >= 0))
        {
            return false;
        }

        bindings.RemoveAt(index);
        Count--;
        if (bindings.Count == 0)
        {
            _byAor.Remove(binding.Aor);
        }

        return true;
    }

    private static int Find(List<Binding> bindings, Binding binding) => bindings.FindIndex(b => ReferenceEquals(b, binding));
}
