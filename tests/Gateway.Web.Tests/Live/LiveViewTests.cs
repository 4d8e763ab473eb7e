using Gateway.Web.Live;
using Gateway.Web.TestHost;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Web.Tests.Live;

public sealed class LiveViewTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));
    private readonly FakeGateway gateway;
    private readonly LiveView live;
    private int signals;

    public LiveViewTests()
    {
        gateway = new FakeGateway(time);
        live = new LiveView(gateway.View, new GatewayWebOptions { MaxPages = 2 }, time);
    }

    public void Dispose() => live.Dispose();

    [Fact]
    public void A_storm_of_changes_is_four_signals_a_second()
    {
        using var page = live.Open(() => signals++);
        for (var i = 0; i < 1000; i++)
        {
            gateway.Turn();
            time.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal(8, signals);
    }

    [Fact]
    public void One_change_is_seen_within_a_quarter_of_a_second()
    {
        using var page = live.Open(() => signals++);
        gateway.Turn();
        time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(1, signals);
    }

    [Fact]
    public void Without_changes_it_ticks_once_a_second()
    {
        using var page = live.Open(() => signals++);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(10, signals);
    }

    [Fact]
    public void Pages_are_limited_and_a_closed_one_makes_room()
    {
        var first = live.Open(() => signals++)!;
        using var second = live.Open(() => { });
        Assert.NotNull(second);
        Assert.Null(live.Open(() => { }));
        first.Dispose();
        Assert.Equal(1, live.Pages);
        using var third = live.Open(() => { });
        Assert.NotNull(third);
        gateway.Turn();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, signals);
    }
}
