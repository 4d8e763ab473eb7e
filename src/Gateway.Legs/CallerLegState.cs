using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>What a caller's leg begins with.</summary>
/// <param name="Ports">Rented; bound by the engine on OpenLeg and returned by it after CloseLeg, whatever becomes of the leg.</param>
/// <param name="Codecs">In order of preference; null: PCMA, PCMU.</param>
public sealed record CallerLegStart(
    UsageId Usage, SipRequest Invite, MediaCallId Call, LegId Leg, RtpPorts Ports, IReadOnlyList<AudioCodec>? Codecs = null)
{
    /// <summary>The trunk's: the media source may move within them without new SDP.</summary>
    public IReadOnlyList<IPNetwork> MediaNetworks { get; init; } = [];

    /// <summary>Which side of a recording it is.</summary>
    public LegRole Role { get; init; } = LegRole.Caller;

    /// <summary>Null: plain RTP alone. "Required" binds an agent; a caller's plain offer is answered all the same.</summary>
    public LocalSrtp? Srtp { get; init; }

    /// <summary>The trunk's: when 183 with SDP goes out reliably (RFC 3262).</summary>
    public ProvisionalReliability Reliability { get; init; } = ProvisionalReliability.WhenSupported;
}

/// <summary>A caller's leg. Immutable.</summary>
/// <param name="Usage">The caller's INVITE usage.</param>
public sealed record CallerLegState(MediaCallId Call, LegId Leg, LegMedia Media, UsageId Usage) : LegState(Call, Leg, Media)
{
    public CallerLegPhase Phase { get; init; } = CallerLegPhase.Unanswered;

    /// <summary>The INVITE had an offer, so that early media is possible.</summary>
    public bool HadOffer { get; init; }

    /// <summary>For 183 with SDP.</summary>
    public ProvisionalReliability Reliability { get; init; }

    /// <summary>The caller sends PRACK, so that our offer may go in a 183 when the INVITE had none (RFC 3262 §5).</summary>
    public bool CanOfferEarly { get; init; }

    /// <summary>The re-INVITE that takes the leg up again after a restart.</summary>
    public ClientRequestId? Reinvite { get; init; }

    /// <summary>A probe failed, and no packet has come since.</summary>
    public bool ProbeFailed { get; init; }

    public override bool IsEnded => Phase == CallerLegPhase.Ended;
}

public enum CallerLegPhase
{
    /// <summary>No SDP of ours is out; 180 may be.</summary>
    Unanswered,

    /// <summary>183 with our answer, or with our offer in a reliable one, is out.</summary>
    EarlyMedia,

    /// <summary>200 is out, its ACK has not come.</summary>
    Answered,

    /// <summary>The ACK has come.</summary>
    Confirmed,

    /// <summary>After a restart: confirmed by the run before; our re-INVITE has no answer yet.</summary>
    Resuming,

    Ended,
}
