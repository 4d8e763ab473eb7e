using System.Globalization;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// Load as the strictest operators send it: TLS with a client certificate, PRACK, session timers that are refreshed in the call, and the gateway's
/// certificate swapped meanwhile. Smaller than the real thing, which GATEWAY_LOAD=full runs: 1,000 calls of 120 s with Session-Expires 90.
/// </summary>
[Collection(Alone.Name)]
public sealed class SecureLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Calls_over_TLS_with_PRACK_and_session_timers_are_answered_refreshed_and_none_fails_while_the_certificate_is_swapped()
    {
        var full = Environment.GetEnvironmentVariable("GATEWAY_LOAD") == "full";
        var (calls, agents, hold, expires) = full ? (1000, 1000, 120, 90) : (60, 60, 12, 8);
        using var authority = new TestAuthority();
        var desks = Phones.Agents(agents);
        await using var gateway = await TestGateway.StartAsync(new TestSetup
        {
            Agents = desks,
            Authority = authority,
            Answer = "early-media",
            UnknownNetworkPerSecond = 20 * agents,
        });
        var simulate = Tool.RunAsync(
            TimeSpan.FromSeconds(full ? 500 : 120),
            "dotnet",
            [
                Repository.GatewayProgram, "simulate", "--trunk", $"{gateway.TrunkTls}", "--agents-at", $"{gateway.AgentTls}", "--transport", "tls",
                "--ca", authority.RootFile, "--certificate", authority.Write("sbc.pem", ["sbc.carrier.example"]), "--prack", "--session-expires", $"{expires}",
                "--calls", $"{calls}", "--cps", "20", "--hold", $"{hold}", "--ring", "0.5", "--audio", full ? "off" : "on",
                .. desks.SelectMany(a => new[] { "--agent", $"{a.Id}:{a.Password}" }),
            ]);

        var half = gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count > calls / 2, TimeSpan.FromSeconds(full ? 300 : 60));
        if (await Task.WhenAny(half, simulate) == simulate)
        {
            Assert.Fail($"it ended before half of the calls had come:\n{(await simulate).Said}");
        }

        authority.Write(TestGateway.CertificateFile, ["gateway.test", "127.0.0.1"]);
        var (code, said) = await simulate;
        output.WriteLine(said);
        Assert.True(code == 0, $"{said}\n--- gateway\n{gateway.Output[..Math.Min(gateway.Output.Length, 20_000)]}");

        var ended = await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count == 0);
        Assert.All(ended["ended"]!.AsArray(), r => Assert.Equal(("answered", "carrier"), ((string?)r!["outcome"], (string?)r["trunk"])));
        var metrics = await gateway.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        double Received(string method) => metrics.Split('\n')
            .Where(l => l.StartsWith("gateway_sip_requests_received_total", StringComparison.Ordinal) && l.Contains($"\"{method}\"", StringComparison.Ordinal))
            .Sum(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture));
        output.WriteLine($"received: {Received("INVITE")} INVITE, {Received("PRACK")} PRACK, {Received("UPDATE")} UPDATE");
        Assert.True(Received("PRACK") >= calls, "reliable responses without PRACK");
        Assert.True(Received("UPDATE") + Received("INVITE") >= 2 * calls, "sessions that were not refreshed");
        Assert.Contains(((await gateway.GetAsync("/api/v1/alarms")).AsArray()), a => (string?)a!["kind"] == "certificate_changed");
        Assert.Equal(0, await gateway.MetricAsync("gateway_calls_unaccounted"));
    }
}
