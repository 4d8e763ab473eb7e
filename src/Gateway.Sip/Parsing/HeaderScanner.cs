using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Finds the header lines of a message or body part (RFC 3261 §7.3): offsets only, nothing is allocated. Lines may end in CRLF or LF; a
/// line that
/// begins with SP or HT continues the one before; a lone CR counts as white space. The list ends at an empty line or at the end of the
/// text.
/// </summary>
internal ref struct HeaderScanner(ReadOnlySpan<byte> text, int position)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the next line begins; behind the empty line once all are read.</summary>
    public int Position { get; private set; } = position;

    /// <summary>Lines passed over because they are no "name: value".</summary>
    public int UnreadableLines { get; private set; }

    /// <summary>Bytes of the line read last, folds included.</summary>
    public int LineLength { get; private set; }

    public bool TryNext(out HeaderEntry entry)
    {
        entry = default;
        while (Position < _text.Length)
        {
            var start = Position;
            var end = LineEnd(start, foldable: true, out var next, out var folded);
            LineLength = end - start;
            Position = next;
            if (end == start)
            {
                return false;
            }

            if (TryRead(start, end, folded, ref entry))
            {
                return true;
            }

            UnreadableLines++;
        }

        return false;
    }

    /// <summary>End of the line that starts at <paramref name="start"/>; <paramref name="next"/> is behind its CRLF or LF.</summary>
    public readonly int LineEnd(int start, bool foldable, out int next, out bool folded)
    {
        folded = false;
        var from = start;
        while (true)
        {
            var length = _text[from..].IndexOfAny((byte)'\r', (byte)'\n');
            if (length < 0)
            {
                next = _text.Length;
                return _text.Length;
            }

            var end = from + length;
            if (_text[end] == (byte)'\r' && (end + 1 == _text.Length || _text[end + 1] != (byte)'\n'))
            {
                folded = true;
                from = end + 1;
                continue;
            }

            next = end + (_text[end] == (byte)'\r' ? 2 : 1);
            if (end > start && foldable && next < _text.Length && (_text[next] is (byte)' ' or (byte)'\t'))
            {
                folded = true;
                from = next;
                continue;
            }

            return end;
        }
    }

    private readonly bool TryRead(int start, int end, bool folded, ref HeaderEntry entry)
    {
        var line = _text[start..end];
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return false;
        }

        var name = line[..colon].TrimEnd(" \t"u8);
        if (!SipCharacters.IsToken(name))
        {
            return false;
        }

        var value = line[(colon + 1)..];
        var leading = value.Length - value.TrimStart(" \t\r\n"u8).Length;
        value = SipCharacters.Trim(value);
        entry.Id = HeaderNames.IdOf(name);
        entry.NameStart = start;
        entry.NameLength = name.Length;
        entry.ValueStart = start + colon + 1 + leading;
        entry.ValueLength = value.Length;
        entry.IsFolded = folded && value.ContainsAny((byte)'\r', (byte)'\n');
        return true;
    }
}
