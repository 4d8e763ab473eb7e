using System.Net;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class SourceLatchTests
{
    private static readonly PacketAddress Signalled = Address("192.0.2.1:4000");
    private static readonly PacketAddress Nat = Address("198.51.100.7:61000");
    private static readonly PacketAddress Stranger = Address("203.0.113.9:5000");
    private static readonly PacketAddress Moved = Address("198.51.100.99:7777");

    private SourceLatch _latch;

    public SourceLatchTests() => _latch.Signal(Signalled);

    [Fact]
    public void The_first_real_source_takes_the_place_of_the_address_in_sdp_and_stays()
    {
        Assert.Equal(Signalled, _latch.Target);
        Flow(Nat, 0);
        Assert.Equal(Nat, _latch.Target);
        Assert.False(_latch.Accept(Stranger, 200_000));
        Assert.False(_latch.Accept(Stranger, 60_000_000));
        Assert.Equal(Nat, _latch.Target);
    }

    [Fact]
    public void Another_port_of_the_same_host_takes_over_after_500_ms_of_silence_only()
    {
        var last = Flow(Nat, 0);
        Assert.False(_latch.Accept(Nat.WithPort(61002), last + 499_999));
        Assert.True(_latch.Accept(Nat.WithPort(61002), last + 500_000));
        Assert.False(_latch.Accept(Nat, last + 500_001));
    }

    [Fact]
    public void The_exact_address_in_sdp_wins_over_whoever_came_first()
    {
        _latch.Accept(Stranger, 0);
        Assert.True(_latch.Accept(Signalled, 1));
        Assert.False(_latch.Accept(Stranger, 2));
    }

    [Fact]
    public void A_packet_that_a_stranger_sent_to_every_port_does_not_lock_the_peer_out()
    {
        Assert.True(_latch.Accept(Stranger, 0));
        Assert.False(_latch.Accept(Nat, 20_000));
        Assert.True(_latch.Accept(Nat, 500_000));
        Assert.Equal(Nat, _latch.Target);
        Assert.False(_latch.Accept(Stranger, 520_000));
    }

    [Fact]
    public void New_sdp_of_the_same_address_gives_nobody_the_stream_that_flows()
    {
        var now = Flow(Nat, 0);
        for (var again = 0; again < 5; again++)
        {
            _latch.Signal(Signalled);
            for (var i = 0; i < 100; i++)
            {
                now += 20_000;
                Assert.False(_latch.Accept(Stranger, now - 1));
                Assert.True(_latch.Accept(Nat, now));
                Assert.Equal(Nat, _latch.Target);
            }
        }

        // It has been seen to flow on, so a later silence is nobody's chance.
        Assert.False(_latch.Accept(Stranger, now + 60_000_000));
    }

    [Fact]
    public void New_sdp_lets_a_peer_that_moved_in_once_its_former_source_is_silent()
    {
        var last = Flow(Nat, 0);
        _latch.Signal(Signalled);
        Assert.True(_latch.Accept(Nat, last + 10_000));
        Assert.False(_latch.Accept(Moved, last + 20_000));
        Assert.True(_latch.Accept(Moved, last + 510_000));
        Assert.Equal(Moved, _latch.Target);
    }

    [Fact]
    public void New_sdp_of_another_address_takes_its_host_at_once_and_the_former_sources_last_packets()
    {
        var last = Flow(Nat, 0);
        var other = Address("192.0.2.2:7000");
        _latch.Signal(other);
        Assert.Equal(other, _latch.Target);
        Assert.True(_latch.Accept(Nat, last + 1000));
        Assert.Equal(other, _latch.Target);
        Assert.False(_latch.Accept(Stranger, last + 2000));
        Assert.True(_latch.Accept(other.WithPort(7002), last + 3000));
        Assert.Equal(other.WithPort(7002), _latch.Target);
        Assert.False(_latch.Accept(Nat, last + 4000));
    }

    [Fact]
    public void A_source_that_flows_on_500_ms_after_sdp_named_another_address_is_the_peer_all_the_same()
    {
        var last = Flow(Nat, 0);
        _latch.Signal(Address("10.0.0.5:7000"));
        for (var i = 1; i <= 25; i++)
        {
            Assert.True(_latch.Accept(Nat, last + (i * 20_000)));
            Assert.Equal(Address("10.0.0.5:7000"), _latch.Target);
        }

        Assert.True(_latch.Accept(Nat, last + 520_000));
        Assert.Equal(Nat, _latch.Target);
    }

    [Fact]
    public void What_came_before_any_sdp_is_latched_again_at_once()
    {
        var latch = default(SourceLatch);
        Assert.True(latch.Accept(Nat, 0));
        latch.Signal(Signalled);
        Assert.True(latch.Accept(Nat, 20_000));
        Assert.Equal(Nat, latch.Target);
    }

    [Fact]
    public void Who_proves_a_key_may_move_anywhere_after_500_ms_of_silence_and_no_sooner()
    {
        var last = Flow(Nat, 0);
        Assert.False(_latch.MayAcceptProven(Moved, last + 499_999));
        Assert.False(_latch.Accept(Moved, last + 499_999, proven: true));
        Assert.True(_latch.MayAcceptProven(Moved, last + 500_000));
        Assert.False(_latch.Accept(Moved, last + 500_000));
        Assert.True(_latch.Accept(Moved, last + 500_000, proven: true));
        Assert.Equal(Moved, _latch.Target);
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

    /// <summary>Packets enough to be no accident; returns when the last one came.</summary>
    private long Flow(PacketAddress from, long since)
    {
        for (var i = 0; i < SourceLatch.SettledPackets; i++)
        {
            Assert.True(_latch.Accept(from, since + (i * 20_000)));
        }

        return since + ((SourceLatch.SettledPackets - 1) * 20_000);
    }

    private static PacketAddress Address(string text) => PacketAddress.From(IPEndPoint.Parse(text));
}
