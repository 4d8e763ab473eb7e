using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>One value of Call-Info (RFC 3261 §20.9): more about the caller or call at an address.</summary>
/// <param name="Uri">http, https, cid, urn:emergency:uid:…, ….</param>
/// <param name="Purpose">"icon", "info", "EmergencyCallData.ProviderInfo", "emergency-CallId", …; null when absent.</param>
public sealed record CallInfo(SipUri Uri, string? Purpose)
{
    public bool HasPurpose(string purpose) => string.Equals(Purpose, purpose, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static CallInfo Parse(string text)
    {
        var address = NameAddress.Parse(text);
        return new CallInfo(address.Uri, address.Parameter("purpose"));
    }

    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<CallInfo> Of(HeaderList headers) => HeaderElements.Readable(headers, "Call-Info", Parse);

    public override string ToString() => Purpose is null ? $"<{Uri}>" : $"<{Uri}>;purpose={Purpose}";
}
