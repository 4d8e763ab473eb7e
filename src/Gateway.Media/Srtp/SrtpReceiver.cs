using System.Buffers.Binary;
using Gateway.Media.Rtp;

namespace Gateway.Media.Srtp;

internal enum SrtpVerdict
{
    Accepted,

    /// <summary>Too short, or no RTP.</summary>
    Malformed,

    /// <summary>Its tag is not of our peer's key.</summary>
    Forged,

    /// <summary>Seen before, or older than the replay window.</summary>
    Replayed,
}

/// <summary>Proves and decrypts what comes under one master key. One owner.</summary>
internal sealed class SrtpReceiver : IDisposable
{
    /// <summary>SSRCs at a time; a new one takes the place of the one that was heard longest ago.</summary>
    public const int MostStreams = 8;

    private readonly SrtpCipher _rtp;
    private readonly SrtpCipher _rtcp;
    private readonly byte[] _mki;
    private readonly Stream[] _streams = new Stream[MostStreams];
    private long _order;

    /// <param name="mki">See <see cref="SrtpKeys.PeerMki"/>.</param>
    /// <param name="before">The receiver of the key before: many senders go on counting (RFC 3711 §3.3.1), others begin anew.</param>
    public SrtpReceiver(SrtpKey key, string mki = "", SrtpReceiver? before = null)
    {
        Key = key;
        _rtp = SrtpCipher.Create(key, rtcp: false);
        _rtcp = SrtpCipher.Create(key, rtcp: true);
        _mki = Convert.FromHexString(mki);
        if (before is not null)
        {
            for (var i = 0; i < MostStreams; i++)
            {
                ref readonly var theirs = ref before._streams[i];
                _streams[i] = new Stream { Ssrc = theirs.Ssrc, HeardAt = theirs.HeardAt, Before = (uint)(theirs.Rtp.Highest >> 16) };
            }

            _order = before._order;
        }
    }

    public SrtpKey Key { get; }

    /// <summary>Whether a packet has proved the key.</summary>
    public bool IsProven { get; private set; }

    /// <summary>Proves a packet and decrypts it in place; one that is refused stays as it was.</summary>
    /// <param name="length">Octets of the packet in the clear.</param>
    public SrtpVerdict Unprotect(Span<byte> packet, out int length)
    {
        length = packet.Length - _rtp.TagLength - _mki.Length;
        if (packet.Length > SrtpCipher.LongestPacket || length < RtpHeader.FixedLength || !RtpHeader.TryMeasure(packet[..length], out var header))
        {
            return SrtpVerdict.Malformed;
        }

        if (!TryTag(packet[length..], _rtp, out var tag))
        {
            return SrtpVerdict.Forged;
        }

        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        var slot = Find(ssrc);
        var clear = packet[..length];
        if (slot >= 0 && _streams[slot].Rtp.HasBegun)
        {
            ref readonly var window = ref _streams[slot].Rtp;
            if (window.Guess(sequence) is not { } index || !window.IsFresh(index))
            {
                return SrtpVerdict.Replayed;
            }

            return _rtp.TryOpen(clear, header, true, ssrc, index, (uint)(index >> 16), tag) ? Accept(slot, ssrc, index) : SrtpVerdict.Forged;
        }

        // The first of a stream: its rollover counter is 0, what it was under the key before, or 1 when the packets before a wrap were lost.
        var before = slot >= 0 ? _streams[slot].Before : 0;
        foreach (var rollover in (ReadOnlySpan<uint>)[0, before, before + 1])
        {
            var index = ((ulong)rollover << 16) | sequence;
            if (_rtp.TryOpen(clear, header, true, ssrc, index, rollover, tag))
            {
                return Accept(slot, ssrc, index);
            }
        }

        return SrtpVerdict.Forged;
    }

    /// <inheritdoc cref="Unprotect"/>
    public SrtpVerdict UnprotectRtcp(Span<byte> packet, out int length)
    {
        length = packet.Length - _rtcp.TagLength - _mki.Length - sizeof(uint);
        if (packet.Length > SrtpCipher.LongestPacket || length < SrtpSender.RtcpHeader)
        {
            return SrtpVerdict.Malformed;
        }

        // AES-CM: index, MKI, tag (RFC 3711 §3.4); AEAD: tag, index, MKI (RFC 7714 §9.2).
        var aead = Key.Suite.IsAead();
        var word = BinaryPrimitives.ReadUInt32BigEndian(packet[(aead ? length + _rtcp.TagLength : length)..]);
        var tag = aead ? packet.Slice(length, _rtcp.TagLength) : packet[^_rtcp.TagLength..];
        var mki = packet.Slice(length + sizeof(uint) + (aead ? _rtcp.TagLength : 0), _mki.Length);
        var index = word & ~SrtpSender.EncryptedFlag;
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        var slot = Find(ssrc);
        if (slot >= 0 && !_streams[slot].Rtcp.IsFresh(index))
        {
            return SrtpVerdict.Replayed;
        }

        var encrypted = (word & SrtpSender.EncryptedFlag) != 0;
        if (!mki.SequenceEqual(_mki)
            || !_rtcp.TryOpen(packet[..length], SrtpSender.RtcpHeader, encrypted, ssrc, index, word, tag))
        {
            return SrtpVerdict.Forged;
        }

        _streams[Place(slot, ssrc)].Rtcp.Add(index);
        return SrtpVerdict.Accepted;
    }

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    /// <summary>MKI and tag behind an RTP packet: RFC 3711 §3.1 has the MKI first, RFC 7714 §8.2 the tag.</summary>
    private bool TryTag(ReadOnlySpan<byte> behind, SrtpCipher cipher, out ReadOnlySpan<byte> tag)
    {
        var aead = Key.Suite.IsAead();
        tag = aead ? behind[..cipher.TagLength] : behind[_mki.Length..];
        return _mki.Length == 0 || (aead ? behind[cipher.TagLength..] : behind[.._mki.Length]).SequenceEqual(_mki);
    }

    private SrtpVerdict Accept(int slot, uint ssrc, ulong index)
    {
        _streams[Place(slot, ssrc)].Rtp.Add(index);
        return SrtpVerdict.Accepted;
    }

    private int Find(uint ssrc)
    {
        for (var i = 0; i < MostStreams; i++)
        {
            if (_streams[i].HeardAt > 0 && _streams[i].Ssrc == ssrc)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Only what is proven takes a place.</summary>
    private int Place(int slot, uint ssrc)
    {
        IsProven = true;
        if (slot < 0)
        {
            slot = 0;
            for (var i = 1; i < MostStreams; i++)
            {
                slot = _streams[i].HeardAt < _streams[slot].HeardAt ? i : slot;
            }

            _streams[slot] = new Stream { Ssrc = ssrc };
        }

        _streams[slot].HeardAt = ++_order;
        return slot;
    }

    private struct Stream
    {
        public uint Ssrc;

        /// <summary>0: unused.</summary>
        public long HeardAt;

        public ReplayWindow Rtp;
        public ReplayWindow Rtcp;

        /// <summary>Rollover counter under the key before.</summary>
        public uint Before;
    }
}
