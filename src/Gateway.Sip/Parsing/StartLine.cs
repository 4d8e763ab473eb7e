using System.Buffers;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Request-Line or Status-Line (RFC 3261 §7.1, §7.2). Overlooked: several spaces between the parts, spaces at the end, angle brackets
/// around the
/// Request-URI (RFC 4475 §3.1.2.7, 9, 10), a missing reason phrase. Not overlooked: space within the Request-URI (§3.1.2.8).
/// </summary>
internal readonly struct StartLine
{
    private static readonly SearchValues<byte> NotInUri = SearchValues.Create(" \t\r\n<>\""u8);

    public RejectionReason Problem { get; private init; }

    /// <summary>Set, so that a refusal can be answered, also when <see cref="Problem"/> is.</summary>
    public bool IsRequest { get; private init; }

    public SipMethod Method { get; private init; }

    public (int Start, int Length) Uri { get; private init; }

    public int StatusCode { get; private init; }

    public (int Start, int Length) ReasonPhrase { get; private init; }

    /// <summary>Reads the line from <paramref name="start"/> to <paramref name="end"/>, line end not included.</summary>
    public static StartLine Read(ReadOnlySpan<byte> text, int start, int end)
    {
        var line = text[start..end];
        return line.Length > 4 && Ascii.EqualsIgnoreCase(line[..4], "SIP/"u8) ? ReadStatus(line, start) : ReadRequest(line, start);
    }

    private static StartLine ReadStatus(ReadOnlySpan<byte> line, int start)
    {
        var cursor = new ByteCursor(line);
        var version = TakeWord(ref cursor);
        cursor.SkipLws();
        var code = TakeWord(ref cursor);
        if (!IsVersion(version))
        {
            return new StartLine { Problem = RejectionReason.UnsupportedVersion };
        }

        if (code.Length != 3 || !SipCharacters.TryNumber(code, 699, out var status) || status < 100)
        {
            return new StartLine { Problem = RejectionReason.StatusCodeOutOfRange };
        }

        var phraseStart = Math.Min(cursor.Position + 1, line.Length);
        return new StartLine { StatusCode = (int)status, ReasonPhrase = (start + phraseStart, line.Length - phraseStart) };
    }

    private static StartLine ReadRequest(ReadOnlySpan<byte> line, int start)
    {
        var cursor = new ByteCursor(line);
        var method = TakeWord(ref cursor);
        var trimmed = SipCharacters.Trim(line);
        var lastSpace = trimmed.LastIndexOfAny((byte)' ', (byte)'\t');
        var version = lastSpace < 0 ? default : trimmed[(lastSpace + 1)..];
        if (!SipCharacters.IsToken(method) || !Ascii.EqualsIgnoreCase(version[..Math.Min(4, version.Length)], "SIP/"u8))
        {
            return new StartLine { Problem = RejectionReason.NotSip };
        }

        var name = SipMethod.FromBytes(method);
        cursor.SkipLws();
        var uriStart = cursor.Position;
        if (uriStart >= lastSpace)
        {
            return new StartLine { IsRequest = true, Method = name, Problem = RejectionReason.RequestLineUnreadable };
        }

        var uri = SipCharacters.Trim(line[uriStart..lastSpace]);
        if (uri.Length > 2 && uri[0] == (byte)'<' && uri[^1] == (byte)'>')
        {
            uri = uri[1..^1];
            uriStart++;
        }

        return new StartLine
        {
            IsRequest = true,
            Method = name,
            Uri = (start + uriStart, uri.Length),
            Problem = !IsVersion(version) ? RejectionReason.UnsupportedVersion
                : uri.ContainsAny(NotInUri) || uri.IndexOf((byte)':') <= 0 ? RejectionReason.RequestLineUnreadable
                : RejectionReason.None,
        };
    }

    private static bool IsVersion(ReadOnlySpan<byte> version) => Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8);

    private static ReadOnlySpan<byte> TakeWord(ref ByteCursor cursor)
    {
        var start = cursor.Position;
        while (!cursor.AtEnd && !SipCharacters.IsLws(cursor.Peek))
        {
            cursor.Position++;
        }

        return cursor.Since(start);
    }
}
