using Gateway.Media.Audio;

namespace Gateway.Media.Prompts;

/// <summary>Makes tones as prompts. Thread-safe.</summary>
public static class Tone
{
    // 5 ms of rise and fall keep the ends from clicking.
    private const int RampSamples = G711.SampleRate / 200;

    /// <summary>
    /// One cycle of a sine, then silence; loops without a click. A tone without silence (<paramref name="off"/> zero) is cut to whole
    /// periods of its frequency, so that its loop has no step either.
    /// </summary>
    /// <param name="frequency">20 to 3800 Hz.</param>
    /// <param name="on">More than zero, up to 60 s.</param>
    /// <param name="off">Zero to 60 s.</param>
    /// <param name="amplitude">Peak, of 32767; 8000 is about -12 dBm0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static Prompt Create(PromptId id, int frequency, TimeSpan on, TimeSpan off, short amplitude = 8000) =>
        new(id, Samples(frequency, on, off, amplitude));

    private static short[] Samples(int frequency, TimeSpan on, TimeSpan off, short amplitude)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frequency, 20);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(frequency, 3800);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(on, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(on, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfLessThan(off, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(off, TimeSpan.FromSeconds(60));
        ArgumentOutOfRangeException.ThrowIfNegative(amplitude);
        var sounding = SoundingSamples(frequency, on, off);
        var samples = new short[sounding + (int)(off.TotalSeconds * G711.SampleRate)];
        for (var i = 0; i < sounding; i++)
        {
            var edge = off == TimeSpan.Zero ? 1.0 : Math.Min(1.0, Math.Min(i, sounding - 1 - i) / (double)RampSamples);
            samples[i] = (short)Math.Round(amplitude * edge * Math.Sin(2 * Math.PI * frequency * i / G711.SampleRate));
        }

        return samples;
    }

    private static int SoundingSamples(int frequency, TimeSpan on, TimeSpan off)
    {
        var samples = Math.Max(1, (int)(on.TotalSeconds * G711.SampleRate));
        if (off > TimeSpan.Zero)
        {
            return samples;
        }

        // The shortest stretch that holds whole periods and whole samples.
        var unit = G711.SampleRate / (int)System.Numerics.BigInteger.GreatestCommonDivisor(frequency, G711.SampleRate);
        return Math.Max(1, samples / unit) * unit;
    }
}
