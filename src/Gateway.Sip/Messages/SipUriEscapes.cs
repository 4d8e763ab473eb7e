using System.Buffers;
using System.Globalization;
using System.Text;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Messages;

/// <summary>%HH escapes of RFC 3261 §19.1.2 and §25.1.</summary>
internal static class SipUriEscapes
{
    private const string Unreserved = SipCharacters.Alphanumeric + "-_.!~*'()";

    private static readonly SearchValues<char> UnreservedSet = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> User = SearchValues.Create(Unreserved + "&=+$,;?/");
    private static readonly SearchValues<char> Password = SearchValues.Create(Unreserved + "&=+$,");
    private static readonly SearchValues<char> ParameterCharacters = SearchValues.Create(Unreserved + "[]/:&+$");

    /// <summary>Decodes %HH as UTF-8. A "%" without two hex digits stays (RFC 4475 §3.1.1.5).</summary>
    public static string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var source = Encoding.UTF8.GetBytes(text.ToString());
        var written = 0;
        for (var i = 0; i < source.Length; i++, written++)
        {
            if (source[i] == (byte)'%' && IsEscape(source, i))
            {
                source[written] = byte.Parse(source.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                i += 2;
            }
            else
            {
                source[written] = source[i];
            }
        }

        return Encoding.UTF8.GetString(source, 0, written);
    }

    /// <summary>
    /// The form in which equal texts are equal (§19.1.4): escapes of unreserved characters decoded, the others in upper case.
    /// </summary>
    public static string Normalize(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%' || i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                result.Append(text[i]);
                continue;
            }

            var decoded = (char)int.Parse(text.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (UnreservedSet.Contains(decoded))
            {
                result.Append(decoded);
            }
            else
            {
                result.Append('%').Append(char.ToUpperInvariant(text[i + 1])).Append(char.ToUpperInvariant(text[i + 2]));
            }

            i += 2;
        }

        return result.ToString();
    }

    public static string EscapeUser(string text) => Escape(text, User);

    public static string EscapePassword(string text) => Escape(text, Password);

    public static void Write(StringBuilder text, IReadOnlyList<KeyValuePair<string, string?>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            text.Append(';').Append(Escape(name, ParameterCharacters));
            if (value is not null)
            {
                text.Append('=').Append(Escape(value, ParameterCharacters));
            }
        }
    }

    private static string Escape(string text, SearchValues<char> allowed)
    {
        if (!text.AsSpan().ContainsAnyExcept(allowed))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 8);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b < 0x80 && allowed.Contains((char)b))
            {
                result.Append((char)b);
            }
            else
            {
                result.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return result.ToString();
    }

    private static bool IsEscape(byte[] text, int i) =>
        i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]);
}
