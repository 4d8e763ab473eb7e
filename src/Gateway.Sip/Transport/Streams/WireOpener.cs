using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Sip.Transport.Streams;

/// <summary>Makes a wire of a connected socket: TLS and WebSocket handshakes, as the listener's transport wants them.</summary>
internal sealed class WireOpener(SipTransportKind kind, TlsOptions? tls, TcpOptions options, SipLimits limits)
{
    /// <summary>On the server's side pings keep NAT open and find peers that have gone without a word.</summary>
    private static readonly WebSocketCreationOptions WebSocketOptions = new()
    {
        IsServer = true,
        SubProtocol = "sip",
        KeepAliveInterval = TimeSpan.FromSeconds(25),
        KeepAliveTimeout = TimeSpan.FromSeconds(20),
    };

    /// <param name="flow">Of the connection; says whom we expect when we open it.</param>
    /// <exception cref="AuthenticationException">One side does not accept the other; the message says why.</exception>
    public async Task<(IWire Wire, PeerCertificate? Peer)> OpenAsync(Socket socket, SipFlow flow, bool isIncoming, CancellationToken cancellation)
    {
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        PeerCertificate? peer = null;
        if (kind.IsSecure())
        {
            var security = tls ?? throw new AuthenticationException("no certificates are configured");
            (stream, peer) = isIncoming
                ? await TlsHandshake.AcceptAsync(stream, security, cancellation).ConfigureAwait(false)
                : await TlsHandshake.ConnectAsync(stream, security, flow, cancellation).ConfigureAwait(false);
        }

        if (!kind.IsWebSocket())
        {
            return (new StreamWire(stream, limits), peer);
        }

        if (await WebSocketUpgrade.AcceptAsync(stream, options.Origins, cancellation).ConfigureAwait(false) is { } refusal)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException(refusal);
        }

        return (new WebSocketWire(WebSocket.CreateFromStream(stream, WebSocketOptions), limits), peer);
    }
}
