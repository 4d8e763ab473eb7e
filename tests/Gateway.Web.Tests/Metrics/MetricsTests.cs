using System.Diagnostics.Metrics;
using Gateway.Web.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Web.Tests.Metrics;

public sealed class MetricsTests : WebTest
{
    private GatewayMetrics Metrics => Host.Services.GetRequiredService<GatewayMetrics>();

    [Theory]
    [InlineData("gateway_calls_total{outcome=\"system_lost\"} 0")]
    [InlineData("gateway_calls_unaccounted 0")]
    [InlineData("gateway_journal_late_total 0")]
    [InlineData("gateway_calls_current{phase=\"waiting\"} 3")]
    [InlineData("gateway_queue_waiting{queue=\"71.71/darurat\"} 4")]
    [InlineData("gateway_queue_longest_wait_seconds{queue=\"71.72/darurat\"} 0")]
    [InlineData("gateway_agents{centre=\"71.71\",state=\"in_call\"} 3")]
    [InlineData("gateway_service_level_ratio{queue=\"71.71/darurat\",threshold_seconds=\"10\"} 0.7")]
    [InlineData("gateway_service_level2_ratio{queue=\"71.71/darurat\",threshold_seconds=\"20\"} 0.8")]
    [InlineData("gateway_trunk_up{trunk=\"xl-smart\"} 0")]
    [InlineData("gateway_trunk_up{trunk=\"telkomsel\"} 1")]
    [InlineData("gateway_draining 0")]
    [InlineData("gateway_info{configuration=\"2026-11-25.3\",node=\"manado-1\",version=\"1.0.0\"} 1")]
    [InlineData("process_cpu_seconds_total")]
    public async Task Present_from_the_first_scrape(string line) =>
        Assert.Contains(await ScrapeAsync(), l => l.StartsWith(line, StringComparison.Ordinal));

    [Fact]
    public async Task What_the_worker_reports_is_counted()
    {
        Metrics.CallEnded("answered");
        Metrics.CallEnded("answered");
        Metrics.CallAnswered("71.71/darurat", TimeSpan.FromSeconds(7));
        Metrics.CallTalked("71.71/darurat", TimeSpan.FromSeconds(61));
        Metrics.RtpReceived("caller", 1000, 12, TimeSpan.FromMilliseconds(4), 4.1, 3.2);
        Metrics.RtpReceived("caller", 0, -3, TimeSpan.Zero);
        Metrics.RecorderFailed("disk_full");
        Metrics.ReconcileRepaired("actor_missing");
        Metrics.JournalCommitted(TimeSpan.FromMilliseconds(3));
        Metrics.JournalLost(5);
        Metrics.AlarmRaised("trunk_down");
        Metrics.CallsUnaccounted = 1;

        var lines = await ScrapeAsync();
        string[] expected =
        [
            "gateway_calls_total{outcome=\"answered\"} 2",
            "gateway_call_wait_seconds_bucket{queue=\"71.71/darurat\",le=\"5\"} 0",
            "gateway_call_wait_seconds_bucket{queue=\"71.71/darurat\",le=\"10\"} 1",
            "gateway_call_talk_seconds_sum{queue=\"71.71/darurat\"} 61",
            "gateway_rtp_packets_total{leg=\"caller\"} 1000",
            "gateway_rtp_packets_lost_total{leg=\"caller\"} 12",
            "gateway_rtp_jitter_seconds_count{leg=\"caller\"} 1",
            "gateway_rtp_mos_sum{direction=\"received\",leg=\"caller\"} 4.1",
            "gateway_rtp_mos_sum{direction=\"sent\",leg=\"caller\"} 3.2",
            "gateway_recorder_failures_total{kind=\"disk_full\"} 1",
            "gateway_reconcile_repairs_total{kind=\"actor_missing\"} 1",
            "gateway_journal_commit_seconds_count 1",
            "gateway_journal_events_lost_total 5",
            "gateway_alarms_total{kind=\"trunk_down\"} 1",
            "gateway_calls_unaccounted 1",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
    }

    [Fact]
    public async Task Meters_of_other_projects_come_along_and_keep_their_kind()
    {
        using var meter = new Meter("Gateway.Sip" + Guid.NewGuid().ToString("N"));
        var requests = meter.CreateCounter<long>("sip.requests");
        requests.Add(2, new KeyValuePair<string, object?>("method", "INVITE"));
        requests.Add(1, new KeyValuePair<string, object?>("method", "BYE"));
        requests.Add(1, new KeyValuePair<string, object?>("other", "x"));
        var transactions = meter.CreateUpDownCounter<int>("sip.transactions");
        transactions.Add(3);
        transactions.Add(-1);
        using var foreign = new Meter("Elsewhere");
        foreign.CreateCounter<long>("secret").Add(1);

        var text = string.Join('\n', await ScrapeAsync());
        Assert.Contains("# TYPE gateway_sip_requests_total counter", text, StringComparison.Ordinal);
        Assert.Contains("gateway_sip_requests_total{method=\"INVITE\"} 2", text, StringComparison.Ordinal);
        Assert.Contains("gateway_metrics_dropped_total{instrument=\"sip.requests\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE gateway_sip_transactions gauge", text, StringComparison.Ordinal);
        Assert.Contains("gateway_sip_transactions 2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_sets_are_bounded()
    {
        using var meter = new Meter("Gateway.Wild" + Guid.NewGuid().ToString("N"));
        var counter = meter.CreateCounter<long>("wild");
        for (var i = 0; i < MeterBridge.MaxSeries + 7; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        var lines = await ScrapeAsync();
        Assert.Equal(MeterBridge.MaxSeries, lines.Count(l => l.StartsWith("gateway_wild_total{", StringComparison.Ordinal)));
        Assert.Contains("gateway_metrics_dropped_total{instrument=\"wild\"} 7", lines);
    }

    [Fact]
    public async Task A_trunk_that_is_configured_no_longer_leaves_the_metrics()
    {
        Assert.Contains(await ScrapeAsync(), l => l.Contains("xl-smart", StringComparison.Ordinal));
        Gateway.Change(v => v with { Trunks = [.. v.Trunks.Where(t => t.Name != "xl-smart")] });
        Assert.DoesNotContain(await ScrapeAsync(), l => l.Contains("xl-smart", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sip.requests", null, true, "gateway_sip_requests_total")]
    [InlineData("gateway_calls_total", null, true, "gateway_calls_total")]
    [InlineData("call.wait", "s", false, "gateway_call_wait_seconds")]
    [InlineData("io.read", "By", true, "gateway_io_read_bytes_total")]
    [InlineData("RtpPorts", "{ports}", false, "gateway_rtp_ports")]
    [InlineData("load", "1", false, "gateway_load_ratio")]
    public void Names_follow_the_rules_of_the_field(string instrument, string? unit, bool isCounter, string expected)
    {
        using var meter = new Meter("Test");
        Assert.Equal(expected, PrometheusName.Of(meter.CreateCounter<long>(instrument, unit), isCounter));
    }

    private async Task<string[]> ScrapeAsync() => (await Http.GetStringAsync("/metrics", Cancellation)).Split('\n');
}
