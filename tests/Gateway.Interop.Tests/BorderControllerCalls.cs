using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>
/// Kamailio in front as the operator's border controller: the caller's transport and the trunk's differ, Record-Route stands between, and requests of
/// both sides find their way through it.
/// </summary>
public sealed class BorderControllerCalls
{
    private static readonly TestAgent Agent = new("2001");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("tcp", "udp", "caller-plain", "agent-answer", "caller")]
    [InlineData("udp", "tcp", "caller-plain", "agent-answer", "caller")]
    [InlineData("tcp", "udp", "caller-waits-for-bye", "agent-hangs-up", "agent")]
    [InlineData("udp", "udp", "caller-waits-for-bye", "agent-hangs-up", "agent")]
    [InlineData("tcp", "tcp", "caller-hold-resume", "agent-answer", "caller")]
    [InlineData("udp", "tls", "caller-hold-resume", "agent-answer", "caller")]
    [InlineData("tcp", "tls", "caller-waits-for-bye", "agent-hangs-up", "agent")]
    public async Task A_call_through_a_border_controller_is_answered_and_ends_whoever_hangs_up(
        string from, string to, string callers, string agents, string endedBy)
    {
        Assert.SkipUnless(Kamailio.IsInstalled && Sipp.IsInstalled, "Kamailio or SIPp is not installed (Debian: kamailio, sip-tester)");
        Assert.SkipUnless(to != "tls" || Kamailio.SpeaksTls, "Kamailio's TLS module is not installed (Debian: kamailio-tls-modules)");
        using var authority = to == "tls" ? new TestAuthority() : null;
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent], Authority = authority });
        var trunk = to switch { "tls" => gateway.TrunkTls, "tcp" => gateway.TrunkTcp, _ => gateway.TrunkUdp };
        await using var sbc = await Kamailio.StartSbcAsync(trunk, to, authority);
        var port = Sipp.FreePort();
        await Sipp.RegisterAsync(gateway.AgentUdp, Agent, port);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, Agent.Id) == "waiting");
        await using var phone = Sipp.Start(agents, gateway.AgentUdp, port, "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo", "-aa");
        List<string> way = from == "tcp" ? ["-t", "t1"] : [];
        await using var caller = Sipp.Start(callers, sbc.Address, Sipp.FreePort(), ["-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", .. way]);
        var trouble = (await Task.WhenAll(caller.FinishAsync(Limit), phone.FinishAsync(Limit))).OfType<string>().ToList();
        Assert.True(trouble.Count == 0, $"{string.Join('\n', trouble)}\n--- gateway\n{gateway.Output}");

        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1 && c["inProgress"]!.AsArray().Count == 0);
        JsonNode record = calls["ended"]![0]!;
        Assert.Equal("answered", SippScenarios.Text(record, "outcome"));
        Assert.Equal(Agent.Id, SippScenarios.Text(record, "agent"));
        Assert.Equal(endedBy, SippScenarios.Text(record, "endedBy"));
        Assert.Equal(to == "tls" ? "carrier" : "operator", SippScenarios.Text(record, "trunk"));
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
    }

    [Fact]
    public async Task A_call_over_TLS_with_certificates_on_both_sides_of_a_border_controller_is_heard_both_ways()
    {
        Assert.SkipUnless(Kamailio.SpeaksTls, "Kamailio or its TLS module is not installed (Debian: kamailio, kamailio-tls-modules)");
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent], Authority = authority });
        await using var sbc = await Kamailio.StartSbcAsync(gateway.TrunkTls, "tls", authority);
        var own = authority.Write("caller.pem", ["caller.carrier.example"]);
        var (code, said) = await Tool.RunAsync(
            TimeSpan.FromSeconds(60),
            "dotnet",
            Repository.GatewayProgram, "simulate", "--transport", "tls", "--ca", authority.RootFile, "--certificate", own, "--trunk", $"{sbc.TlsAddress}",
            "--agents-at", $"{gateway.AgentTls}", "--agent", $"{Agent.Id}:{Agent.Password}", "--calls", "2", "--cps", "1", "--hold", "1", "--ring", "0.2");
        Assert.True(code == 0, $"{said}\n--- gateway\n{gateway.Output}");
        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 2 && c["inProgress"]!.AsArray().Count == 0);
        Assert.All(calls["ended"]!.AsArray(), r => Assert.Equal(("answered", "carrier"), (SippScenarios.Text(r!, "outcome"), SippScenarios.Text(r!, "trunk"))));
    }
}
