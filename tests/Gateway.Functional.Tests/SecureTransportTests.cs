using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>A trunk known by its certificate, an agent's phone over TLS, one in a browser: with the gateway as a process of its own.</summary>
public sealed class SecureTransportTests
{
    private static readonly TestAgent Desk = new("3001");
    private static readonly TestAgent Browser = new("3002");

    [Fact]
    public async Task Calls_of_a_trunk_known_by_certificate_reach_agents_over_TLS_and_WebSocket_while_the_certificate_is_swapped()
    {
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Desk, Browser], Authority = authority });
        using var farEnd = new FarEnd(Tls(authority, "sbc.carrier.example"));
        await farEnd.PhoneAsync(gateway, Desk);
        await using var browser = await WebPhone.RegisterAsync(gateway.AgentWss, Browser, "CN=Test Root");

        var first = farEnd.Call(gateway, "+628123450001");
        var second = farEnd.Call(gateway, "+628123450002");
        var talking = await gateway.WaitForAsync("/api/v1/calls", c => Talking(c).Count() == 2);
        Assert.All(Talking(talking), call => Assert.Equal("carrier", (string?)call["trunk"]));
        Assert.Contains(browser.Requests, r => r == $"INVITE sip:{Browser.Id}@df7jal23ls0d.invalid;transport=ws WSS");
        Assert.Equal("old", await ShownAsync(gateway.TrunkTls, "old"));

        authority.Write(TestGateway.CertificateFile, ["swapped.test", "127.0.0.1"]);
        await gateway.WaitForAsync("/api/v1/alarms", a => a.AsArray().Any(x => (string?)x!["kind"] == "certificate_changed"));
        Assert.Equal("swapped.test", await ShownAsync(gateway.TrunkTls, "old"));
        Assert.Equal(2, Talking(await gateway.GetAsync("/api/v1/calls")).Count());

        first.HangUp();
        second.HangUp();
        Assert.All(await Task.WhenAll(first.EndAsync(), second.EndAsync()), r => Assert.Equal((200, true), (r.StatusCode, r.Statistics!.PacketsReceived > 0)));
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Count == 0);
        Assert.Contains(browser.Requests, r => r.StartsWith("BYE", StringComparison.Ordinal));

        // A new far end, as after a restart of the carrier's SBC, meets the new certificate.
        using var later = new FarEnd(Tls(authority, "sbc.carrier.example"));
        var third = later.Call(gateway, "+628123450003", hangUpAfter: TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await third.EndAsync()).StatusCode);
        Assert.True(await gateway.MetricAsync("gateway_sip_connections{transport=\"tls\"}") >= 2);
        Assert.Equal(1, await gateway.MetricAsync("gateway_sip_connections{transport=\"wss\"}"));

        // The browser's page is closed: nobody is offered a call there any more, long before the registration ends.
        await browser.DisposeAsync();
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Any(x => (string?)x!["id"] == Browser.Id && !(bool)x["registered"]!));
    }

    [Fact]
    public async Task A_client_without_the_trunk_s_certificate_is_the_trunk_of_its_network_or_nobody()
    {
        using var authority = new TestAuthority();
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [Desk], Authority = authority });
        using var other = new FarEnd(Tls(authority, "sbc.other.example"));
        var caller = other.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => (string?)x!["trunk"] == "operator"));
        caller.HangUp();
        await caller.EndAsync();
    }

    private static IEnumerable<JsonNode> Talking(JsonNode calls) =>
        calls["inProgress"]!.AsArray().Where(c => (string?)c!["phase"] == "talking").Select(c => c!);

    private static TlsOptions Tls(TestAuthority authority, string name) =>
        new(new CertificateStore([new CertificateFile(authority.Write($"{name}.pem", [name]))], authority.RootFile));

    /// <summary>The first DNS name of the certificate that a new connection sees, or <paramref name="old"/> for the one of the start.</summary>
    private static async Task<string> ShownAsync(IPEndPoint address, string old)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        var name = "";
#pragma warning disable CA5359 // Looked at by the test itself.
        using var stream = new SslStream(client.GetStream(), false, (_, certificate, _, _) =>
        {
            name = certificate!.Subject.Replace("CN=", "", StringComparison.Ordinal);
            return true;
        });
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync("gateway.test");
        return name == "gateway.test" ? old : name;
    }
}
