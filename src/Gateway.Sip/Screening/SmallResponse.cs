using Gateway.Sip.Messages;

namespace Gateway.Sip.Screening;

/// <summary>
/// A response without what its receiver can do without, for sources that shall not get more bytes than they sent: compact header names
/// (RFC 3261 §7.3.3), of several challenges the last (which the oldest phones know), no capabilities.
/// </summary>
internal static class SmallResponse
{
    private static readonly HashSet<string> Optional = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Allow", "Allow-Events", "Supported", "Server", "Date", "Timestamp", "Warning",
    };

    private static readonly Dictionary<string, string> Compact = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Via"] = "v",
        ["From"] = "f",
        ["To"] = "t",
        ["Call-ID"] = "i",
        ["Contact"] = "m",
        ["Content-Length"] = "l",
    };

    public static SipResponse Of(SipResponse response)
    {
        var small = new SipResponse(response.StatusCode, response.ReasonPhrase) { Body = response.Body };
        var challenge = response.Headers.LastOrDefault(h => IsChallenge(h.Name));
        foreach (var field in response.Headers)
        {
            if (!Optional.Contains(field.Name) && (!IsChallenge(field.Name) || field.Value == challenge.Value))
            {
                small.Headers.Add(field.Name, field.Value);
            }
        }

        return small;
    }

    /// <summary>The compact form of a header's name, or the name.</summary>
    public static string Name(string name) => Compact.GetValueOrDefault(name, name);

    private static bool IsChallenge(string name) => name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase);
}
