using Gateway.Sip.Headers;

namespace Gateway.Sip.Messages;

/// <summary>
/// A SIP message (RFC 3261 §7). Headers keep wire order and unknown names. Typed views are parsed on demand and cached by
/// <see cref="HeaderList"/>; they throw <see cref="SipFormatException"/> when the field cannot be read, which the parser has ruled out
/// for the fields that RFC 3261 §8.1.1 makes mandatory. Built on one thread, then treated as immutable.
/// </summary>
public abstract class SipMessage
{
    public HeaderList Headers { get; init; } = new();

    public ReadOnlyMemory<byte> Body { get; set; }

    public string CallId => Headers["Call-ID"] ?? throw new SipFormatException("Call-ID is missing");

    public CSeq CSeq => Headers.Typed("CSeq", CSeq.Parse);

    public NameAddress From => Headers.Typed("From", NameAddress.Parse);

    public NameAddress To => Headers.Typed("To", NameAddress.Parse);

    /// <summary>Topmost Via.</summary>
    public Via Via => Headers.Typed("Via", Via.Parse);

    /// <summary>First Contact, or null.</summary>
    public NameAddress? Contact => Headers.Contains("Contact") ? Headers.Typed("Contact", NameAddress.Parse) : null;

    public string? ContentType => Headers["Content-Type"];
}

/// <summary>A request (RFC 3261 §7.1).</summary>
public sealed class SipRequest(SipMethod method, SipUri requestUri) : SipMessage
{
    public SipMethod Method { get; } = method;

    public SipUri RequestUri { get; } = requestUri;

    public bool Is(SipMethod method) => Method == method;

    public override string ToString() => $"{Method} {RequestUri}";
}

/// <summary>A response (RFC 3261 §7.2).</summary>
public sealed class SipResponse(int statusCode, string reasonPhrase) : SipMessage
{
    /// <summary>100 to 699.</summary>
    public int StatusCode { get; } = statusCode;

    public string ReasonPhrase { get; } = reasonPhrase;

    public bool IsProvisional => StatusCode < 200;

    public bool IsSuccess => StatusCode is >= 200 and < 300;

    public bool IsFinal => StatusCode >= 200;

    public override string ToString() => $"{StatusCode} {ReasonPhrase}";
}
