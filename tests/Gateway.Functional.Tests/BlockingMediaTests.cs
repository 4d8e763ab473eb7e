using Gateway.Calls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The way of media for systems without epoll, in a real process.</summary>
public sealed class BlockingMediaTests
{
    private const string Caller = "+628119999998";

    [Fact]
    public async Task A_call_is_heard_both_ways_and_recorded_over_blocking_sockets()
    {
        await using var gateway = await TestGateway.StartAsync(
            new TestSetup { Agents = Phones.Agents(1), MisAnswer = "0s", MediaWay = "blocking" });
        Assert.Contains("media blocking sockets", gateway.Output, StringComparison.Ordinal);
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, Phones.Agents(1)[0], talkFor: TimeSpan.FromSeconds(2));
        var result = await farEnd.Call(gateway, Caller).EndAsync(TimeSpan.FromSeconds(30));
        Assert.True(result.Statistics!.PacketsReceived > 90, $"the caller heard {result.Statistics.PacketsReceived} packets");
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));

        using var evidence = new Evidence(gateway);
        var record = Assert.Single(evidence.Records());
        Assert.Equal(CallOutcome.Answered, record.Outcome);
        var wav = evidence.Recording(record);
        Assert.InRange(wav.Heard(wav.Right, FarEnd.AgentTone).TotalSeconds, 1.5, 10);
        Assert.All(record.Lines, l => Assert.True(l.MosReceived > 3.5, $"{l.Leg}: MOS {l.MosReceived}, lost {l.Lost}"));
    }
}
