using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Gateway.Media.Srtp;

/// <summary>AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1): counter blocks are encrypted by the dozen, in one call.</summary>
internal sealed class AesCmCipher : SrtpCipher
{
    public const int AuthenticationKeyLength = 20;

    private const int BlockLength = 16;

    /// <summary>One call of the cipher for 20 ms of G.711 (10 blocks); longer payloads take more.</summary>
    private const int BlocksAtOnce = 12;

    private readonly byte[] _salt;
    private readonly byte[] _counters = new byte[BlocksAtOnce * BlockLength];
    private readonly byte[] _stream = new byte[BlocksAtOnce * BlockLength];
    private readonly Aes _aes = Aes.Create();
    private readonly ICryptoTransform _encryptor;
    private readonly IncrementalHash _hmac;

    public AesCmCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> authenticationKey, int tagLength)
        : base(tagLength)
    {
        _salt = salt.ToArray();
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);
        _encryptor = _aes.CreateEncryptor();
        _hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, authenticationKey);
    }

    public override void Seal(Span<byte> packet, int header, uint ssrc, ulong index, uint word, Span<byte> tag)
    {
        Apply(packet[header..], ssrc, index);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Hash(packet, word, hash);
        hash[..tag.Length].CopyTo(tag);
    }

    public override bool TryOpen(
        Span<byte> packet, int header, bool encrypted, uint ssrc, ulong index, uint word, ReadOnlySpan<byte> tag)
    {
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        Hash(packet, word, hash);
        if (!CryptographicOperations.FixedTimeEquals(hash[..tag.Length], tag))
        {
            return false;
        }

        if (encrypted)
        {
            Apply(packet[header..], ssrc, index);
        }

        return true;
    }

    public override void Dispose()
    {
        _encryptor.Dispose();
        _aes.Dispose();
        _hmac.Dispose();
        CryptographicOperations.ZeroMemory(_stream);
    }

    private void Hash(ReadOnlySpan<byte> packet, uint word, Span<byte> hash)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, word);
        _hmac.AppendData(packet);
        _hmac.AppendData(octets);
        _hmac.GetHashAndReset(hash);
    }

    /// <summary>Adds the key stream; once more takes it away again.</summary>
    private void Apply(Span<byte> payload, uint ssrc, ulong index)
    {
        Span<byte> iv = stackalloc byte[BlockLength];
        iv.Clear();
        _salt.CopyTo(iv);
        AddPosition(iv[.._salt.Length], ssrc, index);
        for (var block = 0; !payload.IsEmpty;)
        {
            var blocks = Math.Min((payload.Length + BlockLength - 1) / BlockLength, BlocksAtOnce);
            for (var i = 0; i < blocks; i++, block++)
            {
                var counter = _counters.AsSpan(i * BlockLength, BlockLength);
                iv.CopyTo(counter);
                BinaryPrimitives.WriteUInt16BigEndian(counter[^2..], (ushort)block);
            }

            _encryptor.TransformBlock(_counters, 0, blocks * BlockLength, _stream, 0);
            var part = payload[..Math.Min(payload.Length, blocks * BlockLength)];
            Add(part, _stream.AsSpan(0, part.Length));
            payload = payload[part.Length..];
        }
    }

    private static void Add(Span<byte> target, ReadOnlySpan<byte> stream)
    {
        var at = 0;
        for (; at <= target.Length - Vector<byte>.Count; at += Vector<byte>.Count)
        {
            var part = target[at..];
            (new Vector<byte>(part) ^ new Vector<byte>(stream[at..])).CopyTo(part);
        }

        for (; at < target.Length; at++)
        {
            target[at] ^= stream[at];
        }
    }
}
