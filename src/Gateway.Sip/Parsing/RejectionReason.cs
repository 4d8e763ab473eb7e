namespace Gateway.Sip.Parsing;

/// <summary>Why bytes are not taken as a SIP message; also the label of the counter.</summary>
public enum RejectionReason
{
    None,

    /// <summary>Nothing but CR, LF or NUL: a keep-alive (RFC 5626 §3.5.1), not an error.</summary>
    KeepAlive,

    /// <summary>No SIP start line: scans, STUN, HTTP.</summary>
    NotSip,
    MessageTooLarge,
    StartLineTooLong,

    /// <summary>Request line without its three parts, or with LWS in the Request-URI (RFC 4475 §3.1.2.8).</summary>
    RequestLineUnreadable,
    UnsupportedVersion,

    /// <summary>Not three digits from 100 to 699.</summary>
    StatusCodeOutOfRange,
    HeaderLineTooLong,
    TooManyHeaders,
    TooManyVias,
    ViaMissing,
    ViaUnreadable,
    FromMissing,
    FromUnreadable,
    ToMissing,
    ToUnreadable,
    CallIdMissing,
    CallIdUnreadable,
    CSeqMissing,
    CSeqUnreadable,

    /// <summary>The CSeq method is not the method of the request line (RFC 3261 §8.1.1.5).</summary>
    CSeqMethodMismatch,

    /// <summary>Two different values where one may stand: From, To, Call-ID, CSeq.</summary>
    SeveralValues,

    /// <summary>Not a number, negative, or several that differ.</summary>
    ContentLengthUnreadable,

    /// <summary>A datagram that holds less than its Content-Length (RFC 3261 §18.3).</summary>
    ContentLengthBeyondMessage,

    /// <summary>A stream message with a body but without Content-Length (RFC 3261 §18.3): its end cannot be found.</summary>
    ContentLengthMissing,
}
