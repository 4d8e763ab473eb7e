using System.Buffers.Binary;

namespace Gateway.Simulator;

/// <summary>
/// A stereo recording of the gateway, for asking when a tone is heard in it: callers are on the left, agents on the right. Immutable.
/// </summary>
public sealed class StereoRecording
{
    /// <summary>Window of one look, in milliseconds; tones 60 Hz apart are told from each other.</summary>
    private const int WindowMs = 20;

    private readonly int _rate;

    private StereoRecording(int rate, short[] left, short[] right)
    {
        _rate = rate;
        Left = left;
        Right = right;
    }

    public IReadOnlyList<short> Left { get; }

    public IReadOnlyList<short> Right { get; }

    public TimeSpan Duration => TimeSpan.FromSeconds((double)Left.Count / _rate);

    /// <summary>Reads RIFF/WAVE of two channels and 16 bits; a header that promises more than the file has is an error.</summary>
    /// <exception cref="InvalidDataException">It is something else; the message says what.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StereoRecording Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        if (file.Length < 12 || !file[..4].SequenceEqual("RIFF"u8) || !file[8..12].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException($"{path} is no WAV file");
        }

        var rate = 0;
        for (var rest = file[12..]; rest.Length >= 8;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(rest[4..]);
            if (size < 0 || size > rest.Length - 8)
            {
                throw new InvalidDataException($"{path} promises {size} bytes where {rest.Length - 8} are left");
            }

            var body = rest.Slice(8, size);
            if (rest[..4].SequenceEqual("fmt "u8) && size >= 16)
            {
                rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
                var (channels, bits) = (BinaryPrimitives.ReadInt16LittleEndian(body[2..]), BinaryPrimitives.ReadInt16LittleEndian(body[14..]));
                if (channels != 2 || bits != 16 || rate <= 0)
                {
                    throw new InvalidDataException($"{path} has {channels} channels of {bits} bits at {rate} Hz; two of 16 were expected");
                }
            }
            else if (rest[..4].SequenceEqual("data"u8) && rate > 0)
            {
                return Split(rate, body);
            }

            rest = rest[Math.Min(8 + size + (size & 1), rest.Length)..];
        }

        throw new InvalidDataException($"{path} holds no audio");
    }

    /// <summary>From the start of the file to the beginning of the tone, to 5 ms; null: never.</summary>
    public TimeSpan? FirstHeard(IReadOnlyList<short> channel, int hertz)
    {
        var step = _rate / 200;
        for (var at = 0; at + Window <= channel.Count; at += step)
        {
            if (Share(channel, at, hertz) > 0.5)
            {
                // The tone fills half of this window: it began in its middle.
                return TimeSpan.FromSeconds((at + (Window / 2.0)) / _rate);
            }
        }

        return null;
    }

    /// <summary>How much of the channel, in time, is filled by the tone.</summary>
    public TimeSpan Heard(IReadOnlyList<short> channel, int hertz)
    {
        var windows = 0;
        for (var at = 0; at + Window <= channel.Count; at += Window)
        {
            windows += Share(channel, at, hertz) > 0.5 ? 1 : 0;
        }

        return TimeSpan.FromMilliseconds(windows * WindowMs);
    }

    /// <summary>How much of the channel, in time, is anything but silence.</summary>
    /// <param name="from">Since the start of the file.</param>
    public TimeSpan Sounding(IReadOnlyList<short> channel, TimeSpan from = default)
    {
        var windows = 0;
        for (var at = (int)(from.TotalSeconds * _rate); at + Window <= channel.Count; at += Window)
        {
            windows += Energy(channel, at) > 0 ? 1 : 0;
        }

        return TimeSpan.FromMilliseconds(windows * WindowMs);
    }

    private int Window => _rate * WindowMs / 1000;

    private static StereoRecording Split(int rate, ReadOnlySpan<byte> data)
    {
        var left = new short[data.Length / 4];
        var right = new short[left.Length];
        for (var i = 0; i < left.Length; i++)
        {
            left[i] = BinaryPrimitives.ReadInt16LittleEndian(data[(4 * i)..]);
            right[i] = BinaryPrimitives.ReadInt16LittleEndian(data[((4 * i) + 2)..]);
        }

        return new StereoRecording(rate, left, right);
    }

    /// <summary>Of a window; 0 for what nobody would hear.</summary>
    private double Energy(IReadOnlyList<short> channel, int start)
    {
        var energy = 0.0;
        for (var i = start; i < start + Window; i++)
        {
            energy += (double)channel[i] * channel[i];
        }

        return energy < Window * 10_000.0 ? 0 : energy;
    }

    /// <summary>The tone's share of a window's energy, 0 to 1 (Goertzel).</summary>
    private double Share(IReadOnlyList<short> channel, int start, int hertz)
    {
        var energy = Energy(channel, start);
        if (energy == 0)
        {
            return 0;
        }

        double before = 0, last = 0;
        var k = 2 * Math.Cos(2 * Math.PI * hertz / _rate);
        for (var i = start; i < start + Window; i++)
        {
            (before, last) = (last, channel[i] + (k * last) - before);
        }

        return 2 * ((last * last) + (before * before) - (k * last * before)) / (Window * energy);
    }
}
