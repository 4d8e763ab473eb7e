using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>Real softphones: digest, offer, audio both ways, and what becomes of a caller whose agent's phone dies.</summary>
public sealed class BaresipCalls
{
    private const double CallersVoice = 440;
    private const double FirstVoice = 1000;
    private const double SecondVoice = 1500;
    private static readonly TestAgent First = new("2001");
    private static readonly TestAgent Second = new("2002");

    /// <summary>An agent's BYE or death sooner than this counts as no answer.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(4);

    [Fact]
    public Task An_agents_phone_registers_is_offered_a_call_answers_and_audio_passes_both_ways() => RunAsync(async (gateway, phone) =>
    {
        await using var caller = Baresip.Dial(gateway.TrunkUdp, "112", CallersVoice);
        await CallsAsync(gateway, c => c.Count == 1 && Phase(c[0]) == "talking" && Since(c[0]) > Settled);
        await caller.HangUpAsync(TimeSpan.FromSeconds(10));

        var (record, wav) = await EndedAsync(gateway, 1);
        Assert.Equal("answered", SippScenarios.Text(record, "outcome"));
        Assert.Equal(First.Id, SippScenarios.Text(record, "agent"));
        Assert.Equal("caller", SippScenarios.Text(record, "endedBy"));
        Assert.InRange(wav.Heard(wav.Left, CallersVoice).TotalSeconds, Settled.TotalSeconds - 0.5, 60);
        Assert.InRange(wav.Heard(wav.Right, FirstVoice).TotalSeconds, Settled.TotalSeconds - 0.5, 60);
        Assert.InRange(wav.Heard(wav.Left, FirstVoice).TotalSeconds, 0, 0.1);
        Assert.InRange(wav.Heard(wav.Right, CallersVoice).TotalSeconds, 0, 0.1);

        // What the far ends say of it: RTP has come in from the gateway.
        Assert.Contains("incoming rtp for 'audio' established", caller.Output, StringComparison.Ordinal);
        Assert.Contains("incoming rtp for 'audio' established", phone.Output, StringComparison.Ordinal);
    });

    [Fact]
    public async Task Over_TLS_a_phone_registers_and_is_called_by_a_trunk_with_a_client_certificate()
    {
        Assert.SkipUnless(Baresip.IsInstalled, "baresip is not installed (Debian: baresip-core)");
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [First], Authority = authority });
        await using var phone = Baresip.Register(gateway.AgentTls, First, FirstVoice, authority);
        try
        {
            await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, First.Id) == "waiting");
            await using var caller = Baresip.Dial(gateway.TrunkTls, "112", CallersVoice, authority);
            await CallsAsync(gateway, c => c.Count == 1 && Phase(c[0]) == "talking" && Since(c[0]) > Settled);
            await caller.HangUpAsync(TimeSpan.FromSeconds(10));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.Message}\n{error.StackTrace}\n--- gateway\n{gateway.Output}\n--- phone\n{phone.Output}", error);
        }

        var (record, wav) = await EndedAsync(gateway, 1);
        Assert.Equal(("answered", "carrier", First.Id), (SippScenarios.Text(record, "outcome"), SippScenarios.Text(record, "trunk"), SippScenarios.Text(record, "agent")));
        Assert.InRange(wav.Heard(wav.Left, CallersVoice).TotalSeconds, Settled.TotalSeconds - 0.5, 60);
        Assert.InRange(wav.Heard(wav.Right, FirstVoice).TotalSeconds, Settled.TotalSeconds - 0.5, 60);
    }

    [Theory]
    [InlineData("is killed")]
    [InlineData("is cut off")]
    public Task A_caller_whose_agents_phone_dies_hears_queue_audio_and_is_the_first_to_get_the_next_agent(string how) => RunAsync(async (gateway, phone) =>
    {
        await using var caller = Baresip.Dial(gateway.TrunkUdp, "112", CallersVoice);
        var first = Id((await CallsAsync(gateway, c => c.Count == 1 && Phase(c[0]) == "talking" && Since(c[0]) > Settled))[0]);

        // Somebody waits behind, and must stay behind.
        await using var other = Sipp.Start("caller-waits-for-bye", gateway.TrunkUdp, Sipp.FreePort(), "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}");
        await CallsAsync(gateway, c => c.Any(x => Id(x) != first && Phase(x) == "waiting"));

        if (how == "is killed")
        {
            phone.Kill();
        }
        else
        {
            phone.Freeze();
        }

        var killedAt = TimeProvider.System.GetUtcNow();
        var again = await CallsAsync(gateway, c => c.Any(x => Id(x) == first && Phase(x) == "waiting"));
        var queuedAgain = again.Single(c => Id(c) == first)["phaseSince"]!.GetValue<DateTimeOffset>() - killedAt;
        Assert.InRange(queuedAgain.TotalSeconds, 0, 6);

        // Long enough to hear what is played meanwhile.
        await CallsAsync(gateway, _ => TimeProvider.System.GetUtcNow() - killedAt > TimeSpan.FromSeconds(9));
        await using var next = Baresip.Register(gateway.AgentUdp, Second, SecondVoice);
        var calls = await CallsAsync(gateway, c => c.Any(x => SippScenarios.Text(x, "agent") == Second.Id && Phase(x) == "talking" && Since(x) > Settled));
        Assert.Equal(first, Id(calls.Single(c => Phase(c) == "talking")));
        await caller.HangUpAsync(TimeSpan.FromSeconds(10));

        var (record, wav) = await EndedAsync(gateway, 1);
        Assert.Equal(first, Id(record));
        Assert.Equal("answered", SippScenarios.Text(record, "outcome"));
        Assert.Equal(Second.Id, SippScenarios.Text(record, "agent"));
        Assert.InRange((wav.Duration - wav.Heard(wav.Left, CallersVoice)).TotalSeconds, 0, 1);

        // The last packet may reach beyond the last whole stretch.
        var died = wav.LastHeard(wav.Right, FirstVoice)!.Value + TimeSpan.FromSeconds(0.1);
        var resumed = wav.FirstHeard(wav.Right, SecondVoice, died)!.Value;
        var silent = Enumerable.Range(0, 100).Select(i => died + TimeSpan.FromSeconds(0.1 * i))
            .First(at => wav.Loudness(wav.Right, at, TimeSpan.FromSeconds(0.1)) > 100) - died;
        Assert.InRange(silent.TotalSeconds, 0, 6);
        Assert.InRange(wav.Loudness(wav.Right, died + silent, resumed - died - silent), 100, 32767);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"phone dead at {died}, queue audio {silent.TotalSeconds:0.0} s later, next agent at {resumed}, queued again {queuedAgain} after that");
    });

    [Fact]
    public Task Pain15_a_caller_and_an_agent_whose_gateway_is_killed_talk_again_without_redialling() => RunAsync(async (gateway, phone) =>
    {
        await using var caller = Baresip.Dial(gateway.TrunkUdp, "112", CallersVoice);
        var first = Id((await CallsAsync(gateway, c => c.Count == 1 && Phase(c[0]) == "talking" && Since(c[0]) > Settled))[0]);
        await gateway.KillAsync();
        await gateway.RestartAsync();
        var again = await CallsAsync(gateway, c => c.Count == 1 && Phase(c[0]) == "talking" && Since(c[0]) > Settled);
        Assert.Equal(first, Id(again[0]));
        await caller.HangUpAsync(TimeSpan.FromSeconds(10));

        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1);
        var record = calls["ended"]![0]!;
        Assert.Equal(("answered", "caller", first), (SippScenarios.Text(record, "outcome"), SippScenarios.Text(record, "endedBy"), Id(record)));
        var parts = gateway.Recordings().Where(r => r.Contains(first, StringComparison.Ordinal)).OrderBy(r => r.Length).Select(Wav.Read).ToList();
        Assert.Equal(2, parts.Count);
        Assert.All(parts, wav => Assert.InRange(wav.Heard(wav.Left, CallersVoice).TotalSeconds, Settled.TotalSeconds - 1, 60));
        Assert.All(parts, wav => Assert.InRange(wav.Heard(wav.Right, FirstVoice).TotalSeconds, Settled.TotalSeconds - 1, 60));
        var answered = parts[1].FirstHeard(parts[1].Right, FirstVoice)!.Value;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"caller heard {parts[1].FirstHeard(parts[1].Left, CallersVoice)} after the restart, agent {answered}");

        // Between the two agents' voices there was queue audio.
        Assert.InRange(parts[1].Loudness(parts[1].Right, TimeSpan.Zero, answered), 100, 32767);
    });

    private static async Task RunAsync(Func<TestGateway, Baresip, Task> test)
    {
        Assert.SkipUnless(Baresip.IsInstalled && Sipp.IsInstalled, "baresip or SIPp is not installed (Debian: baresip-core, sip-tester)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [First, Second], FixedPorts = true });
        await using var phone = Baresip.Register(gateway.AgentUdp, First, FirstVoice);
        try
        {
            await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, First.Id) == "waiting");
            await test(gateway, phone);
            Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.Message}\n{error.StackTrace}\n--- gateway\n{gateway.Output}\n--- phone\n{phone.Output}", error);
        }
    }

    private static async Task<(JsonNode Record, Wav Recording)> EndedAsync(TestGateway gateway, int count)
    {
        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == count);
        var record = calls["ended"]![0]!;
        return (record, Wav.Read(gateway.Recordings().Single(r => r.Contains(Id(record), StringComparison.Ordinal))));
    }

    private static async Task<IReadOnlyList<JsonNode>> CallsAsync(TestGateway gateway, Func<IReadOnlyList<JsonNode>, bool> wish)
    {
        var answer = await gateway.WaitForAsync("/api/v1/calls", c => wish(InProgress(c)));
        return InProgress(answer);
    }

    private static IReadOnlyList<JsonNode> InProgress(JsonNode calls) => [.. calls["inProgress"]!.AsArray().Select(c => c!)];

    private static string Id(JsonNode call) => SippScenarios.Text(call, "id")!;

    private static string Phase(JsonNode call) => SippScenarios.Text(call, "phase")!;

    private static TimeSpan Since(JsonNode call) => TimeProvider.System.GetUtcNow() - call["phaseSince"]!.GetValue<DateTimeOffset>();
}
