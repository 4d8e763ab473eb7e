namespace Gateway.Sip.Transport;

/// <summary>The transports of RFC 3261 §18 and RFC 7118.</summary>
public enum SipTransportKind
{
    Udp,
    Tcp,
    Tls,

    /// <summary>WebSocket (RFC 7118).</summary>
    Ws,

    /// <summary>WebSocket over TLS.</summary>
    Wss,
}
