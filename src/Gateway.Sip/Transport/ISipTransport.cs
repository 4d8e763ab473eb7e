using System.Net;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Transport;

/// <summary>One socket's worth of SIP: sends bytes, and gives what arrives, parsed, to its sink.</summary>
public interface ISipTransport : IDisposable
{
    SipListener Listener { get; }

    /// <summary>The address bound to; the real port after <see cref="Start"/>.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Binds and begins to receive. Once.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be bound; the message names it.</exception>
    void Start(ITransportSink sink);

    /// <summary>
    /// Sends one message; never blocks. A failure is told to the sink with <paramref name="token"/>, then or later. Called from the SIP loop.
    /// </summary>
    /// <param name="message">A whole message; valid for ever.</param>
    /// <param name="token">0: nobody wants to know of a failure.</param>
    void Send(ReadOnlyMemory<byte> message, SipFlow flow, long token);

    /// <summary>Our own address on the way to that peer; differs from <see cref="LocalEndPoint"/> when bound to all addresses.</summary>
    IPEndPoint LocalFor(IPEndPoint remote);
}

/// <summary>Receives from transports, on their threads. Thread-safe, never blocks.</summary>
public interface ITransportSink
{
    /// <param name="size">Bytes on the wire.</param>
    /// <returns>
    /// False: its source has to slow down. A datagram is lost by it, and its sender tries again; nobody sends a stream's message twice, so that is
    /// offered again after a pause in which nothing is read from the stream.
    /// </returns>
    bool OnMessage(SipMessage message, SipFlow flow, int size);

    /// <summary>Bytes that are no SIP message.</summary>
    /// <param name="reason">Low cardinality, for counting.</param>
    /// <param name="statusCode">What was or will be answered; 0: nothing.</param>
    void OnRejected(SipFlow flow, string reason, int statusCode);

    /// <summary>Asked before bytes that are no SIP message are answered: may that many bytes go back for those that came?</summary>
    bool MayAnswer(SipFlow flow, int received, int answer) => true;

    void OnSendFailed(long token);

    /// <summary>The network gave back the beginning of a message of ours (ICMP): its transaction fails, if it is a request.</summary>
    void OnUndeliverable(ReadOnlyMemory<byte> message);

    /// <summary>A connection that a peer opened, and on which it had spoken, is gone: who is reached by it alone is not reached any more.</summary>
    void OnFlowClosed(SipFlow flow);

    /// <summary>A stream connection opened (+1) or closed (-1).</summary>
    void OnConnections(SipTransportKind transport, int change);
}
