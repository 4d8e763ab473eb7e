using System.Net;
using System.Net.Sockets;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class RtpPortPoolTests
{
    private readonly VirtualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void Hands_out_every_even_port_once_and_then_none()
    {
        var pool = Pool(20_001, 20_021);
        Assert.Equal(10, pool.Capacity);
        var rented = Drain(pool);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 20_002 + (2 * i)), rented.Select(p => p.RtpPort).Order());
        Assert.Equal(10, pool.InUse);
        Assert.All(rented, p => Assert.Equal(p.RtpPort + 1, p.RtcpPort));
    }

    [Fact]
    public void The_order_differs_from_pool_to_pool() =>
        Assert.NotEqual(Drain(Pool(20_000, 20_199)).Select(p => p.RtpPort), Drain(Pool(20_000, 20_199)).Select(p => p.RtpPort));

    [Fact]
    public void A_returned_pair_rests_for_two_seconds()
    {
        var pool = Pool(20_000, 20_001);
        Assert.True(pool.TryRent(out var ports));
        pool.Return(ports);
        pool.Return(ports);
        Assert.Equal(0, pool.InUse);
        _time.Advance(TimeSpan.FromSeconds(1.999));
        Assert.False(pool.TryRent(out _));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.True(pool.TryRent(out _));
        Assert.False(pool.TryRent(out _));
    }

    [Fact]
    public void A_pair_that_another_program_holds_is_passed_over()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)other.LocalEndPoint!).Port & ~1;
        var pool = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, port, port + 1, _time, RtpPortPool.CanBind);
        Assert.False(pool.TryRent(out _));
        Assert.Equal(1, pool.Skipped);
    }

    [Fact]
    public void Many_threads_never_get_the_same_pair()
    {
        var pool = Pool(20_000, 20_999);
        var rented = new List<RtpPorts>[8];
        Parallel.For(0, 8, i => rented[i] = Drain(pool));
        Assert.Equal(500, rented.SelectMany(r => r).Select(p => p.RtpPort).Distinct().Count());
        Parallel.ForEach(rented.SelectMany(r => r), pool.Return);
        Assert.Equal(0, pool.InUse);
    }

    [Theory]
    [InlineData(80, 90)]
    [InlineData(20_001, 20_002)]
    [InlineData(65_534, 65_536)]
    public void A_range_without_a_pair_is_refused(int first, int last) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Pool(first, last));

    private RtpPortPool Pool(int first, int last) => new(IPAddress.Any, IPAddress.Loopback, first, last, _time);

    private static List<RtpPorts> Drain(RtpPortPool pool)
    {
        var rented = new List<RtpPorts>();
        while (pool.TryRent(out var ports))
        {
            rented.Add(ports);
        }

        return rented;
    }
}
