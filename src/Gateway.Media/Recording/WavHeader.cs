using System.Buffers.Binary;

namespace Gateway.Media.Recording;

/// <summary>
/// The header of a recording: RIFF/WAVE, PCM, 8000 Hz, 16 bits; two channels (left the caller, right everyone else) or the one of a leg.
/// Thread-safe.
/// </summary>
public static class WavHeader
{
    /// <summary>Octets before the samples.</summary>
    public const int Length = 44;

    /// <summary>Octets of a frame of stereo: one sample of each channel.</summary>
    public const int FrameLength = 4;

    /// <summary>Octets of a second of stereo.</summary>
    public const int BytesPerSecond = 8000 * FrameLength;

    /// <summary>Most octets of samples that the format can hold, in whole frames (37 hours).</summary>
    public const long MostData = (uint.MaxValue - (Length - 8)) / FrameLength * FrameLength;

    /// <param name="target">At least <see cref="Length"/> octets.</param>
    /// <param name="dataLength">0 to <see cref="MostData"/>.</param>
    /// <param name="channels">1 or 2.</param>
    public static void Write(Span<byte> target, long dataLength, int channels = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dataLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataLength, MostData);
        "RIFF"u8.CopyTo(target);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], (uint)dataLength + Length - 8);
        "WAVEfmt "u8.CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(target[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(target[22..], (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], 8000);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], (uint)(BytesPerSecond / 2 * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(target[32..], (ushort)(FrameLength / 2 * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(target[34..], 16);
        "data"u8.CopyTo(target[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], (uint)dataLength);
    }

    public static TimeSpan Duration(long dataLength, int channels = 2) =>
        TimeSpan.FromSeconds((double)dataLength * 2 / (BytesPerSecond * channels));
}
