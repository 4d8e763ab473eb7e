using Gateway.Media.Sdp;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Legs;

/// <summary>The session description in a message, also as a part of a multipart body (RFC 5621).</summary>
/// <param name="IsPresent">There is one, readable or not.</param>
/// <param name="Session">Null when absent or not readable.</param>
/// <param name="Error">Why it is not readable.</param>
internal readonly record struct SdpBody(bool IsPresent, SessionDescription? Session, string Error)
{
    public static SdpBody Of(SipMessage message)
    {
        var found = new SdpBody(false, null, "");
        foreach (var part in MultipartReader.Read(message, SipLimits.Default).Parts)
        {
            // A body whose type nobody can read is most likely SDP.
            if (!part.Is("application/sdp") && part.Type is not null)
            {
                continue;
            }

            if (SdpParser.TryParse(part.DecodedContent.Span, out var session, out var error))
            {
                return new SdpBody(true, session, "");
            }

            found = part.Type is null ? found : new SdpBody(true, null, error);
        }

        return found;
    }
}
