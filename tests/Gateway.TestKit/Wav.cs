using System.Buffers.Binary;

namespace Gateway.TestKit;

/// <summary>A stereo recording, read strictly: a header that does not fit the file fails the test.</summary>
public sealed class Wav
{
    private Wav(int sampleRate, short[] left, short[] right)
    {
        SampleRate = sampleRate;
        Left = left;
        Right = right;
    }

    public int SampleRate { get; }

    public short[] Left { get; }

    public short[] Right { get; }

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Left.Length / SampleRate);

    public static Wav Read(string path)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (bytes.Length < 44 || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes[8..16].SequenceEqual("WAVEfmt "u8))
        {
            throw new InvalidDataException($"{path} is no WAV file");
        }

        var position = 12;
        var rate = 0;
        while (position + 8 <= bytes.Length)
        {
            var name = bytes.Slice(position, 4);
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes[(position + 4)..]);
            var body = bytes.Slice(position + 8, Math.Min(size, bytes.Length - position - 8));
            if (name.SequenceEqual("fmt "u8))
            {
                rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
                var channels = BinaryPrimitives.ReadInt16LittleEndian(body[2..]);
                var bits = BinaryPrimitives.ReadInt16LittleEndian(body[14..]);
                if (channels != 2 || bits != 16)
                {
                    throw new InvalidDataException($"{path} has {channels} channels of {bits} bits; two of 16 were expected");
                }
            }
            else if (name.SequenceEqual("data"u8))
            {
                if (size > bytes.Length - position - 8)
                {
                    throw new InvalidDataException($"{path} promises {size} bytes of audio and has {bytes.Length - position - 8}");
                }

                var frames = size / 4;
                var left = new short[frames];
                var right = new short[frames];
                for (var i = 0; i < frames; i++)
                {
                    left[i] = BinaryPrimitives.ReadInt16LittleEndian(body[(4 * i)..]);
                    right[i] = BinaryPrimitives.ReadInt16LittleEndian(body[((4 * i) + 2)..]);
                }

                return new Wav(rate, left, right);
            }

            position += 8 + size + (size & 1);
        }

        throw new InvalidDataException($"{path} has no audio");
    }

    /// <summary>Share of a channel's energy that one frequency has, 0 to 1, over a stretch of time (Goertzel).</summary>
    public double Share(short[] channel, double frequency, TimeSpan from, TimeSpan length)
    {
        var start = (int)(from.TotalSeconds * SampleRate);
        var count = Math.Min((int)(length.TotalSeconds * SampleRate), channel.Length - start);
        if (count <= 0)
        {
            return 0;
        }

        double s1 = 0, s2 = 0, energy = 0;
        var k = 2 * Math.Cos(2 * Math.PI * frequency / SampleRate);
        for (var i = 0; i < count; i++)
        {
            double x = channel[start + i];
            energy += x * x;
            var s = x + (k * s1) - s2;
            s2 = s1;
            s1 = s;
        }

        var power = (s1 * s1) + (s2 * s2) - (k * s1 * s2);
        return energy < count * 100.0 ? 0 : Math.Min(1, 2 * power / (count * energy));
    }

    /// <summary>Root mean square of a stretch of a channel, 0 (silence) to 32767.</summary>
    public double Loudness(short[] channel, TimeSpan from, TimeSpan length)
    {
        var start = (int)(from.TotalSeconds * SampleRate);
        var stretch = channel.Skip(start).Take((int)(length.TotalSeconds * SampleRate)).ToList();
        return stretch.Count == 0 ? 0 : Math.Sqrt(stretch.Average(x => (double)x * x));
    }

    /// <summary>When the frequency first fills more than half of a 20 ms stretch; null when never.</summary>
    public TimeSpan? FirstHeard(short[] channel, double frequency, TimeSpan from = default)
    {
        var step = TimeSpan.FromMilliseconds(20);
        for (var at = from; at < Duration; at += step)
        {
            if (Share(channel, frequency, at, step) > 0.5)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>The end of the last 20 ms stretch that the frequency fills more than half of; null when there is none.</summary>
    public TimeSpan? LastHeard(short[] channel, double frequency)
    {
        var step = TimeSpan.FromMilliseconds(20);
        for (var at = Duration - step; at >= TimeSpan.Zero; at -= step)
        {
            if (Share(channel, frequency, at, step) > 0.5)
            {
                return at + step;
            }
        }

        return null;
    }

    /// <summary>How much of the channel, in time, carries the frequency.</summary>
    public TimeSpan Heard(short[] channel, double frequency)
    {
        var step = TimeSpan.FromMilliseconds(20);
        var total = TimeSpan.Zero;
        for (var at = TimeSpan.Zero; at < Duration; at += step)
        {
            if (Share(channel, frequency, at, step) > 0.5)
            {
                total += step;
            }
        }

        return total;
    }
}
