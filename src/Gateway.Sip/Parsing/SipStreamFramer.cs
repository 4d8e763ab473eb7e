using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3). Feed with <see cref="Append"/> as bytes come, then call
/// <see cref="Next"/>
/// until it says <see cref="SipFrame.NeedMore"/>. Holds at most <see cref="SipLimits.StreamBufferBytes"/> plus the bytes appended last;
/// each byte is
/// looked at a bounded number of times however small the pieces are. After <see cref="SipFrame.Fatal"/> it takes nothing more. One owner.
/// </summary>
public sealed class SipStreamFramer(SipLimits limits)
{
    private byte[] _buffer = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Bytes from <see cref="_start"/> already searched for the end of the head.</summary>
    private int _searched;

    /// <summary>Whole length of the message at <see cref="_start"/>, 0 while its head is not complete.</summary>
    private int _messageLength;
    private int _lineBreaks;
    private SipFrame.Fatal? _fatal;

    /// <summary>Bytes held back.</summary>
    public int Buffered => _end - _start;

    /// <summary>Takes a copy of <paramref name="bytes"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_fatal is not null)
        {
            return;
        }

        if (_buffer.Length - _end < bytes.Length)
        {
            MakeRoom(bytes.Length);
        }

        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    public SipFrame Next()
    {
        if (_fatal is not null)
        {
            return _fatal;
        }

        if (_messageLength == 0)
        {
            if (SkipLineBreaks())
            {
                return SipFrame.Ping.Instance;
            }

            if (Buffered == 0)
            {
                _start = _end = 0;
                return SipFrame.NeedMore.Instance;
            }

            if (!SipCharacters.IsToken(_buffer.AsSpan(_start, 1)))
            {
                return Fail(ParseRejection.Silent(RejectionReason.NotSip));
            }

            if (!TryFindHead(out var headLength))
            {
                return Buffered > limits.MessageBytes ? Refuse(RejectionReason.MessageTooLarge, Buffered)
                    : _fatal ?? (SipFrame)SipFrame.NeedMore.Instance;
            }

            if (ReadLength(headLength) is { } fatal)
            {
                return fatal;
            }
        }

        return Buffered < _messageLength ? SipFrame.NeedMore.Instance : Cut();
    }

    private SipFrame.Message Cut()
    {
        var message = _buffer.AsSpan(_start, _messageLength).ToArray();
        _start += _messageLength;
        _messageLength = _searched = _lineBreaks = 0;
        return new SipFrame.Message(message);
    }

    /// <summary>True when two CRLFs in a row were passed; CRLFs before a start line are ignored (RFC 3261 §7.5).</summary>
    private bool SkipLineBreaks()
    {
        while (_start < _end && _buffer[_start] is (byte)'\r' or (byte)'\n')
        {
            if (_buffer[_start++] == (byte)'\n' && ++_lineBreaks == 2)
            {
                _lineBreaks = 0;
                return true;
            }
        }

        return false;
    }

    private bool TryFindHead(out int headLength)
    {
        // A few bytes back: the empty line may have come in two pieces.
        var from = Math.Max(0, _searched - 3);
        var text = _buffer.AsSpan(_start, Buffered);
        while (true)
        {
            var newline = text[from..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                break;
            }

            from += newline + 1;
            var after = text[from..];
            if (after.StartsWith("\n"u8) || after.StartsWith("\r\n"u8))
            {
                headLength = from + (after[0] == (byte)'\n' ? 1 : 2);
                return true;
            }
        }

        _searched = text.Length;
        headLength = 0;
        if (text.Length > limits.HeaderLineBytes && text[..limits.HeaderLineBytes].IndexOf((byte)'\n') < 0)
        {
            Fail(ParseRejection.Silent(RejectionReason.StartLineTooLong));
        }

        return false;
    }

    private SipFrame.Fatal? ReadLength(int headLength)
    {
        var head = _buffer.AsSpan(_start, headLength);
        var scanner = new HeaderScanner(head, 0);
        var lineEnd = scanner.LineEnd(0, foldable: false, out var next, out _);
        if (StartLine.Read(head, 0, lineEnd).Problem == RejectionReason.NotSip)
        {
            return Fail(ParseRejection.Silent(RejectionReason.NotSip));
        }

        scanner = new HeaderScanner(head, next);
        var mandatory = new MandatoryHeaders(head, limits);
        while (scanner.TryNext(out var entry))
        {
            if (entry.Id is HeaderId.ContentLength or HeaderId.ContentType)
            {
                mandatory.See(entry);
            }
        }

        var length = mandatory.ContentLength;
        if (mandatory.Problem != RejectionReason.None)
        {
            return Refuse(RejectionReason.ContentLengthUnreadable, headLength);
        }

        if (length is null && mandatory.HasContentType)
        {
            return Refuse(RejectionReason.ContentLengthMissing, headLength);
        }

        if (headLength + (length ?? 0) > limits.MessageBytes)
        {
            return Refuse(RejectionReason.MessageTooLarge, headLength);
        }

        _messageLength = headLength + (int)(length ?? 0);
        return null;
    }

    /// <summary>Fatal, with what the head says of whom to answer.</summary>
    private SipFrame.Fatal Refuse(RejectionReason reason, int headLength) =>
        Fail(SipParser.Refuse(_buffer.AsMemory(_start, headLength).ToArray(), limits, reason));

    private SipFrame.Fatal Fail(ParseRejection rejection)
    {
        _fatal = new SipFrame.Fatal(rejection);
        _buffer = [];
        _start = _end = 0;
        return _fatal;
    }

    private void MakeRoom(int more)
    {
        var held = Buffered;
        var target = held + more <= _buffer.Length ? _buffer : new byte[Math.Max(_buffer.Length * 2, held + more)];
        _buffer.AsSpan(_start, held).CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = held;
    }
}
