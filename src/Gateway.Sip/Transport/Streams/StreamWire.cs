using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport.Streams;

/// <summary>TCP and TLS: messages are cut by Content-Length (RFC 3261 §18.3), wherever the pieces of the stream end.</summary>
internal sealed class StreamWire(Stream stream, SipLimits limits) : IWire
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly SipStreamFramer _framer = new(limits);

    public bool IsWithinMessage => _framer.Buffered > 0;

    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        var length = await stream.ReadAsync(_buffer, cancellation).ConfigureAwait(false);
        _framer.Append(_buffer.AsSpan(0, length));
        return length > 0;
    }

    public SipFrame Next() => _framer.Next();

    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) => stream.WriteAsync(message, cancellation);

    public void Dispose() => stream.Dispose();
}
