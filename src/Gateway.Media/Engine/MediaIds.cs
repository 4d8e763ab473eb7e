using System.Net;
using Gateway.Media.Quality;
using Gateway.Media.Srtp;

namespace Gateway.Media.Engine;

/// <summary>One call in the media engine: its legs and its recording.</summary>
public readonly record struct MediaCallId(long Value);

/// <summary>One leg in the media engine.</summary>
public readonly record struct LegId(long Value);

/// <summary>A pair of ports rented from the pool; even RTP port, RTCP on the next (RFC 3550 §11).</summary>
/// <param name="Bind">Address the sockets are bound to.</param>
/// <param name="Advertise">Address written into SDP.</param>
public sealed record RtpPorts(IPAddress Bind, IPAddress Advertise, int RtpPort)
{
    public int RtcpPort => RtpPort + 1;
}

/// <summary>Bounded pool of port pairs; a returned pair rests (drains) before it is rented again. Thread-safe.</summary>
public interface IRtpPortPool
{
    /// <summary>Never blocks. False when every pair is in use: the caller answers 503 and counts.</summary>
    bool TryRent(out RtpPorts ports);

    void Return(RtpPorts ports);

    int InUse { get; }

    int Capacity { get; }
}

/// <summary>The codecs that the gateway bridges (RFC 3551 §4.5.14).</summary>
public enum AudioCodec
{
    Pcma,
    Pcmu,
}

/// <summary>Seen from us (RFC 3264 §5.1): may we send, will we receive?</summary>
[Flags]
public enum MediaDirection
{
    Inactive = 0,
    SendOnly = 1,
    ReceiveOnly = 2,
    SendReceive = 3,
}

/// <summary>What offer/answer settled for one leg.</summary>
/// <param name="PayloadType">0 to 127; what we send and expect for audio.</param>
/// <param name="TelephoneEventPayloadType">RFC 4733 events at 8000 Hz, or null.</param>
/// <param name="RemoteRtp">Where to send, until the source latch says better; null while unknown.</param>
/// <param name="RtcpMux">RTCP on the RTP port (RFC 5761).</param>
/// <param name="PtimeMs">Packet time we send prompts with: 10 to 60.</param>
public sealed record LegFormat(
    AudioCodec Codec,
    byte PayloadType,
    byte? TelephoneEventPayloadType,
    IPEndPoint? RemoteRtp,
    IPEndPoint? RemoteRtcp,
    bool RtcpMux,
    MediaDirection Direction,
    int PtimeMs = 20)
{
    /// <summary>Null: plain RTP.</summary>
    public SrtpKeys? Srtp { get; init; }
}

/// <summary>The two sides of a stereo recording.</summary>
public enum LegRole
{
    /// <summary>Left channel.</summary>
    Caller,

    /// <summary>Right channel: everyone else.</summary>
    Agent,
}

/// <summary>What one leg's streams were like, when it closed or so far.</summary>
/// <param name="PacketsLost">On the way to us (RFC 3550 A.3); negative when more were duplicated than lost.</param>
/// <param name="JitterMs">Of what came to us (A.8).</param>
/// <param name="RemoteLossFraction">On the way to the peer since its report before the last, 0 to 1; null: it has not reported.</param>
/// <param name="SilentFor">Since the last packet, when that is more than a second ago.</param>
public sealed record LegStatistics(
    long PacketsReceived,
    long PacketsSent,
    long PacketsLost,
    double JitterMs,
    double? RemoteLossFraction,
    double? RemoteJitterMs,
    double? RoundTripMs,
    TimeSpan? SilentFor)
{
    /// <summary>Fewer packets say nothing of a line: half a second.</summary>
    private const int Meaningful = 25;

    /// <summary>On the way to the peer, as it counts them; null: it has not reported.</summary>
    public long? RemotePacketsLost { get; init; }

    /// <summary>How the peer probably sounds to us, 1 to 4.41 (<see cref="EModel"/>); null: too little came.</summary>
    public double? MosReceived => PacketsReceived < Meaningful
        ? null
        : EModel.Mos((double)PacketsLost / (PacketsReceived + Math.Max(0, PacketsLost)), EModel.Delay(RoundTripMs, JitterMs));

    /// <summary>How we probably sound to the peer, by its reports; null: it sends none.</summary>
    public double? MosSent => RemotePacketsLost is not { } lost || PacketsSent < Meaningful
        ? null
        : EModel.Mos((double)lost / PacketsSent, EModel.Delay(RoundTripMs, RemoteJitterMs ?? 0));
}
