using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>name-addr or addr-spec with header parameters: From, To, Contact, Route, Record-Route, P-Asserted-Identity (RFC 3261 §20.10).</summary>
/// <param name="DisplayName">Unquoted; null when absent.</param>
/// <param name="Uri">The address.</param>
/// <param name="Parameters">Header parameters (outside the angle brackets) in wire order; value null for flags.</param>
public sealed record NameAddress(string? DisplayName, SipUri Uri, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    public string? Tag => Parameter("tag");

    public string? Parameter(string name) =>
        Parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static NameAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var open = text.IndexOf('<', StringComparison.Ordinal);
        var close = text.IndexOf('>', StringComparison.Ordinal);
        var uri = open < 0 ? text.Split(';')[0] : text[(open + 1)..close];
        var parameters = open < 0 ? text.Split(';').Skip(1) : text[(close + 1)..].Split(';', StringSplitOptions.RemoveEmptyEntries);
        return new NameAddress(
            open > 0 ? text[..open].Trim().Trim('"') : null,
            SipUri.Parse(uri.Trim()),
            [.. parameters.Select(p => p.Trim().Split('=')).Select(p => new KeyValuePair<string, string?>(p[0], p.Length > 1 ? p[1] : null))]);
    }

    public NameAddress WithTag(string tag) => this with
    {
        Parameters = [.. Parameters.Where(p => !p.Key.Equals("tag", StringComparison.OrdinalIgnoreCase)), new("tag", tag)],
    };

    public override string ToString() =>
        (DisplayName is null ? "" : $"\"{DisplayName}\" ") + $"<{Uri}>" + string.Concat(Parameters.Select(p => p.Value is null ? $";{p.Key}" : $";{p.Key}={p.Value}"));
}
