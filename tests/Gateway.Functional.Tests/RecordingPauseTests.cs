using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>A recording that is paused in a real conversation, and forgotten.</summary>
public sealed class RecordingPauseTests
{
    [Fact]
    public async Task Pain19_a_forgotten_pause_is_silence_for_as_long_as_the_centre_allows_with_an_alarm_and_stands_in_the_record()
    {
        var setup = new TestSetup { CentreRecording = new Dictionary<string, object> { ["maxPause"] = "5s" } };
        await using var gateway = await TestGateway.StartAsync(setup);
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, setup.Agents[0]);
        var caller = farEnd.Call(gateway);
        var call = (string)(await InProgressAsync(gateway, c => (string?)c["phase"] == "talking"))["id"]!;
        await Until.TrueAsync("2 s are on the disk", () => OnDisk(gateway) > 2 * 32_000);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(gateway, "nosuchcall01", "pause"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync(gateway, call, "pause"));
        await InProgressAsync(gateway, c => c["recordingPausedAt"] is not null);
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(gateway, call, "pause"));
        await InProgressAsync(gateway, c => c["recordingPausedAt"] is null);
        var resumed = OnDisk(gateway);
        await Until.TrueAsync("3 s more are on the disk", () => OnDisk(gateway) > resumed + (3 * 32_000));
        Assert.Contains("recording_pause_forgotten", (await gateway.GetAsync("/api/v1/alarms")).ToJsonString(), StringComparison.Ordinal);
        caller.HangUp();
        await caller.EndAsync();
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var record = Assert.Single(evidence.Records());
        var pause = Assert.Single(record.Pauses);
        Assert.Equal(("bank card", "2001", "limit"), (pause.Reason, pause.Agent, pause.Because));
        Assert.InRange((pause.Until!.Value - pause.From).TotalSeconds, 4.9, 6);
        var wav = evidence.Recording(record);
        var (margin, second) = (TimeSpan.FromSeconds(0.6), TimeSpan.FromSeconds(0.5));
        foreach (var (channel, tone) in new[] { (wav.Left, FarEnd.CallerTone), (wav.Right, FarEnd.AgentTone) })
        {
            Assert.True(wav.Share(channel, tone, pause.From - margin - second, second) > 0.8, "not heard before the pause");
            Assert.Equal(0, wav.Loudness(channel, pause.From + margin, pause.Until.Value - pause.From - (2 * margin)));
            Assert.True(wav.Share(channel, tone, pause.Until.Value + margin, second) > 0.8, "not heard after the pause");
        }
    }

    [Fact]
    public async Task Where_the_centre_says_nothing_nobody_pauses()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup());
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, new TestAgent("2001"));
        var caller = farEnd.Call(gateway);
        var call = (string)(await InProgressAsync(gateway, c => (string?)c["phase"] == "talking"))["id"]!;
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(gateway, call, "pause"));
        caller.HangUp();
        await caller.EndAsync();
    }

    private static long OnDisk(TestGateway gateway) =>
        new DirectoryInfo(gateway.Data).GetFiles("*.wav.part", SearchOption.AllDirectories).Sum(f => f.Length);

    private static async Task<HttpStatusCode> PostAsync(TestGateway gateway, string call, string act)
    {
        using var answer = await gateway.Http.PostAsJsonAsync($"/api/v1/calls/{call}/recording/{act}", new { reason = "bank card" });
        return answer.StatusCode;
    }

    private static async Task<JsonNode> InProgressAsync(TestGateway gateway, Func<JsonNode, bool> wish) =>
        (await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => wish(x!))))["inProgress"]![0]!;
}
