using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// Why bytes were refused, and what was readable in them, so that a stateless answer can be made (<see cref="StatelessReply"/>).
/// </summary>
/// <param name="StatusCode">Status to answer with; 0: no answer (a response, an ACK, no SIP at all, no Via to answer to).</param>
/// <param name="ReasonPhrase">Names the place, e.g. "Bad CSeq"; "" when there is no answer.</param>
/// <param name="ReadableHeaders">Via, From, To, Call-ID, CSeq and Timestamp lines as far as they were read, in wire order.</param>
public sealed record ParseRejection(RejectionReason Reason, int StatusCode, string ReasonPhrase, HeaderList ReadableHeaders)
{
    public static readonly ParseRejection None = new(RejectionReason.None, 0, "", new HeaderList());

    public bool IsKeepAlive => Reason == RejectionReason.KeepAlive;

    public bool IsAnswerable => StatusCode != 0;

    internal static ParseRejection Silent(RejectionReason reason) => new(reason, 0, "", new HeaderList());

    internal static int StatusOf(RejectionReason reason) => reason switch
    {
        RejectionReason.None or RejectionReason.KeepAlive or RejectionReason.NotSip or RejectionReason.StatusCodeOutOfRange
            or RejectionReason.ViaMissing => 0,
        RejectionReason.UnsupportedVersion => Messages.StatusCode.VersionNotSupported,
        RejectionReason.MessageTooLarge => Messages.StatusCode.MessageTooLarge,
        RejectionReason.StartLineTooLong => 414,
        _ => Messages.StatusCode.BadRequest,
    };

    internal static string PhraseOf(RejectionReason reason) => reason switch
    {
        RejectionReason.RequestLineUnreadable => "Bad Request-Line",
        RejectionReason.HeaderLineTooLong => "Header Line Too Long",
        RejectionReason.TooManyHeaders => "Too Many Header Fields",
        RejectionReason.TooManyVias => "Too Many Vias",
        RejectionReason.ViaUnreadable => "Bad Via",
        RejectionReason.FromMissing => "Missing From",
        RejectionReason.FromUnreadable => "Bad From",
        RejectionReason.ToMissing => "Missing To",
        RejectionReason.ToUnreadable => "Bad To",
        RejectionReason.CallIdMissing => "Missing Call-ID",
        RejectionReason.CallIdUnreadable => "Bad Call-ID",
        RejectionReason.CSeqMissing => "Missing CSeq",
        RejectionReason.CSeqUnreadable => "Bad CSeq",
        RejectionReason.CSeqMethodMismatch => "CSeq Method Differs",
        RejectionReason.SeveralValues => "Repeated Single Header Field",
        RejectionReason.ContentLengthUnreadable => "Bad Content-Length",
        RejectionReason.ContentLengthBeyondMessage => "Content-Length Exceeds Message",
        RejectionReason.ContentLengthMissing => "Missing Content-Length",
        _ => Messages.StatusCode.ReasonPhrase(StatusOf(reason)),
    };
}
