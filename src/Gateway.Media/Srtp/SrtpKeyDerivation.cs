using System.Security.Cryptography;

namespace Gateway.Media.Srtp;

/// <summary>Which session key (RFC 3711 §4.3.2); those of SRTCP are three further.</summary>
internal enum SrtpKeyLabel : byte
{
    Encryption = 0,
    Authentication = 1,
    Salt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// <summary>
/// Session keys from a master key (RFC 3711 §4.3, at a key derivation rate of 0: once). The AEAD suites use the same function with the salt
/// filled up by zeros to 14 octets (RFC 7714 §11), and AEAD_AES_256_GCM with AES-256 (RFC 6188 §3). Thread-safe.
/// </summary>
internal static class SrtpKeyDerivation
{
    private const int BlockLength = 16;

    /// <summary>Where the label goes in key_id || r, seen as 14 octets.</summary>
    private const int LabelAt = 7;

    public static void Derive(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> masterSalt, SrtpKeyLabel label, Span<byte> sessionKey)
    {
        Span<byte> blocks = stackalloc byte[4 * BlockLength];
        blocks = blocks[..((sessionKey.Length + BlockLength - 1) / BlockLength * BlockLength)];
        blocks.Clear();
        for (var block = 0; block < blocks.Length / BlockLength; block++)
        {
            var iv = blocks.Slice(block * BlockLength, BlockLength);
            masterSalt.CopyTo(iv);
            iv[LabelAt] ^= (byte)label;
            iv[^1] = (byte)block;
        }

        using var aes = Aes.Create();
        aes.SetKey(masterKey);
        Span<byte> stream = stackalloc byte[blocks.Length];
        aes.EncryptEcb(blocks, stream, PaddingMode.None);
        stream[..sessionKey.Length].CopyTo(sessionKey);
        CryptographicOperations.ZeroMemory(stream);
    }
}
