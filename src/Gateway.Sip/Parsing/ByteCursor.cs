namespace Gateway.Sip.Parsing;

/// <summary>
/// Reads a header value from left to right. LWS is SP, HT, CR and LF, since a value holds CR and LF only where a line is folded. Never
/// throws:
/// a method that finds nothing gives an empty span or false.
/// </summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    public int Position { get; set; }

    public readonly bool AtEnd => Position >= _text.Length;

    /// <summary>0 at the end.</summary>
    public readonly byte Peek => Position < _text.Length ? _text[Position] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => _text[Position..];

    public readonly ReadOnlySpan<byte> Since(int start) => _text[start..Position];

    public bool SkipLws()
    {
        var start = Position;
        while (Position < _text.Length && SipCharacters.IsLws(_text[Position]))
        {
            Position++;
        }

        return Position > start;
    }

    public bool Take(byte expected)
    {
        if (Peek != expected || AtEnd)
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>
    /// LWS, the separator, LWS (SLASH, SEMI, EQUAL, COLON … of RFC 3261 §25.1); stays where it was if the separator is not there.
    /// </summary>
    public bool TakeSeparator(byte separator)
    {
        var start = Position;
        SkipLws();
        if (!Take(separator))
        {
            Position = start;
            return false;
        }

        SkipLws();
        return true;
    }

    public ReadOnlySpan<byte> Token() => TakeWhile(SipCharacters.Token);

    public ReadOnlySpan<byte> TakeWhile(System.Buffers.SearchValues<byte> set)
    {
        var rest = Rest;
        var length = rest.IndexOfAnyExcept(set);
        return Advance(length < 0 ? rest.Length : length);
    }

    public ReadOnlySpan<byte> TakeUntil(System.Buffers.SearchValues<byte> set)
    {
        var rest = Rest;
        var length = rest.IndexOfAny(set);
        return Advance(length < 0 ? rest.Length : length);
    }

    /// <summary>A quoted string at the cursor, quotes included; false where there is none or it is not closed.</summary>
    public bool TryQuoted(out ReadOnlySpan<byte> quoted)
    {
        quoted = default;
        var start = Position;
        if (Peek != (byte)'"')
        {
            return false;
        }

        for (var i = start + 1; i < _text.Length; i++)
        {
            if (_text[i] == (byte)'\\')
            {
                i++;
            }
            else if (_text[i] == (byte)'"')
            {
                Position = i + 1;
                quoted = Since(start);
                return true;
            }
        }

        return false;
    }

    private ReadOnlySpan<byte> Advance(int length)
    {
        var taken = _text.Slice(Position, length);
        Position += length;
        return taken;
    }
}
