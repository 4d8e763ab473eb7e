using System.Collections.Concurrent;
using System.Net;

namespace Gateway.Sip.Transport.Streams;

/// <summary>
/// How many connections may be open, in all, from one address, and without having said anything yet. What strangers may take leaves room for the
/// sources that are known. Thread-safe.
/// </summary>
internal sealed class ConnectionLimits(TcpOptions options)
{
    private readonly ConcurrentDictionary<IPAddress, int> _bySource = new();
    private int _open;
    private int _silent;

    /// <summary>A connection that we open ourselves.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= options.MaxConnections)
        {
            return true;
        }

        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>A connection of a peer; null: it may stay.</summary>
    public string? TryAccept(IPAddress source)
    {
        var known = options.IsKnown(source);
        var ofSource = _bySource.AddOrUpdate(source, 1, static (_, count) => count + 1);
        var open = Interlocked.Increment(ref _open);
        var silent = Interlocked.Increment(ref _silent);
        var refusal = ofSource > options.MaxConnectionsPerSource || open > (known ? options.MaxConnections : options.MaxConnections * 3 / 4)
            ? "TooManyConnections"
            : silent > options.MaxSilent && !known ? "TooManySilentConnections" : null;
        if (refusal is not null)
        {
            Leave(source, hasSpoken: false);
        }

        return refusal;
    }

    /// <summary>The first message of an accepted connection has come.</summary>
    public void Spoken() => Interlocked.Decrement(ref _silent);

    public void LeaveOpened() => Interlocked.Decrement(ref _open);

    /// <summary>An accepted connection is closed.</summary>
    public void Leave(IPAddress source, bool hasSpoken)
    {
        Interlocked.Decrement(ref _open);
        if (!hasSpoken)
        {
            Interlocked.Decrement(ref _silent);
        }

        var left = _bySource.AddOrUpdate(source, 0, static (_, count) => count - 1);
        if (left <= 0)
        {
            _bySource.TryRemove(new(source, left));
        }
    }
}
