using System.Diagnostics.Metrics;

namespace Gateway.Sip.Tests.Stack;

public sealed class MetricsTests
{
    [Fact]
    public void Requests_and_responses_are_counted_by_method_and_class_and_retransmissions_apart()
    {
        Dictionary<string, long> counts = [];
        using var listener = new MeterListener();
        using var pair = new Pair();
        listener.InstrumentPublished = (instrument, l) =>
        {
            // Other tests' stacks run beside this one: only the pair's own meters count.
            if (instrument.Meter == pair.AliceMetrics.Meter)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var key = $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}".Trim();
            counts[key] = counts.GetValueOrDefault(key) + value;
        });
        listener.Start();
        var (alice, _) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        listener.RecordObservableInstruments();
        Assert.Equal(1, counts["gateway_sip_requests_sent INVITE"]);
        Assert.Equal(1, counts["gateway_sip_requests_sent ACK"]);
        Assert.Equal(1, counts["gateway_sip_requests_sent BYE"]);
        Assert.Equal(1, counts["gateway_sip_responses_received 1xx"]);
        Assert.Equal(2, counts["gateway_sip_responses_received 2xx"]);
        Assert.Equal(0, counts["gateway_sip_dialogs_open"]);
        Assert.True(counts["gateway_sip_transactions_open"] > 0);
        Assert.False(counts.ContainsKey("gateway_sip_retransmissions request"));

        pair.Call([new("Session-Expires", "10;refresher=uac")]);
        pair.Run(6);
        Assert.Equal(1, counts["gateway_sip_sessions_refreshed"]);
        pair.Network.Lose = _ => true;
        pair.Run(40);
        Assert.True(counts["gateway_sip_sessions_expired"] >= 1);
        var before = counts["gateway_sip_retransmissions request"];

        pair.Call();
        pair.Run(40);
        Assert.Equal(3, counts["gateway_sip_requests_sent INVITE"]);
        Assert.True(counts["gateway_sip_retransmissions request"] >= before + 6);
    }
}
