using System.Net;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>Kamailio as an operator's registrar: we register with it, and it sends its calls to where we are registered.</summary>
public sealed class RegistrarCalls
{
    private static readonly TestAgent Agent = new("2001");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task We_register_with_a_password_and_calls_come_to_our_contact()
    {
        Assert.SkipUnless(Kamailio.IsInstalled && Sipp.IsInstalled, "Kamailio or SIPp is not installed (Debian: kamailio, sip-tester)");
        await using var registrar = await Kamailio.StartRegistrarAsync("manado112", "rahasia");
        await using var gateway = await StartAsync(registrar.Address, "rahasia");
        await gateway.WaitForAsync("/api/v1/trunks", all => Registration(all) == "registered");

        var port = Sipp.FreePort();
        await Sipp.RegisterAsync(gateway.AgentUdp, Agent, port);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, Agent.Id) == "waiting");
        await using var phone = Sipp.Start("agent-answer", gateway.AgentUdp, port, "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo", "-aa");
        await using var caller = Sipp.Start("caller-plain", registrar.Address, Sipp.FreePort(), "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}");
        var trouble = (await Task.WhenAll(caller.FinishAsync(Limit), phone.FinishAsync(Limit))).OfType<string>().ToList();
        Assert.True(trouble.Count == 0, $"{string.Join('\n', trouble)}\n--- gateway\n{gateway.Output}");
        var calls = await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1 && c["inProgress"]!.AsArray().Count == 0);
        Assert.Equal("answered", SippScenarios.Text(calls["ended"]![0]!, "outcome"));
    }

    [Fact]
    public async Task A_wrong_password_is_an_alarm_that_says_what_to_do()
    {
        Assert.SkipUnless(Kamailio.IsInstalled, "Kamailio is not installed (Debian: kamailio)");
        await using var registrar = await Kamailio.StartRegistrarAsync("manado112", "rahasia");
        await using var gateway = await StartAsync(registrar.Address, "salah");
        var alarms = await gateway.WaitForAsync("/api/v1/alarms", all => all.AsArray().Any(a => (string)a!["kind"]! == "trunk_registration"));
        var text = (string)alarms.AsArray().First(a => (string)a!["kind"]! == "trunk_registration")!["text"]!;
        Assert.Contains("Compare user, password and registrar in trunks.json", text, StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync(IPEndPoint registrar, string password) =>
        TestGateway.StartAsync(new TestSetup { Agents = [Agent], Register = (registrar, "manado112", password) });

    private static string? Registration(System.Text.Json.Nodes.JsonNode trunks) => (string?)trunks.AsArray().Single()!["registration"];
}
