using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>One value of Geolocation (RFC 6442 §4.1): where the caller's location is to be found.</summary>
/// <param name="Uri">cid: (a body part of this message), or http, https, sip, … to be asked.</param>
/// <param name="LocationSource">Host that added it: loc-src (RFC 8787), or null.</param>
public sealed record GeolocationHeader(SipUri Uri, string? LocationSource)
{
    /// <summary>The Content-ID without brackets when the location stands in this message, else null.</summary>
    public string? ContentId => Uri.Scheme == "cid" ? Uri.User : null;

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static GeolocationHeader Parse(string text)
    {
        var address = NameAddress.Parse(text);
        return new GeolocationHeader(address.Uri, address.Parameter("loc-src"));
    }

    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<GeolocationHeader> Of(HeaderList headers) => HeaderElements.Readable(headers, "Geolocation", Parse);

    /// <summary>Geolocation-Routing (RFC 6442 §4.2): false only when "no" is said; null when absent.</summary>
    public static bool? RoutingAllowed(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return headers["Geolocation-Routing"] is { } text ? !text.Trim().StartsWith("no", StringComparison.OrdinalIgnoreCase) : null;
    }
}
