using System.Net;

namespace Gateway.Sip.Transport;

/// <summary>Limits of a <see cref="TcpTransport"/>, whatever runs over TCP. Immutable.</summary>
public sealed record TcpOptions
{
    /// <summary>Connections in all; further ones are closed and counted. A quarter is kept for known sources and for those that we open.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Connections accepted from one address, which may be a centre's NAT.</summary>
    public int MaxConnectionsPerSource { get; init; } = 256;

    /// <summary>Accepted connections without a message yet (half open, in a handshake, or mute), known sources apart.</summary>
    public int MaxSilent { get; init; } = 512;

    /// <summary>Sources that strangers must not keep out. Called from any thread.</summary>
    public Func<IPAddress, bool> IsKnown { get; init; } = _ => false;

    /// <summary>How long opening a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the handshakes of TLS and WebSocket may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A peer that acknowledges nothing for so long is gone, though nobody said so (half open): its connection is closed, so that the next request
    /// opens another. On Linux; elsewhere the system's minutes.
    /// </summary>
    public TimeSpan UnacknowledgedTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection without traffic either way is closed after this; longer than any phone's keep-alive.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The first whole message has to come within this, and a begun one has to be finished, whatever trickles meanwhile. The same for a message
    /// of ours that the peer does not take.
    /// </summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Messages waiting for one slow peer; a full queue fails the send and closes the connection.</summary>
    public int SendQueue { get; init; } = 1024;

    /// <summary>Bytes waiting for one slow peer.</summary>
    public int SendQueueBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Pause in reading from a peer whose messages come too fast.</summary>
    public TimeSpan SlowDown { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often timeouts are looked after.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a failed accept, so that a lack of descriptors does not spin.</summary>
    public TimeSpan AcceptPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Pages that may open a WebSocket ("https://phones.example"); empty: all. Phones that are no page send what they like.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
