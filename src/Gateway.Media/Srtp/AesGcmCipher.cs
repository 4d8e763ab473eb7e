using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Media.Srtp;

/// <summary>AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714).</summary>
internal sealed class AesGcmCipher : SrtpCipher
{
    private const int GcmTagLength = 16;
    private const int RtcpHeaderLength = 8;

    private readonly byte[] _salt;
    private readonly bool _rtcp;
    private readonly AesGcm _gcm;

    public AesGcmCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, bool rtcp)
        : base(GcmTagLength)
    {
        _salt = salt.ToArray();
        _rtcp = rtcp;
        _gcm = new AesGcm(key, GcmTagLength);
    }

    public override void Seal(Span<byte> packet, int header, uint ssrc, ulong index, uint word, Span<byte> tag)
    {
        Span<byte> iv = stackalloc byte[12];
        WriteIv(iv, ssrc, index);
        Span<byte> associated = stackalloc byte[RtcpHeaderLength + sizeof(uint)];
        var payload = packet[header..];
        _gcm.Encrypt(iv, payload, payload, tag, Associated(packet[..header], word, associated));
    }

    public override bool TryOpen(
        Span<byte> packet, int header, bool encrypted, uint ssrc, ulong index, uint word, ReadOnlySpan<byte> tag)
    {
        Span<byte> iv = stackalloc byte[12];
        WriteIv(iv, ssrc, index);

        // A failed decryption leaves zeros; the packet may have to be tried with another index or key.
        Span<byte> copy = stackalloc byte[LongestPacket + sizeof(uint)];
        if (!encrypted)
        {
            // All of it is associated data (RFC 7714 §9.3).
            packet.CopyTo(copy);
            BinaryPrimitives.WriteUInt32BigEndian(copy[packet.Length..], word);
            return TryDecrypt(iv, [], tag, [], copy[..(packet.Length + sizeof(uint))]);
        }

        var payload = packet[header..];
        var sealedPayload = copy[..payload.Length];
        payload.CopyTo(sealedPayload);
        Span<byte> associated = stackalloc byte[RtcpHeaderLength + sizeof(uint)];
        if (TryDecrypt(iv, sealedPayload, tag, payload, Associated(packet[..header], word, associated)))
        {
            return true;
        }

        sealedPayload.CopyTo(payload);
        return false;
    }

    public override void Dispose() => _gcm.Dispose();

    private bool TryDecrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> tag, Span<byte> clear, ReadOnlySpan<byte> associated)
    {
        try
        {
            _gcm.Decrypt(iv, payload, tag, clear, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            // The platform has no other way to say it. Who sends forgeries from a strange source does not get here.
            return false;
        }
    }

    private void WriteIv(Span<byte> iv, uint ssrc, ulong index)
    {
        _salt.CopyTo(iv);
        AddPosition(iv, ssrc, index);
    }

    /// <summary>The header; of SRTCP with E flag and index (RFC 7714 §9.2).</summary>
    private ReadOnlySpan<byte> Associated(ReadOnlySpan<byte> header, uint word, Span<byte> associated)
    {
        if (!_rtcp)
        {
            return header;
        }

        header.CopyTo(associated);
        BinaryPrimitives.WriteUInt32BigEndian(associated[header.Length..], word);
        return associated[..(header.Length + sizeof(uint))];
    }
}
