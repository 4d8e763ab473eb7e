using System.Net;
using Gateway.Media.Audio;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Rtcp;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Engine;

/// <summary>A call on its media loop. One owner.</summary>
internal sealed class MediaCall(MediaCallId id, CallRecording? recording)
{
    public MediaCallId Id => id;

    public CallRecording? Recording { get; } = recording;

    /// <summary>Where packets go: the recording, unless it is paused.</summary>
    public CallRecording? Tape { get; set; } = recording;

    /// <summary>Places of its legs in the loop's table.</summary>
    public List<int> Legs { get; } = [];

    /// <summary>Streams named in the recording so far; two per leg: its voice, and the prompts that it hears.</summary>
    public int Streams { get; set; }
}

/// <summary>A leg in the loop's table. Mutable; used by reference on the loop's thread only. Times are monotonic microseconds.</summary>
internal struct Leg
{
    public const int NotBridged = -1;
    public const int NoPayloadType = -1;

    public bool InUse;
    public uint Generation;
    public LegId Id;
    public MediaCall Call;
    public LegRole Role;
    public RtpPorts Ports;
    public bool IsBound;
    public byte RecordingStream;

    // What offer/answer settled, spread out for the packet path.
    public bool HasFormat;
    public AudioCodec Codec;
    public int PayloadType;
    public int EventPayloadType;
    public bool MaySend;
    public bool MayReceive;
    public bool RtcpMux;
    public int FrameSamples;
    public PacketAddress SignalledRtcp;

    public SourceLatch Latch;

    /// <summary>SRTP is in force; <see cref="Srtp"/> is there.</summary>
    public bool IsSecured;

    /// <summary>Outlives a change to plain RTP: what its keys were used for must not be forgotten.</summary>
    public LegSrtp? Srtp;

    /// <summary>Our offer has keys and no answer has come: what arrives cannot be read yet.</summary>
    public bool AwaitsKeys;

    /// <summary>Null in an unused slot.</summary>
    public IReadOnlyList<IPNetwork> MediaNetworks;
    public RtpReceptionStatistics Reception;
    public TelephoneEventDetector Keys;

    /// <summary>Fed while a caller's leg is bridged with nobody.</summary>
    public VoiceDetector Voice;
    public RtpLine Line;
    public int BridgedWith;
    public PromptPlay Play;
    public RtcpState Rtcp;
    public SilenceWatch Silence;
    public long PacketsSent;
    public long OctetsSent;
    public bool WasHeard;

    public readonly LegSlot Slot(int index) => new(index, Generation);

    /// <summary>Names a stream that this leg sends, for the line of its partner.</summary>
    public static ulong Source(int index, uint ssrc) => ((ulong)(uint)index << 32) | ssrc;
}

/// <summary>What is played to a leg.</summary>
internal struct PromptPlay
{
    public Prompt[]? Prompts;
    public int Index;
    public int Offset;
    public bool LoopLast;
    public long PlayId;

    /// <summary>Deadline of the next packet; <see cref="long.MaxValue"/>: none.</summary>
    public long DueAt;

    public readonly bool IsActive => Prompts is not null;
}

/// <summary>A leg's RTCP: our schedule and what the peer says.</summary>
internal struct RtcpState
{
    public RtcpSchedule Schedule;
    public long DueAt;

    /// <summary>Where the peer's reports come from, and whether they come in on our RTP port.</summary>
    public PacketAddress Source;
    public bool SourceIsMuxed;
    public byte[] Cname;
    public long PacketsAtLastReport;
    public bool HasReported;

    /// <summary>Middle of the peer's last SR, and when it came.</summary>
    public uint LastSenderReport;
    public long LastSenderReportAt;

    public double? RemoteLossFraction;
    public long? RemotePacketsLost;
    public double? RemoteJitterMs;
    public double? RoundTripMs;
}

/// <summary>Whether anything comes from a leg.</summary>
internal struct SilenceWatch
{
    /// <summary>Last RTP or RTCP; before the first, when watching began.</summary>
    public long HeardAt;

    /// <summary>Both directions are open: silence means something.</summary>
    public bool Watching;

    public bool IsSilent;
    public int Step;
    public bool Unreachable;
    public bool UnreachableTold;
    public long DueAt;
}
