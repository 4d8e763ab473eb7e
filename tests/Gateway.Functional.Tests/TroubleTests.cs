using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>Trouble beside the call never ends the call: it is an alarm.</summary>
public sealed class TroubleTests
{
    private static readonly TestAgent Agent = new("3001");
    private static readonly TestAgent Other = new("3002");

    [Fact]
    public async Task A_recordings_folder_that_cannot_be_written_is_an_alarm_and_the_call_goes_on()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent] });
        var recordings = Path.Combine(gateway.Data, "recordings");
        if (Directory.Exists(recordings))
        {
            Directory.Delete(recordings, recursive: true);
        }

        await File.WriteAllTextAsync(recordings, "no folder", TestContext.Current.CancellationToken);
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, Agent);
        var caller = farEnd.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => (string?)x!["phase"] == "talking"));
        await AlarmAsync(gateway, "recording_failed");
        caller.HangUp();
        var result = await caller.EndAsync();
        Assert.True(result.Statistics!.PacketsReceived > 0, "the caller heard nothing");
        Assert.True(await gateway.MetricAsync("gateway_recorder_failures_total{kind=\"incomplete\"}") >= 1);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));
        using var evidence = new Evidence(gateway);
        var record = Assert.Single(evidence.Records());
        Assert.Equal(CallOutcome.Answered, record.Outcome);
        Assert.NotEmpty(record.RecordingTrouble);
        Assert.Null(record.Recording);
    }

    [Fact]
    public async Task Missing_announcements_are_an_alarm_and_the_caller_hears_a_tone_instead()
    {
        var empty = Directory.CreateTempSubdirectory("no-prompts-").FullName;
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent], Prompts = empty });
        await AlarmAsync(gateway, "prompt_missing");
        using var farEnd = new FarEnd();
        var caller = farEnd.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count(x => (string?)x!["phase"] == "waiting") == 1);
        await Until.TrueAsync("2 s of recording", () =>
            new DirectoryInfo(gateway.Data).GetFiles("*.wav.part", SearchOption.AllDirectories).Any(f => f.Length > 2 * 8000 * 4));
        caller.HangUp();
        Assert.NotNull((await caller.EndAsync()).HeardFirst);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));
        using var evidence = new Evidence(gateway);
        var wav = evidence.Recording(Assert.Single(evidence.Records()));
        Assert.True(wav.Loudness(wav.Right, TimeSpan.Zero, wav.Duration) > 300, "the caller heard silence");
        Directory.Delete(empty);
    }

    [Fact]
    public async Task Statuses_declared_by_HTTP_and_by_feature_code_outlive_a_crash()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent, Other], FixedPorts = true });
        var answer = await gateway.Http.PostAsJsonAsync(
            $"/api/v1/agents/{Agent.Id}/status", new { status = "on_break", reason = "lunch" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await Sipp.DialAsync(gateway.AgentUdp, Other, "*12");
        await DeclaredAsync(gateway);
        await gateway.KillAsync();
        await gateway.RestartAsync();
        await DeclaredAsync(gateway);

        static Task DeclaredAsync(TestGateway gateway) => gateway.WaitForAsync("/api/v1/agents", agents =>
        {
            var each = agents.AsArray().Select(a => $"{a!["id"]} {a["status"]} {a["reason"]}".Trim()).Order(StringComparer.Ordinal);
            return string.Join(';', each) == $"{Agent.Id} on_break lunch;{Other.Id} available_on_demand";
        });
    }

    private static Task<JsonNode> AlarmAsync(TestGateway gateway, string kind) =>
        gateway.WaitForAsync("/api/v1/alarms", alarms => alarms.AsArray().Any(a => (string?)a!["kind"] == kind));
}
