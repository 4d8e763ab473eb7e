using System.Diagnostics;
using System.Text.Json.Nodes;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The configuration is exchanged under a running service, by signal and by API.</summary>
[Collection(Alone.Name)]
public sealed class ReloadTests
{
    private const int Reloads = 10;

    [Fact]
    public async Task Pain14_reloads_under_load_lose_no_caller_and_reset_no_status_and_no_figure()
    {
        var agents = Phones.Agents(5);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents, MisAnswer = "0s" });
        using var farEnd = new FarEnd();
        foreach (var agent in agents)
        {
            await farEnd.PhoneAsync(gateway, agent, talkFor: TimeSpan.FromSeconds(1));
        }

        using var pause = await gateway.Http.PostAsync(
            "/api/v1/agents/3005/status", new StringContent("""{"status":"on_break","reason":"makan"}""", null, "application/json"), TestContext.Current.CancellationToken);
        Assert.True(pause.IsSuccessStatusCode);
        var callers = new List<FarEnd.Caller>();
        var offered = 0;
        for (var reload = 1; reload <= Reloads; reload++)
        {
            callers.AddRange(Enumerable.Range(0, 4).Select(n => farEnd.Call(gateway, $"+62811{callers.Count + n:000000}")));
            Edit(gateway, "centres.json", $"\"ringTimeout\": \"{9 + reload}s\"", $"\"ringTimeout\": \"{10 + reload}s\"");
            await HangUpSignalAsync(gateway);
            await gateway.WaitForAsync("/api/v1/node", n => (long)n["configurationNumber"]! == reload + 1);
            var queue = (await gateway.GetAsync("/api/v1/queues"))[0]!;
            Assert.True((int)queue["offeredToday"]! >= offered, "a figure was reset");
            offered = (int)queue["offeredToday"]!;
        }

        var results = await Task.WhenAll(callers.Select(c => c.EndAsync(TimeSpan.FromSeconds(60))));
        Assert.All(results, r => Assert.Equal((200, EndedBy.Gateway), (r.StatusCode, r.EndedBy)));
        var last = await gateway.WaitForAsync("/api/v1/queues", q => (int)q[0]!["answeredToday"]! == callers.Count);
        Assert.Equal(callers.Count, (int)last[0]!["offeredToday"]!);
        var onBreak = (await gateway.GetAsync("/api/v1/agents")).AsArray().Single(a => (string)a!["id"]! == "3005")!;
        Assert.Equal(("on_break", "makan"), ((string)onBreak["status"]!, (string)onBreak["reason"]!));
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        Assert.DoesNotContain("defect", (await gateway.GetAsync("/api/v1/alarms")).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));
        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        Assert.All(evidence.Records(), r => Assert.Equal(CallOutcome.Answered, r.Outcome));
        Assert.Equal(Reloads + 1, evidence.Events().Count(e => e.Name == "ConfigurationLoaded"));
    }

    [Fact]
    public async Task Errors_and_harm_change_nothing_are_told_whole_and_harm_can_be_forced()
    {
        var agents = new[] { new TestAgent("2001"), new TestAgent("2101", Centre: "71.72") };
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents });
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, agents[0]);
        var caller = farEnd.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => (string?)x!["phase"] == "talking"));
        var before = File.ReadAllText(Path.Combine(gateway.Config, "agents.json"));

        Edit(gateway, "agents.json", "\"initialStatus\": \"available\"", "\"initialStatus\": \"awake\"");
        var (status, answer) = await ReloadAsync(gateway, "");
        Assert.Equal((422, "invalid"), (status, (string)answer["result"]!));
        Assert.Contains("awake", answer["errors"]!.ToJsonString(), StringComparison.Ordinal);
        await HangUpSignalAsync(gateway);
        await gateway.WaitForAsync("/api/v1/alarms", a => a.ToJsonString().Contains("configuration_refused", StringComparison.Ordinal));

        // The agent who talks is gone from the file.
        File.WriteAllText(Path.Combine(gateway.Config, "agents.json"), before.Replace("\"2001\"", "\"2002\"", StringComparison.Ordinal));
        (status, answer) = await ReloadAsync(gateway, "?dryRun=true");
        Assert.Equal((409, "harmful"), (status, (string)answer["result"]!));
        Assert.Equal(["agent 2001 would be removed during a call"], answer["harms"]!.AsArray().Select(h => (string)h!));
        (status, _) = await ReloadAsync(gateway, "");
        Assert.Equal(409, status);
        Assert.Equal(1, (long)(await gateway.GetAsync("/api/v1/node"))["configurationNumber"]!);
        (status, answer) = await ReloadAsync(gateway, "?force=true");
        Assert.Equal((200, "applied"), (status, (string)answer["result"]!));
        await gateway.WaitForAsync("/api/v1/node", n => (long)n["configurationNumber"]! == 2);

        // Who talks goes on talking.
        Assert.Contains((await gateway.GetAsync("/api/v1/calls"))["inProgress"]!.AsArray(), c => (string?)c!["phase"] == "talking");
        caller.HangUp();
        Assert.Equal(EndedBy.Caller, (await caller.EndAsync()).EndedBy);
        (status, answer) = await ReloadAsync(gateway, "");
        Assert.Equal((200, "unchanged"), (status, (string)answer["result"]!));
    }

    private static void Edit(TestGateway gateway, string file, string from, string to)
    {
        var path = Path.Combine(gateway.Config, file);
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }

    private static async Task HangUpSignalAsync(TestGateway gateway)
    {
        using var signal = Process.Start("kill", ["-HUP", $"{gateway.ProcessId}"]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(int Status, JsonNode Answer)> ReloadAsync(TestGateway gateway, string query)
    {
        using var answer = await gateway.Http.PostAsync($"/api/v1/configuration/reload{query}", null, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
