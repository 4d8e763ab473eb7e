namespace Gateway.Media.Audio;

/// <summary>
/// Brings a recording to 8 kHz with a linear-phase low-pass (Blackman-windowed sinc: passes up to 3.4 kHz, stops from 4 kHz on). Meant for
/// loading prompts, not for live audio. Thread-safe.
/// </summary>
public static class Resampler
{
    /// <summary>Rates that are accepted, in Hz.</summary>
    public static readonly IReadOnlyList<int> Rates = [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 96000];

    // Half of the filter in output samples, and its cut-off (-6 dB) in cycles per output sample: 3.7 kHz.
    private const int HalfWidth = 40;
    private const double Cutoff = 3700.0 / G711.SampleRate;

    /// <summary>The same sound at 8 kHz; the length is rounded up to whole samples.</summary>
    /// <exception cref="ArgumentException"><paramref name="rate"/> is not one of <see cref="Rates"/>.</exception>
    public static short[] To8000(ReadOnlySpan<short> samples, int rate)
    {
        if (!Rates.Contains(rate))
        {
            throw new ArgumentException($"A rate of {rate} Hz is not supported; use one of {string.Join(", ", Rates)}.", nameof(rate));
        }

        if (rate == G711.SampleRate)
        {
            return samples.ToArray();
        }

        var divisor = (int)System.Numerics.BigInteger.GreatestCommonDivisor(rate, G711.SampleRate);
        var (up, down) = (G711.SampleRate / divisor, rate / divisor);
        var phases = new double[up][];
        var result = new short[(int)((((long)samples.Length * up) + down - 1) / down)];
        for (var n = 0; n < result.Length; n++)
        {
            // Output n lies at n * down / up of the input: a whole part and one of `up` phases.
            var position = (long)n * down;
            var taps = phases[position % up] ??= Taps((double)(position % up) / up, (double)down / up);
            var first = (position / up) - ((taps.Length / 2) - 1);
            var sum = 0.0;
            for (var k = 0; k < taps.Length; k++)
            {
                var at = first + k;
                if (at >= 0 && at < samples.Length)
                {
                    sum += taps[k] * samples[(int)at];
                }
            }

            result[n] = (short)Math.Clamp(Math.Round(sum), short.MinValue, short.MaxValue);
        }

        return result;
    }

    private static double[] Taps(double fraction, double ratio)
    {
        var half = (int)Math.Ceiling(HalfWidth * ratio);
        var taps = new double[2 * half];
        for (var k = 0; k < taps.Length; k++)
        {
            // Distance from the output's place, in output samples.
            var x = (k - (half - 1) - fraction) / ratio;
            var window = Math.Abs(x) >= HalfWidth ? 0
                : 0.42 + (0.5 * Math.Cos(Math.PI * x / HalfWidth)) + (0.08 * Math.Cos(2 * Math.PI * x / HalfWidth));
            var sinc = x == 0 ? 1 : Math.Sin(2 * Math.PI * Cutoff * x) / (2 * Math.PI * Cutoff * x);
            taps[k] = 2 * Cutoff * sinc * window;
        }

        // Unity gain at 0 Hz for each phase, so that no phase rings.
        var sum = taps.Sum();
        for (var k = 0; k < taps.Length; k++)
        {
            taps[k] /= sum;
        }

        return taps;
    }
}
