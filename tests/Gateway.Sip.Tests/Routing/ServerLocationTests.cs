using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Routing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Routing;

public sealed class ServerLocationTests
{
    private static readonly IReadOnlySet<SipTransportKind> All = new HashSet<SipTransportKind> { SipTransportKind.Udp, SipTransportKind.Tcp, SipTransportKind.Tls };
    private readonly SeededScheduler _scheduler = new(1, DateTimeOffset.UnixEpoch);
    private readonly VirtualDns _dns = new();
    private readonly ServerLocator _locator;

    public ServerLocationTests() => _locator = Locator(All);

    [Theory]
    [InlineData("sip:10.1.0.5", "udp 10.1.0.5:5060")]
    [InlineData("sip:10.1.0.5:5080;transport=tcp", "tcp 10.1.0.5:5080")]
    [InlineData("sips:10.1.0.5", "tls 10.1.0.5:5061")]
    [InlineData("sips:10.1.0.5;transport=tcp", "tls 10.1.0.5:5061")]
    [InlineData("sip:[2001:db8::5]", "udp [2001:db8::5]:5060")]
    [InlineData("sip:a@name.example;maddr=10.1.0.9", "udp 10.1.0.9:5060")]
    public void Rfc3263_4_1_an_address_asks_nothing(string uri, string target)
    {
        Assert.Equal([target], Find(uri));
        Assert.Empty(_dns.Asked);
    }

    [Fact]
    public void Rfc3263_4_2_a_port_asks_for_addresses_alone()
    {
        _dns.Address("sbc.example", "10.1.0.5", "2001:db8::5");
        Assert.Equal(["udp 10.1.0.5:5070", "udp [2001:db8::5]:5070"], Find("sip:sbc.example:5070"));
        Assert.Equal([DnsKind.Address], _dns.Asked.Select(q => q.Kind));
    }

    [Fact]
    public void Rfc3263_4_1_NAPTR_gives_transports_in_its_order_and_SRV_hosts_in_theirs()
    {
        _dns.Naptr(
                "operator.example",
                new NaptrRecord(60, 50, "s", "SIP+D2U", "_sip._udp.operator.example"),
                new NaptrRecord(50, 50, "s", "SIPS+D2T", "_sips._tcp.operator.example"),
                new NaptrRecord(60, 40, "s", "SIP+D2T", "_sip._tcp.operator.example."),
                new NaptrRecord(10, 10, "s", "SIP+D2S", "_sip._sctp.operator.example"))
            .Srv("_sips._tcp.operator.example", new SrvRecord(0, 1, 5061, "a.operator.example"))
            .Srv("_sip._tcp.operator.example", new SrvRecord(0, 1, 5060, "a.operator.example"))
            .Srv("_sip._udp.operator.example", new SrvRecord(1, 1, 5060, "a.operator.example"), new SrvRecord(0, 1, 5062, "b.operator.example"))
            .Address("a.operator.example", "10.1.0.1")
            .Address("b.operator.example", "10.1.0.2");
        Assert.Equal(
            ["tls 10.1.0.1:5061", "tcp 10.1.0.1:5060", "udp 10.1.0.2:5062", "udp 10.1.0.1:5060"],
            Find("sip:operator.example"));
        Assert.Equal(["tls 10.1.0.1:5061"], Find("sips:operator.example"));
    }

    [Fact]
    public void Without_NAPTR_the_SRV_names_of_our_transports_are_asked_and_without_those_the_addresses()
    {
        _dns.Srv("_sip._tcp.operator.example", new SrvRecord(0, 1, 5060, "a.operator.example")).Address("a.operator.example", "10.1.0.1");
        Assert.Equal(["tcp 10.1.0.1:5060"], Find("sip:operator.example"));
        _dns.Address("plain.example", "10.1.0.3");
        Assert.Equal(["udp 10.1.0.3:5060"], Find("sip:plain.example"));
        Assert.Equal(["tls 10.1.0.3:5061"], Find("sips:plain.example"));
        Assert.Empty(Find("sip:nowhere.example"));
    }

    [Fact]
    public void A_named_transport_asks_for_its_SRV_only()
    {
        _dns.Srv("_sip._tcp.operator.example", new SrvRecord(0, 1, 5066, "a.operator.example")).Address("a.operator.example", "10.1.0.1");
        Assert.Equal(["tcp 10.1.0.1:5066"], Find("sip:operator.example;transport=tcp"));
        Assert.DoesNotContain(_dns.Asked, q => q.Kind == DnsKind.Naptr);
    }

    [Fact]
    public void Rfc2782_a_target_of_a_dot_is_no_service_and_no_reason_to_guess()
    {
        _dns.Srv("_sip._udp.operator.example", new SrvRecord(0, 0, 0, ".")).Address("operator.example", "10.1.0.1");
        Assert.Empty(Find("sip:operator.example;transport=udp"));
    }

    [Fact]
    public void Rfc2782_weights_share_the_load_within_a_priority()
    {
        _dns.Srv("_sip._udp.operator.example", new SrvRecord(0, 90, 5060, "a.example"), new SrvRecord(0, 10, 5060, "b.example"), new SrvRecord(5, 0, 5060, "c.example"))
            .Address("a.example", "10.1.0.1").Address("b.example", "10.1.0.2").Address("c.example", "10.1.0.3");
        var runs = Enumerable.Range(0, 500).Select(_ => Find("sip:operator.example;transport=udp")).ToList();
        Assert.InRange(runs.Count(r => r[0].Contains("10.1.0.1:", StringComparison.Ordinal)), 420, 480);
        Assert.All(runs, r => Assert.Equal((3, "udp 10.1.0.3:5060"), (r.Count, r[2])));
    }

    [Fact]
    public void A_transport_that_no_listener_speaks_is_left_out()
    {
        var udp = Locator(new HashSet<SipTransportKind> { SipTransportKind.Udp });
        Assert.Empty(Find("sip:10.1.0.5;transport=tcp", udp));
        _dns.Naptr("operator.example", new NaptrRecord(1, 1, "s", "SIP+D2T", "_sip._tcp.operator.example"), new NaptrRecord(2, 1, "s", "SIP+D2U", "_sip._udp.operator.example"))
            .Srv("_sip._udp.operator.example", new SrvRecord(0, 1, 5060, "a.example")).Address("a.example", "10.1.0.1");
        Assert.Equal(["udp 10.1.0.1:5060"], Find("sip:operator.example", udp));
    }

    [Fact]
    public void Answers_are_kept_for_their_lifetime_and_what_is_not_there_for_half_a_minute()
    {
        _dns.Lifetime = TimeSpan.FromMinutes(2);
        _dns.Address("a.example", "10.1.0.1");
        Find("sip:a.example:5060");
        Find("sip:gone.example:5060");
        Wait(29);
        Find("sip:a.example:5060");
        Find("sip:gone.example:5060");
        Assert.Equal(2, _dns.Asked.Count);
        Wait(2);
        Find("sip:gone.example:5060");
        Assert.Equal(3, _dns.Asked.Count);
        _dns.Address("a.example", "10.1.0.2");
        Assert.Equal(["udp 10.1.0.1:5060"], Find("sip:a.example:5060"));
        Wait(100);
        Assert.Equal(["udp 10.1.0.2:5060"], Find("sip:a.example:5060"));
    }

    [Fact]
    public void When_no_server_answers_the_last_known_addresses_serve()
    {
        _dns.Address("a.example", "10.1.0.1");
        Find("sip:a.example:5060");
        _dns.Fail(DnsKind.Address, "a.example");
        Wait(4000);
        Assert.Equal(["udp 10.1.0.1:5060"], Find("sip:a.example:5060"));
        _dns.Address("a.example", "10.1.0.2");
        Wait(6);
        Assert.Equal(["udp 10.1.0.2:5060"], Find("sip:a.example:5060"));
    }

    private ServerLocator Locator(IReadOnlySet<SipTransportKind> supported)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        var random = new Random(1);
        return new ServerLocator(_dns, supported, _scheduler.Time, action => action(), most => random.Next(most + 1));
#pragma warning restore CA5394
    }

    private void Wait(double seconds) => _scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(seconds));

    private List<string> Find(string uri, ServerLocator? locator = null)
    {
        List<string>? found = null;
        (locator ?? _locator).Locate(SipUri.Parse(uri), targets => found = [.. targets.Select(t => t.ToString())]);
        return found!;
    }
}
