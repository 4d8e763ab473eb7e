using System.Buffers.Binary;
using Gateway.Media.Rtp;

namespace Gateway.Media.Srtp;

/// <summary>
/// Protects what one SSRC sends, under one master key. An index is used once: what would use it again (a duplicate, a late packet whose
/// number has been given) is refused, since two packets under one key stream give each other away. One owner.
/// </summary>
internal sealed class SrtpSender : IDisposable
{
    /// <summary>Octets of RTCP that stay readable: first header word and SSRC.</summary>
    internal const int RtcpHeader = 8;

    internal const uint EncryptedFlag = 0x8000_0000;

    /// <summary>RFC 3711 §9.2: packets under one key.</summary>
    private const ulong MostIndex = (1UL << 48) - 1;

    private readonly SrtpCipher _rtp;
    private readonly SrtpCipher _rtcp;
    private ReplayWindow _sent;
    private uint? _ssrc;
    private uint _rtcpIndex;

    public SrtpSender(SrtpKey key)
    {
        Key = key;
        _rtp = SrtpCipher.Create(key, rtcp: false);
        _rtcp = SrtpCipher.Create(key, rtcp: true);
    }

    public SrtpKey Key { get; }

    /// <param name="sealedPacket">At least <see cref="SrtpSuites.MostOverhead"/> octets longer than the packet.</param>
    /// <returns>Octets written; 0: refused.</returns>
    public int Protect(ReadOnlySpan<byte> packet, Span<byte> sealedPacket)
    {
        if (!RtpHeader.TryMeasure(packet, out var header))
        {
            return 0;
        }

        var sequence = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);
        if (!IsOurs(ssrc) || (_sent.HasBegun ? _sent.Guess(sequence) : sequence) is not { } index || index > MostIndex || !_sent.IsFresh(index))
        {
            return 0;
        }

        _sent.Add(index);
        packet.CopyTo(sealedPacket);
        var tag = sealedPacket.Slice(packet.Length, _rtp.TagLength);
        _rtp.Seal(sealedPacket[..packet.Length], header, ssrc, index, (uint)(index >> 16), tag);
        return packet.Length + tag.Length;
    }

    /// <inheritdoc cref="Protect"/>
    public int ProtectRtcp(ReadOnlySpan<byte> packet, Span<byte> sealedPacket)
    {
        if (packet.Length < RtcpHeader || _rtcpIndex == EncryptedFlag)
        {
            return 0;
        }

        var ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        if (!IsOurs(ssrc))
        {
            return 0;
        }

        var index = _rtcpIndex++;
        var word = index | EncryptedFlag;
        packet.CopyTo(sealedPacket);

        // AES-CM: index, then tag (RFC 3711 §3.4); AEAD: tag, then index (RFC 7714 §9.2).
        var (wordAt, tagAt) = Key.Suite.IsAead()
            ? (packet.Length + _rtcp.TagLength, packet.Length)
            : (packet.Length, packet.Length + sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(sealedPacket[wordAt..], word);
        _rtcp.Seal(sealedPacket[..packet.Length], RtcpHeader, ssrc, index, word, sealedPacket.Slice(tagAt, _rtcp.TagLength));
        return packet.Length + sizeof(uint) + _rtcp.TagLength;
    }

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private bool IsOurs(uint ssrc)
    {
        _ssrc ??= ssrc;
        return _ssrc == ssrc;
    }
}
