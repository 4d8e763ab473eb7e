using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Engine;

/// <summary>SRTP at the edge of a leg: inside, recorder and relay included, every packet is in the clear.</summary>
internal sealed partial class MediaLoopCore
{
    private static void SetKeys(ref Leg leg, SrtpKeys? keys)
    {
        leg.AwaitsKeys = false;
        leg.IsSecured = keys is not null;
        if (keys is not null && leg.Srtp is { } srtp)
        {
            srtp.Change(keys);
        }
        else if (keys is not null)
        {
            leg.Srtp = new LegSrtp(keys);
        }
    }

    /// <summary>Decrypts in place what proves the peer's key. A source that could not be taken anyway costs no cryptography.</summary>
    private bool TryUnprotect(ref Leg leg, bool rtcp, ref Span<byte> packet, in PacketAddress from, long now)
    {
        if (!leg.IsSecured)
        {
            Counts.CountDropped(DropReason.SrtpAuthentication);
            return false;
        }

        if (rtcp
            ? !leg.Latch.Knows(from) && !from.IsSameHost(leg.SignalledRtcp)
            : !leg.Latch.MayAcceptProven(from, now))
        {
            Counts.CountDropped(DropReason.ForeignSource);
            return false;
        }

        var verdict = leg.Srtp!.Unprotect(rtcp, packet, out var length);
        if (verdict == SrtpVerdict.Accepted)
        {
            packet = packet[..length];
            return true;
        }

        Counts.CountDropped(verdict switch
        {
            SrtpVerdict.Replayed => DropReason.SrtpReplay,
            SrtpVerdict.Malformed => DropReason.Malformed,
            _ => DropReason.SrtpAuthentication,
        });
        return false;
    }

    private bool TryProtect(ref Leg leg, bool rtcp, ref ReadOnlySpan<byte> packet)
    {
        var length = leg.Srtp!.Protect(rtcp, packet, _sealed);
        packet = _sealed.AsSpan(0, length);
        return length > 0;
    }
}
