using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Expires and the expires parameter (RFC 3261 §20.19, §10.2.1.1): seconds, 0 to 2^32-1.</summary>
public static class ExpiresHeader
{
    /// <summary>Null when absent or no number; a number beyond 2^32-1 is 2^32-1.</summary>
    public static uint? Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Parse(headers["Expires"]);
    }

    /// <summary>Null when absent or no number; a number beyond 2^32-1 is 2^32-1.</summary>
    public static uint? Parse(string? text) =>
        string.IsNullOrEmpty(text) || text.AsSpan().ContainsAnyExceptInRange('0', '9') ? null
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds
        : uint.MaxValue;
}
