using System.Net;

namespace Gateway.Media.Rtp;

/// <summary>
/// Where a leg's media goes and whose packets are taken (symmetric RTP, RFC 4961; latching, RFC 7362). The address in SDP is the first
/// guess; the first real source takes its place and stays. Another one takes over only
/// (1) after new SDP, (2) when it is exactly the address that SDP names (signalling is the authority), or
/// (3) after 500 ms of silence of the latched source, from the same host, from the host in SDP, or from inside the leg's media networks.
/// Everything else is a stranger: neither relayed nor recorded. Mutable; one owner.
/// </summary>
public struct SourceLatch
{
    /// <summary>Silence of the latched source after which another port of its host may take over, in microseconds.</summary>
    public const long SilenceMicros = 500_000;

    private PacketAddress _signalled;
    private PacketAddress _source;
    private long _heardAt;
    private bool _open;

    /// <summary>Where to send; <see cref="PacketAddress.IsNone"/> while unknown.</summary>
    public readonly PacketAddress Target => _source.IsNone ? _signalled : _source;

    public readonly bool IsLatched => !_source.IsNone;

    /// <summary>
    /// New SDP: the next real source is believed again; until then an unchanged address keeps its latched source as target.
    /// </summary>
    public void Signal(in PacketAddress remote)
    {
        if (remote != _signalled)
        {
            _source = default;
        }

        _signalled = remote;
        _open = true;
    }

    /// <summary>Whether a packet from there belongs to the leg; latches.</summary>
    public bool Accept(in PacketAddress from, long now)
    {
        if (from == _source && !_open)
        {
            _heardAt = now;
            return true;
        }

        if (!_open && IsLatched && from != _signalled && !MayTakeOver(from, now))
        {
            return false;
        }

        _open = false;
        _source = from;
        _heardAt = now;
        return true;
    }

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
                _source = from;
                _heardAt = now;
                return true;
            }
        }

        return false;
    }

    private readonly bool MayTakeOver(in PacketAddress from, long now) =>
        now - _heardAt >= SilenceMicros && (from.IsSameHost(_source) || from.IsSameHost(_signalled));
}
