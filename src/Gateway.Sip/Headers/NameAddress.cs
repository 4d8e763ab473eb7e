using System.Buffers;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Headers;

/// <summary>
/// name-addr or addr-spec with header parameters: From, To, Contact, Route, Record-Route, P-Asserted-Identity (RFC 3261 §20.10).
/// </summary>
/// <param name="DisplayName">Unquoted; null when absent.</param>
/// <param name="Uri">The address.</param>
/// <param name="Parameters">
/// Header parameters (outside the angle brackets) in wire order, values as on the wire (quotes included); value null for flags.
/// </param>
public sealed record NameAddress(string? DisplayName, SipUri Uri, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    private static readonly SearchValues<byte> BareUriEnd = SearchValues.Create(" \t\r\n;,"u8);

    public string? Tag => Parameter("tag");

    /// <summary>Value without quotes; null for a flag and when absent.</summary>
    public string? Parameter(string name) => HeaderParameters.Find(Parameters, name);

    public bool HasParameter(string name) => HeaderParameters.Has(Parameters, name);

    /// <summary>
    /// Strict about the URI: a sip URI that cannot be taken apart, or one with "?" outside angle brackets (§20.10), is refused.
    /// </summary>
    /// <exception cref="SipFormatException">Not readable.</exception>
    public static NameAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(Encoding.UTF8.GetBytes(text), strict: true);
    }

    public NameAddress With(string parameter, string? value) =>
        this with { Parameters = HeaderParameters.With(Parameters, parameter, value) };

    public NameAddress WithTag(string tag) => With("tag", tag);

    public bool Equals(NameAddress? other) => other is not null && DisplayName == other.DisplayName && Uri == other.Uri
        && HeaderParameters.AreEqual(Parameters, other.Parameters);

    public override int GetHashCode() => HashCode.Combine(DisplayName, Uri, Parameters.Count);

    public override string ToString()
    {
        var text = new StringBuilder(96);
        if (!string.IsNullOrEmpty(DisplayName))
        {
            text.Append(QuotedText.Quote(DisplayName)).Append(' ');
        }

        text.Append('<').Append(Uri.Text).Append('>');
        HeaderParameters.Write(text, Parameters);
        return text.ToString();
    }

    /// <summary>
    /// Reads the first element of <paramref name="text"/>. Not strict: the URI of a From or To that no rule can read is kept as
    /// <see cref="SipUri.IsOpaque"/>, since a request can be answered without it.
    /// </summary>
    internal static NameAddress Parse(ReadOnlySpan<byte> text, bool strict)
    {
        var cursor = new ByteCursor(text);
        if (!TryScanAddress(ref cursor, out var name, out var uri, out var bracketed))
        {
            throw new SipFormatException($"not a name-addr: '{SipCharacters.Text(text)}'");
        }

        if (strict && !bracketed && uri.Contains((byte)'?'))
        {
            throw new SipFormatException($"a URI with '?' must stand in <>: '{SipCharacters.Text(text)}'");
        }

        var uriText = SipCharacters.Text(uri);
        return new NameAddress(
            name.IsEmpty ? null : QuotedText.Unquote(SipCharacters.Text(name)),
            strict ? SipUri.Parse(uriText) : SipUri.ParseOrOpaque(uriText),
            HeaderParameters.Read(ref cursor));
    }

    /// <summary>
    /// Whether all of <paramref name="text"/> is one address, as From and To must be. A comma in an unquoted display name is overlooked.
    /// </summary>
    internal static bool IsWellFormed(ReadOnlySpan<byte> text)
    {
        var cursor = new ByteCursor(text);
        return TryScanAddress(ref cursor, out _, out _, out _) && HeaderParameters.Skip(ref cursor) && cursor.AtEnd;
    }

    private static bool TryScanAddress(ref ByteCursor cursor, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> uri, out bool bracketed)
    {
        name = uri = default;
        bracketed = false;
        cursor.SkipLws();
        if (cursor.Peek == (byte)'"')
        {
            if (!cursor.TryQuoted(out name))
            {
                return false;
            }

            cursor.SkipLws();
            if (cursor.Peek != (byte)'<')
            {
                return false;
            }
        }

        var rest = cursor.Rest;
        var open = rest.IndexOf((byte)'<');
        var quote = rest.IndexOf((byte)'"');
        if (open >= 0 && (quote < 0 || open < quote))
        {
            if (open > 0)
            {
                name = SipCharacters.Trim(rest[..open]);
            }

            var close = rest[open..].IndexOf((byte)'>');
            if (close < 0)
            {
                return false;
            }

            bracketed = true;
            uri = SipCharacters.Trim(rest[(open + 1)..(open + close)]);
            cursor.Position += open + close + 1;
        }
        else
        {
            uri = cursor.TakeUntil(BareUriEnd);
        }

        return uri.IndexOf((byte)':') > 0;
    }
}
