using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Gateway.Media.Engine;

namespace Gateway.Media.Rtp;

/// <summary>
/// Port pairs of a range, handed out in an order that nobody can guess, so that a stranger cannot aim at the next call. A returned pair
/// rests before it is used again, so that late packets do not reach another call. Thread-safe; never blocks longer than a bind takes.
/// </summary>
public sealed class RtpPortPool : IRtpPortPool
{
    /// <summary>How long a returned pair rests.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<RtpPorts> _free = [];
    private readonly Queue<(RtpPorts Ports, long ReturnedAt)> _resting = new();
    private readonly HashSet<int> _rented = [];
    private readonly TimeProvider _time;
    private readonly Func<RtpPorts, bool>? _canBind;
    private readonly Func<int, int> _random;

    /// <param name="bind">Address that sockets are bound to.</param>
    /// <param name="advertise">Address written into SDP.</param>
    /// <param name="firstPort">1024 to 65534; an odd one is rounded up to even (RFC 3550 §11).</param>
    /// <param name="lastPort">Last usable port, including the RTCP port; above <paramref name="firstPort"/>.</param>
    /// <param name="canBind">Asked before a pair is handed out; a pair that another program holds is skipped. Null: every pair is good
    /// (in-memory media).</param>
    /// <param name="random">A number from 0 to below its argument; null: cryptographic. Simulations give a seeded one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range holds no pair.</exception>
    public RtpPortPool(
        IPAddress bind,
        IPAddress advertise,
        int firstPort,
        int lastPort,
        TimeProvider time,
        Func<RtpPorts, bool>? canBind = null,
        Func<int, int>? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstPort, 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lastPort, 65535);
        _time = time;
        _canBind = canBind;
        _random = random ?? RandomNumberGenerator.GetInt32;
        for (var port = firstPort + (firstPort & 1); port < lastPort; port += 2)
        {
            _free.Add(new RtpPorts(bind, advertise, port));
        }

        ArgumentOutOfRangeException.ThrowIfZero(_free.Count, nameof(lastPort));
        Capacity = _free.Count;
    }

    public int Capacity { get; }

    public int InUse
    {
        get
        {
            lock (_lock)
            {
                return _rented.Count;
            }
        }
    }

    /// <summary>Pairs passed over because another program held a port, since start.</summary>
    public long Skipped { get; private set; }

    public bool TryRent(out RtpPorts ports)
    {
        lock (_lock)
        {
            WakeRested();
            for (var tries = _free.Count; tries > 0; tries--)
            {
                var index = _random(_free.Count);
                ports = _free[index];
                _free[index] = _free[^1];
                _free.RemoveAt(_free.Count - 1);
                if (_canBind is null || _canBind(ports))
                {
                    _rented.Add(ports.RtpPort);
                    return true;
                }

                Skipped++;
                _resting.Enqueue((ports, _time.GetTimestamp()));
            }

            ports = null!;
            return false;
        }
    }

    /// <summary>Gives a pair back; one that is not rented is ignored.</summary>
    public void Return(RtpPorts ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        lock (_lock)
        {
            if (_rented.Remove(ports.RtpPort))
            {
                _resting.Enqueue((ports, _time.GetTimestamp()));
            }
        }
    }

    /// <summary>Whether both ports can be bound on this machine now.</summary>
    public static bool CanBind(RtpPorts ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        try
        {
            using var rtp = new Socket(ports.Bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            using var rtcp = new Socket(ports.Bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            rtp.Bind(new IPEndPoint(ports.Bind, ports.RtpPort));
            rtcp.Bind(new IPEndPoint(ports.Bind, ports.RtcpPort));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WakeRested()
    {
        var now = _time.GetTimestamp();
        while (_resting.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.ReturnedAt, now) >= Rest)
        {
            _free.Add(_resting.Dequeue().Ports);
        }
    }
}
