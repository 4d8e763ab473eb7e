using System.Security.Cryptography;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Rtcp;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Engine;

/// <summary>What all loops of an engine share.</summary>
internal sealed record MediaLoopSetup(
    PromptLibrary Prompts,
    IRtpPortPool Ports,
    IMediaSink Sink,
    RecordingWriter? Recorder,
    MediaTime Time,
    int? Seed);

/// <summary>
/// The media engine without its network and clock: commands, datagrams and time come in, datagrams and events go out. On the packet path
/// nothing is allocated and nothing waits. One thread.
/// </summary>
internal sealed partial class MediaLoopCore
{
    private const int FirstLegs = 64;

    private readonly MediaLoopSetup _setup;
    private readonly IPacketIo _io;
    private readonly Dictionary<MediaCallId, MediaCall> _calls = [];
    private readonly Stack<int> _freeSlots = new();
    private readonly PriorityQueue<LegTimer, (long DueAt, long Order)> _timers = new();
    private readonly byte[] _frame = new byte[RtpHeader.FixedLength + (MostFrameSamples * 2)];
    private readonly byte[] _sealed = new byte[SrtpCipher.LongestPacket];
    private readonly byte[] _report = new byte[RtcpWriter.LongestPacket];
    private readonly Random? _seeded;
    private Leg[] _legs = new Leg[FirstLegs];
    private int _slotsUsed;
    private long _timerOrder;

    public MediaLoopCore(MediaLoopSetup setup, IPacketIo io)
    {
        _setup = setup;
        _io = io;
        _seeded = setup.Seed is { } seed ? new Random(seed) : null;
    }

    private enum TimerKind : byte
    {
        Play,
        Rtcp,
        Silence,
    }

    public LoopCounts Counts { get; } = new();

    /// <summary>When <see cref="OnTime"/> wants to run, in monotonic microseconds; <see cref="long.MaxValue"/>: no need.</summary>
    public long NextDueAt => _timers.TryPeek(out _, out var key) ? key.DueAt : long.MaxValue;

    /// <summary>Does what is due.</summary>
    public void OnTime(long now)
    {
        while (_timers.TryPeek(out var timer, out var key) && key.DueAt <= now)
        {
            _timers.Dequeue();
            ref var leg = ref _legs[timer.Slot.Index];
            if (!leg.InUse || leg.Generation != timer.Slot.Generation)
            {
                continue;
            }

            switch (timer.Kind)
            {
                case TimerKind.Play when leg.Play.DueAt == key.DueAt:
                    PlayFrame(ref leg, timer.Slot.Index, now);
                    break;
                case TimerKind.Rtcp when leg.Rtcp.DueAt == key.DueAt:
                    ReportRegularly(ref leg, timer.Slot.Index, now);
                    break;
                case TimerKind.Silence when leg.Silence.DueAt == key.DueAt:
                    CheckSilence(ref leg, timer.Slot.Index, now);
                    break;
            }
        }
    }

    /// <summary>Takes a datagram of a leg. The memory may be changed; it is not kept.</summary>
    /// <param name="rtcp">Came in on the RTCP port.</param>
    public void OnDatagram(LegSlot slot, bool rtcp, Span<byte> packet, in PacketAddress from, long now)
    {
        ref var leg = ref _legs[slot.Index];
        if (!leg.InUse || leg.Generation != slot.Generation)
        {
            return;
        }

        Counts.CountReceived();
        var isRtcp = rtcp || RtpHeader.IsRtcp(packet);
        if ((leg.IsSecured || leg.AwaitsKeys) && !TryUnprotect(ref leg, isRtcp, ref packet, from, now))
        {
            return;
        }

        if (isRtcp)
        {
            OnRtcp(ref leg, slot.Index, rtcp, packet, from, now);
        }
        else
        {
            OnRtp(ref leg, slot.Index, packet, from, now);
        }
    }

    /// <summary>The network says that nobody listens where we sent RTP to (ICMP).</summary>
    public void OnUnreachable(LegSlot slot, in PacketAddress destination, long now)
    {
        ref var leg = ref _legs[slot.Index];
        if (leg.InUse && leg.Generation == slot.Generation && destination == leg.Latch.Target)
        {
            NoteUnreachable(ref leg, slot.Index, now);
        }
    }

    /// <summary><see cref="OnTime"/> if something is due. What throws costs one leg's timer, not the loop's other calls.</summary>
    /// <returns>False: nothing was due.</returns>
    public bool HandleTime(long now)
    {
        if (NextDueAt > now)
        {
            return false;
        }

        try
        {
            OnTime(now);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception)
#pragma warning restore CA1031
        {
            Counts.CountDropped(DropReason.Fault);
        }

        return true;
    }

    /// <summary><see cref="OnDatagram"/>. What throws costs that datagram, nothing else.</summary>
    public void HandleDatagram(LegSlot slot, bool rtcp, Span<byte> packet, in PacketAddress from, long now)
    {
        try
        {
            OnDatagram(slot, rtcp, packet, from, now);
        }
#pragma warning disable CA1031 // See above.
        catch (Exception)
#pragma warning restore CA1031
        {
            Counts.CountDropped(DropReason.Fault);
        }
    }

    private void Tell(MediaEvent mediaEvent) => _setup.Sink.OnEvent(mediaEvent);

    private void StartTimer(ref Leg leg, int index, TimerKind kind, long dueAt)
    {
        switch (kind)
        {
            case TimerKind.Play:
                leg.Play.DueAt = dueAt;
                break;
            case TimerKind.Rtcp:
                leg.Rtcp.DueAt = dueAt;
                break;
            default:
                leg.Silence.DueAt = dueAt;
                break;
        }

        _timers.Enqueue(new LegTimer(leg.Slot(index), kind), (dueAt, ++_timerOrder));
    }

    private bool Send(ref Leg leg, int index, ReadOnlySpan<byte> packet)
    {
        var target = leg.Latch.Target;
        if (target.IsNone || !leg.IsBound)
        {
            Counts.CountDropped(DropReason.NoTarget);
            return false;
        }

        var sent = packet;
        if (leg.IsSecured && !TryProtect(ref leg, rtcp: false, ref sent))
        {
            Counts.CountDropped(DropReason.Sequence);
            return false;
        }

        if (!_io.TrySend(leg.Slot(index), rtcp: false, sent, target))
        {
            Counts.CountDropped(DropReason.SendFailed);
            return false;
        }

        leg.PacketsSent++;
        leg.OctetsSent += packet.Length - RtpHeader.FixedLength;
        Counts.CountSent();
        return true;
    }

    /// <summary>Unguessable outside simulation (RFC 3550 §5.1, §9.1).</summary>
    private uint NextRandom() =>
        _seeded is not null ? (uint)_seeded.NextInt64(1L << 32) : BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    private readonly record struct LegTimer(LegSlot Slot, TimerKind Kind);
}
