using System.Net;

namespace Gateway.Sip.Transport;

/// <summary>An address that the stack listens at.</summary>
/// <param name="Name">Configured name, e.g. "trunk-side"; transports of one listener (UDP, TCP, IPv4, IPv6) share it.</param>
/// <param name="Bind">Address and port; port 0 lets the system choose.</param>
/// <param name="AdvertiseHost">Host or address for Via and Contact where peers see us elsewhere (1:1 NAT, containers); null: the bound address.</param>
/// <param name="AdvertisePort">Port that goes with it; null: the bound port.</param>
/// <param name="FlowSticky">
/// True: requests in a dialog go to where the peer's last message came from (phones behind NAT, RFC 5626's idea). False: to route set and Contact
/// (RFC 3261 §12.2.1.1), as trunks want it; a name that is no address falls back to the flow.
/// </param>
public sealed record SipListener(
    string Name, SipTransportKind Transport, IPEndPoint Bind, string? AdvertiseHost = null, int? AdvertisePort = null, bool FlowSticky = true)
{
    /// <summary>Class selector 3, for signalling (RFC 4594 §4.1 lists CS5 for it; operators' networks here use CS3).</summary>
    public const int SignallingDscp = 24;

    /// <summary>
    /// For a listener that both phones and trunks use: which of the two a flow is, in place of <see cref="FlowSticky"/>. Called from any thread.
    /// </summary>
    public Func<SipFlow, bool>? IsFlowSticky { get; init; }

    /// <summary>DSCP of what we send, 0 to 63 (RFC 2474).</summary>
    public int Dscp { get; init; } = SignallingDscp;
}
