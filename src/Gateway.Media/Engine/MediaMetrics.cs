using System.Diagnostics.Metrics;

namespace Gateway.Media.Engine;

/// <summary>Why a datagram or a command was not used.</summary>
public enum DropReason
{
    /// <summary>Not RTP or RTCP.</summary>
    Malformed,

    /// <summary>Not from the leg's latched source.</summary>
    ForeignSource,

    /// <summary>A payload type that was not negotiated; comfort noise too.</summary>
    PayloadType,

    /// <summary>A telephone event for a leg that has none.</summary>
    TelephoneEvent,

    /// <summary>The leg is not bridged, or something is played to its partner.</summary>
    NotBridged,

    /// <summary>Hold: one of the two directions forbids it.</summary>
    Direction,

    /// <summary>Sequence number far off, from before a change of source, or given already (SRTP never uses one twice).</summary>
    Sequence,

    /// <summary>SRTP that does not prove the peer's key, or plain RTP where SRTP is agreed.</summary>
    SrtpAuthentication,

    /// <summary>SRTP that has been before, or is older than the replay window.</summary>
    SrtpReplay,

    /// <summary>The partner's address is not known yet.</summary>
    NoTarget,

    /// <summary>The socket refused to send.</summary>
    SendFailed,

    /// <summary>A command for a call or leg that is unknown or closed.</summary>
    UnknownCommandTarget,

    /// <summary>A turn threw.</summary>
    Fault,
}

/// <summary>Counts of one media loop. Written by its thread, read by anyone; on the packet path a plain addition.</summary>
internal sealed class LoopCounts
{
    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private long _received;
    private long _sent;
    private long _relayed;
    private long _legs;
    private long _calls;
    private long _latestMicros;

    public long Received => Volatile.Read(ref _received);

    public long Sent => Volatile.Read(ref _sent);

    public long Relayed => Volatile.Read(ref _relayed);

    public long Legs => Volatile.Read(ref _legs);

    public long Calls => Volatile.Read(ref _calls);

    public long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    public void CountReceived() => _received++;

    public void CountSent() => _sent++;

    public void CountRelayed() => _relayed++;

    public void CountDropped(DropReason reason) => _dropped[(int)reason]++;

    public void SetSize(int calls, int legs)
    {
        Volatile.Write(ref _calls, calls);
        Volatile.Write(ref _legs, legs);
    }

    /// <summary>How much later than meant the loop woke or a prompt's packet left.</summary>
    public void NoteLateness(long micros)
    {
        if (micros > Volatile.Read(ref _latestMicros))
        {
            Volatile.Write(ref _latestMicros, micros);
        }
    }

    /// <summary>The worst lateness since it was last asked for.</summary>
    public long TakeLateness() => Interlocked.Exchange(ref _latestMicros, 0);
}

/// <summary>The engine's instruments; they read the loops' counts when they are collected.</summary>
internal sealed class MediaMetrics : IDisposable
{
    public const string MeterName = "Gateway.Media";

    private readonly Meter _meter;

    public MediaMetrics(IReadOnlyList<LoopCounts> loops, string meter)
    {
        _meter = new Meter(meter);
        _meter.CreateObservableCounter("gateway_media_packets_received", () => loops.Sum(l => l.Received));
        _meter.CreateObservableCounter("gateway_media_packets_sent", () => loops.Sum(l => l.Sent));
        _meter.CreateObservableCounter("gateway_media_packets_relayed", () => loops.Sum(l => l.Relayed));
        _meter.CreateObservableCounter("gateway_media_dropped", () => Enum.GetValues<DropReason>().Select(reason =>
            new Measurement<long>(loops.Sum(l => l.Dropped(reason)), new KeyValuePair<string, object?>("reason", Label(reason)))));
        _meter.CreateObservableGauge("gateway_media_legs", () => loops.Sum(l => l.Legs));
        _meter.CreateObservableGauge("gateway_media_calls", () => loops.Sum(l => l.Calls));
        _meter.CreateObservableGauge("gateway_media_loop_lateness_seconds", () => loops.Max(l => l.TakeLateness()) / 1e6);
    }

    public void Dispose() => _meter.Dispose();

    private static string Label(DropReason reason) => reason switch
    {
        DropReason.Malformed => "malformed",
        DropReason.ForeignSource => "foreign_source",
        DropReason.PayloadType => "payload_type",
        DropReason.TelephoneEvent => "telephone_event",
        DropReason.NotBridged => "not_bridged",
        DropReason.Direction => "direction",
        DropReason.Sequence => "sequence",
        DropReason.SrtpAuthentication => "srtp_authentication",
        DropReason.SrtpReplay => "srtp_replay",
        DropReason.NoTarget => "no_target",
        DropReason.SendFailed => "send_failed",
        DropReason.UnknownCommandTarget => "unknown_command_target",
        _ => "fault",
    };
}
