using System.Net;
using System.Text;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Records;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.TestCalls;
using Gateway.Tests.Configuration;
using RtpPorts = Gateway.Media.Engine.RtpPorts;

namespace Gateway.Tests.TestCalls;

/// <summary>RFC 6881 §15: test calls are answered by the gateway, and by nobody else.</summary>
public sealed class TestCallDeskTests : IDisposable
{
    private const string Sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static readonly SipFlow Flow = new("all", SipTransportKind.Udp, new(IPAddress.Loopback, 5060), new(IPAddress.Loopback, 5070));

    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));
    private readonly List<SipCommand> _sip = [];
    private readonly World _world = new();
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly AlarmBoard _alarms;
    private readonly TestFolder _folder = new();
    private readonly TestCallDesk _desk;
    private long _usages;
    private TimeSpan _now;

    public TestCallDeskTests()
    {
        _alarms = new AlarmBoard(_scheduler.Time);
        _folder.Write("gateway.json", TestFolder.Gateway.Replace(
            "\"http\"", "\"limits\": { \"testCalls\": 2, \"testCallsPerMinute\": 3, \"testCallTime\": 20 }, \"http\"", StringComparison.Ordinal));
        var configuration = _folder.Good();
        var ids = new SeededCallIds(1);
        var describer = new CallDescriber(configuration, ids, _alarms, recorded: true);
        var router = new SipRouter(null!, null!, new CallTable(), _alarms, new SeededSipIds(1));
        _desk = new TestCallDesk(_scheduler, new TestCallDesk.Services(
            () => configuration, router, _sip.Add, () => _world, _world, _journal, ids, _alarms, describer.Describe, describer.Locate));
    }

    [Theory]
    [InlineData("urn:service:test.sos", true)]
    [InlineData("URN:service:TEST.sos.fire", true)]
    [InlineData("urn:service:sos", false)]
    [InlineData("sip:112@gw.example", false)]
    public void Only_the_test_service_is_a_test(string uri, bool expected) => Assert.Equal(expected, TestCallDesk.IsTest(Invite(uri)));

    [Fact]
    public void A_test_call_hears_itself_and_reads_centre_service_and_location_as_received()
    {
        Call(Invite(accept: "application/sdp, multipart/mixed", more: "Geolocation: <https://lis.example/1>\r\n"));
        var answer = Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response;
        Assert.Equal(200, answer.StatusCode);
        Assert.StartsWith("multipart/mixed", answer.Body!.ContentType, StringComparison.Ordinal);
        var body = Encoding.UTF8.GetString(answer.Body.Content.Span);
        Assert.Contains("m=audio 40000 RTP/AVP 8", body, StringComparison.Ordinal);
        Assert.Contains("PSAP: Kota Manado\r\nService: urn:service:test.sos\r\nLocation: none received\r\n", body, StringComparison.Ordinal);
        Assert.Contains("Geolocation: <https://lis.example/1>", body, StringComparison.Ordinal);
        var bridge = Assert.Single(_world.Posted.OfType<MediaCommand.Bridge>());
        Assert.Equal(bridge.First, bridge.Second);
    }

    [Fact]
    public void Who_takes_no_multipart_gets_the_SDP_alone_and_the_centre_as_Organization()
    {
        Call(Invite(more: ""));
        var answer = Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response;
        Assert.Equal("application/sdp", answer.Body!.ContentType);
        Assert.Contains(answer.Headers!, h => h is { Name: "Organization", Value: "Kota Manado" });
    }

    [Fact]
    public void A_loopback_source_is_answered_by_a_mirror()
    {
        Call(Invite(sdp: Sdp + "a=loopback:rtp-start-loopback\r\na=loopback-source\r\n"));
        var body = Encoding.UTF8.GetString(Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response.Body!.Content.Span);
        Assert.EndsWith("a=loopback:rtp-start-loopback\r\na=loopback-mirror\r\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_says_that_it_was_a_test_and_puts_nobody_on_the_callback_list_or_into_the_figures()
    {
        Call(Invite());
        Call(Invite(sdp: Sdp.Replace("RTP/AVP 8", "RTP/AVP 98", StringComparison.Ordinal)));
        var records = _journal.Read(0, 100).Select(e => e.Read()!).GroupBy(e => e.Call).Select(g => CallRecordFold.Of(g)!).ToList();
        Assert.Equal([CallOutcome.Answered, CallOutcome.Refused], records.Select(r => r.Outcome!.Value));
        Assert.All(records, r => Assert.True(r is { IsTest: true, IsClosed: true }));
        Assert.Empty(records.Aggregate(CallbackList.Empty, (list, r) => list.Apply(r)).Entries);
        Assert.Equal(0, QueueStatistics.Of(records).Offered);
    }

    [Fact]
    public void It_ends_after_its_time_by_BYE_and_closes_its_media()
    {
        Call(Invite());
        Run(19);
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
        Run(2);
        Assert.Single(_sip.OfType<SipCommand.Bye>());
        Assert.Single(_world.Posted.OfType<MediaCommand.CloseCall>());
    }

    [Fact]
    public void The_callers_BYE_ends_it_at_once()
    {
        Call(Invite());
        _desk.Post(new TestCallDesk.Input.Sip(new SipEvent.ByeReceived(new UsageId(1), Invite())));
        Run(60);
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
        Assert.Single(_world.Posted.OfType<MediaCommand.CloseCall>());
    }

    [Fact]
    public void More_than_the_limits_allow_get_486_until_time_has_passed()
    {
        Call(Invite());
        Call(Invite());
        Call(Invite());
        Assert.Equal([200, 200, 486], Statuses());
        Run(25);
        Call(Invite());
        Call(Invite());
        Assert.Equal([200, 200, 486, 200, 486], Statuses());
        Run(61);
        Call(Invite());
        Assert.Equal(200, Statuses().Last());
    }

    public void Dispose()
    {
        _desk.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    private IEnumerable<int> Statuses() => _sip.OfType<SipCommand.RespondInvite>().Select(r => r.Response.StatusCode);

    private void Call(SipRequest invite)
    {
        _desk.Post(new TestCallDesk.Input.Call(new SipEvent.InviteReceived(new UsageId(++_usages), invite, Flow), "t1"));
        Run(0);
    }

    private void Run(double seconds) => _scheduler.RunUntil(_now += TimeSpan.FromSeconds(seconds + 0.001));

    private static SipRequest Invite(string uri = "urn:service:test.sos", string? accept = null, string more = "", string sdp = Sdp)
    {
        var text = $"INVITE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:+6281234567890@op.example>;tag=1\r\nTo: <{uri}>\r\n"
            + "Call-ID: 1@op\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:op.example>\r\n"
            + (accept is null ? "" : $"Accept: {accept}\r\n") + more + $"Content-Type: application/sdp\r\nContent-Length: {sdp.Length}\r\n\r\n{sdp}";
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out _));
        return (SipRequest)message!;
    }

    private sealed class World : IMediaEngine, IRtpPortPool
    {
        public List<MediaCommand> Posted { get; } = [];

        public int InUse => 0;

        public int Capacity => 100;

        public void Post(MediaCommand command) => Posted.Add(command);

        public bool TryRent(out RtpPorts ports)
        {
            ports = new RtpPorts(IPAddress.Loopback, IPAddress.Loopback, 40000);
            return true;
        }

        public void Return(RtpPorts ports)
        {
        }
    }
}
