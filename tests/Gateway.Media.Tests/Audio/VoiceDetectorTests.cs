using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;

namespace Gateway.Media.Tests.Audio;

/// <summary>What counts as a caller who can be heard, in both laws.</summary>
public sealed class VoiceDetectorTests
{
    private const int Rate = 8000;

    public static TheoryData<AudioCodec, string> Speech()
    {
        var data = new TheoryData<AudioCodec, string>();
        foreach (var file in new[] { "id/greeting", "id/queue", "id/recording-notice", "en/greeting", "en/queue" })
        {
            data.Add(AudioCodec.Pcma, file);
            data.Add(AudioCodec.Pcmu, file);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Speech))]
    public void Speech_is_heard_within_a_second_also_whispered_and_over_noise(AudioCodec codec, string prompt)
    {
        var speech = Prompt(prompt);
        Assert.InRange(HeardAt(codec, speech), 0.1, 1.0);
        Assert.InRange(HeardAt(codec, [.. Silence(1), .. speech]), 1.1, 2.0);

        // 26 dB below the prompt: a whisper, or a telephone under a pillow.
        Assert.InRange(HeardAt(codec, [.. Noise(1, 10), .. Scaled(speech, 0.05)]), 1.1, 3.0);

        // A road, a river: noise 10 dB below the voice.
        var loud = Sound.Rms(speech);
        var noise = Noise(1 + ((double)speech.Length / Rate), loud * 0.3);
        for (var i = 0; i < speech.Length; i++)
        {
            noise[Rate + i] = (short)Math.Clamp(noise[Rate + i] + speech[i], short.MinValue, short.MaxValue);
        }

        Assert.InRange(HeardAt(codec, noise), 1.1, 3.0);
    }

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void Silence_comfort_noise_hum_and_steady_noise_are_not_heard(AudioCodec codec)
    {
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, Silence(60)));
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, Noise(60, 15)));

        // Comfort noise that a far end makes up, after real silence and at changing levels of -55 dBm0 and less.
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, [.. Silence(2), .. Noise(5, 30), .. Silence(1), .. Noise(5, 20), .. Noise(5, 30)]));
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, Sound.Sine(50, Rate, 30, 300)));
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, [.. Sound.Sine(50, Rate, 5, 100).Select(s => (short)(s + 500))]));
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, Noise(60, 800)));
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, Sweep(20, 100, 3800, 3000)));
    }

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void A_line_that_becomes_noisier_is_not_heard_and_a_voice_on_it_is(AudioCodec codec)
    {
        short[] line = [.. Silence(3), .. Noise(10, 150)];
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, line));
        Assert.InRange(HeardAt(codec, [.. line, .. Prompt("id/greeting")]), 13.1, 14.5);
    }

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void A_sweep_that_swells_and_fades_like_syllables_is_heard_at_every_pitch(AudioCodec codec)
    {
        for (var pitch = 120; pitch < 3400; pitch += 160)
        {
            var tone = Sweep(3, pitch, pitch + 160, 600);
            for (var i = 0; i < tone.Length; i++)
            {
                tone[i] = (short)(tone[i] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * 4 * i / Rate))));
            }

            Assert.InRange(HeardAt(codec, [.. Silence(0.5), .. tone]), 0.5, 1.5);
        }
    }

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void A_siren_that_begins_is_heard_though_it_is_steady(AudioCodec codec) =>
        Assert.InRange(HeardAt(codec, [.. Noise(1, 10), .. Sweep(5, 700, 1500, 6000)]), 1.3, 1.6);

    [Theory]
    [InlineData(AudioCodec.Pcma)]
    [InlineData(AudioCodec.Pcmu)]
    public void A_click_is_not_heard_and_a_short_cry_is(AudioCodec codec)
    {
        short[] click = [.. Silence(1), .. Sound.Sine(900, Rate, 0.03, 20000), .. Silence(2)];
        Assert.Equal(double.PositiveInfinity, HeardAt(codec, [.. click, .. click, .. click]));
        var cry = Sound.Sine(700, Rate, 0.35, 5000);
        for (var i = 0; i < cry.Length; i++)
        {
            cry[i] = (short)(cry[i] * Math.Sin(Math.PI * i / cry.Length));
        }

        Assert.InRange(HeardAt(codec, [.. Noise(1, 12), .. cry, .. Noise(1, 12)]), 1.1, 1.4);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(240)]
    [InlineData(480)]
    public void It_is_the_same_for_every_packet_time(int samples)
    {
        var speech = Prompt("id/greeting");
        Assert.Equal(HeardAt(AudioCodec.Pcma, speech, 160), HeardAt(AudioCodec.Pcma, speech, samples), 0.06);
    }

    [Fact]
    public void It_says_so_once_and_allocates_nothing()
    {
        var octets = new byte[160];
        G711.Encode(AudioCodec.Pcma, Noise(0.02, 10), octets);
        var detector = default(VoiceDetector);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            detector.Hear(AudioCodec.Pcma, octets);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        var speech = new byte[Rate];
        G711.Encode(AudioCodec.Pcma, Prompt("id/greeting").AsSpan(0, Rate), speech);
        Assert.True(detector.Hear(AudioCodec.Pcma, speech));
        Assert.True(detector.HasHeard);
        Assert.False(detector.Hear(AudioCodec.Pcma, speech));
    }

    /// <summary>Seconds until something is heard; infinity: never.</summary>
    private static double HeardAt(AudioCodec codec, ReadOnlySpan<short> samples, int packet = 160)
    {
        var detector = default(VoiceDetector);
        var octets = new byte[packet];
        for (var at = 0; at + packet <= samples.Length; at += packet)
        {
            G711.Encode(codec, samples.Slice(at, packet), octets);
            if (detector.Hear(codec, octets))
            {
                return (double)(at + packet) / Rate;
            }
        }

        return double.PositiveInfinity;
    }

    private static short[] Prompt(string name)
    {
        var prompts = PromptLibrary.Load(Path.Combine(Repository(), "config", "prompts"), [new PromptId(name)]);
        Assert.Empty(prompts.Errors);
        var octets = prompts[new PromptId(name)].Octets(AudioCodec.Pcma);
        var samples = new short[octets.Length];
        G711.Decode(AudioCodec.Pcma, octets, samples);
        return samples;
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gateway.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private static short[] Silence(double seconds) => new short[(int)(seconds * Rate)];

    private static short[] Scaled(short[] samples, double by) => [.. samples.Select(s => (short)Math.Round(s * by))];

    /// <summary>White, Gaussian, always the same.</summary>
    private static short[] Noise(double seconds, double rms)
    {
        var random = new Random(112);
        return [.. Enumerable.Range(0, (int)(seconds * Rate)).Select(_ =>
            (short)(rms * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }

    private static short[] Sweep(double seconds, double from, double to, double amplitude)
    {
        var samples = new short[(int)(seconds * Rate)];
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            phase += 2 * Math.PI * (from + ((to - from) * i / samples.Length)) / Rate;
            samples[i] = (short)(amplitude * Math.Sin(phase));
        }

        return samples;
    }
}
