namespace Gateway.Sip.Messages;

/// <summary>
/// One line of a <see cref="HeaderList"/>: offsets into the datagram, or text that was added; what was made of it is kept here.
/// </summary>
internal struct HeaderEntry
{
    public HeaderId Id;

    /// <summary>Value holds CR or LF and has to be unfolded before it is used as text or written.</summary>
    public bool IsFolded;

    /// <summary>Added by <see cref="Of"/>; there is nothing on the wire.</summary>
    public bool IsText;
    public int NameStart;
    public int NameLength;
    public int ValueStart;
    public int ValueLength;
    public string? Name;
    public string? Value;
    public object? Typed;

    public static HeaderEntry Of(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        var id = HeaderNames.IdOf(name.AsSpan());
        return new HeaderEntry { Id = id, IsText = true, Name = id == HeaderId.Unknown ? name : null, Value = value };
    }
}
