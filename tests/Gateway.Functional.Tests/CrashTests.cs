using System.Text.Json.Nodes;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The process is killed in the middle of calls and started again on the same folder and ports.</summary>
[Collection(Alone.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Bridged = 10;
    private const int WaitingWithAudio = 20;
    private const int WaitingOnSipp = 20;
    private const int All = Bridged + WaitingWithAudio + WaitingOnSipp;

    [Fact]
    public async Task Pain15_after_kill_9_in_50_calls_every_caller_is_taken_up_again_in_order_and_reaches_an_agent_without_redialling()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        var agents = Phones.Agents(Bridged);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents, FixedPorts = true });
        using var farEnd = new FarEnd();
        var phones = await Task.WhenAll(agents.Select(a => farEnd.PhoneAsync(gateway, a)));
        var talking = Enumerable.Range(0, Bridged).Select(n => farEnd.Call(gateway, $"+6281100{n:0000}")).ToList();
        var before = await CountAsync(gateway, "talking", Bridged);
        var waiting = Enumerable.Range(0, WaitingWithAudio).Select(n => farEnd.Call(gateway, $"+6281200{n:0000}")).ToList();
        await using var sipp = Sipp.Start(
            "caller-outlives-restart", gateway.TrunkUdp, Sipp.FreePort(), "-m", $"{WaitingOnSipp}", "-r", "20", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo");
        await CountAsync(gateway, "waiting", WaitingWithAudio + WaitingOnSipp);

        // Three seconds of audio are on the disk for everybody.
        await Until.TrueAsync(
            "50 recordings of 3 s",
            () => Parts(gateway).Count(f => f.Length > 3 * 8000 * 4) == All);
        await FiguresAsync(gateway, answered: Bridged, handled: Bridged);
        var killedAt = TimeProvider.System.GetUtcNow();
        await gateway.KillAsync();
        var parts = Parts(gateway).Length;
        await gateway.RestartAsync();
        var startedAfter = TimeProvider.System.GetUtcNow() - killedAt;

        // Agents' legs get BYE; those who talked are first to be offered to an agent again, and the others wait behind them.
        await Until.TrueAsync("BYE at every phone", () => phones.All(p => p.Count(PhoneEvent.PeerHungUp) == 1));
        var after = await CountAsync(gateway, "talking", Bridged);
        await CountAsync(gateway, "waiting", WaitingWithAudio + WaitingOnSipp);
        var resumedAfter = TimeProvider.System.GetUtcNow() - killedAt;
        Assert.Equal(Talking(before), Talking(after));
        Assert.All(phones, p => Assert.Equal((1, 2), (p.Count(PhoneEvent.Registered), p.Count(PhoneEvent.Answered))));

        // The figures are those of before: nobody who called once is counted twice.
        await FiguresAsync(gateway, answered: Bridged, handled: 2 * Bridged);

        // Long enough that an agent's BYE is the end of the call; then agents take one after the other until nobody waits.
        await ServeAsync(gateway, phones, All);
        var results = await Task.WhenAll(talking.Concat(waiting).Select(c => c.EndAsync()));
        Assert.All(results, r => Assert.Equal(EndedBy.Gateway, r.EndedBy));
        Assert.Null(await sipp.FinishAsync(TimeSpan.FromSeconds(30)));
        await FiguresAsync(gateway, answered: All, handled: All + Bridged);
        Assert.Empty((await gateway.GetAsync("/api/v1/callbacks?limit=100")).AsArray());
        var alarms = (await gateway.GetAsync("/api/v1/alarms")).ToJsonString();
        Assert.Contains("calls_interrupted", alarms, StringComparison.Ordinal);
        Assert.DoesNotContain("calls_lost_at_restart", alarms, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", alarms, StringComparison.Ordinal);
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var records = evidence.Records();
        Assert.Equal(All, records.Count);
        Assert.Equal(All, evidence.Events().Count(e => e.Name == "CallEnded"));
        Assert.All(records, r => Assert.Equal((CallOutcome.Answered, 1), (r.Outcome, r.Interruptions)));
        var missing = new List<double>();
        foreach (var record in records)
        {
            var (first, second) = (evidence.Recording(record, part: 1), evidence.Recording(record, part: 2));
            missing.Add((killedAt - record.ReceivedAt - first.Duration).TotalSeconds);
            Assert.Equal([true, false], record.Recordings.Select(r => r.Salvaged));
            Assert.True(second.Heard(second.Right, FarEnd.AgentTone) > TimeSpan.FromSeconds(2), "the agent is not heard after the restart");
        }

        foreach (var record in records.Take(Bridged))
        {
            var (wav, next) = (evidence.Recording(record, part: 1), evidence.Recording(record, part: 2));
            var (last, half) = (wav.Duration - TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));
            Assert.True(wav.Share(wav.Left, FarEnd.CallerTone, last, half) > 0.8, "the caller is not heard before the kill");
            Assert.True(wav.Share(wav.Right, FarEnd.AgentTone, last, half) > 0.8, "the agent is not heard before the kill");
            Assert.True(next.Heard(next.Left, FarEnd.CallerTone) > TimeSpan.FromSeconds(2), "the caller is not heard after the restart");
        }

        output.WriteLine($"{parts} recordings were open at the kill; listening again {startedAfter.TotalSeconds:0.0} s after it");
        output.WriteLine($"everybody waited or talked again {resumedAfter.TotalSeconds:0.0} s after the kill; without media for {records.Max(r => r.InterruptedFor)} at most");
        output.WriteLine($"recordings end {missing.Min():0.00} to {missing.Max():0.00} s before the kill");
        Assert.True(missing.Max() < 1.5, $"{missing.Max():0.00} s of a recording are missing");
        Assert.Empty(Parts(gateway));
    }

    [Fact]
    public async Task Callers_who_do_not_answer_after_kill_9_or_have_gone_get_BYE_one_ending_and_a_place_in_the_callback_list()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { FixedPorts = true });
        const string gone = "+628110000001";
        const string hangsUp = "+628110000002";
        using (var dying = new FarEnd())
        {
            dying.Call(gateway, gone);
            await CountAsync(gateway, "waiting", 1);
        }

        using var farEnd = new FarEnd();
        var caller = farEnd.Call(gateway, hangsUp);
        await CountAsync(gateway, "waiting", 2);
        await gateway.KillAsync();
        caller.HangUp();
        await caller.EndAsync();
        await gateway.RestartAsync();

        // One answers 481, since it has hung up on a gateway that was down; of the other nothing is heard.
        var callbacks = await gateway.WaitForAsync("/api/v1/callbacks?numbers=full&limit=100", c => c.AsArray().Count == 2);
        Assert.All(callbacks.AsArray(), c => Assert.Equal("system_lost", (string)c!["reason"]!));
        Assert.Equal([gone, hangsUp], callbacks.AsArray().Select(c => (string)c!["caller"]!).Order(StringComparer.Ordinal));
        Assert.Contains("calls_lost_at_restart", (await gateway.GetAsync("/api/v1/alarms")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));
        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        Assert.Equal(2, evidence.Events().Count(e => e.Name == "CallEnded"));
        Assert.All(evidence.Records(), r => Assert.Equal(CallOutcome.SystemLost, r.Outcome));
    }

    /// <summary>Every agent ends every call four seconds after answering it, until so many are over.</summary>
    private static async Task ServeAsync(TestGateway gateway, IReadOnlyList<FarEnd.Phone> phones, int calls)
    {
        var seen = phones.ToDictionary(p => p, _ => 1);
        await Until.TrueAsync(
            "all callers served",
            () =>
            {
                foreach (var phone in phones.Where(p => p.Count(PhoneEvent.Answered) > seen[p]))
                {
                    seen[phone] = phone.Count(PhoneEvent.Answered);
                    phone.SoftPhone.Post(new PartyInput.HangUp(TimeSpan.FromSeconds(4)));
                }

                return phones.Sum(p => p.Count(PhoneEvent.HungUp)) >= calls;
            },
            TimeSpan.FromSeconds(90));
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count == 0);
    }

    private static IReadOnlyList<string> Talking(JsonNode calls) =>
        [.. calls["inProgress"]!.AsArray().Where(c => (string?)c!["phase"] == "talking").Select(c => (string)c!["id"]!).Order(StringComparer.Ordinal)];

    private static FileInfo[] Parts(TestGateway gateway) =>
        Directory.Exists(gateway.Data) ? new DirectoryInfo(gateway.Data).GetFiles("*.wav.part", SearchOption.AllDirectories) : [];

    /// <summary>Since midnight: everybody has come, so many callers have been answered, in so many conversations.</summary>
    private static async Task FiguresAsync(TestGateway gateway, int answered, int handled)
    {
        await gateway.WaitForAsync(
            "/api/v1/queues", q => (Sum(q, x => x["offeredToday"]), Sum(q, x => x["answeredToday"]), Sum(q, x => x["lostToday"])) == (All, answered, 0));
        await gateway.WaitForAsync("/api/v1/agents", a => Sum(a, x => x["today"]?["handled"]) == handled);

        static int Sum(JsonNode list, Func<JsonNode, JsonNode?> value) => list.AsArray().Sum(x => (int?)value(x!) ?? -1000);
    }

    private static Task<JsonNode> CountAsync(TestGateway gateway, string phase, int count) =>
        gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count(x => (string?)x!["phase"] == phase) == count);
}
