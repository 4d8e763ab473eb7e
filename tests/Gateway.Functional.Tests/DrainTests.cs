using System.Net;
using System.Text.Json.Nodes;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>SIGTERM: calls in progress finish or are told, new ones go to the alternate or are taken, and the exit code is 0.</summary>
public sealed class DrainTests
{
    private static readonly TestAgent First = new("3001");
    private static readonly TestAgent Second = new("3002");

    [Fact]
    public async Task A_sole_node_finishes_its_calls_and_takes_new_ones_until_it_exits()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [First, Second], DrainTimeout = "60s" });
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, First);
        await farEnd.PhoneAsync(gateway, Second);
        var early = farEnd.Call(gateway, "+628110001");
        await TalkingAsync(gateway, 1);
        var exit = gateway.StopAsync(TimeSpan.FromSeconds(50));
        await gateway.WaitForAsync("/api/v1/node", n => (bool)n["draining"]!);
        using var wire = new RawSip(gateway.TrunkUdp);
        Assert.StartsWith("SIP/2.0 200", await wire.AskAsync(wire.Options()), StringComparison.Ordinal);
        var late = farEnd.Call(gateway, "+628110002");
        await TalkingAsync(gateway, 2);
        early.HangUp();
        late.HangUp();
        Assert.Equal(EndedBy.Caller, (await early.EndAsync()).EndedBy);
        Assert.Equal(EndedBy.Caller, (await late.EndAsync()).EndedBy);
        Assert.Equal(0, await exit);

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        Assert.Equal([CallOutcome.Answered, CallOutcome.Answered], evidence.Records().Select(r => r.Outcome!.Value));
        foreach (var wav in evidence.Records().Select(r => evidence.Recording(r)))
        {
            Assert.True(wav.Heard(wav.Right, FarEnd.AgentTone) > TimeSpan.Zero, "the agent was not recorded");
        }
    }

    [Fact]
    public async Task At_the_drain_limit_the_call_is_told_and_recorded()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [First], DrainTimeout = "1s" });
        using var farEnd = new FarEnd();
        var phone = await farEnd.PhoneAsync(gateway, First);
        var caller = farEnd.Call(gateway);
        await TalkingAsync(gateway, 1);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(EndedBy.Gateway, (await caller.EndAsync()).EndedBy);
        await Until.TrueAsync("BYE at the phone", () => phone.Count(PhoneEvent.PeerHungUp) == 1);

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var record = Assert.Single(evidence.Records());
        Assert.Equal(CallOutcome.SystemLost, record.Outcome);
        Assert.Equal("gateway", record.EndedBy);
        Assert.True(evidence.Recording(record).Duration > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task With_an_alternate_new_calls_and_OPTIONS_get_503_while_the_old_call_goes_on()
    {
        await using var gateway = await TestGateway.StartAsync(
            new TestSetup { Agents = [First], DrainTimeout = "60s", DrainAlternate = "sip:127.0.0.1:5999" });
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, First);
        var caller = farEnd.Call(gateway);
        await TalkingAsync(gateway, 1);
        using var wire = new RawSip(gateway.TrunkUdp);
        Assert.StartsWith("SIP/2.0 200", await wire.AskAsync(wire.Options()), StringComparison.Ordinal);
        var exit = gateway.StopAsync(TimeSpan.FromSeconds(50));
        await gateway.WaitForAsync("/api/v1/node", n => (bool)n["draining"]!);

        Assert.StartsWith("SIP/2.0 503", await wire.AskAsync(wire.Options()), StringComparison.Ordinal);
        var refused = await wire.AskAsync(wire.Invite());
        Assert.StartsWith("SIP/2.0 503", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nReason: Q.850;cause=42", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry-After", refused, StringComparison.OrdinalIgnoreCase);
        var ready = await gateway.Http.GetAsync("/health/ready", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);

        caller.HangUp();
        Assert.Equal(EndedBy.Caller, (await caller.EndAsync()).EndedBy);
        Assert.Equal(0, await exit);
        using var evidence = new Evidence(gateway);
        Assert.Equal([CallOutcome.Answered, CallOutcome.Refused], evidence.Records().Select(r => r.Outcome!.Value));
    }

    private static Task<JsonNode> TalkingAsync(TestGateway gateway, int count) =>
        gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count(x => (string?)x!["phase"] == "talking") == count);
}
