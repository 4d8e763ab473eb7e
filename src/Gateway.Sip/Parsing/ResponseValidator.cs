using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>Whether a UAC may look at a response at all.</summary>
public static class ResponseValidator
{
    /// <summary>
    /// False for more than one Via: the response was for somebody behind us, or is misrouted (RFC 3261 §8.1.3.3, RFC 4475 §3.3.10).
    /// </summary>
    public static bool IsForClient(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Headers.Values("Via").Take(2).Count() == 1;
    }
}
