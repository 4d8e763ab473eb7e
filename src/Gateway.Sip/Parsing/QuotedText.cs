using System.Text;

namespace Gateway.Sip.Parsing;

/// <summary>quoted-string of RFC 3261 §25.1: takes quotes off and puts them on.</summary>
internal static class QuotedText
{
    /// <summary>Without quotes and backslash escapes; a text that is not quoted comes back as it is.</summary>
    public static string Unquote(string text)
    {
        if (text.Length < 2 || text[0] != '"' || text[^1] != '"')
        {
            return text;
        }

        var inner = text.AsSpan(1, text.Length - 2);
        if (!inner.Contains('\\'))
        {
            return inner.ToString();
        }

        var result = new StringBuilder(inner.Length);
        for (var i = 0; i < inner.Length; i++)
        {
            if (inner[i] == '\\' && i + 1 < inner.Length)
            {
                i++;
            }

            result.Append(inner[i]);
        }

        return result.ToString();
    }

    public static string Quote(string text) =>
        string.Concat("\"", text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal), "\"");

    public static bool IsQuoted(string text)
    {
        if (text.Length < 2 || text[0] != '"')
        {
            return false;
        }

        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i == text.Length - 1;
            }
        }

        return false;
    }

    /// <summary>As it may stand after "=": quoted already, a token or host, or else quoted here.</summary>
    public static string AsValue(string text) =>
        IsQuoted(text) || (text.Length > 0 && !text.AsSpan().ContainsAnyExcept(SipCharacters.PlainValue)) ? text : Quote(text);
}
