using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>sipsak, with which NOC staff look whether SIP answers.</summary>
public sealed class SipsakChecks
{
    private static readonly TestAgent Agent = new("2001");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Sipsak_gets_200_to_OPTIONS_registers_and_removes_its_binding()
    {
        Assert.SkipUnless(Tool.IsInstalled("sipsak"), "sipsak is not installed (Debian: sipsak)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Agent] });
        var (code, said) = await Tool.RunAsync(Limit, "sipsak", "-v", "-s", $"sip:112@{gateway.TrunkUdp}");
        Assert.True(code == 0 && said.StartsWith("SIP/2.0 200 ", StringComparison.Ordinal), said);

        string[] register = ["-U", "-i", "-C", $"sip:2001@127.0.0.1:{Sipp.FreePort()}", "-s", $"sip:2001@{gateway.AgentUdp}", "-u", Agent.Id, "-vv"];
        (code, said) = await Tool.RunAsync(Limit, "sipsak", [.. register, "-x", "60", "-a", Agent.Password]);
        Assert.True(code == 0, said);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, Agent.Id) == "waiting");

        (code, said) = await Tool.RunAsync(Limit, "sipsak", [.. register, "-x", "0", "-a", Agent.Password]);
        Assert.True(code == 0, said);
        await gateway.WaitForAsync("/api/v1/agents", all => SippScenarios.State(all, Agent.Id) == "idle");

        (code, _) = await Tool.RunAsync(Limit, "sipsak", [.. register, "-x", "60", "-a", "salah"]);
        Assert.NotEqual(0, code);
    }
}
