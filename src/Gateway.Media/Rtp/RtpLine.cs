namespace Gateway.Media.Rtp;

/// <summary>Numbers of a packet that is to be sent.</summary>
public readonly record struct RtpStamp(bool Marker, ushort Sequence, uint Timestamp);

/// <summary>
/// What one receiver sees: a single SSRC whose sequence numbers and timestamps run on, whatever the source behind them is. A source that
/// takes over gets constant offsets, so that its own gaps and its jitter stay visible; the first packet after a change carries the marker
/// bit (RFC 3551 §4.1). Mutable; one owner. Times are monotonic microseconds, timestamps run at 8000 Hz.
/// </summary>
/// <param name="ssrc">Our SSRC towards this receiver.</param>
/// <param name="sequence">First sequence number; random (RFC 3550 §5.1).</param>
/// <param name="timestamp">First timestamp; random.</param>
public struct RtpLine(uint ssrc, ushort sequence, uint timestamp)
{
    private const ulong NoSource = ulong.MaxValue;
    private const ulong OwnSource = ulong.MaxValue - 1;

    private ulong _source = NoSource;
    private ushort _sequenceOffset;
    private uint _timestampOffset;
    private ushort _sourceHighest;
    private long _sourceProgress;

    private ushort _lastSequence = (ushort)(sequence - 1);
    private uint _lastTimestamp = timestamp;
    private int _lastSamples;
    private long _lastSentAt = long.MinValue;
    private int _lead;

    public readonly uint Ssrc => ssrc;

    /// <summary>When a packet of our own would follow the last one without a gap; <see cref="long.MinValue"/> before the first.</summary>
    public readonly long FollowsAt => _lastSentAt == long.MinValue ? long.MinValue : _lastSentAt + (_lastSamples * 125L);

    /// <summary>The timestamp that belongs to a moment (for sender reports, RFC 3550 §6.4.1).</summary>
    public readonly uint TimestampAt(long now) =>
        _lastSentAt == long.MinValue ? _lastTimestamp : _lastTimestamp + (uint)((now - _lastSentAt) / 125);

    /// <summary>The next packet begins a new source, even when the same one goes on (after a pause, a restart of the sender).</summary>
    public void EndSource() => _source = NoSource;

    /// <summary>Numbers for the next packet of our own (prompts).</summary>
    public RtpStamp Own(int samples, long now)
    {
        var switched = _source != OwnSource;
        var stamp = new RtpStamp(switched, (ushort)(_lastSequence + 1), switched ? Continue(now) : _lastTimestamp + (uint)_lastSamples);
        _source = OwnSource;
        Sent(stamp, samples, now);
        return stamp;
    }

    /// <summary>Numbers for a packet that is passed on. False when it belongs before the change of source: to be dropped.</summary>
    /// <param name="source">Identifies the sender's stream: its leg and SSRC.</param>
    /// <param name="samples">Length of the packet in timestamp units.</param>
    public bool TryRelay(ulong source, in RtpHeader header, int samples, long now, out RtpStamp stamp)
    {
        var switched = source != _source;
        if (switched)
        {
            _source = source;
            _sequenceOffset = (ushort)(_lastSequence + 1 - header.Sequence);
            _timestampOffset = Continue(now) - header.Timestamp;
            _sourceHighest = header.Sequence;
            _sourceProgress = 0;
        }

        var ahead = (short)(header.Sequence - _sourceHighest);
        if (_sourceProgress + ahead < 0)
        {
            stamp = default;
            return false;
        }

        stamp = new RtpStamp(
            header.Marker || switched,
            (ushort)(header.Sequence + _sequenceOffset),
            header.Timestamp + _timestampOffset);
        if (switched || ahead > 0)
        {
            _sourceProgress += ahead;
            _sourceHighest = header.Sequence;
            Sent(stamp, samples, now);
        }

        return true;
    }

    /// <summary>A packet of the current source is left out on purpose: the receiver must not see that as loss.</summary>
    public void Skip(ulong source, in RtpHeader header)
    {
        var ahead = (short)(header.Sequence - _sourceHighest);
        if (source == _source && ahead > 0)
        {
            _sourceProgress += ahead;
            _sourceHighest = header.Sequence;
            _sequenceOffset--;
            // The next packet may follow a lost one: what is lost stays a gap.
            _lastSequence = (ushort)(_sourceHighest + _sequenceOffset);
        }
    }

    private void Sent(RtpStamp stamp, int samples, long now)
    {
        _lastSequence = stamp.Sequence;
        _lastTimestamp = stamp.Timestamp;
        _lastSamples = samples;
        _lastSentAt = now;
    }

    /// <summary>
    /// The timestamp after a change of source: as much later as time has passed, but never inside the packet sent last. What that
    /// adds too much is taken back at a later change, so that many changes do not add up to delay.
    /// </summary>
    private uint Continue(long now)
    {
        if (_lastSentAt == long.MinValue)
        {
            return _lastTimestamp;
        }

        var elapsed = (int)Math.Min((now - _lastSentAt + 62) / 125, int.MaxValue / 2);
        var advance = Math.Max(_lastSamples, elapsed - _lead);
        _lead += advance - elapsed;
        return _lastTimestamp + (uint)advance;
    }
}
