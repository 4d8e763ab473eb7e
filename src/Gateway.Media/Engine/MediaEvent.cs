namespace Gateway.Media.Engine;

/// <summary>What the media engine tells call control. Plain records, in order per call.</summary>
public abstract record MediaEvent(MediaCallId Call)
{
    /// <summary>First RTP packet of the leg.</summary>
    public sealed record LegHeard(MediaCallId Call, LegId Leg) : MediaEvent(Call);

    /// <summary>Neither RTP nor RTCP for a while; repeated at growing spans (1, 2, 3, 5, 10, 20, 30, 60 s, then each 60 s), not while the leg is held by us or by SDP.</summary>
    public sealed record LegSilent(MediaCallId Call, LegId Leg, TimeSpan For, bool PortUnreachable) : MediaEvent(Call);

    /// <summary>RTP or RTCP again after <see cref="LegSilent"/>.</summary>
    public sealed record LegHeardAgain(MediaCallId Call, LegId Leg) : MediaEvent(Call);

    /// <summary>The last prompt of a non-looping play has ended.</summary>
    public sealed record PlayFinished(MediaCallId Call, LegId Leg, long PlayId) : MediaEvent(Call);

    /// <summary>Both legs are joined in the engine. Whether their audio flows is <see cref="LegHeard"/>'s matter.</summary>
    public sealed record Bridged(MediaCallId Call, LegId First, LegId Second) : MediaEvent(Call);

    /// <summary>
    /// A caller's leg that is bridged with nobody can be heard (<see cref="Audio.VoiceDetector"/>): once a leg, and not before it is heard so.
    /// </summary>
    public sealed record VoiceHeard(MediaCallId Call, LegId Leg) : MediaEvent(Call);

    /// <summary>A key was pressed (RFC 4733), once per key.</summary>
    public sealed record DtmfReceived(MediaCallId Call, LegId Leg, char Digit) : MediaEvent(Call);

    /// <summary>What a leg that has been heard is like so far, as often as we send RTCP reports (about each 5 s).</summary>
    public sealed record LegMeasured(MediaCallId Call, LegId Leg, LegStatistics Statistics) : MediaEvent(Call);

    public sealed record LegClosed(MediaCallId Call, LegId Leg, LegStatistics Statistics) : MediaEvent(Call);

    /// <summary>The recording is whole on disk under its final name.</summary>
    /// <param name="Sha256">Lower-case hex of the file's bytes.</param>
    public sealed record RecordingCommitted(MediaCallId Call, string Path, string Sha256, TimeSpan Duration, long Bytes) : MediaEvent(Call)
    {
        /// <summary>Whose voice alone it is; null: the stereo file, which comes last.</summary>
        public LegId? Leg { get; init; }
    }

    /// <summary>The recording failed or lost samples; the call goes on.</summary>
    public sealed record RecordingFailed(MediaCallId Call, string Reason) : MediaEvent(Call);

    /// <summary>Binding, a socket or a command failed for this leg or call; the call goes on as far as it can.</summary>
    public sealed record Trouble(MediaCallId Call, LegId? Leg, string Reason) : MediaEvent(Call);
}

/// <summary>Receives the engine's events on a media or recorder thread; must not block: posts to its own loop.</summary>
public interface IMediaSink
{
    void OnEvent(MediaEvent mediaEvent);
}

/// <summary>The engine as call control sees it. Thread-safe.</summary>
public interface IMediaEngine
{
    /// <summary>Never blocks, never drops.</summary>
    void Post(MediaCommand command);
}
