namespace Gateway.Media.Recording;

/// <summary>
/// Where a stream's packets belong on the recording's time line. The first packet is placed by its arrival, those that follow by their
/// timestamps, so that network jitter does not tear the sound. The earliest arrivals of the last hundred packets correct a late first
/// packet and a drifting clock once they are off by 20 ms; a jump of more than a second is followed at once. After a second without a packet
/// (a pause, however long) sequence numbers begin anew. Positions are samples of 8000 Hz since the start of the recording. Mutable; one owner.
/// </summary>
internal struct StreamAlignment
{
    private const int Window = 100;
    private const int Tolerance = 160;
    private const int Jump = 8000;

    private bool _started;
    private uint _ssrc;
    private uint _timestamp;
    private long _position;
    private long _end;
    private long _earliest;
    private long _arrival;
    private int _counted;
    private ushort _highest;
    private ulong _seen;

    /// <summary>False for a packet that was placed before (a duplicate).</summary>
    /// <param name="arrival">Arrival in samples since the start of the recording.</param>
    /// <param name="position">Where its first sample belongs.</param>
    /// <param name="skip">Samples at its beginning to leave out, since the stream filled that place already.</param>
    public bool TryPlace(in RecordedPacket packet, long arrival, out long position, out int skip)
    {
        skip = 0;
        if (!_started || packet.Ssrc != _ssrc)
        {
            (_started, _ssrc, _highest, _seen, _arrival) = (true, packet.Ssrc, packet.Sequence, 1, arrival);
            position = Anchor(packet, arrival);
            return true;
        }

        position = _position + (int)(packet.Timestamp - _timestamp);
        var late = arrival - position;
        var restarted = Math.Abs(late) > Jump;
        var paused = arrival - _arrival > Jump;
        _arrival = Math.Max(_arrival, arrival);
        if (!IsNew(packet.Sequence, restarted, paused, out var newest))
        {
            return false;
        }

        if (restarted)
        {
            position = Anchor(packet, arrival);
            return true;
        }

        _earliest = Math.Min(_earliest, late);
        if (newest)
        {
            if (++_counted >= Window)
            {
                position += Math.Abs(_earliest) >= Tolerance ? _earliest : 0;
                (_earliest, _counted) = (long.MaxValue, 0);
            }

            skip = (int)Math.Clamp(_end - position, 0, packet.Length);
            (_timestamp, _position, _end) = (packet.Timestamp, position, Math.Max(_end, position + packet.Length));
        }

        return true;
    }

    private long Anchor(in RecordedPacket packet, long arrival)
    {
        (_timestamp, _position, _end) = (packet.Timestamp, arrival, arrival + packet.Length);
        (_earliest, _counted) = (long.MaxValue, 0);
        return arrival;
    }

    /// <summary>A window of the last 64 sequence numbers finds duplicates.</summary>
    private bool IsNew(ushort sequence, bool restarted, bool paused, out bool newest)
    {
        if (paused)
        {
            (_highest, _seen, newest) = (sequence, 1, true);
            return true;
        }

        var ahead = (short)(sequence - _highest);
        newest = ahead > 0 || restarted;
        if (ahead > 0)
        {
            _seen = ahead >= 64 ? 1 : (_seen << ahead) | 1;
            _highest = sequence;
            return true;
        }

        if (ahead > -64)
        {
            var bit = 1UL << -ahead;
            var isNew = (_seen & bit) == 0;
            _seen |= bit;
            return isNew;
        }

        if (restarted)
        {
            (_highest, _seen) = (sequence, 1);
        }

        return restarted;
    }
}
