using System.Diagnostics;
using Gateway.Calls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// SIPp as trunk and SIPp as agents who hold each call for 2 s and say BYE: 140 calls at 20 calls/s, or 500 with GATEWAY_LOAD=full. Everybody
/// is served, in order of arrival, with record, recording and an unbroken journal.
/// </summary>
[Collection(Alone.Name)]
public sealed class LoadTests(ITestOutputHelper output)
{
    // Many wait either way; the whole number takes two minutes more.
    private static readonly int Calls = Environment.GetEnvironmentVariable("GATEWAY_LOAD") == "full" ? 500 : 140;

    /// <summary>Ten agents serve five calls a second: many wait.</summary>
    [Fact]
    public Task Callers_at_20_a_second_wait_for_10_agents_and_are_answered_in_order_of_arrival() => RunAsync(agents: 10);

    /// <summary>Sixty agents are more than 20 calls/s of 2 s need: nobody waits.</summary>
    [Fact]
    public async Task Callers_at_20_a_second_do_not_wait_for_60_agents()
    {
        var waits = await RunAsync(agents: 60);
        Assert.True(waits.Max() < TimeSpan.FromSeconds(2), $"somebody waited {waits.Max().TotalSeconds:0.00} s");
    }

    private async Task<IReadOnlyList<TimeSpan>> RunAsync(int agents)
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = Phones.Agents(agents), MisAnswer = "0s" });
        await using var phones = await Phones.AnswerAsync(gateway.AgentUdp, Phones.Agents(agents), "agent-answer-2s");
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Count(x => (bool)x!["registered"]!) == agents);
        await using var unaccounted = new Gauge(gateway, "gateway_calls_unaccounted", TimeSpan.FromMilliseconds(500));

        var cpu = Gauge.Cpu(gateway);
        var clock = Stopwatch.StartNew();
        string[] pace = ["-m", $"{Calls}", "-r", "20", "-l", $"{Calls}"];
        await using var callers = Sipp.Start("caller-waits-for-bye", gateway.TrunkUdp, Sipp.FreePort(), pace);
        Assert.Null(await callers.FinishAsync(TimeSpan.FromSeconds(240)));
        var took = clock.Elapsed;
        cpu = Gauge.Cpu(gateway) - cpu;
        await unaccounted.StopAsync();
        var memory = Gauge.Megabytes(gateway);
        var late = await gateway.MetricAsync("gateway_journal_late_total");
        var slowestCommit = (await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken))
            .Split('\n').Where(l => l.StartsWith("gateway_journal_commit_seconds", StringComparison.Ordinal)).ToList();
        var alarms = (await gateway.GetAsync("/api/v1/alarms")).ToJsonString();
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var records = evidence.Records();
        var waits = records.Select(r => r.HoldTime ?? TimeSpan.Zero).Order().ToList();
        var order = records.Select(r => r.ReceivedAt + (r.ConnectedAfter ?? TimeSpan.Zero)).ToList();
        var overtaken = Enumerable.Range(0, order.Count - 1).Max(i => order[i] - order.Skip(i + 1).Min());
        var events = evidence.Events().Count;
        output.WriteLine($"{Calls} calls, {agents} agents: {took.TotalSeconds:0.0} s, {records.Count / took.TotalSeconds:0.0} calls/s");
        output.WriteLine($"wait: median {waits[waits.Count / 2].TotalSeconds:0.00} s, longest {waits[^1].TotalSeconds:0.00} s");
        output.WriteLine($"answered after a later caller by at most {overtaken.TotalMilliseconds:0} ms");
        output.WriteLine($"gateway: CPU {cpu.TotalSeconds:0.0} s ({cpu.TotalMilliseconds / Calls:0.0} ms a call), {memory:0} MB resident");
        output.WriteLine($"{events} journal events");
        output.WriteLine($"unaccounted at most {unaccounted.Highest} in {unaccounted.Reads} reads; {late} answers before the commit");
        output.WriteLine(string.Join('\n', slowestCommit));
        output.WriteLine(alarms);

        Assert.Equal(0, unaccounted.Highest);
        Assert.True(unaccounted.Reads > 10, "the invariant was hardly read");
        Assert.Equal(Calls, records.Count);
        Assert.All(records, r => Assert.Equal(CallOutcome.Answered, r.Outcome));
        Assert.All(records, r => Assert.Equal("completed_agent", Assert.Single(r.Offers).Result));

        // Offers are numbered as they are made: strictly in order among those who waited. Two callers who meet idle agents within
        // milliseconds may swap, and so may the answers of two phones.
        var offers = records.Where(r => r.Offers[0].MadeAfter > TimeSpan.FromSeconds(1)).Select(r => r.Offers[0].Offer.Value).ToList();
        Assert.Equal(offers.Order(), offers);
        Assert.True(overtaken < TimeSpan.FromMilliseconds(250), $"answered {overtaken.TotalMilliseconds:0} ms after a later caller");

        Assert.Equal(Calls, gateway.Recordings().Count);
        foreach (var record in records)
        {
            var lasted = record.EndedAfter!.Value;
            Assert.InRange(evidence.Recording(record).Duration, lasted - TimeSpan.FromSeconds(0.5), lasted + TimeSpan.FromSeconds(1));
        }

        return waits;
    }
}
