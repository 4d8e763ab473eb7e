using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>Linphone as agent's phone and as caller: digest by SHA-256 and by MD5, UDP, audio both ways.</summary>
public sealed class LinphoneCalls
{
    private const double CallersVoice = 500;
    private const double AgentsVoice = 1000;
    private static readonly TestAgent Agent = new("2001");
    private static readonly TimeSpan Talk = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData("SHA-256", "MD5")]
    [InlineData("MD5")]
    public async Task Linphone_registers_answers_and_is_heard_and_a_linphone_caller_is_heard(params string[] digest)
    {
        Assert.SkipUnless(Linphone.IsInstalled, "linphone is not installed (Debian: linphone-cli)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent], Digest = digest });
        await using var phone = Linphone.Register(gateway.AgentUdp, Agent, AgentsVoice);
        await using var caller = await CallAsync();
        try
        {
            await gateway.WaitForAsync(
                "/api/v1/calls",
                c => c["inProgress"]!.AsArray().Any(x => SippScenarios.Text(x!, "phase") == "talking"
                    && TimeProvider.System.GetUtcNow() - x!["phaseSince"]!.GetValue<DateTimeOffset>() > Talk));
            await caller.HangUpAsync(TimeSpan.FromSeconds(10));
            var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1);
            var record = calls["ended"]![0]!;
            Assert.Equal("answered", SippScenarios.Text(record, "outcome"));
            Assert.Equal(Agent.Id, SippScenarios.Text(record, "agent"));
            Assert.Equal("caller", SippScenarios.Text(record, "endedBy"));
            var wav = Wav.Read(gateway.Recordings().Single());
            Assert.InRange(wav.Heard(wav.Left, CallersVoice).TotalSeconds, Talk.TotalSeconds - 1, 60);
            Assert.InRange(wav.Heard(wav.Right, AgentsVoice).TotalSeconds, Talk.TotalSeconds - 1, 60);
            Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
        }
        catch (Exception error)
        {
            throw new InvalidOperationException(
                $"{error.Message}\n{error.StackTrace}\n--- gateway\n{gateway.Output}\n--- phone\n{phone.Output}\n--- caller\n{caller.Output}", error);
        }

        async Task<Linphone> CallAsync()
        {
            await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, Agent.Id) == "waiting");
            return Linphone.Dial(gateway.TrunkUdp, "112", CallersVoice);
        }
    }
}
