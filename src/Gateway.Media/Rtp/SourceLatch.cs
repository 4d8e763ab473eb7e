using System.Net;

namespace Gateway.Media.Rtp;

/// <summary>
/// Where a leg's media goes and whose packets are taken (symmetric RTP, RFC 4961; latching, RFC 7362). The address in SDP is the first
/// guess; the first real source takes its place and stays while it flows, whoever else sends, also over new SDP. Another one takes over
/// (1) when it is exactly the address that SDP names (signalling is the authority), or its host after new SDP that names another address, or
/// (2) after 500 ms of silence of the latched source: from the same host, from the host in SDP, from inside the leg's media networks, or from
/// anywhere when its packets prove a key (SRTP), when SDP has come anew, or when the latched source has hardly sent anything.
/// Everything else is a stranger: neither relayed nor recorded. Mutable; one owner. Times are monotonic microseconds.
/// </summary>
public struct SourceLatch
{
    /// <summary>Silence of the latched source after which another one may take over.</summary>
    public const long SilenceMicros = 500_000;

    /// <summary>A source of fewer packets, and not the one in SDP, is a guess: somebody may have sent a few to every port.</summary>
    public const int SettledPackets = 10;

    private PacketAddress _signalled;
    private PacketAddress _source;

    /// <summary>What was latched before SDP named another address: its last packets may still be on their way.</summary>
    private PacketAddress _former;
    private long _heardAt;
    private int _packets;

    /// <summary>SDP has come, and nothing has shown yet that the source stays the same.</summary>
    private bool _open;

    /// <summary>When the source of before was first heard after new SDP.</summary>
    private long? _stillThereSince;

    /// <summary>Where to send; <see cref="PacketAddress.IsNone"/> while unknown.</summary>
    public readonly PacketAddress Target => _source.IsNone ? _signalled : _source;

    public readonly bool IsLatched => !_source.IsNone;

    /// <summary>New SDP. An unchanged address keeps its latched source.</summary>
    public void Signal(in PacketAddress remote)
    {
        if (remote != _signalled)
        {
            // What came before the first SDP is the peer itself: it is latched again by its next packet.
            _former = _signalled.IsNone ? default : _source;
            _source = default;
        }

        _signalled = remote;
        _open = true;
        _stillThereSince = null;
    }

    /// <summary>Whether a packet from there belongs to the leg; latches.</summary>
    /// <param name="proven">It has proved a key.</param>
    public bool Accept(in PacketAddress from, long now, bool proven = false)
    {
        if (from == Current && IsStillThere(now))
        {
            return true;
        }

        if (from != Current && !MayTake(from, now, proven))
        {
            return false;
        }

        Take(from, now);
        return true;
    }

    /// <summary>Whether <see cref="Accept"/> or <see cref="AcceptWithin"/> would take a packet that proves its key.</summary>
    public readonly bool MayAcceptProven(in PacketAddress from, long now) => from == Current || MayTake(from, now, proven: true);

    /// <summary>Whether a host belongs to the leg, for RTCP, which comes from a port of its own.</summary>
    public readonly bool Knows(in PacketAddress host) =>
        (!_source.IsNone && host.IsSameHost(_source)) || (!_signalled.IsNone && host.IsSameHost(_signalled));

    /// <summary>For a source that <see cref="Accept"/> refused: latches it when the latched one is silent and the new one is inside a network of the leg.</summary>
    public bool AcceptWithin(IReadOnlyList<IPNetwork> networks, in PacketAddress from, long now)
    {
        if (networks.Count == 0 || now - _heardAt < SilenceMicros)
        {
            return false;
        }

        var address = from.ToEndPoint().Address;
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                Take(from, now);
                return true;
            }
        }

        return false;
    }

    private readonly PacketAddress Current => IsLatched ? _source : _former;

    /// <summary>
    /// A packet of the source of before. False: it is to be latched (again): the first of all, or it flows on 500 ms after SDP named another
    /// address, so that the other address is only another name for it.
    /// </summary>
    private bool IsStillThere(long now)
    {
        _stillThereSince ??= now;
        _heardAt = now;
        _packets = Math.Min(_packets + 1, SettledPackets);
        if (_open && now - _stillThereSince >= SilenceMicros)
        {
            _open = false;
            return IsLatched;
        }

        return true;
    }

    private readonly bool MayTake(in PacketAddress from, long now, bool proven)
    {
        if (from == _signalled || (!IsLatched && (_former.IsNone || from.IsSameHost(_signalled))))
        {
            return true;
        }

        return now - _heardAt >= SilenceMicros
            && (proven || _open || _packets < SettledPackets || from.IsSameHost(_source) || from.IsSameHost(_signalled));
    }

    private void Take(in PacketAddress from, long now)
    {
        _source = from;
        _former = default;
        _heardAt = now;
        _packets = from == _signalled ? SettledPackets : 1;
        _open = false;
        _stillThereSince = null;
    }
}
