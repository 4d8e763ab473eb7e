using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;

namespace Gateway.Legs;

/// <summary>What caller's and agent's legs have in common. Immutable.</summary>
/// <param name="Call">The call in the media engine.</param>
/// <param name="Leg">The leg in the media engine.</param>
/// <param name="Media">Where offer/answer stands.</param>
public abstract record LegState(MediaCallId Call, LegId Leg, LegMedia Media)
{
    /// <summary>RTP has come at least once.</summary>
    public bool IsHeard { get; init; }

    /// <summary>How long neither RTP nor RTCP has come, as the engine last said; null while it flows.</summary>
    public TimeSpan? SilentFor { get; init; }

    /// <summary>The OPTIONS that is out to see whether the peer is still there.</summary>
    public ClientRequestId? Probe { get; init; }

    /// <summary>The last event was told.</summary>
    public abstract bool IsEnded { get; }

    /// <summary>On hold, from either side, silence is no evidence.</summary>
    public bool IsHeld => Media.RemoteHolds || Media.Format is { } format && !format.Direction.HasFlag(MediaDirection.ReceiveOnly);
}

/// <summary>Offer/answer of one leg.</summary>
/// <param name="Local">Our side.</param>
/// <param name="Description">Our description in force, or the one that is on its way.</param>
/// <param name="Format">What is agreed; null before.</param>
/// <param name="RemoteHolds">The peer will not hear us.</param>
/// <param name="AwaitsAnswer">An offer of ours is out.</param>
public sealed record LegMedia(
    LocalMedia Local,
    SessionDescription? Description = null,
    LegFormat? Format = null,
    bool RemoteHolds = false,
    bool AwaitsAnswer = false);
