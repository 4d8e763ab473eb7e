namespace Gateway.Sip.Transport;

/// <summary>Limits of a <see cref="TcpTransport"/>. Immutable.</summary>
public sealed record TcpOptions
{
    /// <summary>Connections in all; further ones are closed at once and counted.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Connections accepted from one address.</summary>
    public int MaxConnectionsPerSource { get; init; } = 64;

    /// <summary>How long opening a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection without traffic either way is closed after this; longer than any phone's keep-alive.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The first whole message has to come within this, and a begun one has to be finished.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Messages waiting for one slow peer; a full queue fails the send and closes the connection.</summary>
    public int SendQueue { get; init; } = 1024;

    /// <summary>How often timeouts are looked after.</summary>
    public TimeSpan SweepInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause after a failed accept, so that a lack of descriptors does not spin.</summary>
    public TimeSpan AcceptPause { get; init; } = TimeSpan.FromMilliseconds(50);
}
