namespace Gateway.Media.Rtp;

/// <summary>What a packet's sequence number says about its source (RFC 3550 A.1).</summary>
public enum SequenceVerdict
{
    /// <summary>In order, after a gap, or a little late.</summary>
    Accepted,

    /// <summary>First packet of this SSRC.</summary>
    NewSource,

    /// <summary>The second packet after a big jump: the sender started over under the same SSRC.</summary>
    Restarted,

    /// <summary>A big jump that no second packet has confirmed yet: not to be used.</summary>
    Suspicious,
}

/// <summary>Loss and jitter of one received stream (RFC 3550 A.1, A.3, A.8), over changes of SSRC. Mutable; one owner.</summary>
public struct RtpReceptionStatistics
{
    private const int MaxDropout = 3000;
    private const int MaxMisorder = 100;
    private const uint SequenceCycle = 1 << 16;
    private const uint NoBadSequence = SequenceCycle + 1;

    private bool _started;
    private ushort _highest;
    private uint _cycles;
    private uint _base;
    private uint _bad;
    private long _received;
    private long _receivedBefore;
    private long _expectedPrior;
    private long _receivedPrior;
    private long _lostBefore;
    private bool _hasTransit;
    private uint _transit;
    private double _jitter;

    /// <summary>SSRC of the stream; 0 before the first packet.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Packets received over all SSRCs, duplicates included.</summary>
    public readonly long Received => _receivedBefore + _received;

    /// <summary>Packets lost over all SSRCs; negative when more were duplicated than lost.</summary>
    public readonly long Lost => _lostBefore + (Expected - _received);

    /// <summary>Interarrival jitter in milliseconds of an 8000 Hz clock (A.8).</summary>
    public readonly double JitterMs => _jitter / 8;

    private readonly uint ExtendedHighest => _cycles + _highest;

    private readonly long Expected => _started ? (long)ExtendedHighest - _base + 1 : 0;

    /// <summary>Takes note of a packet; <see cref="SequenceVerdict.Suspicious"/> ones are not counted as received.</summary>
    public SequenceVerdict Receive(uint ssrc, ushort sequence)
    {
        if (!_started || ssrc != Ssrc)
        {
            Restart(ssrc, sequence);
            _hasTransit = false;
            _jitter = 0;
            return SequenceVerdict.NewSource;
        }

        var delta = (ushort)(sequence - _highest);
        if (delta < MaxDropout)
        {
            if (sequence < _highest)
            {
                _cycles += SequenceCycle;
            }

            _highest = sequence;
        }
        else if (delta <= SequenceCycle - MaxMisorder)
        {
            if (sequence != _bad)
            {
                _bad = (uint)((sequence + 1) & (SequenceCycle - 1));
                return SequenceVerdict.Suspicious;
            }

            Restart(ssrc, sequence);
            return SequenceVerdict.Restarted;
        }

        _received++;
        return SequenceVerdict.Accepted;
    }

    /// <summary>Updates the jitter (A.8); not for telephone events, whose timestamps stand still (RFC 4733 §2.5.1.2).</summary>
    /// <param name="arrivalMicros">Monotonic arrival time in microseconds.</param>
    public void MeasureJitter(uint timestamp, long arrivalMicros)
    {
        var transit = (uint)(arrivalMicros * 8 / 1000) - timestamp;
        if (_hasTransit)
        {
            var difference = Math.Abs((double)(int)(transit - _transit));
            _jitter += (difference - _jitter) / 16;
        }

        _hasTransit = true;
        _transit = transit;
    }

    /// <summary>The report block since the last call (RFC 3550 §6.4.1, A.3).</summary>
    public Rtcp.ReportBlock Report(uint lastSenderReport, uint delaySinceLastSenderReport)
    {
        var expectedInterval = Expected - _expectedPrior;
        var lostInterval = expectedInterval - (_received - _receivedPrior);
        _expectedPrior = Expected;
        _receivedPrior = _received;
        var fraction = expectedInterval <= 0 || lostInterval <= 0 ? 0 : Math.Min((lostInterval << 8) / expectedInterval, 255);
        return new Rtcp.ReportBlock(
            Ssrc,
            (byte)fraction,
            (int)Math.Clamp(Expected - _received, -0x800000, 0x7FFFFF),
            ExtendedHighest,
            (uint)_jitter,
            lastSenderReport,
            delaySinceLastSenderReport);
    }

    private void Restart(uint ssrc, ushort sequence)
    {
        if (_started)
        {
            _receivedBefore += _received;
            _lostBefore += Expected - _received;
        }

        _started = true;
        Ssrc = ssrc;
        _base = sequence;
        _highest = sequence;
        _bad = NoBadSequence;
        _cycles = 0;
        _received = 1;
        _receivedPrior = 0;
        _expectedPrior = 0;
    }
}
