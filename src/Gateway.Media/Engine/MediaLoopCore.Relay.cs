using Gateway.Media.Audio;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine;

/// <summary>The packet path: from a leg to the recording and to its partner.</summary>
internal sealed partial class MediaLoopCore
{
    private const int StaticPcmu = 0;
    private const int StaticPcma = 8;

    /// <summary>Longest audio payload taken, in octets and samples: 200 ms.</summary>
    private const int MostPayload = 1600;

    private void OnRtp(ref Leg leg, int index, Span<byte> packet, in PacketAddress from, long now)
    {
        if (!RtpHeader.TryParse(packet, out var header) || header.PayloadLength > MostPayload)
        {
            Counts.CountDropped(DropReason.Malformed);
            return;
        }

        if (!leg.Latch.Accept(from, now, proven: leg.IsSecured) && !leg.Latch.AcceptWithin(leg.MediaNetworks, from, now))
        {
            Counts.CountDropped(DropReason.ForeignSource);
            return;
        }

        Heard(ref leg, index, now, rtp: true);
        var verdict = leg.Reception.Receive(header.Ssrc, header.Sequence);
        if (verdict == SequenceVerdict.Suspicious)
        {
            Counts.CountDropped(DropReason.Sequence);
            return;
        }

        if (verdict != SequenceVerdict.Accepted)
        {
            leg.Keys.Reset();
            if (leg.BridgedWith != Leg.NotBridged)
            {
                _legs[leg.BridgedWith].Line.EndSource();
            }
        }

        if (header.PayloadType == leg.EventPayloadType)
        {
            OnTelephoneEvent(ref leg, index, packet, header, now);
        }
        else if (TryCodec(leg, header.PayloadType, out var codec))
        {
            leg.Reception.MeasureJitter(header.Timestamp, now);
            OnAudio(ref leg, index, packet, header, codec, now);
        }
        else
        {
            LeaveOut(leg, index, header, DropReason.PayloadType);
        }
    }

    private void OnAudio(ref Leg leg, int index, Span<byte> packet, in RtpHeader header, AudioCodec codec, long now)
    {
        var payload = packet.Slice(header.PayloadOffset, header.PayloadLength);
        leg.Call.Tape?.Ring.TryWrite(
            new RecordedPacket(
                now, header.Timestamp, header.Ssrc, header.Sequence, (ushort)payload.Length, leg.RecordingStream, leg.Role, codec),
            payload);
        if (!TryPartner(leg, out var reason))
        {
            Listen(ref leg, codec, payload);
            LeaveOut(leg, index, header, reason);
            return;
        }

        ref var partner = ref _legs[leg.BridgedWith];
        if (codec != partner.Codec)
        {
            G711.Transcode(codec, partner.Codec, payload, payload);
        }

        Relay(ref leg, index, packet, header, (byte)partner.PayloadType, header.PayloadLength, now);
    }

    /// <summary>Whether a caller to whom nobody talks yet can be heard: a look-up and two additions a sample until then, nothing after it.</summary>
    private void Listen(ref Leg leg, AudioCodec codec, ReadOnlySpan<byte> payload)
    {
        if (leg is { Role: LegRole.Caller, BridgedWith: Leg.NotBridged, Voice.HasHeard: false } && leg.Voice.Hear(codec, payload))
        {
            Tell(new MediaEvent.VoiceHeard(leg.Call.Id, leg.Id));
        }
    }

    private void OnTelephoneEvent(ref Leg leg, int index, Span<byte> packet, in RtpHeader header, long now)
    {
        var payload = packet.Slice(header.PayloadOffset, header.PayloadLength);
        if (leg.Keys.TryDetect(header.Timestamp, payload, out var digit))
        {
            Tell(new MediaEvent.DtmfReceived(leg.Call.Id, leg.Id, digit));
        }

        if (!TryPartner(leg, out var reason))
        {
            LeaveOut(leg, index, header, reason);
        }
        else if (_legs[leg.BridgedWith].EventPayloadType == Leg.NoPayloadType)
        {
            LeaveOut(leg, index, header, DropReason.TelephoneEvent);
        }
        else
        {
            var type = (byte)_legs[leg.BridgedWith].EventPayloadType;
            Relay(ref leg, index, packet, header, type, TelephoneEventDetector.Duration(payload), now);
        }
    }

    private void Relay(ref Leg leg, int index, Span<byte> packet, in RtpHeader header, byte payloadType, int samples, long now)
    {
        var partnerIndex = leg.BridgedWith;
        ref var partner = ref _legs[partnerIndex];
        if (!partner.Line.TryRelay(Leg.Source(index, header.Ssrc), header, samples, now, out var stamp))
        {
            Counts.CountDropped(DropReason.Sequence);
            return;
        }

        // The new header goes right before the payload: CSRC, extension and padding belong to the other session.
        var start = header.PayloadOffset - RtpHeader.FixedLength;
        var relayed = packet.Slice(start, RtpHeader.FixedLength + header.PayloadLength);
        RtpHeader.Write(relayed, stamp.Marker, payloadType, stamp.Sequence, stamp.Timestamp, partner.Line.Ssrc);
        if (Send(ref partner, partnerIndex, relayed))
        {
            Counts.CountRelayed();
        }
    }

    /// <summary>Whether what comes from the leg may go to its partner now.</summary>
    private bool TryPartner(in Leg leg, out DropReason reason)
    {
        reason = DropReason.NotBridged;
        if (leg.BridgedWith == Leg.NotBridged || _legs[leg.BridgedWith].Play.IsActive || !_legs[leg.BridgedWith].HasFormat)
        {
            return false;
        }

        reason = DropReason.Direction;
        return leg.MayReceive && _legs[leg.BridgedWith].MaySend;
    }

    private void LeaveOut(in Leg leg, int index, in RtpHeader header, DropReason reason)
    {
        Counts.CountDropped(reason);
        if (leg.BridgedWith != Leg.NotBridged)
        {
            _legs[leg.BridgedWith].Line.Skip(Leg.Source(index, header.Ssrc), header);
        }
    }

    /// <summary>The negotiated type, or one of the two static ones (RFC 3551 §6), which some phones send without asking.</summary>
    private static bool TryCodec(in Leg leg, int payloadType, out AudioCodec codec)
    {
        codec = leg.Codec;
        if (payloadType == leg.PayloadType)
        {
            return true;
        }

        codec = payloadType == StaticPcma ? AudioCodec.Pcma : AudioCodec.Pcmu;
        return payloadType is StaticPcma or StaticPcmu;
    }
}
