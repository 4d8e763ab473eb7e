namespace Gateway.Sip.Parsing;

/// <summary>What <see cref="SipStreamFramer.Next"/> found.</summary>
public abstract record SipFrame
{
    private SipFrame()
    {
    }

    /// <summary>One whole message, for <see cref="SipParser.TryParse"/>; the bytes belong to the reader.</summary>
    public sealed record Message(ReadOnlyMemory<byte> Bytes) : SipFrame;

    /// <summary>CRLF CRLF between messages (RFC 5626 §4.4.1): answer with one CRLF.</summary>
    public sealed record Ping : SipFrame
    {
        public static readonly Ping Instance = new();
    }

    /// <summary>Nothing whole: append more bytes.</summary>
    public sealed record NeedMore : SipFrame
    {
        public static readonly NeedMore Instance = new();
    }

    /// <summary>
    /// The next message's end cannot be found, or it is too large: answer if it can be answered, then close the connection.
    /// </summary>
    public sealed record Fatal(ParseRejection Rejection) : SipFrame;
}
