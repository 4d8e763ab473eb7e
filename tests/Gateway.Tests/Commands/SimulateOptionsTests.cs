using System.CommandLine;
using System.Net;
using Gateway.Commands;
using Gateway.Simulator.Load;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Tests.Commands;

public sealed class SimulateOptionsTests
{
    [Fact]
    public void Every_option_reaches_the_plan()
    {
        var (plan, errors) = Parse(
            "--trunk", "127.0.0.1:5060", "--agents-at", "[::1]:5070", "--agent", "2001:se:cret", "--agent", "2002:x", "--calls", "500", "--cps", "20.5",
            "--hold", "2", "--ring", "0.25", "--timeout", "180", "--transport", "tcp", "--audio", "off", "--header", "Privacy: id", "--header",
            "P-Access-Network-Info:3GPP-NR-FDD;a=b:c", "--to", "urn:service:sos", "--prack", "--session-expires", "90");
        Assert.Equal([], errors);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5060), plan!.Trunk);
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 5070), plan.AgentsAt);
        Assert.Equal([new LoadAgent("2001", "se:cret"), new LoadAgent("2002", "x")], plan.Agents);
        Assert.Equal((500, 20.5), (plan.Calls, plan.CallsPerSecond));
        Assert.Equal((2.0, 0.25, 180.0), (plan.Hold.TotalSeconds, plan.Ring.TotalSeconds, plan.Timeout.TotalSeconds));
        Assert.Equal(SipTransportKind.Tcp, plan.Transport);
        Assert.False(plan.Audio);
        Assert.Equal([new HeaderField("Privacy", "id"), new HeaderField("P-Access-Network-Info", "3GPP-NR-FDD;a=b:c")], plan.Headers);
        Assert.Equal("urn:service:sos", plan.RequestUri);
        Assert.Equal((true, 90.0), (plan.Prack, plan.SessionExpires?.TotalSeconds));
    }

    [Fact]
    public void TLS_has_its_transport_and_name()
    {
        var (plan, errors) = Parse("--trunk", "127.0.0.1:5061", "--transport", "tls", "--tls-name", "sip.example", "--insecure");
        Assert.Equal([], errors);
        Assert.Equal((SipTransportKind.Tls, "sip.example"), (plan!.Transport, plan.PeerName));
    }

    [Fact]
    public void What_is_not_given_has_a_default_and_the_run_is_bounded()
    {
        var (plan, errors) = Parse("--trunk", "localhost:5060");
        Assert.Equal([], errors);
        Assert.Equal(5060, plan!.Trunk.Port);
        Assert.True(IPAddress.IsLoopback(plan.Trunk.Address));
        Assert.True(plan.Audio);
        Assert.Equal((false, null), (plan.Prack, plan.SessionExpires));
        Assert.Equal([], plan.Agents);
        Assert.InRange(plan.Longest, plan.Timeout + plan.Hold, TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData("--trunk '127.0.0.1' is not HOST:PORT", "--trunk", "127.0.0.1")]
    [InlineData("--trunk 'a:b:c:0' is not HOST:PORT", "--trunk", "a:b:c:0")]
    [InlineData("--cps '0' is not a number from 0.01 to 1000", "--trunk", "127.0.0.1:5060", "--cps", "0")]
    [InlineData("--calls '100001' is not a number from 1 to 100000", "--trunk", "127.0.0.1:5060", "--calls", "100001")]
    [InlineData("--hold 'long' is not a number", "--trunk", "127.0.0.1:5060", "--hold", "long")]
    [InlineData("--session-expires '-1' is not a number", "--trunk", "127.0.0.1:5060", "--session-expires", "-1")]
    [InlineData("--agent is not ID:PASSWORD", "--trunk", "127.0.0.1:5060", "--agent", "hunter2")]
    [InlineData("--agents-at says where to register", "--trunk", "127.0.0.1:5060", "--agents-at", "127.0.0.1:5070")]
    [InlineData("--header 'no colon' is not \"Name: value\"", "--trunk", "127.0.0.1:5060", "--header", "no colon")]
    [InlineData("--to 'not a uri'", "--trunk", "127.0.0.1:5060", "--to", "not a uri")]
    [InlineData("'maybe'", "--trunk", "127.0.0.1:5060", "--audio", "maybe")]
    [InlineData("--ca needs --transport tls", "--trunk", "127.0.0.1:5060", "--ca", "root.pem")]
    [InlineData("--insecure needs --transport tls", "--trunk", "127.0.0.1:5060", "--transport", "tcp", "--insecure")]
    [InlineData("'ws'", "--trunk", "127.0.0.1:5060", "--transport", "ws")]
    [InlineData("--trunk", "--calls", "1")]
    public void What_cannot_be_used_is_an_error_that_names_the_option(string message, params string[] arguments)
    {
        var (_, errors) = Parse(arguments);
        Assert.Contains(errors, e => e.Contains(message, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("hunter2", StringComparison.Ordinal));
    }

    private static (LoadPlan? Plan, IReadOnlyList<string> Errors) Parse(params string[] arguments)
    {
        var options = new SimulateOptions();
        var command = new RootCommand();
        options.AddTo(command);
        var parsed = command.Parse(arguments);
        IReadOnlyList<string> errors = [.. parsed.Errors.Select(e => e.Message)];
        return (errors.Count == 0 ? options.Plan(parsed) : null, errors);
    }
}
