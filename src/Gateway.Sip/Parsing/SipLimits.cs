namespace Gateway.Sip.Parsing;

/// <summary>
/// What a message may hold at most. Everything beyond is refused (message, headers, Vias) or dropped alone (body parts), never half read.
/// Immutable; one value for a listener.
/// </summary>
public sealed record SipLimits
{
    public static readonly SipLimits Default = new();

    /// <summary>Bytes of a whole message, start line to the end of the body.</summary>
    public int MessageBytes { get; init; } = 64 * 1024;

    /// <summary>Header lines of a message, and of one body part.</summary>
    public int Headers { get; init; } = 256;

    /// <summary>Bytes of the start line, and of one header line with its folded continuation.</summary>
    public int HeaderLineBytes { get; init; } = 8 * 1024;

    /// <summary>Via elements over all lines.</summary>
    public int Vias { get; init; } = 70;

    /// <summary>Body parts over all levels.</summary>
    public int BodyParts { get; init; } = 32;

    /// <summary>Levels of multipart within multipart.</summary>
    public int BodyNesting { get; init; } = 8;

    /// <summary>Bytes that a stream may hold back before a message is whole; at least <see cref="MessageBytes"/>.</summary>
    public int StreamBufferBytes => MessageBytes + 4096;
}
