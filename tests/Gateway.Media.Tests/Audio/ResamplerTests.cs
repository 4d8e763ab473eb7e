using Gateway.Media.Audio;

namespace Gateway.Media.Tests.Audio;

public sealed class ResamplerTests
{
    public static TheoryData<int> Rates => [.. Resampler.Rates];

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_tone_in_the_telephone_band_keeps_its_frequency_and_level(int rate)
    {
        foreach (var frequency in new[] { 300, 1000, 3000 })
        {
            var result = Resampler.To8000(Sound.Sine(frequency, rate, 0.5), rate);
            Assert.Equal(4000, result.Length);
            var middle = result[400..3600];
            Assert.InRange(Sound.Amplitude(middle, frequency), 9900, 10100);

            // All of it is that tone: nothing else was added.
            Assert.InRange(Sound.Rms(middle), 7000, 7150);
        }
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(44100)]
    [InlineData(48000)]
    public void A_tone_above_4_kHz_does_not_fold_back(int rate)
    {
        foreach (var frequency in new[] { 4300, 5000, 7000 })
        {
            Assert.InRange(Sound.Rms(Resampler.To8000(Sound.Sine(frequency, rate, 0.5), rate)[400..3600]), 0, 10);
        }
    }

    [Fact]
    public void Nothing_is_delayed()
    {
        // A click at 0.25 s stays at 0.25 s: linear phase, filter centred.
        var click = new short[24000];
        click[12000] = 20000;
        var result = Resampler.To8000(click, 48000);
        Assert.Equal(2000, Array.IndexOf(result, result.Max()));
        Assert.Equal(result[1990], result[2010]);
    }

    [Fact]
    public void A_rate_that_is_not_listed_is_refused_by_name() =>
        Assert.Contains("11000", Assert.Throws<ArgumentException>(() => Resampler.To8000(new short[10], 11000)).Message, StringComparison.Ordinal);
}
