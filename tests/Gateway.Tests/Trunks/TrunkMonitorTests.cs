using System.Net;
using Gateway.CallControl;
using Gateway.Configuration;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Routing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.Tests.Configuration;
using Gateway.Trunks;

namespace Gateway.Tests.Trunks;

/// <summary>The monitor and real stacks on both sides of a virtual network, in virtual time.</summary>
public sealed class TrunkMonitorTests : IDisposable
{
    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
    private readonly VirtualNetwork _network;
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly VirtualDns _dns = new();
    private readonly AlarmBoard _alarms;
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<string, OperatorServer> _operators = [];
    private TrunkMonitor? _monitor;

    public TrunkMonitorTests()
    {
        _network = new VirtualNetwork(_scheduler, 1);
        _alarms = new AlarmBoard(_scheduler.Time);
    }

    private TrunkStatus Status => Assert.Single(_monitor!.Status);

    [Fact]
    public void Options_find_their_way_by_SRV_and_go_to_the_next_address_when_the_first_is_silent_or_says_503()
    {
        _dns.Srv("_sip._udp.operator.example", new SrvRecord(0, 1, 5060, "a.operator.example"), new SrvRecord(1, 1, 5060, "b.operator.example"), new SrvRecord(2, 1, 5060, "c.operator.example"))
            .Address("a.operator.example", "192.0.2.10").Address("b.operator.example", "192.0.2.11").Address("c.operator.example", "192.0.2.12");
        Operator("192.0.2.11").Answers = _ => new ResponseSpec(503);
        Operator("192.0.2.12");
        Start(""" "ping": { "target": "sip:operator.example", "interval": "60s" } """);
        Run(40);
        Assert.Equal((TrunkReach.Up, 1, 1), (Status.Reach, _operators["192.0.2.11"].Count("OPTIONS"), _operators["192.0.2.12"].Count("OPTIONS")));
        Assert.StartsWith("200 in", Status.LastOptions, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_targets_are_asked_each_and_one_silent_one_is_told()
    {
        Operator("192.0.2.10");
        Start(""" "ping": { "targets": ["sip:192.0.2.10", "sip:192.0.2.99"], "interval": "60s" } """);
        Run(40);
        Assert.Equal(TrunkReach.Degraded, Status.Reach);
        Assert.Contains("192.0.2.99", Assert.Single(_alarms.Snapshot()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_far_end_is_down_and_asked_less_and_less_until_it_is_heard_or_answers()
    {
        var sbc = Operator("192.0.2.10");
        sbc.Answers = _ => new ResponseSpec(503);
        Start(""" "ping": { "target": "sip:192.0.2.10", "interval": "10s" } """);
        Run(15);
        Assert.Equal((TrunkReach.Down, 2), (Status.Reach, sbc.Count("OPTIONS")));
        Assert.Equal("trunk_down", Assert.Single(_alarms.Snapshot()).Kind);
        Run(585);
        Assert.InRange(sbc.Count("OPTIONS"), 5, 20);
        sbc.Answers = _ => new ResponseSpec(200);
        _monitor!.Heard("t1");
        Run(11);
        Assert.Equal(TrunkReach.Up, Status.Reach);
    }

    [Fact]
    public void A_trunk_that_wants_it_is_registered_with_digest_and_refreshed_at_half()
    {
        _dns.Address("ims.operator.example", "192.0.2.10");
        var registrar = Operator("192.0.2.10");
        var digest = new DigestAuthenticator(new DigestOptions("operator.example"), new byte[32], new SeededSipIds(5));
        registrar.Answers = request => digest.Check(
            request, (user, algorithm) => user == "manado" ? DigestResponse.Ha1(algorithm, user, "operator.example", "a password") : null, _scheduler.Time.GetUtcNow())
            is DigestVerdict.Challenged challenged
                ? challenged.Response
                : new ResponseSpec(200, Headers: [new HeaderField("Contact", request.Headers["Contact"]! + ";expires=600")]);
        Start("""
             "register": { "registrar": "sip:ims.operator.example", "user": "manado", "password": "env:PASSWORD" },
             "ping": { "target": "sip:192.0.2.10", "interval": "1m" }
            """);
        Run(2);
        Assert.Equal((true, "registered", 2), (Status.IsRegistered, Status.Registration, registrar.Count("REGISTER")));

        // OPTIONS are challenged as well and come again with the answer.
        Assert.Equal((TrunkReach.Up, 2), (Status.Reach, registrar.Count("OPTIONS")));
        var request = registrar.Requests.Last(r => r.Is(SipMethod.Register));
        Assert.Equal(("sip:ims.operator.example", "<sip:manado@192.0.2.1:5060>"), (request.RequestUri.Text, request.Headers["Contact"]));
        Run(290);
        Assert.Equal(2, registrar.Count("REGISTER"));
        Run(20);
        Assert.Equal(4, registrar.Count("REGISTER"));
        Assert.Equal(registrar.Requests.Where(r => r.Is(SipMethod.Register)).Select(r => r.CSeq.Number), Enumerable.Range(1, 4).Select(n => (uint)n));
        Assert.Single(registrar.Requests.Where(r => r.Is(SipMethod.Register)).Select(r => r.CallId).Distinct());
    }

    [Fact]
    public void A_wrong_password_is_told_with_its_remedy_and_a_dead_registrar_leads_to_the_other_one()
    {
        var registrar = Operator("192.0.2.10");
        registrar.Answers = _ => new DigestAuthenticator(new DigestOptions("operator.example"), new byte[32], new SeededSipIds(5)).Challenge(_scheduler.Time.GetUtcNow());
        Start(""" "register": { "registrar": "sip:192.0.2.10", "user": "manado", "password": "env:PASSWORD" } """);
        Run(2);
        Assert.Equal((false, "not registered: user or password is wrong"), (Status.IsRegistered, Status.Registration));
        Assert.Equal("trunk_registration", Assert.Single(_alarms.Snapshot()).Kind);
    }

    [Fact]
    public void A_registrar_that_is_silent_at_one_address_is_found_at_the_next()
    {
        _dns.Srv("_sip._udp.operator.example", new SrvRecord(0, 1, 5060, "a.operator.example"), new SrvRecord(1, 1, 5060, "b.operator.example"))
            .Address("a.operator.example", "192.0.2.10").Address("b.operator.example", "192.0.2.11");
        Operator("192.0.2.11");
        Start(""" "register": { "registrar": "sip:operator.example", "user": "manado", "password": "env:PASSWORD" } """);
        Run(60);
        Assert.Equal((true, 1), (Status.IsRegistered, _operators["192.0.2.11"].Count("REGISTER")));
    }

    [Fact]
    public void A_disabled_trunk_is_left_alone()
    {
        var sbc = Operator("192.0.2.10");
        Start(""" "enabled": false, "ping": { "target": "sip:192.0.2.10" }, "register": { "registrar": "sip:192.0.2.10", "user": "m", "password": "env:PASSWORD" } """);
        Run(300);
        Assert.Equal((TrunkReach.Disabled, 0), (Status.Reach, sbc.Requests.Count));
        Assert.Empty(_alarms.Snapshot());
    }

    public void Dispose()
    {
        _owned.ForEach(o => o.Dispose());
        _network.Dispose();
        _journal.Dispose();
    }

    private void Run(double seconds) => _scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + TimeSpan.FromSeconds(seconds));

    private OperatorServer Operator(string address)
    {
        var server = new OperatorServer();
        var metrics = new SipMetrics($"operator-{address}");
        var stack = new SipStack(
            new SipOptions(), _scheduler, [_network.NewTransport(new SipListener("o", SipTransportKind.Udp, new IPEndPoint(IPAddress.Parse(address), 5060)))], server,
            new SeededSipIds(_operators.Count + 10), metrics);
        server.Stack = stack;
        stack.Start();
        _owned.Add(stack);
        _owned.Add(metrics);
        _operators[address] = server;
        return server;
    }

    private void Start(string trunk)
    {
        using var folder = new TestFolder();
        folder.Write("gateway.json", """
            { "sip": { "domain": "112.test.example", "listeners": [ { "name": "trunks", "port": 5060 } ] }, "media": { "ports": "0" }, "http": { "port": 0 } }
            """);
        folder.Write("trunks.json", $$"""{ "trunks": [ { "name": "t1", "networks": ["192.0.2.0/24"], {{trunk}} } ] }""");
        var configuration = folder.Good();
        var ids = new SeededSipIds(1);
        var watch = new SourceWatch(_scheduler, _journal, _alarms);
        var known = new KnownSources(_scheduler.Time);
        var digests = new AgentDigests(() => configuration);
        var gate = new StrangerGate(
            watch, known, new DigestAuthenticator(new DigestOptions("x"), new byte[32], ids), digests, () => 10, () => 50, _scheduler.Time);
        var router = new SipRouter(new ConfiguredSources(() => configuration, _alarms), gate, new CallTable(), _alarms, ids);
        var transport = _network.NewTransport(new SipListener("trunks", SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5060")));
        var metrics = new SipMetrics("gateway-under-test");
        var stack = new SipStack(new SipOptions(), _scheduler, [transport], router, ids, metrics);
        router.Sip = stack.Post;
        _monitor = new TrunkMonitor(
            _scheduler, configuration.Trunks, new TrunkFlows(() => configuration, [transport]), _dns, router, new TrunkCredentials(ids), ids, _alarms);
        _owned.AddRange([_monitor, stack, metrics, watch]);
        stack.Start();
        _monitor.Begin();
    }

    private sealed class OperatorServer : ISipUser
    {
        public SipStack Stack { get; set; } = null!;

        public Func<SipRequest, ResponseSpec> Answers { get; set; } = _ => new ResponseSpec(200);

        public List<SipRequest> Requests { get; } = [];

        public int Count(string method) => Requests.Count(r => r.Method.Name == method);

        public void OnEvent(SipEvent sipEvent)
        {
            if (sipEvent is SipEvent.RequestReceived received)
            {
                Requests.Add(received.Request);
                Stack.Post(new SipCommand.Respond(received.Id, Answers(received.Request)));
            }
        }

        public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;
    }
}
