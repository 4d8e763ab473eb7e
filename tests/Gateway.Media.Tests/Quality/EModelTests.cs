using Gateway.Media.Quality;

namespace Gateway.Media.Tests.Quality;

public sealed class EModelTests
{
    /// <summary>Worked out apart from this code, by G.107 (3-27) to (3-29) and (B-4) with R 93.2 and robustness 25.1.</summary>
    [Theory]
    [InlineData(0.00, 0, 4.41)]
    [InlineData(0.00, 100, 4.41)]
    [InlineData(0.01, 60, 4.33)]
    [InlineData(0.05, 60, 3.92)]
    [InlineData(0.10, 60, 3.41)]
    [InlineData(0.20, 60, 2.63)]
    [InlineData(1.00, 60, 1.18)]
    [InlineData(0.00, 300, 3.96)]
    [InlineData(0.00, 600, 2.99)]
    public void Loss_and_delay_lower_the_score_as_G107_says(double loss, int delay, double expected) =>
        Assert.Equal(expected, EModel.Mos(loss, TimeSpan.FromMilliseconds(delay)), 0.006);

    [Fact]
    public void Worse_is_never_better()
    {
        var last = double.MaxValue;
        for (var loss = 0.0; loss <= 1; loss += 0.005)
        {
            var mos = EModel.Mos(loss, TimeSpan.FromMilliseconds(80));
            Assert.InRange(mos, 1, last);
            last = mos;
        }

        last = double.MaxValue;
        for (var delay = 0; delay < 2000; delay += 10)
        {
            var mos = EModel.Mos(0, TimeSpan.FromMilliseconds(delay));
            Assert.InRange(mos, 1, last);
            last = mos;
        }
    }

    [Fact]
    public void What_is_out_of_range_is_the_nearest_in_it()
    {
        Assert.Equal(EModel.BestMos, EModel.Mos(-0.3, TimeSpan.Zero), 0.01);
        Assert.Equal(EModel.Mos(1, TimeSpan.Zero), EModel.Mos(7, TimeSpan.Zero));
    }

    [Fact]
    public void Delay_is_half_the_round_trip_a_packet_and_the_jitter_buffer()
    {
        Assert.Equal(40, EModel.Delay(null, 1).TotalMilliseconds);
        Assert.Equal(20 + 60 + 50, EModel.Delay(100, 30).TotalMilliseconds);
    }
}
