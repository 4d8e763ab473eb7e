using System.Buffers.Binary;

namespace Gateway.Media.Srtp;

/// <summary>
/// Encryption and authentication of one direction, for RTP or for RTCP, with the session keys of one master key. Nothing is allocated per
/// packet. One owner.
/// </summary>
internal abstract class SrtpCipher : IDisposable
{
    /// <summary>Longest packet taken.</summary>
    public const int LongestPacket = 2048;

    protected SrtpCipher(int tagLength) => TagLength = tagLength;

    public int TagLength { get; }

    public static SrtpCipher Create(SrtpKey key, bool rtcp)
    {
        var (suite, labels) = (key.Suite, rtcp ? SrtpKeyLabel.RtcpEncryption : SrtpKeyLabel.Encryption);
        Span<byte> encryption = stackalloc byte[suite.KeyLength()];
        Span<byte> salt = stackalloc byte[suite.SaltLength()];
        SrtpKeyDerivation.Derive(key.Key, key.Salt, labels, encryption);
        SrtpKeyDerivation.Derive(key.Key, key.Salt, labels + (byte)SrtpKeyLabel.Salt, salt);
        if (suite.IsAead())
        {
            return new AesGcmCipher(encryption, salt, rtcp);
        }

        Span<byte> authentication = stackalloc byte[AesCmCipher.AuthenticationKeyLength];
        SrtpKeyDerivation.Derive(key.Key, key.Salt, labels + (byte)SrtpKeyLabel.Authentication, authentication);
        return new AesCmCipher(encryption, salt, authentication, suite.TagLength(rtcp));
    }

    /// <summary>Encrypts in place and writes the tag.</summary>
    /// <param name="packet">As in the clear.</param>
    /// <param name="header">Octets that stay readable.</param>
    /// <param name="index">48 bits of RTP (rollover counter and sequence number), 31 of SRTCP.</param>
    /// <param name="word">What is authenticated beside the packet: rollover counter, or E flag and SRTCP index.</param>
    public abstract void Seal(Span<byte> packet, int header, uint ssrc, ulong index, uint word, Span<byte> tag);

    /// <summary>Checks the tag, then decrypts in place; a packet that is refused stays as it was.</summary>
    /// <param name="encrypted">False: only the tag (E flag of SRTCP, RFC 3711 §3.4).</param>
    public abstract bool TryOpen(Span<byte> packet, int header, bool encrypted, uint ssrc, ulong index, uint word, ReadOnlySpan<byte> tag);

    public abstract void Dispose();

    /// <summary>Puts SSRC and index over the salt, where both RFC 3711 §4.1.1 and RFC 7714 §8.1 have them, seen from the end.</summary>
    /// <param name="iv">The salt's length; holds the salt.</param>
    protected static void AddPosition(Span<byte> iv, uint ssrc, ulong index)
    {
        Span<byte> position = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64BigEndian(position[4..], index);
        BinaryPrimitives.WriteUInt32BigEndian(position[2..], ssrc);
        var start = iv.Length - position.Length;
        for (var i = 2; i < position.Length; i++)
        {
            iv[start + i] ^= position[i];
        }
    }
}
