using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Registration;

/// <summary>The comma list behind "Digest" (RFC 7616 §3.3, §3.4): name = token or quoted-string.</summary>
internal static class DigestParameters
{
    private const int Limit = 64;

    /// <summary>
    /// Values without quotes; the first of a name counts. False when the scheme is another one or the list is not readable.
    /// </summary>
    public static bool TryParse(string text, out Dictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(text);
        parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var cursor = new ByteCursor(Encoding.UTF8.GetBytes(text));
        cursor.SkipLws();
        if (!Ascii.EqualsIgnoreCase(cursor.Token(), "Digest"u8) || !cursor.SkipLws())
        {
            return false;
        }

        while (!cursor.AtEnd)
        {
            if (cursor.TakeSeparator((byte)','))
            {
                continue;
            }

            var name = SipCharacters.Text(cursor.Token());
            if (name.Length == 0 || !cursor.TakeSeparator((byte)'=') || parameters.Count == Limit)
            {
                return false;
            }

            if (cursor.Peek != (byte)'"')
            {
                parameters.TryAdd(name, SipCharacters.Text(cursor.TakeUntil(SipCharacters.ValueEnd)));
            }
            else if (cursor.TryQuoted(out var quoted))
            {
                parameters.TryAdd(name, QuotedText.Unquote(SipCharacters.Text(quoted)));
            }
            else
            {
                return false;
            }

            cursor.SkipLws();
            if (!cursor.AtEnd && cursor.Peek != (byte)',')
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="SipFormatException">What the list does not hold.</exception>
    public static string Needed(Dictionary<string, string> parameters, string name) =>
        parameters.TryGetValue(name, out var value) ? value : throw new SipFormatException($"digest without {name}");

    public static void Quoted(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            Plain(text, name, QuotedText.Quote(value));
        }
    }

    public static void Plain(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text[^1] == ' ' ? "" : ", ").Append(name).Append('=').Append(value);
        }
    }
}
