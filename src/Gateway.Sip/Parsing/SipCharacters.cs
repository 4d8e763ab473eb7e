using System.Buffers;
using System.Text;

namespace Gateway.Sip.Parsing;

/// <summary>Character sets of RFC 3261 §25.1.</summary>
internal static class SipCharacters
{
    public const string Alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public const string TokenText = Alphanumeric + "-.!%*_+`'~";

    public static readonly SearchValues<byte> Token = SearchValues.Create(Encoding.ASCII.GetBytes(TokenText));

    /// <summary>Host names and IPv4 addresses; the underscore is no host character but is met in the field.</summary>
    public static readonly SearchValues<byte> Host = SearchValues.Create(Encoding.ASCII.GetBytes(Alphanumeric + "-._"));

    /// <summary>Inside the brackets of an IPv6 reference; % for a zone, which is met in the field.</summary>
    public static readonly SearchValues<byte> Ipv6 = SearchValues.Create("0123456789abcdefABCDEF:.%"u8);

    /// <summary>What ends a parameter value that is not quoted.</summary>
    public static readonly SearchValues<byte> ValueEnd = SearchValues.Create(" \t\r\n;,\""u8);

    /// <summary>Characters of a value that needs no quotes: token or host.</summary>
    public static readonly SearchValues<char> PlainValue = SearchValues.Create(TokenText + "[]:");

    public static bool IsLws(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    public static bool IsToken(ReadOnlySpan<byte> text) => text.Length > 0 && !text.ContainsAnyExcept(Token);

    public static bool IsDigit(byte b) => b is >= (byte)'0' and <= (byte)'9';

    /// <summary>Without leading and trailing LWS, line folds included.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);

    /// <summary>Decimal digits only; false for an empty text, a sign, or more than <paramref name="max"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, long max, out long number)
    {
        number = 0;
        foreach (var b in text)
        {
            if (!IsDigit(b) || (number = (number * 10) + (b - '0')) > max)
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    /// <summary>UTF-8 text with each line fold, and any other CR or LF, given as one space (RFC 3261 §7.3.1).</summary>
    public static string Text(ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny((byte)'\r', (byte)'\n'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var unfolded = new byte[text.Length];
        return Encoding.UTF8.GetString(unfolded.AsSpan(0, Unfold(text, unfolded)));
    }

    /// <summary>Copies <paramref name="text"/> with each run of LWS that holds a CR or LF as one space; gives the length written.</summary>
    public static int Unfold(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsLws(text[i]))
            {
                target[written++] = text[i];
                continue;
            }

            var end = i;
            while (end < text.Length && IsLws(text[end]))
            {
                end++;
            }

            var run = text[i..end];
            if (run.ContainsAny((byte)'\r', (byte)'\n'))
            {
                target[written++] = (byte)' ';
            }
            else
            {
                run.CopyTo(target[written..]);
                written += run.Length;
            }

            i = end - 1;
        }

        return written;
    }
}
