using Gateway.Web.Live;
using Gateway.Web.TestHost;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Web.Tests.Live;

public sealed class RecentCallsTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Reads_at_most_once_a_second_and_keeps_what_it_had_while_reading_fails()
    {
        var gateway = new FakeGateway(time);
        var recent = new RecentCalls(gateway, new GatewayWebOptions { LastCalls = 4 }, time, NullLogger<RecentCalls>.Instance);
        await recent.RefreshAsync();
        Assert.Equal(gateway.Records.Take(4), recent.Current);

        gateway.Records = [.. gateway.Records.Skip(1)];
        await recent.RefreshAsync();
        Assert.Equal("call00001001", recent.Current[0].Id.Value);
        time.Advance(TimeSpan.FromSeconds(1));
        await recent.RefreshAsync();
        Assert.Equal("call00001002", recent.Current[0].Id.Value);

        gateway.CatalogFailure = new IOException();
        time.Advance(TimeSpan.FromSeconds(1));
        await recent.RefreshAsync();
        Assert.True(recent.Failed);
        Assert.Equal("call00001002", recent.Current[0].Id.Value);
        gateway.CatalogFailure = null;
        time.Advance(TimeSpan.FromSeconds(1));
        await recent.RefreshAsync();
        Assert.False(recent.Failed);
    }
}
