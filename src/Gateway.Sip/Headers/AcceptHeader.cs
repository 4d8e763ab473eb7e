using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Accept (RFC 3261 §20.1).</summary>
public static class AcceptHeader
{
    /// <summary>
    /// True when the sender takes a body of that type. Without an Accept line application/sdp is taken; an empty one takes nothing; one
    /// without a
    /// single readable range counts as none.
    /// </summary>
    public static bool Allows(HeaderList headers, string mediaType)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (!headers.Contains("Accept"))
        {
            return mediaType.Equals("application/sdp", StringComparison.OrdinalIgnoreCase);
        }

        if (headers.Lines("Accept").All(string.IsNullOrWhiteSpace))
        {
            return false;
        }

        var ranges = HeaderElements.Readable(headers, "Accept", MediaType.Parse);
        return ranges.Count == 0 || ranges.Any(r => r.Includes(mediaType) && r.Parameter("q") is not ("0" or "0.0" or "0.00" or "0.000"));
    }
}
