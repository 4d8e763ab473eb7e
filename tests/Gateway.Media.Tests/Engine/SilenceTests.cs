using Gateway.Media.Engine;
using Gateway.Media.Rtcp;

namespace Gateway.Media.Tests.Engine;

/// <summary>Minutes of silence, in virtual time.</summary>
public sealed class SilenceTests : IDisposable
{
    private readonly VirtualBench _bench = new();
    private readonly MediaCallId _call;
    private readonly TestPhone _caller;

    public SilenceTests()
    {
        _call = _bench.OpenCall();
        _caller = _bench.Join(_call, LegRole.Caller);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Is_told_at_growing_spans_and_then_each_minute()
    {
        _bench.Run(250);
        Assert.Equal([1, 2, 3, 5, 10, 20, 30, 60, 120, 180, 240], Silences());
        Assert.Empty(_bench.Events.OfType<MediaEvent.LegHeardAgain>());
    }

    [Fact]
    public void Ends_with_the_first_packet_and_begins_anew()
    {
        _bench.Talk(1, _caller);
        _bench.Run(2.5);
        _bench.Talk(10, _caller);
        _bench.Run(1.5);
        Assert.Equal([1, 2, 1], Silences());
        Assert.Single(_bench.Events.OfType<MediaEvent.LegHeardAgain>());
        Assert.Single(_bench.Events.OfType<MediaEvent.LegHeard>());
    }

    [Fact]
    public void Reports_count_as_a_sign_of_life()
    {
        var report = new byte[RtcpWriter.LongestPacket];
        var length = RtcpWriter.Write(report, 1, null, null, "x"u8, bye: false);
        _bench.Each(900, 10, _ => _caller.SendReport(report.AsSpan(0, length)));
        Assert.Empty(Silences());
    }

    [Theory]
    [InlineData(MediaDirection.Inactive)]
    [InlineData(MediaDirection.SendOnly)]
    [InlineData(MediaDirection.ReceiveOnly)]
    public void Is_not_watched_on_hold_and_counts_from_the_resume(MediaDirection hold)
    {
        _bench.Post(new MediaCommand.SetFormat(_call, _caller.Leg, _caller.Format(hold)));
        _bench.Run(100);
        Assert.Empty(Silences());
        _bench.Post(new MediaCommand.SetFormat(_call, _caller.Leg, _caller.Format()));
        _bench.Run(1.5);
        Assert.Equal([1], Silences());
    }

    [Fact]
    public void Shows_in_the_leg_s_statistics()
    {
        _bench.Talk(5, _caller);
        _bench.Run(7);
        _bench.Post(new MediaCommand.CloseCall(_call));
        _bench.Run(0.1);
        var statistics = Assert.Single(_bench.Events.OfType<MediaEvent.LegClosed>()).Statistics;
        Assert.Equal(7, statistics.SilentFor!.Value.TotalSeconds, 0.2);
        Assert.Equal(5, statistics.PacketsReceived);
    }

    private List<double> Silences() =>
        [.. _bench.Events.OfType<MediaEvent.LegSilent>().Select(e => Math.Round(e.For.TotalSeconds, 2))];
}
