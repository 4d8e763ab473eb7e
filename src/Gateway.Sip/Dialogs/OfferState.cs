using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Dialogs;

/// <summary>Whose offer waits for an answer in a dialog (RFC 3264 §4; RFC 3311 §5.2 and RFC 3261 §14 decide by it).</summary>
internal enum OfferState
{
    None,

    /// <summary>We offered.</summary>
    Ours,

    /// <summary>The peer offered.</summary>
    Peers,
}

/// <summary>
/// The steps of offer/answer, seen from outside: a description answers the other side's offer, or is one. Only for reliable messages.
/// </summary>
internal static class OfferAnswerSteps
{
    public static OfferState WeSent(this OfferState state) => state == OfferState.Peers ? OfferState.None : OfferState.Ours;

    public static OfferState PeerSent(this OfferState state) => state == OfferState.Ours ? OfferState.None : OfferState.Peers;

    /// <summary>The session description in a message, or null; a body whose type nobody can read is most likely one.</summary>
    public static SipBody? DescriptionIn(SipMessage message)
    {
        if (message.Body.IsEmpty)
        {
            return null;
        }

        foreach (var part in MultipartReader.Read(message, SipLimits.Default).Parts)
        {
            if (part.Is("application/sdp") || part.Type is null)
            {
                return new SipBody("application/sdp", part.DecodedContent);
            }
        }

        return null;
    }

    public static bool HasDescription(SipMessage message) => DescriptionIn(message) is not null;

    public static bool Lists(SipMessage message, string header, string token) => TokenList.Contains(message.Headers, header, token);
}
