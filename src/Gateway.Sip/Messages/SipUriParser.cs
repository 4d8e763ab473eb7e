using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Messages;

/// <summary>Takes URIs apart (RFC 3261 §19.1.1, RFC 3966, RFC 8141).</summary>
internal static class SipUriParser
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \t\r\n<>\"");
    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(SipCharacters.Alphanumeric + "-._");

    public static bool TryParse(string text, [NotNullWhen(true)] out SipUri? uri, out string problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        uri = null;
        problem = "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !IsScheme(text.AsSpan(0, colon)))
        {
            problem = "URI has no scheme";
        }
        else if (text.AsSpan().ContainsAny(Forbidden))
        {
            problem = "URI holds a space, bracket or quote";
        }
        else if (colon == text.Length - 1)
        {
            problem = "URI has nothing behind its scheme";
        }
        else
        {
            var scheme = SchemeName(text.AsSpan(0, colon));
            uri = scheme switch
            {
                "sip" or "sips" => Sip(scheme, text, text.AsSpan(colon + 1), ref problem),
                "tel" => Tel(text, text.AsSpan(colon + 1)),
                _ => new SipUri { Scheme = scheme, User = text[(colon + 1)..], Text = text },
            };
        }

        return uri is not null;
    }

    private static SipUri? Sip(string scheme, string text, ReadOnlySpan<char> rest, ref string problem)
    {
        string? user = null;
        string? password = null;
        var at = rest.IndexOf('@');
        if (at >= 0)
        {
            var info = rest[..at];
            var colon = info.IndexOf(':');
            user = SipUriEscapes.Unescape(colon < 0 ? info : info[..colon]);
            password = colon < 0 ? null : SipUriEscapes.Unescape(info[(colon + 1)..]);
            rest = rest[(at + 1)..];
        }

        string? headers = null;
        var question = rest.IndexOf('?');
        if (question >= 0)
        {
            headers = rest[(question + 1)..].ToString();
            rest = rest[..question];
        }

        var semicolon = rest.IndexOf(';');
        var parameters = semicolon < 0 ? [] : rest[(semicolon + 1)..];
        if (!TryHostPort(semicolon < 0 ? rest : rest[..semicolon], out var host, out var port))
        {
            problem = "URI has no readable host and port";
            return null;
        }

        return new SipUri
        {
            Scheme = scheme,
            User = user,
            Password = password,
            Host = host,
            Port = port,
            Parameters = Parameters(parameters),
            HeadersPart = headers,
            Text = text,
        };
    }

    private static SipUri Tel(string text, ReadOnlySpan<char> rest)
    {
        var semicolon = rest.IndexOf(';');
        return new SipUri
        {
            Scheme = "tel",
            User = SipUriEscapes.Unescape(semicolon < 0 ? rest : rest[..semicolon]),
            Parameters = semicolon < 0 ? [] : Parameters(rest[(semicolon + 1)..]),
            Text = text,
        };
    }

    private static bool TryHostPort(ReadOnlySpan<char> text, out string host, out int? port)
    {
        host = "";
        port = null;
        ReadOnlySpan<char> name;
        if (text.StartsWith("["))
        {
            var close = text.IndexOf(']');
            if (close < 0 || !IPAddress.TryParse(text[1..close], out _))
            {
                return false;
            }

            name = text[1..close];
            text = text[(close + 1)..];
        }
        else
        {
            var colon = text.IndexOf(':');
            name = colon < 0 ? text : text[..colon];
            text = colon < 0 ? [] : text[colon..];
            if (name.IsEmpty || name.ContainsAnyExcept(HostCharacters))
            {
                return false;
            }
        }

        host = name.ToString();
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] != ':' || !ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        port = number;
        return true;
    }

    private static List<KeyValuePair<string, string?>> Parameters(ReadOnlySpan<char> text)
    {
        var list = new List<KeyValuePair<string, string?>>();
        foreach (var range in text.Split(';'))
        {
            var part = text[range];
            var equals = part.IndexOf('=');
            var name = equals < 0 ? part : part[..equals];
            if (!name.IsEmpty)
            {
                var value = equals < 0 ? null : SipUriEscapes.Unescape(part[(equals + 1)..]);
                list.Add(new(SipUriEscapes.Unescape(name).ToLowerInvariant(), value));
            }
        }

        return list;
    }

    private static bool IsScheme(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('+' or '-' or '.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(text[0]);
    }

    private static string SchemeName(ReadOnlySpan<char> text) =>
        text.Equals("sip", StringComparison.OrdinalIgnoreCase) ? "sip"
        : text.Equals("sips", StringComparison.OrdinalIgnoreCase) ? "sips"
        : text.Equals("tel", StringComparison.OrdinalIgnoreCase) ? "tel"
        : text.Equals("urn", StringComparison.OrdinalIgnoreCase) ? "urn"
        : text.ToString().ToLowerInvariant();
}
