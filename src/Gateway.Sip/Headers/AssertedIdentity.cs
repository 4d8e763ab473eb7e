using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>
/// P-Asserted-Identity (RFC 3325 §9.1): at most one sip and one tel identity; more are taken as they come. To be believed from trusted
/// peers only.
/// </summary>
public static class AssertedIdentity
{
    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<NameAddress> Of(HeaderList headers) =>
        HeaderElements.Readable(headers, "P-Asserted-Identity", NameAddress.Parse);

    /// <summary>
    /// The identity that carries a number: tel, or sip with user=phone or a user of digits; else the first; null when there is none.
    /// </summary>
    public static NameAddress? Preferred(HeaderList headers)
    {
        var all = Of(headers);
        return all.FirstOrDefault(a => a.Uri.Scheme == "tel")
            ?? all.FirstOrDefault(a => a.Uri.Parameter("user") == "phone" || IsNumber(a.Uri.UserName))
            ?? (all.Count > 0 ? all[0] : null);
    }

    private static bool IsNumber(string? user) => user is { Length: > 0 } && user.TrimStart('+').All(char.IsAsciiDigit);
}
