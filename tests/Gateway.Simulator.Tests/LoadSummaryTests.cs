using System.Net;
using Gateway.Media.Engine;
using Gateway.Simulator.Load;
using Gateway.Sip.Transport;

namespace Gateway.Simulator.Tests;

public sealed class LoadSummaryTests
{
    private static readonly IPEndPoint Somewhere = new(IPAddress.Loopback, 5060);

    [Fact]
    public void Percentiles_are_those_of_the_nearest_rank_over_answered_calls_only()
    {
        var answered = Enumerable.Range(1, 100).Select(s => Call(s));
        var summary = new LoadSummary([.. answered, Call(900, "status 503"), Call(null, "not answered in time")], TimeSpan.Zero);
        Assert.Equal((102, 100, 2), (summary.Calls, summary.Answered, summary.Failed));
        Assert.Equal([50.0, 95, 99, 100], new[] { 50.0, 95, 99, 100 }.Select(p => summary.Wait(p)!.Value.TotalSeconds));
    }

    [Fact]
    public void One_call_is_every_percentile_and_none_is_no_percentile()
    {
        Assert.Equal(TimeSpan.FromSeconds(3), new LoadSummary([Call(3)], TimeSpan.Zero).Wait(1));
        Assert.Null(new LoadSummary([Call(null, "status 503")], TimeSpan.Zero).Wait(50));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LoadSummary([], TimeSpan.Zero).Wait(0));
    }

    [Fact]
    public void Failures_are_counted_by_reason_most_frequent_first()
    {
        var summary = new LoadSummary([Call(null, "a"), Call(null, "b"), Call(null, "b"), Call(1)], TimeSpan.Zero);
        Assert.Equal([("b", 2), ("a", 1)], summary.Failures.Select(f => (f.Key, f.Value)));
    }

    [Fact]
    public void Rtp_is_summed_over_calls_and_the_worst_jitter_stands()
    {
        var summary = new LoadSummary([Call(1, null, Rtp(100, 2, 1.5)), Call(1, null, Rtp(50, 0, 4)), Call(1)], TimeSpan.Zero);
        Assert.Equal((150L, 2L, 4.0), (summary.RtpReceived, summary.RtpLost, summary.WorstJitterMs));
    }

    private static LoadCall Call(int? waitSeconds, string? failure = null, LegStatistics? rtp = null)
    {
        var script = new CallerScript("caller", new SipFlow("simulator", SipTransportKind.Udp, Somewhere, Somewhere)) { Voice = null };
        TimeSpan? wait = waitSeconds is { } s ? TimeSpan.FromSeconds(s) : null;
        return new LoadCall(wait, failure, new CallerResult(script, 200, wait, null, TimeSpan.Zero, EndedBy.Caller, rtp));
    }

    private static LegStatistics Rtp(long received, long lost, double jitterMs) => new(received, 0, lost, jitterMs, null, null, null, null);
}
