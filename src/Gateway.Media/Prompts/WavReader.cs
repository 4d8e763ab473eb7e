using System.Buffers.Binary;
using Gateway.Media.Audio;
using Gateway.Media.Engine;

namespace Gateway.Media.Prompts;

/// <summary>
/// Reads RIFF/WAVE: PCM of 8 or 16 bits, A-law, µ-law; one or two channels; the rates of <see cref="Resampler.Rates"/>. Chunks that are not
/// needed are skipped; a data chunk whose length was never filled in reaches to the end of the file. Thread-safe.
/// </summary>
public static class WavReader
{
    private const ushort Pcm = 1;
    private const ushort ALaw = 6;
    private const ushort MuLaw = 7;
    private const ushort Extensible = 0xFFFE;

    /// <summary>The sound as 8 kHz mono; two channels are averaged. At least one sample.</summary>
    /// <exception cref="WavFormatException">Not a WAV file, or one that is not supported; says what would be.</exception>
    public static short[] ReadMono8000(ReadOnlySpan<byte> file)
    {
        var data = Data(file, out var format);
        var mono = Mono(format, data);
        if (mono.Length == 0)
        {
            throw new WavFormatException("The file holds no samples.");
        }

        return Resampler.Rates.Contains(format.Rate)
            ? Resampler.To8000(mono, format.Rate)
            : throw new WavFormatException($"{format.Rate} Hz is not supported; use one of {string.Join(", ", Resampler.Rates)}.");
    }

    private readonly record struct Format(ushort Tag, int Channels, int Rate, int Bits);

    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file, out Format format)
    {
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            throw new WavFormatException("This is not a RIFF/WAVE file.");
        }

        Format? found = null;
        var rest = file[12..];
        while (rest.Length >= 8)
        {
            var id = rest[..4];
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]), (uint)(rest.Length - 8));
            var body = rest.Slice(8, length);
            if (id.SequenceEqual("fmt "u8))
            {
                found = ReadFormat(body);
            }
            else if (id.SequenceEqual("data"u8))
            {
                format = found ?? throw new WavFormatException("The data chunk comes before the fmt chunk.");
                return length == 0 ? rest[8..] : body;
            }

            rest = rest[Math.Min(8 + length + (length & 1), rest.Length)..];
        }

        throw new WavFormatException("The file has no data chunk.");
    }

    private static Format ReadFormat(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16)
        {
            throw new WavFormatException("The fmt chunk is cut short.");
        }

        var tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        if (tag == Extensible && body.Length >= 26)
        {
            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        }

        var format = new Format(
            tag,
            BinaryPrimitives.ReadUInt16LittleEndian(body[2..]),
            BinaryPrimitives.ReadInt32LittleEndian(body[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(body[14..]));
        var known = (format.Tag, format.Bits) is (Pcm, 8) or (Pcm, 16) or (ALaw, 8) or (MuLaw, 8);
        return known && format.Channels is 1 or 2
            ? format
            : throw new WavFormatException(
                $"Format {format.Tag} with {format.Bits} bits and {format.Channels} channels is not supported; use PCM of 16 bits, mono.");
    }

    private static short[] Mono(Format format, ReadOnlySpan<byte> data)
    {
        var width = format.Bits / 8 * format.Channels;
        var samples = new short[data.Length / width];
        for (var i = 0; i < samples.Length; i++)
        {
            var frame = data.Slice(i * width, width);
            samples[i] = format.Channels == 1
                ? Sample(format, frame)
                : (short)((Sample(format, frame) + Sample(format, frame[(width / 2)..])) / 2);
        }

        return samples;
    }

    private static short Sample(Format format, ReadOnlySpan<byte> at) => format switch
    {
        { Tag: Pcm, Bits: 16 } => BinaryPrimitives.ReadInt16LittleEndian(at),
        { Tag: Pcm } => (short)((at[0] - 128) << 8),
        { Tag: ALaw } => G711.Decode(AudioCodec.Pcma, at[0]),
        _ => G711.Decode(AudioCodec.Pcmu, at[0]),
    };
}

/// <summary>A file is not a WAV file that can be used; the message says what would be.</summary>
public sealed class WavFormatException : FormatException
{
    public WavFormatException()
    {
    }

    public WavFormatException(string message)
        : base(message)
    {
    }

    public WavFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
