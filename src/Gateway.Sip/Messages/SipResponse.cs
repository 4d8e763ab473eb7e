namespace Gateway.Sip.Messages;

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
