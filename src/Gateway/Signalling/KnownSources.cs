using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;

namespace Gateway.Signalling;

/// <summary>
/// Addresses on the agents' side of which something is known: those of bindings, and those that a nonce of ours came back from (they get what we send
/// there, so that answers to them are no reflection). Thread-safe.
/// </summary>
internal sealed class KnownSources(TimeProvider time)
{
    /// <summary>Proven addresses kept; when full all of them have to show it again.</summary>
    public const int Capacity = 65_536;

    private static readonly TimeSpan ProofLasts = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<IPAddress, long> _proven = new();
    private volatile FrozenSet<IPAddress> _bound = [];

    /// <summary>A phone is registered from there.</summary>
    public bool IsBound(IPAddress source) => _bound.Contains(source);

    public bool IsProven(IPAddress source) =>
        IsBound(source) || (_proven.TryGetValue(source, out var at) && time.GetElapsedTime(at) < ProofLasts);

    /// <summary>A nonce that was sent to that address has come back from it.</summary>
    public void Prove(IPAddress source)
    {
        if (_proven.Count >= Capacity)
        {
            _proven.Clear();
        }

        _proven[source] = time.GetTimestamp();
    }

    /// <summary>The addresses of all bindings from now on.</summary>
    public void Bind(IEnumerable<IPAddress> sources) => _bound = sources.ToFrozenSet();
}
