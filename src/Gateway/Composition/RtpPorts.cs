using System.Net;
using System.Net.Sockets;
using Gateway.Configuration;
using Gateway.Media.Rtp;

namespace Gateway.Composition;

/// <summary>The pool of the configured range; "0" takes a free stretch of ports for as many calls as the limits allow.</summary>
internal static class RtpPorts
{
    private const int PortsPerCall = 4;

    public static RtpPortPool Pool(MediaOptions media, int maxCalls, TimeProvider time)
    {
        var (first, last) = media.FirstPort == 0 ? Stretch(media.Bind, maxCalls) : (media.FirstPort, media.LastPort);
        return new RtpPortPool(media.Bind, media.Advertise ?? media.Bind, first, last, time, RtpPortPool.CanBind);
    }

    /// <summary>A stretch that begins at random, so that two gateways on one machine hardly meet; ports that others hold are passed over by the pool.</summary>
    private static (int First, int Last) Stretch(IPAddress bind, int maxCalls)
    {
        var length = Math.Min(30_000, Math.Max(200, (maxCalls + 10) * PortsPerCall * 2));
        using var probe = new Socket(bind.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(bind, 0));
        var anywhere = ((IPEndPoint)probe.LocalEndPoint!).Port;
        var first = 10_000 + (anywhere * 7919 % (55_000 - length));
        first -= first % 2;
        return (first, first + length - 1);
    }
}
