using System.Net;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Headers;

public sealed class ViaTests
{
    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1", "UDP", "192.0.2.1", null, null)]
    [InlineData("sip/2.0/tcp host:5061;branch=z9hG4bK1", "TCP", "host", 5061, "z9hG4bK1")]
    [InlineData("SIP / 2.0\r\n /UDP\r\n   first.example.com: 4000;ttl=16\r\n ;maddr=224.2.0.1 ;branch= z9hG4bKa7c6a8dlze.1", "UDP",
        "first.example.com", 4000, "z9hG4bKa7c6a8dlze.1")]
    [InlineData("SIP/2.0/TLS [2001:db8::9:1]:5061;received=192.0.2.5;rport=9;branch=x", "TLS", "2001:db8::9:1", 5061, "x")]
    [InlineData("SIP/2.0/WSS df7jal23ls0d.invalid;;branch=b;", "WSS", "df7jal23ls0d.invalid", null, "b")]
    public void A_via_gives_transport_host_port_and_branch(string text, string transport, string host, int? port, string? branch)
    {
        var via = Via.Parse(text);
        Assert.Equal((transport, host, port, branch), (via.Transport, via.Host, via.Port, via.Branch));
        Assert.Equal(via, Via.Parse(via.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0 192.0.2.1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1:99999")]
    [InlineData("SIP/2.0/UDP 192.0.2.1:")]
    [InlineData("SIP/2.0/UDP [2001:db8::1")]
    [InlineData("SIP/2.0/UDP h;=x")]
    [InlineData("SIP/2.0/UDP h junk")]
    public void What_is_no_via_says_so(string text) => Assert.Throws<SipFormatException>(() => Via.Parse(text));

    [Theory]
    [InlineData("z9hG4bK", false)]
    [InlineData("z9hG4bKx", true)]
    [InlineData("390skdjuw", false)]
    public void A_branch_identifies_only_with_the_cookie_and_more(string branch, bool unique) =>
        Assert.Equal(unique, Via.Parse($"SIP/2.0/UDP h;branch={branch}").HasUniqueBranch);

    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1:5060;branch=b", "SIP/2.0/UDP 192.0.2.1:5060;branch=b")]
    [InlineData("SIP/2.0/UDP 10.0.0.1:5060;branch=b", "SIP/2.0/UDP 10.0.0.1:5060;branch=b;received=192.0.2.1")]
    [InlineData("SIP/2.0/UDP host.example", "SIP/2.0/UDP host.example;received=192.0.2.1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1;rport;branch=b", "SIP/2.0/UDP 192.0.2.1;rport=4444;branch=b;received=192.0.2.1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1;received=203.0.113.9", "SIP/2.0/UDP 192.0.2.1;received=192.0.2.1")]
    public void A_server_adds_where_the_packet_came_from(string text, string expected)
    {
        Assert.Equal(expected, Via.Parse(text).WithSource(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 4444)).ToString());
        Assert.Equal(expected, Via.Parse(text).WithSource(new IPEndPoint(IPAddress.Parse("::ffff:192.0.2.1"), 4444)).ToString());
    }

    [Fact]
    public void Received_of_an_IPv6_source_stands_without_brackets_and_zone() => Assert.Equal(
        "SIP/2.0/UDP [2001:db8::1];rport=7;received=fe80::1",
        Via.Parse("SIP/2.0/UDP [2001:db8::1];rport").WithSource(new IPEndPoint(IPAddress.Parse("fe80::1%3"), 7)).ToString());
}
