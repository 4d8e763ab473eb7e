using System.Net;
using System.Net.Sockets;
using Gateway.Media.Engine;
using Gateway.Media.Rtp;

namespace Gateway.Benchmarks.Calls;

/// <summary>Where SIPp's media goes: bound, so that nothing is answered with ICMP, and never read.</summary>
internal sealed class MediaSink : IDisposable
{
    private readonly Socket _rtp;
    private readonly Socket _rtcp;

    public MediaSink()
    {
        var pool = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, 10_000, 19_999, TimeProvider.System, RtpPortPool.CanBind);
        if (!pool.TryRent(out var ports))
        {
            throw new InvalidOperationException("no free ports on this machine");
        }

        Ports = ports;
        _rtp = Bound(ports.RtpPort);
        _rtcp = Bound(ports.RtcpPort);
    }

    public RtpPorts Ports { get; }

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static Socket Bound(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4096 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
