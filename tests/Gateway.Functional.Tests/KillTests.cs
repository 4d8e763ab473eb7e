using Gateway.Calls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>kill -9 in the middle of 50 calls with real audio, then a start on the same folder and ports.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Calls = 50;
    private const int Agents = 10;

    [Fact]
    public async Task After_kill_9_every_call_has_one_ending_and_a_recording_up_to_the_last_second_and_callers_stand_in_the_callback_list()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = Phones.Agents(Agents), FixedPorts = true });
        await using var callers = Callers.Start(gateway, Phones.Agents(Agents), Calls, perSecond: 25, hold: 150);
        await gateway.WaitForAsync(
            "/api/v1/calls?limit=1",
            c => c["inProgress"]!.AsArray() is { Count: Calls } all && all.Count(x => (string?)x!["phase"] == "talking") == Agents,
            TimeSpan.FromSeconds(60));

        // Something to be recorded: four seconds of talk and of waiting.
        using (var talk = new PeriodicTimer(TimeSpan.FromSeconds(4)))
        {
            await talk.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        var killedAt = DateTimeOffset.UtcNow;
        await gateway.KillAsync();
        await gateway.RestartAsync();
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Count(x => (bool)x!["registered"]!) == Agents);
        var summary = await callers.FinishAsync(TimeSpan.FromSeconds(60));
        output.WriteLine(summary);
        var callbacks = (await gateway.GetAsync("/api/v1/callbacks?limit=500")).AsArray();
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(30)));

        using var evidence = new Evidence(gateway);
        evidence.JournalIsWhole();
        var records = evidence.Records();
        var endings = evidence.Events().Where(e => e.Name == "CallEnded").GroupBy(e => e.Call).ToDictionary(g => g.Key!.Value, g => g.Count());
        Assert.Equal(Calls, records.Count);
        Assert.All(records, r => Assert.Equal(1, endings[r.Call]));
        Assert.All(records, r => Assert.Equal(CallOutcome.SystemLost, r.Outcome));
        Assert.All(records, r => Assert.True(r.Recording!.Salvaged, $"{r.Call} was not salvaged"));

        // Up to the last second: the header is rewritten each second, the samples four times as often.
        var missing = records.Select(r => killedAt - r.ReceivedAt - evidence.Recording(r).Duration).ToList();
        output.WriteLine($"recordings end between {missing.Min().TotalSeconds:0.00} s and {missing.Max().TotalSeconds:0.00} s before the kill");
        Assert.All(missing, m => Assert.True(m < TimeSpan.FromSeconds(1.5), $"a recording lacks its last {m.TotalSeconds:0.00} s"));
        Assert.NotEmpty(callbacks);
        output.WriteLine($"{callbacks.Count} entries in the callback list");
        Assert.Equal(records.Select(r => r.CallerNumber ?? r.Call.Value).Distinct().Count(), callbacks.Count);
    }
}
