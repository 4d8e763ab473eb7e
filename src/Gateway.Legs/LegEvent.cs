using Gateway.Sip;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>
/// What a leg tells its call. The last event of a leg, and no other, is <see cref="CallerEnded"/>, <see cref="OfferFailed"/> or
/// <see cref="AgentEnded"/>.
/// </summary>
public abstract record LegEvent
{
    private LegEvent()
    {
    }

    // ---- either leg

    /// <summary>The dialog is confirmed, or was refreshed by a re-INVITE: what a restart needs.</summary>
    public sealed record Confirmed(DialogSnapshot Dialog) : LegEvent;

    /// <summary>The peer will not hear us for now (RFC 3264 §8.4).</summary>
    public sealed record Held : LegEvent;

    public sealed record Resumed : LegEvent;

    /// <summary>A key, by RFC 4733 or INFO.</summary>
    public sealed record Dtmf(char Digit) : LegEvent;

    // ---- the caller's leg

    /// <summary>The caller can hear us: 183 with SDP (<paramref name="Early"/>) or 200 is out.</summary>
    public sealed record Established(bool Early) : LegEvent;

    /// <summary>The last event of a caller's leg.</summary>
    /// <param name="Status">Final status that the leg sent, or 0.</param>
    public sealed record CallerEnded(CallerEnding Cause, int Status = 0, string Detail = "") : LegEvent;

    // ---- the agent's leg

    /// <summary>A phone of the agent rings; once.</summary>
    public sealed record Ringing : LegEvent;

    /// <summary>A phone of the agent answered with usable SDP.</summary>
    public sealed record Answered : LegEvent;

    /// <summary>The leg can be bridged.</summary>
    /// <param name="Heard">False: a second after the answer no packet has come yet.</param>
    public sealed record MediaConnected(bool Heard) : LegEvent;

    /// <summary>The agent's phone asks to hand the caller on (REFER, RFC 3515); the call answers the request.</summary>
    /// <param name="Replaces">The dialog that the Replaces in its Refer-To names.</param>
    public sealed record Referred(ServerRequestId Id, SipRequest Request, ReplacedDialog? Replaces = null) : LegEvent;

    /// <summary>The last event of an agent's leg that nobody answered.</summary>
    /// <param name="Status">Status of the response that decided, or 0.</param>
    public sealed record OfferFailed(AgentFailure Cause, int Status = 0, string Detail = "") : LegEvent;

    /// <summary>The last event of an agent's leg that was answered or withdrawn.</summary>
    public sealed record AgentEnded(AgentEnding Cause, string Detail = "") : LegEvent;
}

/// <summary>How a caller's leg ended.</summary>
public enum CallerEnding
{
    /// <summary>CANCEL before our final response, or crossing it.</summary>
    Cancelled,

    /// <summary>BYE from the caller.</summary>
    HungUp,

    /// <summary>60 s without RTP and RTCP, and an in-dialog probe failed. BYE was sent all the same.</summary>
    Lost,

    /// <summary>By command, before the answer.</summary>
    Refused,

    /// <summary>488 with Warning 305: nothing offered that we can bridge.</summary>
    RefusedNoCommonCodec,

    /// <summary>By command, after the answer.</summary>
    Released,

    /// <summary>After a restart: the re-INVITE was refused or not answered in time. BYE was sent all the same.</summary>
    NotResumed,
}

/// <summary>Why an offer to an agent came to nothing.</summary>
public enum AgentFailure
{
    /// <summary>No binding, no 1xx within 2 s on any, or 404, 408, 410, 430, 480, 604.</summary>
    Unregistered,

    /// <summary>401, 407, 415, 420, 488, 606, 5xx, an answer without usable audio, or trouble with our own media.</summary>
    Failed,

    /// <summary>486 or 600.</summary>
    Busy,

    /// <summary>603, 3xx (not followed) or another refusal by the person.</summary>
    Declined,

    /// <summary>Rang for the whole ring timeout.</summary>
    NoAnswer,
}

/// <summary>How an agent's leg ended.</summary>
public enum AgentEnding
{
    /// <summary>BYE from the agent; whether so soon that the caller goes back in front, the call decides.</summary>
    HungUp,

    /// <summary>Silent and not answering a probe: the caller goes back in front.</summary>
    Lost,

    /// <summary>The call took the offer back.</summary>
    Withdrawn,

    /// <summary>The call hung up.</summary>
    Released,
}
