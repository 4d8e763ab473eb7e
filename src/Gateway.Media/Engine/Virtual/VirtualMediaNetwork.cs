using System.Net;
using Gateway.Loops;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine.Virtual;

/// <summary>How an in-memory network treats datagrams.</summary>
public sealed record VirtualMediaConditions
{
    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Added at random, up to this; more than the packet time reorders.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Probability, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Probability, 0 to 1.</summary>
    public double Duplication { get; init; }
}

/// <summary>
/// UDP in memory, in the virtual time of a scheduler: what is sent at a moment arrives at a moment that the seed decides. A datagram for an
/// address where nobody is bound comes back as "unreachable". Not thread-safe: for one-threaded simulation.
/// </summary>
public sealed class VirtualMediaNetwork : ILoop
{
    private readonly PriorityQueue<Flight, (long At, long Order)> _flights = new();
    private readonly Dictionary<PacketAddress, VirtualMediaSocket> _sockets = [];
    private readonly Random _random;
    private readonly MediaTime _time;
    private readonly ILoopSlot _slot;
    private long _order;

    public VirtualMediaNetwork(ILoopScheduler scheduler, int seed, VirtualMediaConditions? conditions = null)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        _random = new Random(seed);
        _time = new MediaTime(scheduler.Time);
        Conditions = conditions ?? new VirtualMediaConditions();
        _slot = scheduler.Attach(this);
    }

    public string Name => "media-network";

    /// <summary>May be changed at any moment; counts for what is sent from then on.</summary>
    public VirtualMediaConditions Conditions { get; set; }

    /// <summary>Binds an address.</summary>
    /// <param name="onDatagram">Called when a datagram arrives; the memory is the receiver's own.</param>
    /// <param name="onUnreachable">Called when something sent found nobody; with the address it was for.</param>
    /// <exception cref="IOException">The address is in use.</exception>
    public VirtualMediaSocket Bind(IPEndPoint local, Action<byte[], IPEndPoint> onDatagram, Action<IPEndPoint>? onUnreachable = null)
    {
        ArgumentNullException.ThrowIfNull(onDatagram);
        return Bind(
            PacketAddress.From(local),
            (bytes, from) => onDatagram(bytes, from.ToEndPoint()),
            onUnreachable is null ? null : to => onUnreachable(to.ToEndPoint()));
    }

    internal VirtualMediaSocket Bind(PacketAddress local, Action<byte[], PacketAddress> onDatagram, Action<PacketAddress>? onUnreachable)
    {
        var socket = new VirtualMediaSocket(this, local, onDatagram, onUnreachable);
        return _sockets.TryAdd(local, socket) ? socket : throw new IOException($"{local} is in use.");
    }

    internal void Unbind(VirtualMediaSocket socket) => _sockets.Remove(socket.Local);

    internal void Send(in PacketAddress from, in PacketAddress to, ReadOnlySpan<byte> bytes)
    {
        if (_random.NextDouble() < Conditions.Loss)
        {
            return;
        }

        Fly(new Flight(from, to, bytes.ToArray(), Returned: false));
        if (_random.NextDouble() < Conditions.Duplication)
        {
            Fly(new Flight(from, to, bytes.ToArray(), Returned: false));
        }
    }

    /// <inheritdoc/>
    public NextStep Step()
    {
        while (_flights.TryPeek(out var flight, out var key))
        {
            if (key.At > _time.Now)
            {
                return new NextStep(false, _time.ToTimestamp(key.At));
            }

            _flights.Dequeue();
            Land(flight);
        }

        return NextStep.Idle;
    }

    private void Land(Flight flight)
    {
        if (flight.Returned)
        {
            if (_sockets.TryGetValue(flight.From, out var sender))
            {
                sender.OnUnreachable?.Invoke(flight.To);
            }
        }
        else if (_sockets.TryGetValue(flight.To, out var receiver))
        {
            receiver.OnDatagram(flight.Bytes, flight.From);
        }
        else
        {
            Fly(flight with { Bytes = [], Returned = true });
        }
    }

    private void Fly(Flight flight)
    {
        var delay = Conditions.Latency + (_random.NextDouble() * Conditions.Jitter);
        _flights.Enqueue(flight, (_time.Now + (long)delay.TotalMicroseconds, ++_order));
        _slot.Wake();
    }

    private readonly record struct Flight(PacketAddress From, PacketAddress To, byte[] Bytes, bool Returned);
}

/// <summary>A bound address in a <see cref="VirtualMediaNetwork"/>.</summary>
public sealed class VirtualMediaSocket : IDisposable
{
    private readonly VirtualMediaNetwork _network;
    private bool _disposed;

    internal VirtualMediaSocket(
        VirtualMediaNetwork network,
        PacketAddress local,
        Action<byte[], PacketAddress> onDatagram,
        Action<PacketAddress>? onUnreachable)
    {
        _network = network;
        Local = local;
        OnDatagram = onDatagram;
        OnUnreachable = onUnreachable;
    }

    public IPEndPoint LocalEndPoint => Local.ToEndPoint();

    internal PacketAddress Local { get; }

    internal Action<byte[], PacketAddress> OnDatagram { get; }

    internal Action<PacketAddress>? OnUnreachable { get; }

    /// <summary>Copies the datagram into the network. Nothing happens after disposal.</summary>
    public void Send(IPEndPoint to, ReadOnlySpan<byte> bytes) => Send(PacketAddress.From(to), bytes);

    internal void Send(in PacketAddress to, ReadOnlySpan<byte> bytes)
    {
        if (!_disposed)
        {
            _network.Send(Local, to, bytes);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _network.Unbind(this);
    }
}
