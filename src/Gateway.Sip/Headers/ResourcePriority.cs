using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>One value of Resource-Priority (RFC 4412 §3.1, RFC 7135 for esnet).</summary>
/// <param name="Namespace">Lower case: "esnet", "wps", "ets", ….</param>
/// <param name="Priority">As on the wire.</param>
public readonly record struct ResourcePriority(string Namespace, string Priority)
{
    /// <exception cref="SipFormatException">Not readable.</exception>
    public static ResourcePriority Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && dot < text.Length - 1
            ? new ResourcePriority(text[..dot].Trim().ToLowerInvariant(), text[(dot + 1)..].Trim())
            : throw new SipFormatException($"not namespace.priority: '{text}'");
    }

    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<ResourcePriority> Of(HeaderList headers) => HeaderElements.Readable(headers, "Resource-Priority", Parse);

    public override string ToString() => $"{Namespace}.{Priority}";
}
