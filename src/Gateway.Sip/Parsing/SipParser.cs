using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Parses one message (RFC 3261 §7). The message keeps the buffer and refers to slices of it, so the caller gives it away. Refuses only
/// what cannot
/// be answered or matched; a bad optional header passes and shows when somebody reads it. Never throws. Any thread.
/// </summary>
public static class SipParser
{
    [ThreadStatic]
    private static HeaderEntry[]? scratch;

    /// <summary>
    /// A whole datagram, or one message of a stream as cut by <see cref="SipStreamFramer"/>. Bytes behind the Content-Length are ignored;
    /// fewer bytes
    /// than Content-Length are refused (RFC 3261 §18.3).
    /// </summary>
    /// <param name="rejection"><see cref="ParseRejection.None"/> when the message is good.</param>
    public static bool TryParse(ReadOnlyMemory<byte> datagram, SipLimits limits, out SipMessage? message, out ParseRejection rejection)
    {
        ArgumentNullException.ThrowIfNull(limits);
        message = null;
        var text = datagram.Span;
        var start = text.IndexOfAnyExcept("\r\n\0"u8);
        if (start < 0)
        {
            rejection = ParseRejection.Silent(RejectionReason.KeepAlive);
            return false;
        }

        var scanner = new HeaderScanner(text, start);
        var lineEnd = scanner.LineEnd(start, foldable: false, out var next, out _);
        var line = StartLine.Read(text, start, Math.Min(lineEnd, start + limits.HeaderLineBytes));
        if (line.Problem == RejectionReason.NotSip && lineEnd - start <= limits.HeaderLineBytes)
        {
            rejection = ParseRejection.Silent(RejectionReason.NotSip);
            return false;
        }

        var problem = text.Length - start > limits.MessageBytes ? RejectionReason.MessageTooLarge
            : lineEnd - start > limits.HeaderLineBytes ? RejectionReason.StartLineTooLong
            : line.Problem;
        return TryHeadersAndBody(datagram, next, line, problem, limits, out message, out rejection);
    }

    /// <summary>True for CR, LF and NUL only, and for nothing at all: a keep-alive (RFC 5626 §3.5.1, §4.4.1).</summary>
    public static bool IsKeepAlive(ReadOnlySpan<byte> datagram) => !datagram.ContainsAnyExcept("\r\n\0"u8);

    /// <summary>The rejection for a message of a stream whose head is all there is and whose trouble is known.</summary>
    internal static ParseRejection Refuse(ReadOnlyMemory<byte> head, SipLimits limits, RejectionReason reason)
    {
        var scanner = new HeaderScanner(head.Span, 0);
        var lineEnd = scanner.LineEnd(0, foldable: false, out var next, out _);
        var line = StartLine.Read(head.Span, 0, Math.Min(lineEnd, limits.HeaderLineBytes));
        TryHeadersAndBody(head, next, line, reason, limits, out _, out var rejection);
        return rejection;
    }

    private static bool TryHeadersAndBody(
        ReadOnlyMemory<byte> datagram, int headStart, in StartLine line, RejectionReason problem, SipLimits limits, out SipMessage? message,
        out ParseRejection rejection)
    {
        message = null;
        var text = datagram.Span;
        var entries = scratch?.Length >= limits.Headers ? scratch : scratch = new HeaderEntry[limits.Headers];
        var count = 0;
        var scanner = new HeaderScanner(text, headStart);
        var mandatory = new MandatoryHeaders(text, limits);
        while (scanner.TryNext(out var entry))
        {
            if (count == limits.Headers || scanner.LineLength > limits.HeaderLineBytes)
            {
                problem = Worse(problem, count == limits.Headers ? RejectionReason.TooManyHeaders : RejectionReason.HeaderLineTooLong);
                break;
            }

            entries[count++] = entry;
            mandatory.See(entry);
        }

        mandatory.Finish(line.IsRequest ? line.Method : null);
        problem = Worse(problem, mandatory.Problem);
        var available = text.Length - scanner.Position;
        var bodyLength = mandatory.ContentLength ?? available;
        problem = Worse(problem, bodyLength > available ? RejectionReason.ContentLengthBeyondMessage : RejectionReason.None);
        var headers = new HeaderList(datagram, entries.AsSpan(0, count));
        if (problem != RejectionReason.None)
        {
            rejection = Reject(problem, line, headers, mandatory.HasReadableVia);
            return false;
        }

        var body = datagram.Slice(scanner.Position, (int)bodyLength);
        message = line.IsRequest
            ? new SipRequest(line.Method, datagram.Slice(line.Uri.Start, line.Uri.Length))
            {
                Headers = headers,
                Body = body,
                UnreadableLines = scanner.UnreadableLines,
            }
            : new SipResponse(line.StatusCode, SipCharacters.Text(text.Slice(line.ReasonPhrase.Start, line.ReasonPhrase.Length)))
            {
                Headers = headers,
                Body = body,
                UnreadableLines = scanner.UnreadableLines,
            };
        rejection = ParseRejection.None;
        return true;
    }

    private static RejectionReason Worse(RejectionReason first, RejectionReason second) => first != RejectionReason.None ? first : second;

    private static ParseRejection Reject(RejectionReason problem, in StartLine line, HeaderList headers, bool hasVia)
    {
        var status = !line.IsRequest || line.Method == SipMethod.Ack || !hasVia ? 0
            : problem == RejectionReason.CSeqMethodMismatch && !line.Method.IsRegistered ? StatusCode.NotImplemented
            : ParseRejection.StatusOf(problem);
        return status == 0
            ? ParseRejection.Silent(problem)
            : new ParseRejection(problem, status, ParseRejection.PhraseOf(problem), StatelessReply.Copied(headers));
    }
}
