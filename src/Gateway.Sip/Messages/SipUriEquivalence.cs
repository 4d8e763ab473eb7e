namespace Gateway.Sip.Messages;

/// <summary>URI comparison (RFC 3261 §19.1.4, RFC 3966 §4, RFC 5031 §3).</summary>
internal static class SipUriEquivalence
{
    private static readonly string[] MustAgreeWhenInEither = ["user", "ttl", "method", "maddr", "transport"];

    public static bool AreEquivalent(SipUri a, SipUri b)
    {
        ArgumentNullException.ThrowIfNull(b);
        if (a.Text == b.Text)
        {
            return true;
        }

        if (a.Scheme != b.Scheme || a.IsOpaque || b.IsOpaque)
        {
            return false;
        }

        return a.Scheme switch
        {
            "sip" or "sips" => UserInfo(a) == UserInfo(b)
                && a.Host.Equals(b.Host, StringComparison.OrdinalIgnoreCase)
                && a.Port == b.Port
                && ParametersAgree(a, b) && ParametersAgree(b, a)
                && HeadersAgree(a.HeadersPart, b.HeadersPart),
            "tel" => Number(a.User) == Number(b.User) && TelParametersAgree(a, b) && TelParametersAgree(b, a),
            "urn" => a.Text.Equals(b.Text, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }

    /// <summary>From the text, not from the unescaped parts: an escaped reserved character is another one.</summary>
    private static string? UserInfo(SipUri uri)
    {
        var start = uri.Text.IndexOf(':', StringComparison.Ordinal) + 1;
        var at = uri.Text.IndexOf('@', start);
        return at < 0 ? null : SipUriEscapes.Normalize(uri.Text.AsSpan(start, at - start));
    }

    private static bool ParametersAgree(SipUri a, SipUri b)
    {
        foreach (var (name, value) in a.Parameters)
        {
            if (b.HasParameter(name))
            {
                if (!string.Equals(value, b.Parameter(name), StringComparison.OrdinalIgnoreCase))
                {
                    return false;
                }
            }
            else if (Array.IndexOf(MustAgreeWhenInEither, name) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool HeadersAgree(string? a, string? b) =>
        (a is null && b is null) || (a is not null && b is not null && Headers(a).SequenceEqual(Headers(b)));

    private static IEnumerable<string> Headers(string text) => text.Split('&')
        .Select(h => h.Split('=', 2))
        .Select(h => $"{SipUriEscapes.Normalize(h[0]).ToLowerInvariant()}={(h.Length > 1 ? SipUriEscapes.Normalize(h[1]) : "")}")
        .Order(StringComparer.Ordinal);

    private static bool TelParametersAgree(SipUri a, SipUri b) =>
        a.Parameters.All(p => b.HasParameter(p.Key) && string.Equals(p.Value, b.Parameter(p.Key), StringComparison.OrdinalIgnoreCase));

    private static string Number(string? text) =>
        new([.. (text ?? "").Where(c => c is not ('-' or '.' or '(' or ')')).Select(char.ToLowerInvariant)]);
}
