using System.Text;

namespace Gateway.Sip.Messages;

/// <summary>A request (RFC 3261 §7.1).</summary>
public sealed class SipRequest : SipMessage
{
    private readonly ReadOnlyMemory<byte> _wireUri;
    private SipUri? _requestUri;

    public SipRequest(SipMethod method, SipUri requestUri)
    {
        ArgumentNullException.ThrowIfNull(requestUri);
        Method = method;
        _requestUri = requestUri;
    }

    internal SipRequest(SipMethod method, ReadOnlyMemory<byte> wireUri)
    {
        Method = method;
        _wireUri = wireUri;
    }

    public SipMethod Method { get; }

    /// <summary>
    /// Without the "?…" part, which may not stand here (RFC 3261 §19.1.1). A sip URI that cannot be taken apart is
    /// <see cref="SipUri.IsOpaque"/>.
    /// </summary>
    public SipUri RequestUri => _requestUri ??= SipUri.ParseOrOpaque(Encoding.UTF8.GetString(_wireUri.Span)).WithoutHeaders();

    public bool Is(SipMethod method) => Method == method;

    public override string ToString() => $"{Method} {RequestUri}";
}
