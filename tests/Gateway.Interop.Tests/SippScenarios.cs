using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>Plays a behaviour against a gateway of its own and checks both ends: SIPp's verdicts and what the gateway says.</summary>
public abstract class SippScenarios
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    internal static async Task PlayAsync(Behaviour behaviour)
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        await using var gateway = await TestGateway.StartAsync(behaviour.Setup);
        var trouble = new List<string>();
        try
        {
            if (behaviour.First is { } first)
            {
                await first(gateway);
            }

            var phones = new List<Task<string?>>();
            foreach (var phone in behaviour.Phones)
            {
                var agent = behaviour.Setup.Agents.Single(a => a.Id == phone.Agent);
                var port = Sipp.FreePort();
                await Sipp.RegisterAsync(gateway.AgentUdp, agent, port);
                phones.Add(RingAsync(gateway, behaviour.Setup.Agents.Single(a => a.Id == (phone.Dials ?? phone.Agent)), phone, port));
            }

            foreach (var agent in behaviour.Phones.Select(p => p.Agent).Distinct())
            {
                await gateway.WaitForAsync("/api/v1/agents", all => State(all, agent) == "waiting");
            }

            var callers = new List<Task<string?>>();
            foreach (var caller in behaviour.Callers)
            {
                callers.Add(CallAsync(gateway, caller));
                if (callers.Count < behaviour.Callers.Count)
                {
                    await gateway.WaitForAsync("/api/v1/calls", calls => calls["inProgress"]!.AsArray().Count == callers.Count);
                }
            }

            trouble.AddRange((await Task.WhenAll([.. callers, .. phones])).OfType<string>());
            Assert.True(trouble.Count == 0, string.Join('\n', trouble));
            await CheckAsync(gateway, behaviour);
        }
        catch (Exception error)
        {
            var calls = await gateway.Http.GetStringAsync("/api/v1/calls");
            throw new InvalidOperationException($"{behaviour}: {error.Message}\n{error.StackTrace}\n--- calls\n{calls}\n--- gateway\n{gateway.Output}", error);
        }
    }

    internal static string? State(JsonNode agents, string id) =>
        agents.AsArray().FirstOrDefault(a => a!["id"]!.GetValue<string>() == id)?["state"]?.GetValue<string>();

    private static async Task<string?> RingAsync(TestGateway gateway, TestAgent agent, Phone phone, int port)
    {
        var first = await PlayAsync(phone.Scenario, phone.Calls);
        return first ?? (phone.Then is { } then ? await PlayAsync(then, phone.ThenCalls) : null);

        async Task<string?> PlayAsync(string scenario, int calls)
        {
            // For phones that dial, too.
            var fields = Path.GetTempFileName();
            await File.WriteAllTextAsync(fields, $"SEQUENTIAL\n{agent.Id};[authentication username={agent.Id} password={agent.Password}]\n");
            await using var run = Sipp.Start(
                scenario, gateway.AgentUdp, port, "-m", $"{calls}", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo", "-aa", "-inf", fields);
            var verdict = await run.FinishAsync(Limit);
            File.Delete(fields);
            return verdict;
        }
    }

    private static async Task<string?> CallAsync(TestGateway gateway, Caller caller)
    {
        List<string> arguments = ["-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", "-i", caller.Source];
        if (caller.Tcp)
        {
            arguments.AddRange(["-t", "t1"]);
        }

        if (caller.NoRetransmission)
        {
            arguments.Add("-nr");
        }

        await using var run = Sipp.Start(caller.Scenario, caller.Tcp ? gateway.TrunkTcp : gateway.TrunkUdp, Sipp.FreePort(), arguments);
        return await run.FinishAsync(Limit);
    }

    private static async Task CheckAsync(TestGateway gateway, Behaviour behaviour)
    {
        var calls = await gateway.WaitForAsync(
            "/api/v1/calls", c => c["ended"]!.AsArray().Count >= behaviour.Records.Count && c["inProgress"]!.AsArray().Count == 0);
        var records = calls["ended"]!.AsArray().Select(r => r!).OrderBy(r => r["invitedAt"]!.GetValue<DateTimeOffset>()).ToList();
        Assert.Equal(behaviour.Records.Count, records.Count);
        foreach (var (wanted, record) in behaviour.Records.Zip(records))
        {
            var missed = wanted.MayMissTheQueue && Text(record, "outcome") == "abandoned_before_queue";
            var expected = missed ? wanted with { Outcome = "abandoned_before_queue", Queue = null } : wanted;
            Assert.Equal(expected.Outcome, Text(record, "outcome"));
            Assert.Equal(expected.Agent, Text(record, "agent"));
            Assert.Equal(expected.Recording, record["hasRecording"]!.GetValue<bool>());
            if (expected.Outcome != "refused")
            {
                Assert.Equal(expected.Area, Text(record, "areaCode") ?? expected.Area);
                Assert.Equal(expected.Queue, Text(record, "queue"));
            }

            if (expected.LocatedBy is { } source)
            {
                Assert.Equal(source, Text(record, "locatedBy"));
                Assert.Equal(expected.Area, Text(record, "areaCode"));
            }

            if (expected.EndedBy is { } side)
            {
                Assert.Equal(side, Text(record, "endedBy"));
            }
        }

        Assert.Equal(behaviour.Records.Count(r => r.Recording), gateway.Recordings().Count);
        Assert.All(gateway.Recordings(), path => Assert.True(Wav.Read(path).Duration > TimeSpan.Zero));
        var alarms = await gateway.GetAsync("/api/v1/alarms");
        Assert.DoesNotContain("defect", alarms.ToJsonString(), StringComparison.Ordinal);
        if (behaviour.Also is { } also)
        {
            await also(gateway, records);
        }

        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
    }

    internal static string? Text(JsonNode record, string name) => record[name]?.GetValue<string>();
}
