using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Takes multipart bodies apart (RFC 2046 §5.1, RFC 5621), nested ones too. Overlooked: white space behind a boundary, LF for CRLF, a
/// missing closing
/// boundary, a missing boundary parameter (the first line that begins with "--" gives it). A part beyond a limit is dropped and counted;
/// the others
/// stay. Never throws on any bytes. Any thread.
/// </summary>
public static class MultipartReader
{
    /// <summary>
    /// The parts of the message's body; the body itself as the only part when it is not multipart; none when it is empty.
    /// </summary>
    public static BodyParts Read(SipMessage message, SipLimits limits)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(limits);
        return message.Body.IsEmpty ? new BodyParts([], 0) : Read(message.Headers, message.Body, limits);
    }

    /// <param name="headers">Those that carry the Content-Type.</param>
    public static BodyParts Read(HeaderList headers, ReadOnlyMemory<byte> body, SipLimits limits)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(limits);
        var parts = new List<BodyPart>();
        var dropped = 0;
        Take(new BodyPart(headers, body, MediaType.Of(headers)), 0, limits, parts, ref dropped);
        return new BodyParts(parts, dropped);
    }

    private static void Take(BodyPart part, int level, SipLimits limits, List<BodyPart> parts, ref int dropped)
    {
        if (part.Type is { IsMultipart: true } type && Boundary(type, part.Content.Span) is { } boundary)
        {
            if (level == limits.BodyNesting)
            {
                dropped++;
            }
            else
            {
                Split(part.Content, boundary, level, limits, parts, ref dropped);
            }
        }
        else if (parts.Count == limits.BodyParts)
        {
            dropped++;
        }
        else
        {
            parts.Add(part);
        }
    }

    private static void Split(ReadOnlyMemory<byte> body, byte[] boundary, int level, SipLimits limits, List<BodyPart> parts,
        ref int dropped)
    {
        var text = body.Span;
        var start = -1;
        for (var from = 0; from < text.Length
            && TryDelimiter(text, boundary, from, out var delimiter, out var next, out var closes); from = next)
        {
            if (start >= 0)
            {
                Take(Part(body[start..Math.Max(start, delimiter)], limits), level + 1, limits, parts, ref dropped);
            }

            start = next;
            if (closes)
            {
                return;
            }
        }

        if (start >= 0 && start < text.Length)
        {
            Take(Part(body[start..], limits), level + 1, limits, parts, ref dropped);
        }
    }

    /// <summary>Finds the next delimiter line; the line break before it belongs to it (RFC 2046 §5.1.1).</summary>
    private static bool TryDelimiter(ReadOnlySpan<byte> text, byte[] boundary, int from, out int delimiter, out int next, out bool closes)
    {
        delimiter = next = 0;
        closes = false;
        while (true)
        {
            var found = text[from..].IndexOf(boundary);
            if (found < 0)
            {
                return false;
            }

            var at = from + found;
            from = at + 1;
            if (at > 0 && text[at - 1] != (byte)'\n')
            {
                continue;
            }

            next = at + boundary.Length;
            closes = text[next..].StartsWith("--"u8);
            next += closes ? 2 : 0;
            while (next < text.Length && text[next] is (byte)' ' or (byte)'\t')
            {
                next++;
            }

            var rest = text[next..];
            if (!rest.IsEmpty && !rest.StartsWith("\r\n"u8) && rest[0] != (byte)'\n')
            {
                // A longer word that begins like the boundary.
                continue;
            }

            next += rest.IsEmpty ? 0 : rest[0] == (byte)'\n' ? 1 : 2;
            delimiter = at >= 2 && text[at - 2] == (byte)'\r' ? at - 2 : Math.Max(0, at - 1);
            return true;
        }
    }

    private static BodyPart Part(ReadOnlyMemory<byte> part, SipLimits limits)
    {
        var scanner = new HeaderScanner(part.Span, 0);
        var entries = new List<HeaderEntry>();
        while (scanner.TryNext(out var entry))
        {
            if (entries.Count < limits.Headers && scanner.LineLength <= limits.HeaderLineBytes)
            {
                entries.Add(entry);
            }
        }

        var headers = new HeaderList(part, entries.ToArray());
        return new BodyPart(headers, part[scanner.Position..], MediaType.Of(headers));
    }

    /// <summary>With its two hyphens; null where there is none to be found.</summary>
    private static byte[]? Boundary(MediaType type, ReadOnlySpan<byte> body)
    {
        if (type.Parameter("boundary")?.TrimEnd() is { Length: > 0 and <= 200 } named)
        {
            return Encoding.UTF8.GetBytes("--" + named);
        }

        foreach (var range in body.SplitAny((byte)'\n'))
        {
            var line = SipCharacters.Trim(body[range]);
            if (line.Length is > 2 and <= 202 && line.StartsWith("--"u8))
            {
                return line.ToArray();
            }
        }

        return null;
    }
}
