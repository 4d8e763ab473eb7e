using System.Text.Json.Nodes;
using Gateway.Calls;
using Gateway.Simulator;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The process is killed in the middle of 50 calls and started again on the same folder and ports.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Bridged = 10;
    private const int WaitingWithAudio = 20;
    private const int WaitingOnSipp = 20;
    private const int All = Bridged + WaitingWithAudio + WaitingOnSipp;

    [Fact]
    public async Task After_kill_9_in_50_calls_each_has_one_end_its_recording_and_a_place_in_the_callback_list()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        var agents = Phones.Agents(Bridged);
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = agents, FixedPorts = true });
        using var farEnd = new FarEnd();
        var phones = await Task.WhenAll(agents.Select(a => farEnd.PhoneAsync(gateway, a)));
        var talking = Enumerable.Range(0, Bridged).Select(n => farEnd.Call(gateway, $"+6281100{n:0000}")).ToList();
        await CountAsync(gateway, "talking", Bridged);
        var waiting = Enumerable.Range(0, WaitingWithAudio).Select(n => farEnd.Call(gateway, $"+6281200{n:0000}")).ToList();
        await using var sipp = Sipp.Start("caller-waits-for-bye", gateway.TrunkUdp, Sipp.FreePort(), "-m", $"{WaitingOnSipp}", "-r", "20");
        await CountAsync(gateway, "waiting", WaitingWithAudio + WaitingOnSipp);

        // Three seconds of audio are on the disk for everybody.
        await Until.TrueAsync(
            "50 recordings of 3 s",
            () => Parts(gateway).Count(f => f.Length > 3 * 8000 * 4) == All);
        var killedAt = TimeProvider.System.GetUtcNow();
        await gateway.KillAsync();
        var parts = Parts(gateway).Length;
        await gateway.RestartAsync();
        var startedAfter = TimeProvider.System.GetUtcNow() - killedAt;

        // Confirmed legs get BYE.
        var results = await Task.WhenAll(talking.Concat(waiting).Select(c => c.EndAsync()));
        Assert.All(results, r => Assert.Equal(EndedBy.Gateway, r.EndedBy));
        Assert.Null(await sipp.FinishAsync(TimeSpan.FromSeconds(30)));
        await Until.TrueAsync("BYE at every phone", () => phones.All(p => p.Count(PhoneEvent.PeerHungUp) == 1));

        // One place for each number: SIPp's callers share theirs.
        var numbers = results.Select(r => r.Script.Name).Append("+6281234567890").Order(StringComparer.Ordinal).ToList();
        var callbacks = await gateway.WaitForAsync("/api/v1/callbacks?numbers=full&limit=100", c => c.AsArray().Count >= numbers.Count);
        Assert.Equal(numbers, callbacks.AsArray().Select(c => (string)c!["caller"]!).Order(StringComparer.Ordinal));
        Assert.All(callbacks.AsArray(), c => Assert.Equal("system_lost", (string)c!["reason"]!));

        // The bindings are still there: nobody registers again, and the next caller is offered to a phone.
        var next = farEnd.Call(gateway, "+6281399999999");
        await CountAsync(gateway, "talking", 1);
        next.HangUp();
        Assert.Equal(EndedBy.Caller, (await next.EndAsync()).EndedBy);
        Assert.All(phones, p => Assert.Equal(1, p.Count(PhoneEvent.Registered)));
        Assert.Equal(Bridged + 1, phones.Sum(p => p.Count(PhoneEvent.Answered)));
        var alarms = (await gateway.GetAsync("/api/v1/alarms")).ToJsonString();
        Assert.Contains("calls_lost_at_restart", alarms, StringComparison.Ordinal);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var records = evidence.Records();
        Assert.Equal(All + 1, records.Count);
        var endings = evidence.Events().Where(e => e.Name == "CallEnded").GroupBy(e => e.Call).ToList();
        Assert.Equal(All + 1, endings.Count);
        Assert.All(endings, e => Assert.Single(e));
        var lost = records.Take(All).ToList();
        Assert.All(lost, r => Assert.Equal(CallOutcome.SystemLost, r.Outcome));

        var missing = new List<double>();
        foreach (var record in lost)
        {
            var wav = evidence.Recording(record);
            missing.Add((killedAt - record.ReceivedAt - wav.Duration).TotalSeconds);
            Assert.True(record.Recording!.Salvaged);
        }

        foreach (var record in lost.Where(r => r.ConnectedAfter is not null))
        {
            var wav = evidence.Recording(record);
            var (last, half) = (wav.Duration - TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(0.5));
            Assert.True(wav.Share(wav.Left, FarEnd.CallerTone, last, half) > 0.8, "the caller is not heard at the end");
            Assert.True(wav.Share(wav.Right, FarEnd.AgentTone, last, half) > 0.8, "the agent is not heard at the end");
        }

        output.WriteLine($"{parts} recordings were open at the kill; listening again {startedAfter.TotalSeconds:0.0} s after it");
        output.WriteLine($"recordings end {missing.Min():0.00} to {missing.Max():0.00} s before the kill");
        Assert.Equal(Bridged, lost.Count(r => r.ConnectedAfter is not null));
        Assert.True(missing.Max() < 1.5, $"{missing.Max():0.00} s of a recording are missing");
        Assert.Empty(Parts(gateway));
    }

    private static FileInfo[] Parts(TestGateway gateway) =>
        Directory.Exists(gateway.Data) ? new DirectoryInfo(gateway.Data).GetFiles("*.wav.part", SearchOption.AllDirectories) : [];

    private static Task<JsonNode> CountAsync(TestGateway gateway, string phase, int count) =>
        gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count(x => (string?)x!["phase"] == phase) == count);
}
