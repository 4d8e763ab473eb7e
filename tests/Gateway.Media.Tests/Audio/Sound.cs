namespace Gateway.Media.Tests.Audio;

/// <summary>Makes and measures sines.</summary>
internal static class Sound
{
    public static short[] Sine(double frequency, int rate, double seconds, double amplitude = 10000) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * frequency * i / rate)))];

    /// <summary>Peak amplitude of one frequency (a single DFT bin over the whole stretch).</summary>
    public static double Amplitude(IReadOnlyList<short> samples, double frequency, int rate = 8000)
    {
        double re = 0, im = 0;
        for (var i = 0; i < samples.Count; i++)
        {
            re += samples[i] * Math.Cos(2 * Math.PI * frequency * i / rate);
            im += samples[i] * Math.Sin(2 * Math.PI * frequency * i / rate);
        }

        return 2 * Math.Sqrt((re * re) + (im * im)) / samples.Count;
    }

    public static double Rms(IEnumerable<short> samples) => Math.Sqrt(samples.Average(s => (double)s * s));
}
