using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Gateway.Media.Recording.Sealing;

/// <summary>
/// Seals and opens the frames of one file. A frame authenticates the header, its number and whether it is the last, so that frames can be
/// neither changed nor moved nor cut off unseen. Each sealing takes a new random nonce (NIST SP 800-38D §8.2.2), so that a frame may be sealed
/// again when a packet came late. One owner.
/// </summary>
internal sealed class SealedFrames : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _associated = new byte[SealedHeader.Length + 9];

    public SealedFrames(SealedHeader header, RecordingKey key)
    {
        Header = header;
        var own = key.ForFile(header.Salt);
        _cipher = new AesGcm(own, SealedHeader.TagLength);
        CryptographicOperations.ZeroMemory(own);
        header.Bytes.CopyTo(_associated);
    }

    public SealedHeader Header { get; }

    /// <summary>Where a frame begins in the file.</summary>
    public long OffsetOf(long number) => SealedHeader.Length + (number * Header.Stride);

    /// <param name="target">Exactly <see cref="SealedHeader.Overhead"/> octets longer than the samples.</param>
    public void Seal(long number, bool last, ReadOnlySpan<byte> samples, Span<byte> target)
    {
        var nonce = target[..SealedHeader.NonceLength];
        RandomNumberGenerator.Fill(nonce);
        _cipher.Encrypt(
            nonce, samples, target.Slice(SealedHeader.NonceLength, samples.Length), target[^SealedHeader.TagLength..], Associated(number, last));
    }

    /// <summary>False when it was changed, is another frame, or is not (or is) the last.</summary>
    /// <param name="samples">Exactly <see cref="SealedHeader.Overhead"/> octets shorter than the source.</param>
    public bool TryOpen(long number, bool last, ReadOnlySpan<byte> source, Span<byte> samples)
    {
        if (source.Length < SealedHeader.Overhead)
        {
            return false;
        }

        try
        {
            _cipher.Decrypt(
                source[..SealedHeader.NonceLength],
                source[SealedHeader.NonceLength..^SealedHeader.TagLength],
                source[^SealedHeader.TagLength..],
                samples,
                Associated(number, last));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    private byte[] Associated(long number, bool last)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_associated.AsSpan(SealedHeader.Length), number);
        _associated[^1] = last ? (byte)1 : (byte)0;
        return _associated;
    }
}
