using System.Net.WebSockets;
using System.Text.Unicode;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport.Streams;

/// <summary>WebSocket (RFC 7118): one SIP message in each WebSocket message, text or binary, whatever its Content-Length says of the end.</summary>
internal sealed class WebSocketWire(WebSocket socket, SipLimits limits) : IWire
{
    private static readonly byte[] Ping = "\r\n\r\n"u8.ToArray();
    private byte[] _buffer = new byte[4096];
    private int _length;
    private bool _whole;

    public bool IsWithinMessage => _length > 0 && !_whole;

    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, limits.MessageBytes + 1));
        }

        var result = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellation).ConfigureAwait(false);
        if (result.MessageType == WebSocketMessageType.Close)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellation).ConfigureAwait(false);
            return false;
        }

        _length += result.Count;
        _whole = result.EndOfMessage;
        return true;
    }

    public SipFrame Next()
    {
        if (_length > limits.MessageBytes)
        {
            return new SipFrame.Fatal(ParseRejection.Silent(RejectionReason.MessageTooLarge));
        }

        if (!_whole)
        {
            return SipFrame.NeedMore.Instance;
        }

        _whole = false;
        var message = _buffer.AsSpan(0, _length).ToArray();
        _length = 0;
        return message.AsSpan().SequenceEqual(Ping) ? SipFrame.Ping.Instance : new SipFrame.Message(message);
    }

    /// <summary>As text where it is any, since some phones read nothing else.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) => socket.SendAsync(
        message, Utf8.IsValid(message.Span) ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, cancellation);

    public void Dispose() => socket.Dispose();
}
