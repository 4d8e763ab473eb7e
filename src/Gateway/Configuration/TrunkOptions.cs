using System.Net;
using Gateway.Calls;
using Gateway.Location.Numbers;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Configuration;

/// <summary>One operator's way in.</summary>
public sealed record TrunkOptions
{
    public required string Name { get; init; }

    /// <summary>Source networks by which the trunk is known; at least one, or a name of certificates. No two trunks share an address.</summary>
    public required IReadOnlyList<IPNetwork> Networks { get; init; }

    /// <summary>
    /// Names in the client's certificate by which the trunk is known on TLS, whatever address it comes from. With any, its networks alone
    /// are not enough there.
    /// </summary>
    public IReadOnlyList<string> CertificateNames { get; init; } = [];

    /// <summary>
    /// With certificate names: only a certificate that is good in every respect makes a request this trunk's. Else its networks count on
    /// UDP and TCP, and a certificate from them may be out of date, with an alarm.
    /// </summary>
    public bool Strict { get; init; }

    public required AnswerMode Answer { get; init; }

    /// <summary>Code of the centre for calls that nothing locates; null: <see cref="GatewayConfiguration.DefaultCentre"/>.</summary>
    public required string? DefaultCentre { get; init; }

    /// <summary>Every call on this trunk is an emergency call, whatever digits it brings.</summary>
    public required bool EmergencyOnly { get; init; }

    /// <summary>P-Asserted-Identity and P-Access-Network-Info of this trunk are believed (RFC 3325 §5).</summary>
    public required bool TrustIdentity { get; init; }

    /// <summary>Rank of its callers, e.g. of those whom an agency hands over: as if they had come so much earlier.</summary>
    public TimeSpan PriorityBonus { get; init; }

    /// <summary>May subscribe to the states of queues, centres and this node, and to abandoned calls (RFC 6665, NENA-STA-010).</summary>
    public bool Subscriptions { get; init; }

    /// <summary>Translated digits, first match wins.</summary>
    public required IReadOnlyList<NumberRule> NumberRules { get; init; }

    /// <summary>Caller numbers that stand for a phone without SIM.</summary>
    public required IReadOnlyList<PseudoNumberRule> PseudoNumberRules { get; init; }

    /// <summary>Null: the trunk's state is known by its calls alone.</summary>
    public required OptionsPing? Ping { get; init; }

    /// <summary>Order of preference in our answers and offers; at least one.</summary>
    public required IReadOnlyList<AudioCodec> Codecs { get; init; }

    /// <summary>Networks within which a leg's media source may change without new SDP.</summary>
    public required IReadOnlyList<IPNetwork> MediaNetworks { get; init; }

    /// <summary>When 183 with SDP goes out reliably (RFC 3262).</summary>
    public required ProvisionalReliability ReliableProvisional { get; init; }

    /// <summary>When calls of this trunk are SRTP. No caller is refused for it.</summary>
    public SrtpUse Srtp { get; init; } = SrtpUse.Optional;

    /// <summary>Calls at the same time from which an alarm is raised; null: none.</summary>
    public required int? AlarmCalls { get; init; }

    /// <summary>New calls in a second from which an alarm is raised and the trunk is asked to send less (RFC 7339); null: none.</summary>
    public int? AlarmCallsPerSecond { get; init; }

    /// <summary>Resource-Priority of callbacks by this trunk (RFC 4412, RFC 7135), e.g. "esnet.0"; null: none.</summary>
    public string? CallbackResourcePriority { get; init; }

    /// <summary>False: neither asked nor registered with, and no alarms. Its calls are taken all the same.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Null: the trunk does not want it.</summary>
    public TrunkRegister? Register { get; init; }
}

/// <summary>OPTIONS that we send to see whether a trunk is up.</summary>
/// <param name="Targets">At least one; names are looked up by RFC 3263.</param>
public sealed record OptionsPing(IReadOnlyList<SipUri> Targets, TimeSpan Interval);

/// <summary>A trunk that wants us to register, and that may ask for user and password on our requests.</summary>
/// <param name="Registrar">Where; a name is looked up by RFC 3263.</param>
/// <param name="User">User part of the address of record and user name of digest.</param>
/// <param name="Expires">Asked for; refreshed at half of what is granted.</param>
public sealed record TrunkRegister(SipUri Registrar, string User, Secret Password, TimeSpan Expires);
