using Gateway.Sip.Headers;

namespace Gateway.Sip.Messages;

/// <summary>
/// A SIP message (RFC 3261 §7). Headers keep wire order and unknown names. Typed views are parsed on demand and cached by
/// <see cref="HeaderList"/>; they throw <see cref="SipFormatException"/> when the field cannot be read, which the parser has ruled out
/// for the fields that RFC 3261 §8.1.1 makes mandatory. Built on one thread, then treated as immutable.
/// </summary>
public abstract class SipMessage
{
    public HeaderList Headers
    {
        get => field ??= new HeaderList();
        init;
    }

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>Header lines that were no "name: value" and were left out by the parser.</summary>
    public int UnreadableLines { get; init; }

    public string CallId => Headers["Call-ID"] ?? throw new SipFormatException("Call-ID is missing");

    public CSeq CSeq => Headers.TypedFromWire(HeaderId.CSeq, static text => CSeq.Parse(text));

    /// <summary>A URI in it that no rule can read is <see cref="SipUri.IsOpaque"/>.</summary>
    public NameAddress From => Headers.TypedFromWire(HeaderId.From, static text => NameAddress.Parse(text, strict: false));

    /// <summary>A URI in it that no rule can read is <see cref="SipUri.IsOpaque"/>.</summary>
    public NameAddress To => Headers.TypedFromWire(HeaderId.To, static text => NameAddress.Parse(text, strict: false));

    /// <summary>Topmost Via.</summary>
    public Via Via => Headers.TypedFromWire(HeaderId.Via, static text => Via.Parse(text));

    /// <summary>First Contact, or null when there is none or it is "*".</summary>
    /// <exception cref="SipFormatException">Not readable; the parser lets such a Contact pass, since a request can be answered
    /// without.</exception>
    public NameAddress? Contact => Headers["Contact"] is { } text && text != "*"
        ? Headers.TypedFromWire(HeaderId.Contact, static text => NameAddress.Parse(text, strict: true))
        : null;

    /// <summary>First Contact, or null when there is none, or it is "*" or not readable.</summary>
    public NameAddress? ReadableContact
    {
        get
        {
            try
            {
                return Contact;
            }
            catch (SipFormatException)
            {
                return null;
            }
        }
    }

    /// <summary>0 to 255; null when absent or not readable.</summary>
    public int? MaxForwards => Headers["Max-Forwards"] is { } text && byte.TryParse(text, out var hops) ? hops : null;

    public string? ContentType => Headers["Content-Type"];
}
