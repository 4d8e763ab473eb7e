using System.Net;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class SourceLatchTests
{
    private static readonly PacketAddress Signalled = Address("192.0.2.1:4000");
    private static readonly PacketAddress Nat = Address("198.51.100.7:61000");
    private static readonly PacketAddress Stranger = Address("203.0.113.9:5000");

    private SourceLatch _latch;

    public SourceLatchTests() => _latch.Signal(Signalled);

    [Fact]
    public void The_first_real_source_takes_the_place_of_the_address_in_sdp_and_stays()
    {
        Assert.Equal(Signalled, _latch.Target);
        Assert.True(_latch.Accept(Nat, 0));
        Assert.Equal(Nat, _latch.Target);
        Assert.False(_latch.Accept(Stranger, 10));
        Assert.False(_latch.Accept(Stranger, 60_000_000));
        Assert.Equal(Nat, _latch.Target);
    }

    [Fact]
    public void Another_port_of_the_same_host_takes_over_after_500_ms_of_silence_only()
    {
        _latch.Accept(Nat, 0);
        Assert.False(_latch.Accept(Nat.WithPort(61002), 499_999));
        Assert.True(_latch.Accept(Nat.WithPort(61002), 500_000));
        Assert.False(_latch.Accept(Nat, 500_001));
    }

    [Fact]
    public void The_exact_address_in_sdp_wins_over_whoever_came_first()
    {
        _latch.Accept(Stranger, 0);
        Assert.True(_latch.Accept(Signalled, 1));
        Assert.False(_latch.Accept(Stranger, 2));
    }

    [Fact]
    public void New_sdp_opens_the_latch_once()
    {
        _latch.Accept(Nat, 0);
        _latch.Signal(Signalled);
        Assert.Equal(Nat, _latch.Target);
        Assert.True(_latch.Accept(Stranger, 1));
        Assert.False(_latch.Accept(Nat, 2));
        _latch.Signal(Address("192.0.2.2:7000"));
        Assert.Equal(Address("192.0.2.2:7000"), _latch.Target);
    }

    [Fact]
    public void Reports_are_taken_from_known_hosts_only()
    {
        Assert.True(_latch.Knows(Signalled.WithPort(4001)));
        Assert.False(_latch.Knows(Nat));
        _latch.Accept(Nat, 0);
        Assert.True(_latch.Knows(Nat.WithPort(1)));
        Assert.False(_latch.Knows(Stranger));
        Assert.False(default(SourceLatch).Knows(Stranger));
    }

    [Fact]
    public void Addresses_keep_their_value()
    {
        foreach (var text in new[] { "192.0.2.1:4000", "[2001:db8::1]:65535", "[::1]:1" })
        {
            Assert.Equal(IPEndPoint.Parse(text), Address(text).ToEndPoint());
        }

        Assert.Equal(Address("192.0.2.1:4000"), Address("[::ffff:192.0.2.1]:4000"));
        Assert.True(PacketAddress.From(new IPEndPoint(IPAddress.Any, 4000)).IsNone);
        Assert.True(PacketAddress.From(null).IsNone);
    }

    private static PacketAddress Address(string text) => PacketAddress.From(IPEndPoint.Parse(text));
}
