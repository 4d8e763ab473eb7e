using Gateway.Media.Engine;
using Gateway.Media.Recording;

namespace Gateway.Media.Tests.Recording;

public sealed class AlignmentTests
{
    private StreamAlignment _alignment;

    [Fact]
    public void Jitter_and_disorder_do_not_tear_the_sound()
    {
        var random = new Random(1);
        var placed = new List<long>();
        for (var i = 0; i < 500; i++)
        {
            Assert.True(Place(i, (i * 160) + random.Next(0, 400), out var position, out var skip));
            Assert.Equal(0, skip);
            placed.Add(position);
        }

        // From its best arrivals on, the stream stands within 20 ms of them.
        Assert.All(placed.Skip(200).Select((p, i) => p - ((i + 200) * 160)), offset => Assert.InRange(offset, 0, 160));
        Assert.True(placed.Zip(placed.Skip(1)).Count(p => p.Second - p.First != 160) <= 3);
    }

    [Fact]
    public void Duplicates_are_placed_once_and_late_packets_at_their_place()
    {
        Assert.True(Place(0, 0, out _, out _));
        Assert.True(Place(3, 480, out _, out _));
        Assert.True(Place(1, 490, out var late, out _));
        Assert.Equal(160, late);
        Assert.False(Place(1, 500, out _, out _));
        Assert.False(Place(3, 500, out _, out _));
        Assert.True(Place(2, 500, out _, out _));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    public void A_clock_that_drifts_is_followed_within_20_ms(int partsPerMillion)
    {
        for (var i = 0; i < 60_000; i++)
        {
            var arrival = (long)(i * 160 * (1 + (partsPerMillion / 1e6)));
            Assert.True(Place(i, arrival, out var position, out _));
            Assert.InRange(position - arrival, -175, 175);
        }
    }

    [Fact]
    public void A_pause_in_which_the_sender_s_timestamps_stood_still_is_a_pause()
    {
        Place(0, 0, out _, out _);
        Place(1, 160, out _, out _);
        Assert.True(Place(2, 160_000, out var position, out _));
        Assert.Equal(160_000, position);
    }

    [Fact]
    public void A_new_ssrc_stands_where_it_arrives()
    {
        Place(0, 0, out _, out _);
        var packet = Packet(7) with { Ssrc = 99, Timestamp = 5 };
        Assert.True(_alignment.TryPlace(packet, 4000, out var position, out _));
        Assert.Equal(4000, position);
    }

    private static RecordedPacket Packet(int number) =>
        new(0, (uint)(uint.MaxValue - 1000 + (number * 160L)), 7, (ushort)(65_500 + number), 160, 0, LegRole.Caller, AudioCodec.Pcma);

    private bool Place(int number, long arrival, out long position, out int skip) =>
        _alignment.TryPlace(Packet(number), arrival, out position, out skip);
}
