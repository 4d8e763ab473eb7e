using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Checks what a message cannot be answered or matched without: Via, From, To, Call-ID, CSeq, Content-Length (RFC 3261 §8.1.1, §18.3). Line
/// by line
/// while they are found; the first problem stays.
/// </summary>
internal ref struct MandatoryHeaders(ReadOnlySpan<byte> text, SipLimits limits)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private ReadOnlySpan<byte> _from;
    private ReadOnlySpan<byte> _to;
    private ReadOnlySpan<byte> _callId;
    private ReadOnlySpan<byte> _cseq;
    private ReadOnlySpan<byte> _cseqMethod;
    private int _vias;

    public RejectionReason Problem { get; private set; }

    /// <summary>Null when there is none.</summary>
    public long? ContentLength { get; private set; }

    public bool HasContentType { get; private set; }

    public bool HasReadableVia { get; private set; }

    public void See(in HeaderEntry entry)
    {
        var value = _text.Slice(entry.ValueStart, entry.ValueLength);
        switch (entry.Id)
        {
            case HeaderId.Via:
                SeeVia(value);
                break;
            case HeaderId.From when Once(ref _from, value):
                Note(NameAddress.IsWellFormed(value), RejectionReason.FromUnreadable);
                break;
            case HeaderId.To when Once(ref _to, value):
                Note(NameAddress.IsWellFormed(value), RejectionReason.ToUnreadable);
                break;
            case HeaderId.CallId when Once(ref _callId, value):
                Note(!value.IsEmpty, RejectionReason.CallIdUnreadable);
                break;
            case HeaderId.CSeq when Once(ref _cseq, value):
                Note(CSeq.TryScan(value, out _, out _cseqMethod), RejectionReason.CSeqUnreadable);
                break;
            case HeaderId.ContentLength:
                SeeContentLength(value);
                break;
            case HeaderId.ContentType:
                HasContentType = true;
                break;
            default:
                break;
        }
    }

    /// <summary>After the last line.</summary>
    /// <param name="method">Null for a response.</param>
    public void Finish(SipMethod? method)
    {
        Note(_vias > 0, RejectionReason.ViaMissing);
        Note(!_from.IsEmpty, RejectionReason.FromMissing);
        Note(!_to.IsEmpty, RejectionReason.ToMissing);
        Note(!_callId.IsEmpty, RejectionReason.CallIdMissing);
        Note(!_cseq.IsEmpty, RejectionReason.CSeqMissing);
        if (method is { } name && !_cseqMethod.IsEmpty)
        {
            Note(SipMethod.FromBytes(_cseqMethod) == name, RejectionReason.CSeqMethodMismatch);
        }
    }

    private void SeeVia(ReadOnlySpan<byte> value)
    {
        var cursor = new ByteCursor(value);
        do
        {
            var readable = Via.TrySkip(ref cursor) && (cursor.AtEnd || cursor.Peek == (byte)',');
            HasReadableVia |= readable && _vias == 0;
            _vias++;
            Note(readable, RejectionReason.ViaUnreadable);
            Note(_vias <= limits.Vias, RejectionReason.TooManyVias);
        }
        while (Problem == RejectionReason.None && cursor.Take((byte)','));
    }

    private void SeeContentLength(ReadOnlySpan<byte> value)
    {
        if (!SipCharacters.TryNumber(value, int.MaxValue, out var length))
        {
            Note(false, RejectionReason.ContentLengthUnreadable);
        }
        else
        {
            Note(ContentLength is null || ContentLength == length, RejectionReason.ContentLengthUnreadable);
            ContentLength ??= length;
        }
    }

    /// <summary>Repeated word for word does no harm; a different second value leaves open which one counts (RFC 4475 §3.3.8).</summary>
    private bool Once(ref ReadOnlySpan<byte> first, ReadOnlySpan<byte> value)
    {
        if (first.IsEmpty)
        {
            first = value;
            return true;
        }

        Note(first.SequenceEqual(value), RejectionReason.SeveralValues);
        return false;
    }

    private void Note(bool good, RejectionReason reason)
    {
        if (!good && Problem == RejectionReason.None)
        {
            Problem = reason;
        }
    }
}
