using System.Net;
using System.Text;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Routing;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using RtpPorts = Gateway.Media.Engine.RtpPorts;

namespace Gateway.Tests.CallControl;

/// <summary>REFER from an agent's phone, message by message, against a real actor.</summary>
public sealed class CallActorTransferTests : IDisposable
{
    private const string Sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static readonly UsageId Caller = new(7);
    private static readonly SipFlow Flow = new("all", SipTransportKind.Udp, new(IPAddress.Loopback, 5060), new(IPAddress.Loopback, 5070));
    private static readonly QueueId Queue = new("71.71/darurat");
    private static readonly OfferId First = new(1);
    private static readonly OfferId Second = new(2);

    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));
    private readonly List<SipCommand> _sip = [];
    private readonly List<AcdEvent> _acd = [];

    /// <summary>Who asked to be told of a dialog's real end.</summary>
    private readonly List<Action<int>> _ended = [];
    private readonly World _world = new();
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly CallActor _actor;
    private TimeSpan _now;
    private long _requests;

    public CallActorTransferTests()
    {
        var route = new CallRoute("71.71", Queue, RouteRule.TrunkDefault);
        var services = new CallServices
        {
            Domain = "112.test",
            Now = _scheduler.Time.GetUtcNow,
            SipIds = new SeededSipIds(1),
            Sip = _sip.Add,
            Bye = (bye, ended) =>
            {
                _sip.Add(bye);
                _ended.Add(ended);
            },
            Media = _world,
            RtpPorts = _world,
            Acd = _acd.Add,
            Journal = _journal,
            Calls = new CallTable(),
            Alarms = new AlarmBoard(_scheduler.Time),
            Phones = _world,
            Prompts = _ => new CentrePrompts([], [], []),
            Describe = (invite, trunk, call, at) => (
                new CallFacts(
                    call, "I", at, trunk, "c1", new CallerIdentity("sip:a@b", null, "+62", true), "sip:112@b", "112", "127.0.0.1",
                    AnswerMode.Immediately, false, route),
                new TrunkMedia([AudioCodec.Pcma], [])),
            Recall = _ => throw new NotSupportedException(),
            Locate = (_, _) => (CallMachine.NoLocation("test"), route, null),
            TransferTo = user => user switch
            {
                "2002" => new TransferTarget(new AgentId("2002"), null),
                "71.72/darurat" => new TransferTarget(null, new QueueId("71.72/darurat")),
                _ => null,
            },
            RecordingsDirectory = null,
            LegClosed = (_, _) => { },
            Count = _ => { },
            JournalLate = () => { },
            RecordingFailed = () => { },
            Ended = _ => { },
        };
        _actor = new CallActor(new CallId("7K2M9QXW4T1Z"), new MediaCallId(1), services, _scheduler);
        services.Calls.Add(_actor);
        Post(new CallActorInput.Start(new SipEvent.InviteReceived(Caller, Invite(), Flow), "operator", _scheduler.Time.GetUtcNow(), null));
        Acd(new AcdEffect.Queued(_actor.Call, Queue, 1));
        Talk(First, "2001");
        _sip.Clear();
        _acd.Clear();
    }

    [Fact]
    public void A_REFER_to_an_agent_is_accepted_told_and_carried_out()
    {
        Refer("Refer-To: <sip:2002@112.test>\r\nReferred-By: <sip:2001@112.test>\r\n");
        Assert.Equal(202, Answer().StatusCode);
        Assert.Equal(["SIP/2.0 100 Trying\r\n"], Told());
        Assert.Equal(new AgentId("2002"), Assert.Single(_acd.OfType<AcdEvent.Transfer>()).To);
        Acd(new AcdEffect.Transferred(_actor.Call, First, Queue));
        Assert.Single(_world.Posted.OfType<MediaCommand.Unbridge>());
        Talk(Second, "2002");
        Assert.Contains(
            _sip.OfType<SipCommand.Invite>().Last().Request.Headers!, h => h is { Name: "Referred-By", Value: "<sip:2001@112.test>" });
        Assert.Equal(["SIP/2.0 100 Trying\r\n", "SIP/2.0 200 OK\r\n"], Told());
        Assert.Contains(_sip.OfType<SipCommand.SendInDialog>().Last().Headers, h => h is { Name: "Subscription-State", Value: "terminated;reason=noresource" });
        Assert.Single(_sip.OfType<SipCommand.Bye>());
        Assert.DoesNotContain(_sip.OfType<SipCommand.Bye>(), b => b.Usage == Caller);
    }

    [Fact]
    public void A_REFER_to_nobody_gets_404_and_asks_nothing()
    {
        Refer("Refer-To: <sip:9999@112.test>\r\n");
        Assert.Equal(404, Answer().StatusCode);
        Assert.Empty(_acd);
        Assert.Empty(Told());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Refer-To: <sip:2002@112.test>\r\nRefer-To: <sip:2003@112.test>\r\n")]
    [InlineData("Refer-To: nonsense\r\n")]
    public void A_REFER_without_one_target_gets_400(string headers)
    {
        Refer(headers);
        Assert.Equal(400, Answer().StatusCode);
    }

    [Fact]
    public void A_REFER_with_Replaces_is_declined_and_the_agent_keeps_the_caller()
    {
        Refer("Refer-To: <sip:2002@112.test?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n");
        Assert.Equal(603, Answer().StatusCode);
        Assert.Empty(_acd);
    }

    [Fact]
    public void A_phone_that_wants_no_NOTIFY_gets_none()
    {
        Refer("Refer-To: <sip:71.72/darurat@112.test>\r\nRefer-Sub: false\r\n");
        Assert.Contains(Answer().Headers!, h => h is { Name: "Refer-Sub", Value: "false" });
        Acd(new AcdEffect.Transferred(_actor.Call, First, new QueueId("71.72/darurat")));
        Assert.Empty(Told());
        Assert.Single(_sip.OfType<SipCommand.Bye>());
    }

    [Fact]
    public void A_target_that_is_not_ready_is_told_and_the_conversation_goes_on()
    {
        Refer("Refer-To: <sip:2002@112.test>\r\n");
        Acd(new AcdEffect.TransferRefused(_actor.Call, First, TransferRefusal.NotReady));
        Assert.Equal(["SIP/2.0 100 Trying\r\n", "SIP/2.0 486 Busy Here\r\n"], Told());
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
        Assert.Empty(_world.Posted.OfType<MediaCommand.Unbridge>());
    }

    public void Dispose()
    {
        _actor.Dispose();
        _journal.Dispose();
    }

    [Fact]
    public void A_caller_who_hangs_up_leaves_the_agent_dead_time_until_the_phone_has_ended_its_leg_also_after_the_calls_own_end()
    {
        HangUp(Caller);
        Assert.Equal("CallEnded", _journal.Read(0, 100)[^1].Name);
        _scheduler.RunUntil(_now += TimeSpan.FromSeconds(2));
        Assert.Single(_ended)(408);
        var ended = _journal.Read(0, 100)[^1].Read()!;
        Assert.Equal((_actor.Call, new Calls.Journal.AgentLegEnded(1, "2001", 2_100, 408)), (ended.Call!.Value, ended.Payload));
        Assert.Empty(_journal.OpenCalls());
    }

    [Fact]
    public void An_agent_who_hangs_up_has_no_dead_time()
    {
        _scheduler.RunUntil(_now += TimeSpan.FromSeconds(5));
        HangUp(Usage);
        Assert.Equal("CallEnded", _journal.Read(0, 100)[^1].Name);
        Assert.Empty(_ended);
    }

    private void HangUp(UsageId usage) => Post(new CallActorInput.Sip(new SipEvent.ByeReceived(usage, Parse(
        "BYE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK3\r\nMax-Forwards: 70\r\nFrom: <sip:+62@127.0.0.1>;tag=1\r\n"
        + "To: <sip:112@127.0.0.1>;tag=2\r\nCall-ID: c1\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n"))));

    private ResponseSpec Answer() => Assert.Single(_sip.OfType<SipCommand.Respond>()).Response;

    private IEnumerable<string> Told() => _sip.OfType<SipCommand.SendInDialog>().Where(s => s.Method == SipMethod.Notify)
        .Select(s => Encoding.ASCII.GetString(s.Body!.Content.Span));

    private void Talk(OfferId offer, string agent)
    {
        Acd(new AcdEffect.Offer(offer, _actor.Call, new AgentId(agent), Queue, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3)));
        var usage = _sip.OfType<SipCommand.Invite>().Last().Usage;
        var ok = new SipResponse(200, "OK") { Body = Encoding.UTF8.GetBytes(Sdp) };
        ok.Headers.Add("Content-Type", "application/sdp");
        Post(new CallActorInput.Sip(new SipEvent.Succeeded(usage, ok)));
        var leg = _world.Posted.OfType<MediaCommand.OpenLeg>().Last().Leg;
        Post(new CallActorInput.Media(new MediaEvent.LegHeard(_actor.MediaCall, leg)));
        Post(new CallActorInput.Media(new MediaEvent.Bridged(_actor.MediaCall, new LegId(1L << 12), leg)));
    }

    private void Refer(string headers)
    {
        var usage = Usage;
        var request = Parse($"REFER sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK2\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:2001@112.test>;tag=1\r\nTo: <sip:+62@112.test>;tag=2\r\nCall-ID: c2\r\nCSeq: 1 REFER\r\nContact: <sip:a@127.0.0.1>\r\n{headers}Content-Length: 0\r\n\r\n");
        Post(new CallActorInput.Sip(new SipEvent.InDialogRequest(usage, new ServerRequestId(++_requests), request)));
    }

    private UsageId Usage { get; set; }

    private void Acd(AcdEffect effect)
    {
        Post(new CallActorInput.Acd(effect));
        Usage = effect is AcdEffect.Offer { Id: var id } && id == First ? _sip.OfType<SipCommand.Invite>().Last().Usage : Usage;
    }

    private void Post(CallActorInput input)
    {
        _actor.Post(input);
        _scheduler.RunUntil(_now += TimeSpan.FromMilliseconds(100));
    }

    private static SipRequest Invite() => Parse(
        "INVITE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:+62@127.0.0.1>;tag=1\r\n"
        + "To: <sip:112@127.0.0.1>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5080>\r\n"
        + $"Content-Type: application/sdp\r\nContent-Length: {Sdp.Length}\r\n\r\n{Sdp}");

    private static SipRequest Parse(string text)
    {
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out _));
        return (SipRequest)message!;
    }

    private sealed class World : IMediaEngine, IRtpPortPool, IAgentPhones
    {
        private int _port = 20000;

        public List<MediaCommand> Posted { get; } = [];

        public int InUse => 0;

        public int Capacity => 100;

        public void Post(MediaCommand command) => Posted.Add(command);

        public bool TryRent(out RtpPorts ports)
        {
            ports = new RtpPorts(IPAddress.Loopback, IPAddress.Loopback, _port += 2);
            return true;
        }

        public void Return(RtpPorts ports)
        {
        }

        public IReadOnlyList<AgentBinding> Of(AgentId agent) => [new AgentBinding(SipUri.Parse($"sip:{agent}@127.0.0.1:5070"), Flow)];

        public void Doubt(AgentId agent)
        {
        }
    }
}
