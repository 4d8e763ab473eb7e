using System.Net;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Transport;

/// <summary>Where responses go (RFC 3261 §18.2.2, RFC 3581 §4).</summary>
internal static class ResponseRoute
{
    /// <summary>
    /// UDP: the source address, with the source port when rport was asked for, else the port of sent-by. Streams: the connection of the request;
    /// the transport falls back to the source address and the port of sent-by when that is gone. WebSocket: that connection or none.
    /// </summary>
    public static SipFlow For(SipRequest request, SipFlow arrival)
    {
        var via = request.Via;
        return (arrival.Transport == SipTransportKind.Udp && via.HasRport) || arrival.Transport.IsWebSocket()
            ? arrival
            : arrival with { Remote = new IPEndPoint(arrival.Remote.Address, via.Port is > 0 and var port ? port : arrival.Transport.DefaultPort()) };
    }
}
