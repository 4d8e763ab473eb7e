using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class RtpReceptionStatisticsTests
{
    private RtpReceptionStatistics _statistics;

    [Fact]
    public void Rfc3550_A_3_loss_is_expected_less_received_across_a_wrap()
    {
        foreach (var sequence in new ushort[] { 65_533, 65_534, 0, 1, 4 })
        {
            _statistics.Receive(1, sequence);
        }

        Assert.Equal(5, _statistics.Received);
        Assert.Equal(3, _statistics.Lost);
        var report = _statistics.Report(0, 0);
        Assert.Equal(3, report.CumulativeLost);
        Assert.Equal(3 * 256 / 8, report.FractionLost);
        Assert.Equal(65_536u + 4, report.HighestSequence);
        Assert.Equal(0, _statistics.Report(0, 0).FractionLost);
    }

    [Fact]
    public void Rfc3550_A_3_duplicates_make_loss_negative_and_the_fraction_zero()
    {
        foreach (var sequence in new ushort[] { 1, 2, 2, 2 })
        {
            _statistics.Receive(1, sequence);
        }

        var report = _statistics.Report(0, 0);
        Assert.Equal(-2, report.CumulativeLost);
        Assert.Equal(0, report.FractionLost);
    }

    [Fact]
    public void Rfc3550_A_1_a_jump_is_believed_when_the_next_packet_confirms_it()
    {
        Assert.Equal(SequenceVerdict.NewSource, _statistics.Receive(1, 100));
        Assert.Equal(SequenceVerdict.Accepted, _statistics.Receive(1, 101));
        Assert.Equal(SequenceVerdict.Suspicious, _statistics.Receive(1, 30_000));
        Assert.Equal(SequenceVerdict.Accepted, _statistics.Receive(1, 102));
        Assert.Equal(SequenceVerdict.Suspicious, _statistics.Receive(1, 40_000));
        Assert.Equal(SequenceVerdict.Restarted, _statistics.Receive(1, 40_001));
        Assert.Equal(SequenceVerdict.Accepted, _statistics.Receive(1, 40_002));
        Assert.Equal(0, _statistics.Lost);
    }

    [Fact]
    public void A_new_ssrc_keeps_the_totals()
    {
        _statistics.Receive(1, 10);
        _statistics.Receive(1, 12);
        Assert.Equal(SequenceVerdict.NewSource, _statistics.Receive(2, 500));
        Assert.Equal(3, _statistics.Received);
        Assert.Equal(1, _statistics.Lost);
    }

    [Fact]
    public void Rfc3550_A_8_even_arrival_has_no_jitter_and_alternating_delay_converges_to_it()
    {
        for (var i = 0; i < 500; i++)
        {
            _statistics.MeasureJitter((uint)(i * 160), 1_000_000 + (i * 20_000));
        }

        Assert.Equal(0, _statistics.JitterMs);
        for (var i = 500; i < 1000; i++)
        {
            _statistics.MeasureJitter((uint)(i * 160), 1_000_000 + (i * 20_000) + (i % 2 * 5000));
        }

        Assert.Equal(5, _statistics.JitterMs, 0.1);
    }
}
