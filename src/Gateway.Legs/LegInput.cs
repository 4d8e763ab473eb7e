using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>What can happen to a leg. Plain records; one that meets no arrow is absorbed with <see cref="LegEffect.Counted"/>.</summary>
public abstract record LegInput
{
    private LegInput()
    {
    }

    /// <summary>An event of one of the leg's usages, or the end of one of its in-dialog requests.</summary>
    public sealed record Sip(SipEvent Event) : LegInput;

    /// <summary>An event of the leg's media.</summary>
    public sealed record Media(MediaEvent Event) : LegInput;

    public sealed record TimerFired(LegTimer Timer) : LegInput;

    // ---- commands of the call to a caller's leg

    /// <summary>180 Ringing, without SDP.</summary>
    public sealed record Ring : LegInput;

    /// <summary>
    /// 183 with our answer. Without an offer in the INVITE: our offer, when the caller sends PRACK, else only 180 can go (RFC 3261 §13.2.1).
    /// </summary>
    public sealed record EarlyMedia : LegInput;

    /// <summary>200 with our answer, or with our offer when the INVITE had none.</summary>
    public sealed record Answer : LegInput;

    /// <summary>A final response that is no success. When the leg is answered already, it is ended with BYE instead.</summary>
    /// <param name="Status">400 to 699.</param>
    /// <param name="Reason">Reason phrase, or null for the RFC's.</param>
    public sealed record Refuse(int Status, string? Reason = null, IReadOnlyList<HeaderField>? Headers = null) : LegInput;

    /// <summary>Sends the re-INVITE of a leg that is taken up again after a restart.</summary>
    public sealed record TakeUp : LegInput;

    // ---- commands of the call to either leg

    /// <summary>Ends the leg: BYE when answered; else 480 to a caller, CANCEL to an agent.</summary>
    /// <param name="Reason">Value of a Reason header (RFC 3326), or null.</param>
    public sealed record HangUp(string? Reason = null) : LegInput;

    // ---- commands of the call to an agent's leg

    /// <summary>Takes the offer back; ends an answered leg with BYE.</summary>
    /// <param name="Reason">Value of a Reason header (RFC 3326).</param>
    public sealed record Withdraw(string Reason = LegReasons.CompletedElsewhere) : LegInput;
}

/// <summary>Values of the Reason header (RFC 3326) that legs send.</summary>
public static class LegReasons
{
    /// <summary>So that a phone does not list the call as missed.</summary>
    public const string CompletedElsewhere = "SIP;cause=200;text=\"Call completed elsewhere\"";

    public const string NoMedia = "SIP;cause=408;text=\"No media and no answer to a probe\"";

    public const string RingTimeout = "SIP;cause=480;text=\"Not answered in time\"";

    public const string NoCommonCodec = "SIP;cause=488;text=\"No common audio codec\"";

    public const string Restarted = "Q.850;cause=41;text=\"The gateway restarted\"";

    private const int LongestRead = 120;

    /// <summary>What the peer says about the end, at most 120 characters; empty when it says nothing that can be read.</summary>
    public static string Read(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var text = ReasonHeader.Of(request.Headers) is [var first, ..] ? first.ToString() : "";
        return text.Length > LongestRead ? text[..LongestRead] : text;
    }
}
