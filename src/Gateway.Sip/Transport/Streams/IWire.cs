using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport.Streams;

/// <summary>
/// How messages lie on a connection: one behind the other in a stream of bytes, or one in each WebSocket message. One reader, one writer.
/// </summary>
internal interface IWire : IDisposable
{
    /// <summary>A message has begun and is not whole.</summary>
    bool IsWithinMessage { get; }

    /// <summary>Waits for more from the peer.</summary>
    /// <returns>False: the peer has ended.</returns>
    ValueTask<bool> ReadAsync(CancellationToken cancellation);

    /// <summary>What has been read, until it says <see cref="SipFrame.NeedMore"/>.</summary>
    SipFrame Next();

    ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation);
}
