using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>Headers that are lists of tokens: Require, Proxy-Require, Supported, Unsupported, Allow (RFC 3261 §20).</summary>
public static class TokenList
{
    /// <summary>All tokens of all lines, in wire order; elements that are no token are left out.</summary>
    public static IReadOnlyList<string> Of(HeaderList headers, string name)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return [.. headers.Values(name).Take(HeaderElements.Limit)
            .Where(v => v.All(c => SipCharacters.TokenText.Contains(c, StringComparison.Ordinal)))];
    }

    /// <summary>Option tags and methods of that list; option tags compare without case.</summary>
    public static bool Contains(HeaderList headers, string name, string token) =>
        Of(headers, name).Contains(token, StringComparer.OrdinalIgnoreCase);
}
