using System.Net;
using Gateway.Loops;
using Gateway.Sip.Screening;

namespace Gateway.Sip.Tests.Screening;

public sealed class ScreeningTests
{
    [Theory]
    [InlineData("198.51.100.77", "198.51.100.0/24")]
    [InlineData("::ffff:198.51.100.77", "198.51.100.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void An_address_counts_with_its_network(string address, string network) =>
        Assert.Equal(network, SourceNetwork.Of(IPAddress.Parse(address)).ToString());

    [Fact]
    public void Prefixes_may_end_within_a_byte() =>
        Assert.Equal("198.51.100.64/27", SourceNetwork.Of(IPAddress.Parse("198.51.100.77"), v4: 27).ToString());

    [Fact]
    public void A_network_gets_its_share_and_another_one_its_own()
    {
        var scheduler = new SeededScheduler(1, DateTimeOffset.UnixEpoch);
        var buckets = new NetworkBuckets(scheduler.Time);
        int Taken(string address) => Enumerable.Range(0, 1000).Count(_ => buckets.Take(IPAddress.Parse(address), 50));
        Assert.Equal(100, Taken("198.51.100.1"));
        Assert.Equal(0, Taken("198.51.100.2"));
        Assert.Equal(100, Taken("198.51.101.1"));
        scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Equal(50, Taken("198.51.100.3"));
        scheduler.RunUntil(TimeSpan.FromHours(1));
        Assert.Equal(100, Taken("198.51.100.3"));
    }

    [Fact]
    public void Credit_is_what_came_and_is_spent_once()
    {
        var credit = new ByteCredit();
        var source = IPAddress.Parse("198.51.100.1");
        Assert.False(credit.TrySpend(source, 1));
        credit.Received(source, 300);
        credit.Received(source, 200);
        Assert.False(credit.TrySpend(source, 501));
        Assert.True(credit.TrySpend(source, 400));
        Assert.False(credit.TrySpend(source, 101));
        Assert.True(credit.TrySpend(source, 100));
    }

    [Fact]
    public void Forged_sources_without_end_fill_no_memory_and_the_last_ones_still_have_credit()
    {
        var credit = new ByteCredit();
        for (var i = 0; i < ByteCredit.Capacity + 1000; i++)
        {
            credit.Received(new IPAddress([100, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), 500);
        }

        Assert.False(credit.TrySpend(IPAddress.Parse("100.0.0.5"), 1));
        Assert.True(credit.TrySpend(IPAddress.Parse("100.0.100.5"), 500));
    }
}
