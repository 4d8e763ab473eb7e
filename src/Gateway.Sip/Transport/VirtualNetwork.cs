using System.Net;
using Gateway.Loops;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport;

/// <summary>How the virtual network treats datagrams. Probabilities are 0 to 1.</summary>
/// <param name="Latency">Of every message.</param>
/// <param name="Jitter">Added at random, 0 to this; datagrams overtake each other by it, streams keep their order.</param>
/// <param name="Loss">Chance that a datagram is lost.</param>
/// <param name="Duplication">Chance that a datagram arrives twice.</param>
public sealed record NetworkConditions(TimeSpan Latency, TimeSpan Jitter = default, double Loss = 0, double Duplication = 0)
{
    public static readonly NetworkConditions Perfect = new(TimeSpan.FromMilliseconds(1));
}

/// <summary>A message on the virtual network.</summary>
public sealed record VirtualPacket(ReadOnlyMemory<byte> Bytes, SipTransportKind Transport, IPEndPoint From, IPEndPoint To, long Token, long ConnectionId);

/// <summary>
/// A network in memory for simulation: transports of many stacks meet in it, with seeded latency, loss, duplication and reordering. A loop like any
/// other, so that one seed gives one history. Stream transports deliver whole messages, in order and without loss. For one-threaded schedulers.
/// </summary>
public sealed class VirtualNetwork : Loop<VirtualPacket>
{
    private readonly Dictionary<(SipTransportKind, IPEndPoint), VirtualTransport> _transports = [];
    private readonly Dictionary<(IPEndPoint, IPEndPoint), long> _streamEndsAt = [];
    private readonly HashSet<VirtualPacket> _underWay = new(ReferenceEqualityComparer.Instance);
    private readonly Random _random;

    public VirtualNetwork(ILoopScheduler scheduler, int seed, NetworkConditions? conditions = null)
        : base("network", scheduler)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        _random = new Random(seed);
        Conditions = conditions ?? NetworkConditions.Perfect;
    }

    /// <summary>May change while it runs.</summary>
    public NetworkConditions Conditions { get; set; }

    /// <summary>Asked for every message before chance is; true loses it. For tests that lose one certain message.</summary>
    public Func<VirtualPacket, bool>? Lose { get; set; }

    /// <summary>Sees every message that arrives, e.g. to write a trace.</summary>
    public Action<VirtualPacket>? Arrived { get; set; }

    /// <summary>Messages that came to an address where nobody is; the sender learns it as from ICMP.</summary>
    public long Unreachable { get; private set; }

    /// <summary>Makes a transport that is reachable once its stack has started it.</summary>
    /// <param name="listener">Its Bind must name address and port.</param>
    public ISipTransport NewTransport(SipListener listener) => new VirtualTransport(this, listener);

    /// <summary>Sends raw bytes, as a fuzzer or an attacker would.</summary>
    public void Send(VirtualPacket packet) => Post(packet);

    protected override void On(VirtualPacket input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_underWay.Remove(input))
        {
            Deliver(input);
        }
        else if (Lose?.Invoke(input) != true)
        {
            Carry(input);
        }
    }

    protected override void OnFault(VirtualPacket input, Exception fault) => throw new InvalidOperationException("the virtual network failed", fault);

    internal void Attach(VirtualTransport transport) => _transports.Add((transport.Listener.Transport, transport.LocalEndPoint), transport);

    internal void Detach(VirtualTransport transport) => _transports.Remove((transport.Listener.Transport, transport.LocalEndPoint));

    private void Carry(VirtualPacket packet)
    {
        if (packet.Transport != SipTransportKind.Udp)
        {
            var path = (packet.From, packet.To);
            var now = Time.GetTimestamp();
            var arrives = Math.Max(now + Ticks(Delay()), _streamEndsAt.GetValueOrDefault(path) + 1);
            _streamEndsAt[path] = arrives;
            Launch(packet, Time.GetElapsedTime(now, arrives));
            return;
        }

        if (_random.NextDouble() >= Conditions.Loss)
        {
            Launch(packet, Delay());
            if (_random.NextDouble() < Conditions.Duplication)
            {
                Launch(packet with { Token = 0 }, Delay());
            }
        }
    }

    private void Launch(VirtualPacket packet, TimeSpan after)
    {
        // A copy: one object is one journey.
        var journey = packet with { };
        _underWay.Add(journey);
        StartTimer(after, journey);
    }

    private void Deliver(VirtualPacket packet)
    {
        Arrived?.Invoke(packet);
        if (_transports.TryGetValue((packet.Transport, packet.To), out var target))
        {
            target.Receive(packet);
            return;
        }

        Unreachable++;
        if (packet.Token != 0 && _transports.TryGetValue((packet.Transport, packet.From), out var sender))
        {
            sender.Undeliverable(packet.Token);
        }
    }

    private TimeSpan Delay() => Conditions.Latency + (_random.NextDouble() * Conditions.Jitter);

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Time.TimestampFrequency);
}

/// <summary>One stack's place in a <see cref="VirtualNetwork"/>.</summary>
internal sealed class VirtualTransport(VirtualNetwork network, SipListener listener) : ISipTransport
{
    private ITransportSink? _sink;

    public SipListener Listener { get; } = listener;

    public IPEndPoint LocalEndPoint => Listener.Bind;

    public void Start(ITransportSink sink)
    {
        _sink = sink;
        network.Attach(this);
    }

    public void Send(ReadOnlyMemory<byte> message, SipFlow flow, long token) =>
        network.Send(new VirtualPacket(message, Listener.Transport, LocalEndPoint, flow.Remote, token, 1));

    public IPEndPoint LocalFor(IPEndPoint remote) => LocalEndPoint;

    public void Dispose()
    {
        _sink = null;
        network.Detach(this);
    }

    public void Receive(VirtualPacket packet)
    {
        if (_sink is { } sink)
        {
            var connection = Listener.Transport == SipTransportKind.Udp ? 0 : packet.ConnectionId;
            var flow = new SipFlow(Listener.Name, Listener.Transport, LocalEndPoint, packet.From, connection);
            MessageIntake.Take(packet.Bytes.ToArray(), flow, SipLimits.Default, sink, (bytes, back) => Send(bytes, back, 0));
        }
    }

    public void Undeliverable(long token) => _sink?.OnSendFailed(token);
}
