using System.Net;

namespace Gateway.Sip.Transport;

/// <summary>The path a message took or shall take: which listener of ours, and whom it reaches (RFC 5626's flow).</summary>
/// <param name="Listener">Configured name of the listener, e.g. "trunk-side".</param>
/// <param name="Local">Our address on that path; replies leave from the address that was addressed.</param>
/// <param name="Remote">The peer's address as seen in the packet.</param>
/// <param name="ConnectionId">Connection of a stream transport; 0 for datagrams, or to open or reuse one to <paramref name="Remote"/>.</param>
public sealed record SipFlow(string Listener, SipTransportKind Transport, IPEndPoint Local, IPEndPoint Remote, long ConnectionId = 0)
{
    /// <summary>The certificate that the peer of this connection has shown in its TLS handshake; null: none, or no TLS.</summary>
    public PeerCertificate? Peer { get; init; }

    /// <summary>Name that the peer's certificate must have when a TLS connection is opened (RFC 5922 §7.3); null: its address.</summary>
    public string? PeerName { get; init; }
}
