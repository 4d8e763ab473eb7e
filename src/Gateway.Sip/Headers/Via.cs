using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>One Via element (RFC 3261 §20.42, RFC 3581).</summary>
/// <param name="Transport">"UDP", "TCP", …, upper case.</param>
/// <param name="Host">sent-by host without brackets.</param>
/// <param name="Port">sent-by port, null when absent.</param>
/// <param name="Parameters">In wire order; value null for flags.</param>
public sealed record Via(string Transport, string Host, int? Port, IReadOnlyList<KeyValuePair<string, string?>> Parameters)
{
    public string? Branch => Parameter("branch");

    public string? Received => Parameter("received");

    public bool HasRport => Parameters.Any(p => p.Key.Equals("rport", StringComparison.OrdinalIgnoreCase));

    public string? Parameter(string name) =>
        Parameters.FirstOrDefault(p => p.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <exception cref="SipFormatException">Not readable.</exception>
    public static Via Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var head = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var host = head[1].Split(':');
        return new Via(
            head[0].Split('/')[2].ToUpperInvariant(),
            host[0],
            host.Length > 1 ? int.Parse(host[1], null) : null,
            [.. parts.Skip(1).Select(p => p.Split('=')).Select(p => new KeyValuePair<string, string?>(p[0], p.Length > 1 ? p[1] : null))]);
    }

    public override string ToString() =>
        $"SIP/2.0/{Transport} {(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}{(Port is { } port ? $":{port}" : "")}"
        + string.Concat(Parameters.Select(p => p.Value is null ? $";{p.Key}" : $";{p.Key}={p.Value}"));
}
