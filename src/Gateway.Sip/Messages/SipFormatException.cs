namespace Gateway.Sip.Messages;

/// <summary>A header field or URI does not follow its grammar; the message names the place.</summary>
public sealed class SipFormatException : FormatException
{
    public SipFormatException()
    {
    }

    public SipFormatException(string message)
        : base(message)
    {
    }

    public SipFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
