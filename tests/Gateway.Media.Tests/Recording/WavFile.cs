using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Gateway.Media.Recording;

namespace Gateway.Media.Tests.Recording;

/// <summary>A recording taken apart; the header must be right.</summary>
internal sealed record WavFile(short[] Left, short[] Right)
{
    public static WavFile Read(ReadOnlySpan<byte> bytes, bool headerMatchesLength = true)
    {
        var expected = new byte[WavHeader.Length];
        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        WavHeader.Write(expected, length);
        Assert.Equal(expected, bytes[..WavHeader.Length].ToArray());
        if (headerMatchesLength)
        {
            Assert.Equal(bytes.Length - WavHeader.Length, (int)length);
        }

        var samples = MemoryMarshal.Cast<byte, short>(bytes[WavHeader.Length..]).ToArray();
        return new WavFile([.. samples.Where((_, i) => i % 2 == 0)], [.. samples.Where((_, i) => i % 2 == 1)]);
    }

    /// <summary>Position of the first sample that is not silent.</summary>
    public static int Onset(short[] samples) => Array.FindIndex(samples, s => Math.Abs((int)s) > 100);

    /// <summary>Where a stretch of samples occurs exactly, or -1.</summary>
    public static int Find(short[] samples, ReadOnlySpan<short> stretch) => samples.AsSpan().IndexOf(stretch);
}
