using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Legs;

/// <summary>What an agent's leg begins with.</summary>
/// <param name="Ports">Rented; bound by the engine on OpenLeg and returned by it after CloseLeg, whatever becomes of the leg.</param>
/// <param name="Bindings">Where the agent is registered; all are invited at once.</param>
/// <param name="RingTimeout">Until <see cref="AgentFailure.NoAnswer"/>; more than zero.</param>
public sealed record AgentLegStart(
    MediaCallId Call, LegId Leg, RtpPorts Ports, IReadOnlyList<AgentBinding> Bindings, AgentInvite Invite, TimeSpan RingTimeout)
{
    public static readonly TimeSpan DefaultRingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Codecs in order of preference; null: PCMA, PCMU.</summary>
    public IReadOnlyList<AudioCodec>? Codecs { get; init; }

    /// <summary>Null: plain RTP alone.</summary>
    public LocalSrtp? Srtp { get; init; }

    /// <summary>Which side of a recording it is.</summary>
    public LegRole Role { get; init; } = LegRole.Agent;
}

/// <summary>One registered phone of the agent.</summary>
/// <param name="Contact">Request-URI.</param>
/// <param name="Flow">The flow of its registration (RFC 5626), or its source address.</param>
public sealed record AgentBinding(SipUri Contact, SipFlow Flow);

/// <summary>What the INVITE to an agent says. The request stays under 1,300 bytes, so that it keeps to UDP (RFC 3261 §18.1.1).</summary>
/// <param name="From">The caller's number as the phone shall show it.</param>
/// <param name="To">The agent's address of record.</param>
public sealed record AgentInvite(NameAddress From, NameAddress To)
{
    /// <summary>Or null (RFC 3325).</summary>
    public SipUri? AssertedIdentity { get; init; }

    /// <summary>"urn:emergency:uid:callid:…" (NENA-STA-010), or null.</summary>
    public string? EmergencyCallId { get; init; }

    /// <summary>"urn:emergency:uid:incidentid:…" (NENA-STA-010), or null.</summary>
    public string? EmergencyIncidentId { get; init; }

    /// <summary>Value of Alert-Info, or null.</summary>
    public string? AlertInfo { get; init; }

    /// <summary>Asks the phone to answer by itself (RFC 5373; Alert-Info for phones that know only that).</summary>
    public bool AutoAnswer { get; init; }

    /// <summary>To somebody who is no agent: neither transfers nor picks up.</summary>
    public bool ToOutside { get; init; }

    /// <summary>Further header lines.</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    internal RequestSpec Request(SipUri contact, SipBody body)
    {
        var headers = new List<HeaderField> { ToOutside ? InDialog.Allow : new("Allow", Narrow(InDialog.Allow.Value) + ",REFER") };
        Add("Supported", ToOutside ? null : "100rel,timer,replaces");
        Add("P-Asserted-Identity", AssertedIdentity is { } identity ? $"<{identity}>" : null);
        Add("Call-Info", EmergencyCallId is { } call ? $"<{call}>;purpose=emergency-CallId" : null);
        Add("Call-Info", EmergencyIncidentId is { } incident ? $"<{incident}>;purpose=emergency-IncidentId" : null);
        Add("Alert-Info", AlertInfo ?? (AutoAnswer ? "<sip:auto-answer>;info=alert-autoanswer;delay=0" : null));
        Add("Answer-Mode", AutoAnswer ? "Auto" : null);
        return new RequestSpec(contact, From, To, [.. headers, .. Headers], body);

        // Every byte counts towards UDP's 1,300.
        static string Narrow(string list) => list.Replace(", ", ",", StringComparison.Ordinal);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                headers.Add(new HeaderField(name, value));
            }
        }
    }
}

/// <summary>An INVITE that is out to one of the agent's phones.</summary>
/// <param name="IsAlive">A 1xx has come.</param>
public sealed record AgentFork(UsageId Usage, bool IsAlive);

/// <summary>What was agreed in an early dialog.</summary>
/// <param name="RemoteTag">Tells the forks of one INVITE apart.</param>
public sealed record EarlyAnswer(UsageId Usage, string RemoteTag, NegotiationResult.Agreed Agreed);

/// <summary>An agent's leg. Immutable.</summary>
/// <param name="Usages">All usages that the leg has started.</param>
/// <param name="Forks">Those without a final response.</param>
public sealed record AgentLegState(
    MediaCallId Call, LegId Leg, LegMedia Media, IReadOnlyList<UsageId> Usages, IReadOnlyList<AgentFork> Forks)
    : LegState(Call, Leg, Media)
{
    public AgentLegPhase Phase { get; init; } = AgentLegPhase.Inviting;

    /// <summary>The phone that answered.</summary>
    public UsageId? Answered { get; init; }

    /// <summary>Answers that came in reliable 1xx: the 200 of that dialog need not say them again (RFC 3262 §5).</summary>
    public IReadOnlyList<EarlyAnswer> EarlyAnswers { get; init; } = [];

    /// <summary>The re-INVITE that brings the phone over from another call.</summary>
    public ClientRequestId? Reinvite { get; init; }

    /// <summary>The answer is at least 3 s old.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The weightiest failure of a fork so far: what a person did counts for more than what a network did.</summary>
    public LegEvent.OfferFailed? Failure { get; init; }

    public override bool IsEnded => Phase == AgentLegPhase.Ended;
}

public enum AgentLegPhase
{
    /// <summary>INVITEs are out.</summary>
    Inviting,

    /// <summary>A phone rings.</summary>
    Ringing,

    /// <summary>The phone answered another call of ours and is asked to come over.</summary>
    Adopting,

    /// <summary>A phone answered, its first packet is awaited.</summary>
    Answered,

    /// <summary>Ready to be bridged, or bridged.</summary>
    Connected,

    Ended,
}
