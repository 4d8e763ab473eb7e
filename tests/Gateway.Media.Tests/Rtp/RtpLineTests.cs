using CsCheck;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class RtpLineTests
{
    private const ulong First = 1;
    private const ulong Second = 2;

    private RtpLine _line = new(7, 65_535, uint.MaxValue - 100);

    [Fact]
    public void A_change_of_source_goes_on_with_the_next_number_and_a_marker()
    {
        var prompt = _line.Own(160, 0);
        Assert.Equal(new RtpStamp(true, 65_535, uint.MaxValue - 100), prompt);
        Assert.Equal(new RtpStamp(false, 0, 59), _line.Own(160, 20_000));

        // 20 ms later in step, 7 ms later too early to fit: never inside the packet before.
        Assert.Equal(new RtpStamp(true, 1, 219), Relay(First, 30_000, 5_000_000, 40_000));
        Assert.Equal(new RtpStamp(false, 2, 379), Relay(First, 30_001, 5_000_160, 60_000));
        Assert.Equal(new RtpStamp(true, 3, 539), Relay(Second, 9, 77, 67_000));
    }

    [Fact]
    public void What_a_change_ran_ahead_is_taken_back_after_a_pause()
    {
        var start = _line.Own(160, 0).Timestamp;
        Relay(First, 1, 1000, 5_000);
        _line.EndSource();
        // 1 s after the first packet: the line is on the clock again, though the change at 5 ms had run 15 ms ahead.
        Assert.Equal(8000u, Relay(First, 2, 1160, 1_000_000).Timestamp - start);
    }

    [Fact]
    public void Gaps_and_disorder_of_a_source_stay_and_what_is_older_than_the_change_is_left_out()
    {
        _line.Own(160, 0);
        var at = Relay(First, 100, 1000, 20_000);
        Assert.Equal((ushort)(at.Sequence + 3), Relay(First, 103, 1480, 80_000).Sequence);
        Assert.Equal((ushort)(at.Sequence + 2), Relay(First, 102, 1320, 81_000).Sequence);
        Assert.False(_line.TryRelay(First, Header(99, 840), 160, 82_000, out _));
        Assert.Equal((ushort)(at.Sequence + 4), Relay(First, 104, 1640, 100_000).Sequence);
    }

    [Fact]
    public void Packets_left_out_on_purpose_leave_no_gap_but_lost_ones_do()
    {
        var at = Relay(First, 100, 1000, 0);
        _line.Skip(First, Header(101, 1160));
        Assert.Equal((ushort)(at.Sequence + 1), Relay(First, 102, 1320, 40_000).Sequence);
        _line.Skip(First, Header(104, 1640));
        Assert.Equal((ushort)(at.Sequence + 3), Relay(First, 105, 1800, 100_000).Sequence);
        _line.EndSource();
        Assert.Equal((ushort)(at.Sequence + 4), Relay(Second, 1, 1, 120_000).Sequence);
    }

    [Fact]
    public void However_sources_change_numbers_rise_by_one_and_timestamps_by_at_least_a_packet() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100_000]).Array[1, 200].Sample(steps =>
        {
            var line = new RtpLine(7, 65_000, uint.MaxValue - 5000);
            var sequences = new[] { 100, 40_000, 65_530 };
            var now = 0L;
            RtpStamp? last = null;
            foreach (var (source, wait) in steps)
            {
                now += wait;
                RtpStamp stamp;
                if (source == 3)
                {
                    stamp = line.Own(160, now);
                }
                else
                {
                    var number = sequences[source]++;
                    if (!line.TryRelay((ulong)source, Header((ushort)number, 160u * (uint)number), 160, now, out stamp))
                    {
                        return false;
                    }
                }

                if (last is { } before
                    && (stamp.Sequence != (ushort)(before.Sequence + 1) || (int)(stamp.Timestamp - before.Timestamp) < 160))
                {
                    return false;
                }

                last = stamp;
            }

            return true;
        });

    private static RtpHeader Header(ushort sequence, uint timestamp) => new(false, 8, sequence, timestamp, 1, 12, 160);

    private RtpStamp Relay(ulong source, ushort sequence, uint timestamp, long now)
    {
        Assert.True(_line.TryRelay(source, Header(sequence, timestamp), 160, now, out var stamp));
        return stamp;
    }
}
