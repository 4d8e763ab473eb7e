using Gateway.Sip.Messages;

namespace Gateway.Sip.Transport;

/// <summary>What follows from a transport's kind.</summary>
public static class SipTransportKinds
{
    /// <summary>Nothing is lost or comes twice: no retransmissions (RFC 3261 §17).</summary>
    public static bool IsReliable(this SipTransportKind kind) => kind != SipTransportKind.Udp;

    public static bool IsSecure(this SipTransportKind kind) => kind is SipTransportKind.Tls or SipTransportKind.Wss;

    /// <summary>Peers cannot be dialled: their connection is the only way to them (RFC 7118).</summary>
    public static bool IsWebSocket(this SipTransportKind kind) => kind is SipTransportKind.Ws or SipTransportKind.Wss;

    /// <summary>As it stands in Via: "UDP", "TCP", "TLS", "WS", "WSS".</summary>
    public static string ViaName(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Udp => "UDP",
        SipTransportKind.Tcp => "TCP",
        SipTransportKind.Tls => "TLS",
        SipTransportKind.Ws => "WS",
        _ => "WSS",
    };

    /// <summary>Where sent-by or a URI names none (RFC 3261 §18.2.2, §19.1.2; RFC 7118).</summary>
    public static int DefaultPort(this SipTransportKind kind) => kind switch
    {
        SipTransportKind.Tls => 5061,
        SipTransportKind.Ws => 80,
        SipTransportKind.Wss => 443,
        _ => 5060,
    };

    /// <summary>The transport that a URI asks for: sips is never less than TLS (RFC 3261 §26.2.2, RFC 3263 §4.1). Null: it names none.</summary>
    public static SipTransportKind? Of(SipUri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var secure = uri.Scheme == "sips";
        return uri.Parameter("transport")?.ToUpperInvariant() switch
        {
            "WSS" => SipTransportKind.Wss,
            "WS" => secure ? SipTransportKind.Wss : SipTransportKind.Ws,
            "TLS" => SipTransportKind.Tls,
            "TCP" when !secure => SipTransportKind.Tcp,
            "UDP" when !secure => SipTransportKind.Udp,
            _ => secure ? SipTransportKind.Tls : null,
        };
    }
}
