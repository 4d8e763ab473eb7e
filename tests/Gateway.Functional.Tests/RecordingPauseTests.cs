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
        var talking = OnDisk(gateway);
        await Until.TrueAsync("3 s of talk are on the disk", () => OnDisk(gateway) > talking + (3 * 32_000));
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
        foreach (var (channel, tone) in new[] { (wav.Left, FarEnd.CallerTone), (wav.Right, FarEnd.AgentTone) })
        {
            var (from, length) = Silence(wav, channel);
            var what = $"tone {tone}: silent from {from} for {length}, paused from {pause.From} to {pause.Until}, heard {wav.Heard(channel, tone)}";
            Assert.True(Math.Abs((from - pause.From).TotalSeconds) < 1.5 && Math.Abs((length - (pause.Until!.Value - pause.From)).TotalSeconds) < 1.5, what);
            Assert.True(wav.FirstHeard(channel, tone) < from - TimeSpan.FromSeconds(1), what);
            Assert.True(wav.LastHeard(channel, tone) > from + length + TimeSpan.FromSeconds(1), what);
        }
    }

    [Fact]
    public async Task Where_the_centre_says_nothing_nobody_pauses_and_each_leg_has_a_track_where_that_is_configured()
    {
        var setup = new TestSetup { Recordings = new Dictionary<string, object> { ["tracks"] = "perLeg" } };
        await using var gateway = await TestGateway.StartAsync(setup);
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, new TestAgent("2001"));
        var caller = farEnd.Call(gateway);
        var call = (string)(await InProgressAsync(gateway, c => (string?)c["phase"] == "talking"))["id"]!;
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(gateway, call, "pause"));
        await Until.TrueAsync("1 s is on the disk", () => OnDisk(gateway) > 2 * 32_000);
        caller.HangUp();
        await caller.EndAsync();
        await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1);
        var parts = (await gateway.GetAsync($"/api/v1/calls/{call}/recordings"))["parts"]!.AsArray();
        Assert.Equal(["caller", "agent 2001", null], parts.Select(p => (string?)p!["track"]));
        var wav = await gateway.Http.GetByteArrayAsync($"/api/v1/calls/{call}/recording?part=2", TestContext.Current.CancellationToken);
        Assert.Equal(1, wav[22]);
        wav = await gateway.Http.GetByteArrayAsync($"/api/v1/calls/{call}/recording", TestContext.Current.CancellationToken);
        Assert.Equal(2, wav[22]);
    }

    /// <summary>The longest stretch of a channel without a sound.</summary>
    private static (TimeSpan From, TimeSpan Length) Silence(Wav wav, short[] channel)
    {
        var (from, longest, begin) = (0, 0, 0);
        for (var i = 0; i <= channel.Length; i++)
        {
            // The quietest step of A-law is not silence.
            if (i == channel.Length || channel[i] != 0)
            {
                (from, longest) = i - begin > longest ? (begin, i - begin) : (from, longest);
                begin = i + 1;
            }
        }

        return (TimeSpan.FromSeconds((double)from / wav.SampleRate), TimeSpan.FromSeconds((double)longest / wav.SampleRate));
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
