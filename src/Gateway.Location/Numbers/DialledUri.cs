using System.Text;

namespace Gateway.Location.Numbers;

/// <summary>The number in a URI or name-addr, however badly written: form 6 to 9 of the trunk's Request-URIs. Immutable.</summary>
/// <param name="Uri">The URI without display name, angle brackets and header parameters.</param>
/// <param name="Number">User part without separators and parameters, e.g. "112", "+62431112"; empty when there is none.</param>
/// <param name="PhoneContext">phone-context in lower case (RFC 3966 §5.1.5), or null.</param>
internal sealed record DialledUri(string Uri, string Number, string? PhoneContext)
{
    private const int MaxLength = 1024;

    public static DialledUri Parse(string text)
    {
        text = text.Length > MaxLength ? text[..MaxLength] : text;
        var uri = Bare(text);
        var rest = uri;
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && uri[..colon].All(char.IsAsciiLetter))
        {
            rest = uri[(colon + 1)..];
        }

        var at = rest.LastIndexOf('@');
        var user = at >= 0 ? rest[..at] : rest.Split('?')[0];
        var parts = user.Split(';');
        if (at < 0 && uri.StartsWith("sip", StringComparison.OrdinalIgnoreCase) && !parts[0].All(char.IsAsciiDigit))
        {
            // sip:host has no user; "sip:112" without a host is a number badly written.
            parts[0] = "";
        }

        var context = (at >= 0 ? parts.Skip(1).Concat(rest[(at + 1)..].Split('?')[0].Split(';').Skip(1)) : parts.Skip(1))
            .Select(p => p.Split('=', 2))
            .FirstOrDefault(p => p.Length == 2 && p[0].Trim().Equals("phone-context", StringComparison.OrdinalIgnoreCase));
        return new DialledUri(
            uri, Strip(Unescape(parts[0].Split(':')[0])), context is null ? null : Unescape(context[1]).Trim().ToLowerInvariant());
    }

    /// <summary>"Name" &lt;uri&gt;;params or uri;params: the URI.</summary>
    public static string Bare(string text)
    {
        var open = OpenBracket(text);
        if (open >= 0)
        {
            var close = text.IndexOf('>', open);
            return (close < 0 ? text[(open + 1)..] : text[(open + 1)..close]).Trim();
        }

        return text.Trim();
    }

    public static string? DisplayName(string text)
    {
        var open = OpenBracket(text);
        var name = open > 0 ? text[..open].Trim() : "";
        name = name is ['"', .. var inner, '"']
            ? inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal)
            : name;
        return string.IsNullOrWhiteSpace(name) ? null : name.Trim();
    }

    /// <summary>The first bracket outside quotes, or -1.</summary>
    private static int OpenBracket(string text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    return i;
                default:
                    break;
            }
        }

        return -1;
    }

    /// <summary>Without the visual separators of RFC 3966 §5.1.1.</summary>
    private static string Strip(string number)
    {
        var kept = new StringBuilder(number.Length);
        foreach (var c in number.Trim().Where(c => c is not ('-' or '.' or '(' or ')' or ' ')))
        {
            kept.Append(c);
        }

        var digits = kept.ToString();
        return digits.Length > 0 && digits.All(c => char.IsAsciiDigit(c) || c is '+' or '*' or '#') ? digits : number.Trim();
    }

    /// <summary>Bad escapes stay as they are.</summary>
    private static string Unescape(string text) => System.Uri.UnescapeDataString(text);
}
