namespace Gateway.Sip.Messages;

/// <summary>
/// A URI as SIP uses it: sip, sips, tel, urn, or anything else kept verbatim. Immutable; <see cref="ToString"/> gives the text as received.
/// </summary>
public sealed record SipUri
{
    /// <summary>Scheme in lower case: "sip", "sips", "tel", "urn", ….</summary>
    public required string Scheme { get; init; }

    /// <summary>User part without password, unescaped; null when absent. For tel: the number with its separators; for urn: all after "urn:".</summary>
    public string? User { get; init; }

    /// <summary>Host without brackets; empty for tel and urn.</summary>
    public string Host { get; init; } = "";

    /// <summary>Null when the URI names none.</summary>
    public int? Port { get; init; }

    /// <summary>URI parameters in wire order, names in lower case, value null for flags. For tel: its parameters.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Parameters { get; init; } = [];

    /// <summary>The "?…" part of a sip URI as received, without the question mark, or null.</summary>
    public string? HeadersPart { get; init; }

    public string? Parameter(string name) =>
        Parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public bool HasParameter(string name) => Parameters.Any(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The text as received, or as composed.</summary>
    public required string Text { get; init; }

    /// <exception cref="SipFormatException">Not a URI that SIP can use; says where.</exception>
    public static SipUri Parse(string text) => SipUriParser.Parse(text);

    public override string ToString() => Text;
}
