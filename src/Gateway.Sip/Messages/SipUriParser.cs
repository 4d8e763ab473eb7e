namespace Gateway.Sip.Messages;

internal static class SipUriParser
{
    public static SipUri Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
        {
            throw new SipFormatException($"URI has no scheme: '{text}'");
        }

        var scheme = text[..colon].ToLowerInvariant();
        var rest = text[(colon + 1)..];
        if (scheme is not ("sip" or "sips"))
        {
            return new SipUri { Scheme = scheme, User = rest.Split(';')[0], Text = text };
        }

        var at = rest.IndexOf('@', StringComparison.Ordinal);
        var user = at < 0 ? null : rest[..at];
        var parts = rest[(at + 1)..].Split(';');
        var host = parts[0].Split(':');
        return new SipUri
        {
            Scheme = scheme,
            User = user,
            Host = host[0],
            Port = host.Length > 1 ? int.Parse(host[1], null) : null,
            Parameters = [.. parts.Skip(1).Select(p => p.Split('=')).Select(p => new KeyValuePair<string, string?>(p[0], p.Length > 1 ? p[1] : null))],
            Text = text,
        };
    }
}
