using Gateway.Calls.Records;

namespace Gateway.Calls.Tests.Records;

public sealed class WaitHistogramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9.9, 10)]
    [InlineData(10, 10)]
    [InlineData(10.0001, 11)]
    [InlineData(300, 300)]
    [InlineData(-4, 0)]
    public void A_wait_is_within_its_seconds_rounded_up(double wait, int seconds)
    {
        var histogram = WaitHistogram.Empty.Add(TimeSpan.FromSeconds(wait));
        Assert.Equal(1, histogram.Within(seconds));
        Assert.Equal(0, histogram.Within(seconds - 1));
    }

    [Fact]
    public void A_wait_beyond_the_histogram_is_within_nothing()
    {
        Assert.Equal(0, WaitHistogram.Empty.Add(TimeSpan.FromDays(3)).Within(int.MaxValue));
    }
}
