using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>
/// What a UAS takes, and which of the checks of RFC 3261 §8.2 it makes. Emergency INVITEs of trunks run with <see cref="Overlooking"/>:
/// what can be
/// answered is answered.
/// </summary>
public sealed record RequestRules
{
    /// <summary>No check refuses anything.</summary>
    public static readonly RequestRules Overlooking = new()
    {
        CheckMethod = false,
        CheckRequestUri = false,
        CheckRequire = false,
        CheckContent = false,
        CheckAccept = false,
        CheckContact = false,
    };

    /// <summary>Methods that are taken; written as Allow.</summary>
    public IReadOnlyList<SipMethod> Methods { get; init; } =
        [SipMethod.Invite, SipMethod.Ack, SipMethod.Bye, SipMethod.Cancel, SipMethod.Options, SipMethod.Register, SipMethod.Info,
            SipMethod.Update, SipMethod.Prack];

    /// <summary>Schemes of the Request-URI, lower case.</summary>
    public IReadOnlyList<string> Schemes { get; init; } = ["sip", "sips", "tel", "urn"];

    /// <summary>Option tags that may stand in Require; written as Supported by others.</summary>
    public IReadOnlyList<string> OptionTags { get; init; } = [];

    /// <summary>Media types of bodies; written as Accept. A multipart is taken when one of its parts is.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = ["application/sdp"];

    /// <summary>What an answer to INVITE carries: an Accept without it is refused with 406.</summary>
    public string AnswerType { get; init; } = "application/sdp";

    /// <summary>501 for a method outside the registry, 405 with Allow for one that is not taken (§8.2.1).</summary>
    public bool CheckMethod { get; init; } = true;

    /// <summary>416 for another scheme, 400 for a URI that cannot be taken apart (§8.2.2.1).</summary>
    public bool CheckRequestUri { get; init; } = true;

    /// <summary>420 with Unsupported (§8.2.2.3).</summary>
    public bool CheckRequire { get; init; } = true;

    /// <summary>415 with Accept or Accept-Encoding (§8.2.3).</summary>
    public bool CheckContent { get; init; } = true;

    /// <summary>406 for an INVITE that would not take our answer (§21.4.7).</summary>
    public bool CheckAccept { get; init; } = true;

    /// <summary>400 for a REGISTER with a Contact that cannot be read (§10.3, RFC 4475 §3.1.2.13).</summary>
    public bool CheckContact { get; init; } = true;

    /// <summary>
    /// 483 for Max-Forwards 0 (§16.3). Off: a UAS answers whatever the hops left (RFC 4475 §3.3.11); a B2BUA that sends on may want it.
    /// </summary>
    public bool RefuseNoHopsLeft { get; init; }
}
