using System.Net;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.Tests.Configuration;
using Gateway.Trunks;

namespace Gateway.Tests.Signalling;

/// <summary>What somebody gets who is no trunk and has shown nothing.</summary>
public sealed class StrangerGateTests : IDisposable
{
    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly KnownSources _known;
    private readonly AlarmBoard _alarms;
    private readonly SourceWatch _watch;
    private readonly StrangerGate _gate;

    public StrangerGateTests()
    {
        using var folder = new TestFolder();
        var configuration = folder.Good();
        _alarms = new AlarmBoard(_scheduler.Time);
        _watch = new SourceWatch(_scheduler, _journal, _alarms);
        _known = new KnownSources(_scheduler.Time);
        _gate = new StrangerGate(
            _watch,
            _known,
            new DigestAuthenticator(new DigestOptions(configuration.Domain), new byte[32], new SeededSipIds(1)),
            new AgentDigests(() => configuration),
            () => 10,
            () => 50,
            _scheduler.Time);
    }

    [Theory]
    [InlineData("REGISTER", 401)]
    [InlineData("INVITE", 401)]
    [InlineData("OPTIONS", 200)]
    public void On_the_agents_side_a_stranger_gets_an_answer_without_memory(string method, int status)
    {
        var verdict = _gate.AgentSide(Request(method), Flow());
        Assert.Equal(status, verdict.StatusCode);
        Assert.Equal(status == 401, verdict.Headers is not null);
    }

    [Fact]
    public void A_nonce_of_ours_from_its_own_address_opens_the_gate_and_a_forged_one_does_not()
    {
        var challenge = _gate.AgentSide(Request("REGISTER"), Flow()).Headers![^1].Value;
        Assert.True(DigestChallenge.TryParse(challenge, out var read));
        SipRequest Answered() => With(Request("REGISTER"), DigestCredentials.Answer(read, "2001", "0", SipMethod.Register, "sip:x", "c").ToString());
        Assert.Equal(401, _gate.AgentSide(Answered(), Flow("203.0.113.9")).StatusCode);
        Assert.False(_gate.IsProven(Flow("203.0.113.9")));
        Assert.Equal(0, _gate.AgentSide(Answered(), Flow()).StatusCode);
        Assert.True(_gate.IsProven(Flow()));
    }

    [Fact]
    public void A_stream_is_proven_by_its_handshake()
    {
        var flow = Flow() with { Transport = SipTransportKind.Tcp };
        Assert.True(_gate.IsProven(flow));
        Assert.Equal(0, _gate.AgentSide(Request("REGISTER"), flow).StatusCode);
    }

    [Fact]
    public void On_the_trunks_side_an_INVITE_gets_a_cheap_answer_and_an_alarm_and_everything_else_silence()
    {
        Assert.Equal(403, _gate.Stranger(Request("INVITE"), Flow()).StatusCode);
        Assert.Equal(-1, _gate.Stranger(Request("OPTIONS"), Flow()).StatusCode);
        Assert.Equal(9, Enumerable.Range(0, 50).Count(_ => _gate.Stranger(Request("INVITE"), Flow()).StatusCode == 403));
        _scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Equal("unknown_source", Assert.Single(_alarms.Snapshot()).Kind);
    }

    [Fact]
    public void A_flood_from_one_network_takes_its_share_and_no_phone_suffers()
    {
        _known.Bind([IPAddress.Parse("198.51.100.9")]);
        Assert.Equal(100, Enumerable.Range(0, 5000).Count(i => _gate.Takes(Flow($"198.51.100.{10 + (i % 200)}"))));
        Assert.True(Enumerable.Range(0, 5000).All(_ => _gate.Takes(Flow("198.51.100.9"))));
        Assert.True(_gate.Takes(Flow("203.0.113.1")));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _journal.Dispose();
    }

    private static SipFlow Flow(string source = "198.51.100.1") =>
        new("agents", SipTransportKind.Udp, IPEndPoint.Parse("192.0.2.1:5070"), new IPEndPoint(IPAddress.Parse(source), 5060));

    private static SipRequest Request(string method)
    {
        var request = new SipRequest(new SipMethod(method), SipUri.Parse("sip:112.test.example"));
        request.Headers.Add("To", "<sip:2001@112.test.example>");
        return request;
    }

    private static SipRequest With(SipRequest request, string authorization)
    {
        request.Headers.Add("Authorization", authorization);
        return request;
    }
}
