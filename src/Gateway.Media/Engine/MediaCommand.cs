using System.Net;
using Gateway.Media.Prompts;

namespace Gateway.Media.Engine;

/// <summary>What call control asks of the media engine. Plain records; commands for what is unknown or closed are absorbed and counted.</summary>
public abstract record MediaCommand(MediaCallId Call)
{
    /// <summary>First command of a call; all its legs live on one media loop.</summary>
    /// <param name="Recording">Null: not recorded.</param>
    public sealed record OpenCall(MediaCallId Call, RecordingSpec? Recording) : MediaCommand(Call);

    /// <summary>Binds the rented ports; packets are recorded from the first on, wherever they come from inside the latch's rules.</summary>
    public sealed record OpenLeg(MediaCallId Call, LegId Leg, LegRole Role, RtpPorts Ports) : MediaCommand(Call)
    {
        /// <summary>Within these networks the source may move after 500 ms of silence without new SDP (session border controllers that fail over).</summary>
        public IReadOnlyList<IPNetwork> MediaNetworks { get; init; } = [];

        /// <summary>Our offer asks for SRTP: packets before the first format are dropped, since they may be unreadable.</summary>
        public bool AwaitsKeys { get; init; }
    }

    /// <summary>Applies an offer/answer result: formats, remote address, hold.</summary>
    public sealed record SetFormat(MediaCallId Call, LegId Leg, LegFormat Format) : MediaCommand(Call);

    /// <summary>Plays prompts one after the other, replacing what plays, in the leg's one continuous stream.</summary>
    /// <param name="PlayId">Named by the caller; comes back in <see cref="MediaEvent.PlayFinished"/>.</param>
    /// <param name="LoopLast">The last prompt repeats until something replaces it (queue audio, ringback).</param>
    public sealed record Play(MediaCallId Call, LegId Leg, long PlayId, IReadOnlyList<PromptId> Prompts, bool LoopLast) : MediaCommand(Call);

    public sealed record StopPlay(MediaCallId Call, LegId Leg) : MediaCommand(Call);

    /// <summary>
    /// Relays between two legs of the call, transcoding between A-law and µ-law where they differ; stops what plays on both. A leg bridged with
    /// itself hears itself: the loopback of test calls (RFC 6849 §4.2).
    /// </summary>
    public sealed record Bridge(MediaCallId Call, LegId First, LegId Second) : MediaCommand(Call);

    /// <summary>Parts the leg from the one it is bridged with.</summary>
    public sealed record Unbridge(MediaCallId Call, LegId Leg) : MediaCommand(Call);

    /// <summary>Ends a leg: RTCP BYE, ports drained and returned to the pool by the engine, <see cref="MediaEvent.LegClosed"/>.</summary>
    public sealed record CloseLeg(MediaCallId Call, LegId Leg) : MediaCommand(Call);

    /// <summary>What comes is silence in the recording, on its place in time, until it is asked for again.</summary>
    public sealed record PauseRecording(MediaCallId Call, bool Paused) : MediaCommand(Call);

    /// <summary>Ends what is left of the call and commits its recording.</summary>
    public sealed record CloseCall(MediaCallId Call) : MediaCommand(Call);
}

/// <summary>Where and how a call is recorded.</summary>
/// <param name="Directory">Existing or creatable folder.</param>
/// <param name="FileName">Final name, ending in ".wav"; written as ".wav.part" until whole.</param>
public sealed record RecordingSpec(string Directory, string FileName)
{
    /// <summary>Beside the stereo file one of one channel for each leg's voice: "call.leg1.wav" and so on, as long as the call.</summary>
    public bool PerLeg { get; init; }
}
