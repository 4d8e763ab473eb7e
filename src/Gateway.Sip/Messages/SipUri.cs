using System.Text;
using Gateway.Sip.Headers;

namespace Gateway.Sip.Messages;

/// <summary>
/// A URI as SIP uses it: sip, sips, tel, urn, or anything else kept verbatim. Immutable; <see cref="ToString"/> gives the text as received.
/// "==" compares <see cref="Text"/>; <see cref="IsEquivalentTo"/> is the comparison of RFC 3261 §19.1.4. A <c>with</c> expression leaves
/// <see cref="Text"/> as it was: use <see cref="Sip"/>, <see cref="WithParameter"/> or <see cref="WithoutHeaders"/> to change an address.
/// </summary>
public sealed record SipUri
{
    /// <summary>Scheme in lower case: "sip", "sips", "tel", "urn", ….</summary>
    public required string Scheme { get; init; }

    /// <summary>
    /// User part without password, unescaped; null when absent. Holds its own parameters ("112;phone-context=+62"): see
    /// <see cref="UserName"/>. For tel: the number with its separators; for urn: all after "urn:".
    /// </summary>
    public string? User { get; init; }

    /// <summary>Unescaped password (RFC 3261 §19.1.1, not recommended there), or null.</summary>
    public string? Password { get; init; }

    /// <summary>Host without brackets; empty for tel and urn.</summary>
    public string Host { get; init; } = "";

    /// <summary>0 to 65535; null when the URI names none.</summary>
    public int? Port { get; init; }

    /// <summary>URI parameters in wire order, unescaped, names in lower case, value null for flags. For tel: its parameters.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Parameters { get; init; } = [];

    /// <summary>The "?…" part of a sip URI as received, without the question mark, or null.</summary>
    public string? HeadersPart { get; init; }

    /// <summary>
    /// True when a sip, sips or tel URI could not be taken apart and only <see cref="Text"/> and <see cref="Scheme"/> are known.
    /// </summary>
    public bool IsOpaque { get; init; }

    /// <summary>The text as received, or as composed.</summary>
    public required string Text { get; init; }

    public bool IsSip => Scheme is "sip" or "sips";

    /// <summary>User up to its first ";": the number or name itself.</summary>
    public string? UserName => User?.Split(';', 2)[0];

    public string? Parameter(string name) => HeaderParameters.Find(Parameters, name);

    public bool HasParameter(string name) => HeaderParameters.Has(Parameters, name);

    /// <summary>
    /// A telephone parameter wherever it stands: in the user part of a sip URI (RFC 3261 §19.1.6) or among the parameters of a tel URI
    /// (RFC 3966), e.g. "phone-context" or "cpc". Null when absent, "" for a flag.
    /// </summary>
    public string? TelParameter(string name)
    {
        if (Scheme == "tel")
        {
            return HasParameter(name) ? Parameter(name) ?? "" : null;
        }

        foreach (var part in (User ?? "").Split(';').Skip(1))
        {
            var pair = part.Split('=', 2);
            if (pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return pair.Length > 1 ? pair[1] : "";
            }
        }

        return null;
    }

    /// <exception cref="SipFormatException">Not a URI that SIP can use; says where.</exception>
    public static SipUri Parse(string text) => SipUriParser.TryParse(text, out var uri, out var problem)
        ? uri
        : throw new SipFormatException($"{problem}: '{text}'");

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SipUri? uri) =>
        SipUriParser.TryParse(text, out uri, out _);

    /// <summary>Composes a sip URI; user and parameters are escaped here.</summary>
    public static SipUri Sip(
        string? user, string host, int? port = null, IReadOnlyList<KeyValuePair<string, string?>>? parameters = null,
        string scheme = "sip") =>
        new SipUri { Scheme = scheme, User = user, Host = host, Port = port, Parameters = parameters ?? [], Text = "" }.Recomposed();

    public SipUri WithParameter(string name, string? value) =>
        (this with { Parameters = HeaderParameters.With(Parameters, name, value) }).Recomposed();

    /// <summary>Without the "?…" part, which may not stand in a Request-URI (RFC 3261 §19.1.1, table 1).</summary>
    public SipUri WithoutHeaders() => HeadersPart is null ? this : (this with { HeadersPart = null }).Recomposed();

    /// <summary>The comparison of RFC 3261 §19.1.4 for sip and sips; for tel and urn without case and separators; else by text.</summary>
    public bool IsEquivalentTo(SipUri other) => SipUriEquivalence.AreEquivalent(this, other);

    public bool Equals(SipUri? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    /// <summary>Like <see cref="Parse"/>, but a URI that cannot be taken apart comes back opaque.</summary>
    internal static SipUri ParseOrOpaque(string text)
    {
        if (SipUriParser.TryParse(text, out var uri, out _))
        {
            return uri;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new SipUri { Scheme = colon > 0 ? text[..colon].ToLowerInvariant() : "", Text = text, IsOpaque = true };
    }

    private SipUri Recomposed()
    {
        if (!IsSip)
        {
            var plain = new StringBuilder(Scheme).Append(':').Append(User);
            SipUriEscapes.Write(plain, Parameters);
            return this with { Text = plain.ToString() };
        }

        var text = new StringBuilder(Scheme).Append(':');
        if (User is not null)
        {
            text.Append(SipUriEscapes.EscapeUser(User));
            if (Password is not null)
            {
                text.Append(':').Append(SipUriEscapes.EscapePassword(Password));
            }

            text.Append('@');
        }

        text.Append(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host);
        if (Port is { } port)
        {
            text.Append(':').Append(port);
        }

        SipUriEscapes.Write(text, Parameters);
        if (HeadersPart is not null)
        {
            text.Append('?').Append(HeadersPart);
        }

        return this with { Text = text.ToString() };
    }
}
