using System.Security.Cryptography;
using System.Text;

namespace Gateway.Sip.Transport.Streams;

/// <summary>
/// The opening handshake of a WebSocket server (RFC 6455 §4.2) for the subprotocol "sip" (RFC 7118 §4.1): one GET of bounded size, one answer.
/// </summary>
internal static class WebSocketUpgrade
{
    private const int MaxHeadBytes = 8 * 1024;
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <returns>Why the peer was sent away; null: the stream carries WebSocket frames from now on.</returns>
    public static async Task<string?> AcceptAsync(Stream stream, IReadOnlyList<string> origins, CancellationToken cancellation)
    {
        if (await HeadAsync(stream, cancellation).ConfigureAwait(false) is not { } head)
        {
            return "no HTTP request";
        }

        var lines = head.Split("\r\n");
        var fields = Fields(lines);
        var refusal = Refusal(lines[0], fields, origins);
        var answer = refusal is { } refused
            ? $"HTTP/1.1 {refused.Status}\r\n{refused.Field}Connection: close\r\nContent-Length: 0\r\n\r\n"
            : "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n"
                + $"Sec-WebSocket-Accept: {Accept(fields["sec-websocket-key"])}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation).ConfigureAwait(false);
        return refusal?.Why;
    }

    /// <summary>RFC 6455 §4.2.2 step 5: SHA-1 because the protocol says so; it protects nothing.</summary>
    private static string Accept(string key) =>
#pragma warning disable CA5350
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)));
#pragma warning restore CA5350

    private static (string Status, string Field, string Why)? Refusal(
        string requestLine, Dictionary<string, string> fields, IReadOnlyList<string> origins)
    {
        bool Lists(string field, string token) =>
            fields.GetValueOrDefault(field, "").Split(',', StringSplitOptions.TrimEntries).Contains(token, StringComparer.OrdinalIgnoreCase);
        return requestLine.Split(' ') is not ["GET", [..], "HTTP/1.1"] || !fields.ContainsKey("host") ? ("400 Bad Request", "", "no HTTP GET")
            : !Lists("upgrade", "websocket") || !Lists("connection", "upgrade") ? ("426 Upgrade Required", "Upgrade: websocket\r\n", "no WebSocket")
            : fields.GetValueOrDefault("sec-websocket-version") != "13"
                ? ("426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", "another WebSocket version")
            : fields.GetValueOrDefault("sec-websocket-key") is not { Length: 24 } ? ("400 Bad Request", "", "no WebSocket key")
            : !Lists("sec-websocket-protocol", "sip") ? ("400 Bad Request", "", "no subprotocol sip")
            : origins.Count > 0 && !origins.Contains(fields.GetValueOrDefault("origin", ""), StringComparer.OrdinalIgnoreCase)
                ? ("403 Forbidden", "", "a page of another origin")
            : null;
    }

    private static Dictionary<string, string> Fields(string[] lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
                fields[name] = fields.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
            }
        }

        return fields;
    }

    /// <summary>Up to the empty line; null when the peer ends, sends too much, or does not wait for the answer (RFC 6455 §4.1).</summary>
    private static async Task<string?> HeadAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[MaxHeadBytes];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4 == length ? Encoding.Latin1.GetString(buffer, 0, end) : null;
            }
        }

        return null;
    }
}
