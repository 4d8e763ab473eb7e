using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Writes a message in wire form: long header names, no folding, one Content-Length that is right (in its place, or last). Lines of a
/// parsed message
/// go out byte for byte. CR and LF in a value that was added as text become spaces, so that no value can make a header line. Any thread.
/// </summary>
public static class SipWriter
{
    /// <param name="name">Gives the name to write for a header's name; null: as it stands.</param>
    public static byte[] ToBytes(SipMessage message, Func<string, string>? name = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        var buffer = new ArrayBufferWriter<byte>(1024 + message.Body.Length);
        Write(message, buffer, name);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(SipMessage message, IBufferWriter<byte> target, Func<string, string>? name = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        switch (message)
        {
            case SipRequest request:
                WriteText(target, request.Method.Name);
                target.Write(" "u8);
                WriteText(target, request.RequestUri.Text);
                target.Write(" SIP/2.0\r\n"u8);
                break;
            case SipResponse response:
                target.Write("SIP/2.0 "u8);
                WriteNumber(target, response.StatusCode);
                target.Write(" "u8);
                WriteText(target, response.ReasonPhrase);
                target.Write("\r\n"u8);
                break;
            default:
                throw new ArgumentException("neither request nor response", nameof(message));
        }

        WriteHeaders(message, target, name);
        target.Write("\r\n"u8);
        target.Write(message.Body.Span);
    }

    private static void WriteHeaders(SipMessage message, IBufferWriter<byte> target, Func<string, string>? name)
    {
        var headers = message.Headers;
        var hasLength = false;
        for (var i = 0; i < headers.Count; i++)
        {
            ref readonly var entry = ref headers.EntryAt(i);
            if (entry.Id == HeaderId.ContentLength)
            {
                if (!hasLength)
                {
                    WriteContentLength(message, target, name);
                    hasLength = true;
                }

                continue;
            }

            WriteText(target, name is null ? headers.NameAt(i) : name(headers.NameAt(i)));
            target.Write(": "u8);
            if (entry.IsText || entry.IsFolded)
            {
                WriteText(target, headers.ValueAt(i));
            }
            else
            {
                target.Write(headers.WireValue(entry));
            }

            target.Write("\r\n"u8);
        }

        if (!hasLength)
        {
            WriteContentLength(message, target, name);
        }
    }

    private static void WriteContentLength(SipMessage message, IBufferWriter<byte> target, Func<string, string>? name)
    {
        WriteText(target, name?.Invoke("Content-Length") ?? "Content-Length");
        target.Write(": "u8);
        WriteNumber(target, message.Body.Length);
        target.Write("\r\n"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> target, int number)
    {
        Span<byte> digits = stackalloc byte[11];
        number.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        target.Write(digits[..written]);
    }

    private static void WriteText(IBufferWriter<byte> target, string text)
    {
        if (text.AsSpan().ContainsAny('\r', '\n'))
        {
            text = text.Replace('\r', ' ').Replace('\n', ' ');
        }

        var span = target.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        target.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
