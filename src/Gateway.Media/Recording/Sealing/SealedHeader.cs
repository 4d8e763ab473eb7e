using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Media.Recording.Sealing;

/// <summary>
/// What stands in the clear before the frames of a sealed recording; every frame authenticates it. Little-endian.
/// <code>
///   0  "GW112REC"
///   8  version, 1
///   9  channels, 1 or 2
///  10  zero, 2 octets
///  12  octets of samples in a frame, 4 octets
///  16  salt of the file's key (HKDF-SHA-256), 32 octets
///  48  check of the key, 8 octets
///  56  length of the key's id, then the id in ASCII, zeros to 64 octets
/// 120  frames: nonce (12), samples sealed with AES-256-GCM, tag (16)
/// </code>
/// All frames but the last are full; the last one is shorter, perhaps empty, and authenticated as the last, so that a cut shows.
/// </summary>
internal sealed class SealedHeader
{
    public const int Length = 120;

    public const int CheckLength = 8;

    /// <summary>Octets of samples in a frame: half a second of stereo, which is what a killed process loses.</summary>
    public const int FrameLength = 16 * 1024;

    /// <summary>Octets that sealing adds to a frame: nonce and tag.</summary>
    public const int Overhead = NonceLength + TagLength;

    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const int LongestFrame = 1024 * 1024;
    private const int SaltOffset = 16;
    private const int SaltLength = 32;
    private const int CheckOffset = 48;
    private const int IdOffset = 56;

    private readonly byte[] _bytes;

    private SealedHeader(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Bytes => _bytes;

    public int Channels => _bytes[9];

    /// <summary>Octets of samples in each frame but the last.</summary>
    public int Frame => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(12));

    /// <summary>Octets of a full frame in the file.</summary>
    public int Stride => Frame + Overhead;

    public ReadOnlySpan<byte> Salt => _bytes.AsSpan(SaltOffset, SaltLength);

    public string Check => Convert.ToHexStringLower(_bytes, CheckOffset, CheckLength);

    public string KeyId => Encoding.ASCII.GetString(_bytes, IdOffset + 1, Math.Min(_bytes[IdOffset], (byte)RecordingKey.LongestId));

    /// <summary>For a new file, with a salt of its own.</summary>
    public static SealedHeader New(RecordingKey key, int channels)
    {
        var bytes = new byte[Length];
        "GW112REC"u8.CopyTo(bytes);
        bytes[8] = 1;
        bytes[9] = (byte)channels;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), FrameLength);
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltOffset, SaltLength));
        Convert.FromHexString(key.Check).CopyTo(bytes, CheckOffset);
        bytes[IdOffset] = (byte)Encoding.ASCII.GetBytes(key.Id, bytes.AsSpan(IdOffset + 1));
        return new SealedHeader(bytes);
    }

    /// <exception cref="SealedRecordingException">It is none, or of a newer release.</exception>
    public static SealedHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length || !bytes.StartsWith("GW112REC"u8))
        {
            throw new SealedRecordingException("This is no sealed recording: its first octets are others.");
        }

        if (bytes[8] != 1)
        {
            throw new SealedRecordingException($"This recording is sealed in version {bytes[8]}; this release reads version 1.");
        }

        var header = new SealedHeader(bytes[..Length].ToArray());
        return header is { Channels: 1 or 2, Frame: > 0 and <= LongestFrame }
            ? header : throw new SealedRecordingException("The recording's header is damaged: its channels or frames cannot be.");
    }

    /// <summary>The key that sealed this file.</summary>
    /// <exception cref="SealedRecordingException">It is not among them.</exception>
    public RecordingKey KeyAmong(RecordingKeys keys)
    {
        var key = keys.Find(KeyId) ?? throw new SealedRecordingException(
            $"The recording is sealed with the key '{KeyId}', which is not configured: name it in recordings.keys.");
        return key.Check == Check ? key : throw new SealedRecordingException(
            $"The configured key '{KeyId}' is not the one that sealed this recording: put the former key back, and give a new key a new id.");
    }

    /// <summary>Octets of samples in a whole file of this length.</summary>
    public long DataIn(long fileLength)
    {
        var (full, rest) = Math.DivRem(fileLength - Length, Stride);
        return (full * Frame) + Math.Max(0, rest - Overhead);
    }
}
