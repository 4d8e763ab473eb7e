using Gateway.Calls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// Two agents, one call: both phones ring and both answer by themselves, at the same moment. 40 rounds, or 1,000 with GATEWAY_TESTS=full.
/// </summary>
[Collection(Alone.Name)]
public sealed class RaceTests(ITestOutputHelper output)
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("GATEWAY_TESTS") == "full" ? 1_000 : 40;

    [Fact]
    public async Task Pain1_of_two_phones_that_answer_at_once_exactly_one_gets_the_caller()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        var agents = Phones.Agents(2);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents, Strategy = "ring-all", MisAnswer = "0s" });
        await using var phones = await Phones.AnswerAsync(gateway.AgentUdp, agents, "agent-answers-at-once");
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Count(x => (bool)x!["registered"]!) == agents.Count);
        await using var callers = Sipp.Start("caller-talks-briefly", gateway.TrunkUdp, Sipp.FreePort(), "-m", $"{Rounds}", "-r", "50", "-l", "1");
        Assert.Null(await callers.FinishAsync(TimeSpan.FromSeconds(30 + Rounds)));
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count == 0);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var records = evidence.Records();
        var answered = records.Count(r => r.Outcome == CallOutcome.Answered);
        var both = records.Count(r => r.Offers.Count == 2);
        var twice = records.Count(r => r.Offers.Count(o => o.ConnectedAfter is not null) > 1);
        output.WriteLine($"{records.Count} rounds: {answered} answered, {both} with two phones ringing, {twice} with two agents");
        Assert.Equal(Rounds, records.Count);
        Assert.Equal(Rounds, answered);
        Assert.All(records, r => Assert.Single(r.Offers, o => o.ConnectedAfter is not null));
        Assert.All(records, r => Assert.All(r.Offers.Where(o => o.ConnectedAfter is null), o => Assert.Equal("canceled", o.Result)));
        Assert.True(both > Rounds * 9 / 10, "hardly a race");
    }
}
