using System.Net;
using System.Text;
using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using RtpPorts = Gateway.Media.Engine.RtpPorts;

namespace Gateway.Tests.AgentCalls;

/// <summary>The owner of the caller's call and the owner of the agents' call together, message by message.</summary>
public sealed class AttendedTransferTests : IDisposable
{
    private const string Sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
    private static readonly UsageId Caller = new(7);
    private static readonly UsageId Dialling = new(8);
    private static readonly SipFlow Flow = new("all", SipTransportKind.Udp, new(IPAddress.Loopback, 5060), new(IPAddress.Loopback, 5070));
    private static readonly QueueId Queue = new("71.71/darurat");
    private static readonly AgentId First = new("2001");
    private static readonly AgentId Second = new("2002");
    private static readonly OfferId Offer = new(1);
    private static readonly OfferId Next = new(2);

    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 29, 3, 0, 0, TimeSpan.Zero));
    private readonly List<SipCommand> _sip = [];
    private readonly List<AcdEvent> _acd = [];
    private readonly World _world = new();
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly AgentCallTable _agentCalls = new();
    private readonly CallTable _calls = new();
    private readonly SipRouter _router;
    private readonly CallActor _call;
    private readonly AgentCallActor _consult;
    private readonly UsageId _firstUsage;
    private TimeSpan _now;

    public AttendedTransferTests()
    {
        var alarms = new AlarmBoard(_scheduler.Time);
        var ids = new SeededSipIds(1);
        _router = new SipRouter(null!, null!, _calls, alarms, ids) { Sip = _sip.Add };
        _call = new CallActor(new CallId("7K2M9QXW4T1Z"), new MediaCallId(1), CallServices(alarms, ids), _scheduler);
        _calls.Add(_call);
        _calls.Own(Caller, _call);
        _call.Post(new CallActorInput.Start(new SipEvent.InviteReceived(Caller, Invite("112"), Flow), "operator", _scheduler.Time.GetUtcNow(), null));
        Acd(new AcdEffect.Queued(_call.Call, Queue, 1));
        Acd(new AcdEffect.Offer(Offer, _call.Call, First, Queue, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3)));
        _firstUsage = Answer();
        Join(_call.MediaCall);
        var services = new AgentCallServices
        {
            Domain = "112.test",
            Now = _scheduler.Time.GetUtcNow,
            SipIds = ids,
            Sip = _sip.Add,
            Router = _router,
            Media = () => _world,
            RtpPorts = _world,
            Acd = _acd.Add,
            Journal = _journal,
            Calls = _calls,
            AgentCalls = _agentCalls,
            Alarms = alarms,
            Phones = _world,
            NameOf = _ => null,
            Count = _ => { },
        };
        _consult = _agentCalls.Begin(
            new SipEvent.InviteReceived(Dialling, Invite("2002"), Flow), First, new AgentCallTarget.Colleague(Second), services, _scheduler)!;
        Run();
        Assert.Equal(new AcdEvent.Claim(_consult.Id, First, Second), Assert.Single(_acd.OfType<AcdEvent.Claim>()));
        _consult.Post(new AgentCallActorInput.Acd(new AcdEffect.Claimed(_consult.Id, Next, _call.Call)));
        Run();
    }

    [Fact]
    public void The_colleagues_phone_gets_a_re_INVITE_then_the_ACD_changes_agents_then_the_first_agent_is_let_go_on_both_dialogs()
    {
        var second = Answer();
        Assert.Equal(200, _sip.OfType<SipCommand.RespondInvite>().Last().Response.StatusCode);
        Refer(_firstUsage, Dialling);
        Assert.Equal(202, _sip.OfType<SipCommand.Respond>().Last().Response.StatusCode);
        var reinvite = Reinvite(second);
        Assert.Contains(reinvite.Headers, h => h is { Name: "P-Asserted-Identity" or "Call-Info" });
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
        Finish(reinvite, 200);
        Join(_call.MediaCall);
        Assert.Equal(new AcdEvent.HandOver(_call.Call, Offer, _consult.Id), Assert.Single(_acd.OfType<AcdEvent.HandOver>()));
        Acd(new AcdEffect.HandedOver(_call.Call, Offer, Next, Second, Queue));
        Assert.Equal([(_firstUsage, "100"), (_firstUsage, "200")], Told());
        Assert.Equal([_firstUsage, Dialling], _sip.OfType<SipCommand.Bye>().Select(b => b.Usage).OrderByDescending(u => u == _firstUsage));
        Assert.Contains("completed elsewhere", _sip.OfType<SipCommand.Bye>().Single(b => b.Usage == _firstUsage).Reason, StringComparison.Ordinal);
        Assert.Single(_acd.OfType<AcdEvent.ReleaseClaim>());

        // The colleague's dialog is the caller's from now on, also for what the router hands on.
        Run(2.5);
        Assert.Equal(0, _agentCalls.Count);
        Router(new SipEvent.ByeReceived(second, Request("BYE")));
        Assert.Single(_acd.OfType<AcdEvent.OfferFailed>());
    }

    [Fact]
    public void REFER_in_the_consultation_is_told_there()
    {
        var second = Answer();
        Refer(Dialling, _firstUsage);
        Finish(Reinvite(second), 200);
        Join(_call.MediaCall);
        Acd(new AcdEffect.HandedOver(_call.Call, Offer, Next, Second, Queue));
        Assert.Equal([(Dialling, "100"), (Dialling, "200")], Told());
        Assert.Equal(2, _sip.OfType<SipCommand.Bye>().Count());
        Assert.True(
            _sip.FindLastIndex(c => c is SipCommand.SendInDialog { Method.Name: "NOTIFY" }) < _sip.FindIndex(c => c is SipCommand.Bye), "told before the first BYE");
    }

    [Fact]
    public void The_agents_call_knows_of_the_transfer_before_the_202_leaves()
    {
        Answer();
        _sip.Clear();
        Refer(_firstUsage, Dialling);
        var given = _sip.FindIndex(c => c is SipCommand.SendInDialog { Method.Name: "INVITE" });
        Assert.InRange(_sip.FindIndex(c => c is SipCommand.Respond { Response.StatusCode: 202 }), 0, given);
        Router(new SipEvent.ByeReceived(Dialling, Request("BYE")));
        Router(new SipEvent.ByeReceived(_firstUsage, Request("BYE")));
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
    }

    [Fact]
    public void BYE_right_after_a_REFER_in_the_consultation_is_no_end_of_it()
    {
        var second = Answer();
        _router.OnEvent(Referred(Dialling, _firstUsage));
        _router.OnEvent(new SipEvent.ByeReceived(Dialling, Request("BYE")));
        Run();
        Finish(Reinvite(second), 200);
        Join(_call.MediaCall);
        Assert.Single(_acd.OfType<AcdEvent.HandOver>());
    }

    [Fact]
    public void REFER_while_the_colleague_rings_is_carried_out_at_the_answer_though_the_first_agent_is_gone_by_then()
    {
        Refer(_firstUsage, Dialling);
        Router(new SipEvent.ByeReceived(_firstUsage, Request("BYE")));
        Router(new SipEvent.Cancelled(Dialling, Request("CANCEL")));
        Assert.Empty(_sip.OfType<SipCommand.Cancel>());
        var second = Answer();
        Finish(Reinvite(second), 200);
        Join(_call.MediaCall);
        Acd(new AcdEffect.HandedOver(_call.Call, Offer, Next, Second, Queue));
        Assert.Equal(Second, _call.Summary!.Agent);
        Assert.DoesNotContain(_sip.OfType<SipCommand.Bye>(), b => b.Usage == second || b.Usage == Caller);
    }

    [Fact]
    public void A_phone_that_does_not_follow_leaves_the_caller_with_the_first_agent()
    {
        var second = Answer();
        Refer(_firstUsage, Dialling);
        Finish(Reinvite(second), 488);
        Assert.Equal([(_firstUsage, "100"), (_firstUsage, "480")], Told().Select(t => (t.Item1, t.Item2 is "486" or "500" or "603" ? "480" : t.Item2)));
        Assert.Equal([second, Dialling], _sip.OfType<SipCommand.Bye>().Select(b => b.Usage));
        Assert.Equal((CallPhase.Bridged, First), (_call.Summary!.Phase, _call.Summary.Agent));
        Assert.Empty(_acd.OfType<AcdEvent.HandOver>());
        Assert.Single(_acd.OfType<AcdEvent.ReleaseClaim>());
    }

    [Fact]
    public void A_caller_who_hangs_up_while_the_phone_moves_ends_every_leg()
    {
        var second = Answer();
        Refer(_firstUsage, Dialling);
        Router(new SipEvent.ByeReceived(Caller, Request("BYE")));
        Assert.Equal(
            new[] { Dialling, _firstUsage, second }.Order(ByNumber), _sip.OfType<SipCommand.Bye>().Select(b => b.Usage).Order(ByNumber));
        Assert.Single(_acd.OfType<AcdEvent.ReleaseClaim>());
    }

    [Fact]
    public void BYE_of_the_colleague_that_was_under_way_when_the_leg_went_reaches_the_call()
    {
        var second = Answer();
        Refer(_firstUsage, Dialling);

        // Told to the agents' call, as the router did before the leg went.
        _consult.Post(new AgentCallActorInput.Sip(new SipEvent.ByeReceived(second, Request("BYE"))));
        Run();
        Assert.Equal((CallPhase.Bridged, First), (_call.Summary!.Phase, _call.Summary.Agent));
        Assert.Equal([(_firstUsage, "100"), (_firstUsage, "480")], Told());
    }

    [Fact]
    public void A_REFER_for_the_consultation_of_another_agent_is_declined()
    {
        Refer(_firstUsage, new UsageId(999));
        Assert.Equal(603, _sip.OfType<SipCommand.Respond>().Last().Response.StatusCode);
        Refer(Dialling, new UsageId(999));
        Assert.Equal(603, _sip.OfType<SipCommand.Respond>().Last().Response.StatusCode);
        Assert.Empty(Told());
    }

    [Fact]
    public void The_record_of_the_caller_shows_who_consulted_whom_and_for_how_long()
    {
        var second = Answer();
        Run(4);
        Router(new SipEvent.ByeReceived(second, Request("BYE")));
        var written = _journal.Read(0, 200).Select(e => e.Read()!).Where(e => e.Call == _call.Call).Select(e => e.Payload).ToList();
        Assert.Equal("2002", Assert.Single(written.OfType<ConsultBegan>()).To);
        var ended = Assert.Single(written.OfType<ConsultEnded>());
        Assert.Equal("ended", ended.Result);
        Assert.InRange(ended.TalkMs, 4_000, 4_500);
    }

    [Fact]
    public void A_defect_in_the_agents_call_frees_both_agents_and_harms_no_caller()
    {
        var second = Answer();
        _world.Fails = command => command is MediaCommand.SetFormat;
        Router(new SipEvent.ReinviteReceived(second, new(3), Request("INVITE", Sdp.Replace("4000", "4002", StringComparison.Ordinal))));
        _world.Fails = _ => false;
        Run();
        Assert.Single(_acd.OfType<AcdEvent.ReleaseClaim>());
        Assert.Equal([second, Dialling], _sip.OfType<SipCommand.Bye>().Select(b => b.Usage));
        Assert.Equal(CallPhase.Bridged, _call.Summary!.Phase);
        Run(3);
        Assert.Equal(0, _agentCalls.Count);
    }

    public void Dispose()
    {
        _call.Dispose();
        _consult.Dispose();
        _journal.Dispose();
    }

    private static Comparer<UsageId> ByNumber => Comparer<UsageId>.Create((x, y) => x.Value.CompareTo(y.Value));

    /// <summary>The phone that was invited last answers and is heard.</summary>
    private UsageId Answer()
    {
        var usage = _sip.OfType<SipCommand.Invite>().Last().Usage;
        var ok = new SipResponse(200, "OK") { Body = Encoding.UTF8.GetBytes(Sdp) };
        ok.Headers.Add("Content-Type", "application/sdp");
        Router(new SipEvent.Succeeded(usage, ok));
        return usage;
    }

    private void Join(MediaCallId call)
    {
        var leg = _world.Posted.OfType<MediaCommand.OpenLeg>().Last(o => o.Call == call).Leg;
        _call.Post(new CallActorInput.Media(new MediaEvent.LegHeard(call, leg)));
        _call.Post(new CallActorInput.Media(new MediaEvent.Bridged(call, new LegId(1L << 12), leg)));
        Run();
    }

    private void Refer(UsageId inDialog, UsageId replaces) => Router(Referred(inDialog, replaces));

    private static SipEvent.InDialogRequest Referred(UsageId inDialog, UsageId replaces)
    {
        var refer = Request("REFER");
        refer.Headers.Add("Refer-To", "<sip:2002@112.test?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>");
        return new SipEvent.InDialogRequest(inDialog, new(40), refer)
        {
            Replaces = new ReplacedDialog(new ReplacesHeader("x", "1", "2"), replaces, ReplacedStage.Confirmed),
        };
    }

    private SipCommand.SendInDialog Reinvite(UsageId usage) =>
        Assert.Single(_sip.OfType<SipCommand.SendInDialog>(), s => s.Usage == usage && s.Method == SipMethod.Invite);

    private void Finish(SipCommand.SendInDialog reinvite, int status)
    {
        var response = new SipResponse(status, "x");
        if (status == 200)
        {
            response.Body = Encoding.UTF8.GetBytes(Sdp);
            response.Headers.Add("Content-Type", "application/sdp");
        }

        _router.OnEvent(new SipEvent.RequestFinished(reinvite.Id, reinvite.Usage, status, response));
        Run();
    }

    private IEnumerable<(UsageId, string)> Told() => _sip.OfType<SipCommand.SendInDialog>().Where(s => s.Method == SipMethod.Notify)
        .Select(s => (s.Usage, Encoding.ASCII.GetString(s.Body!.Content.Span).Split(' ')[1]));

    private void Acd(AcdEffect effect)
    {
        _call.Post(new CallActorInput.Acd(effect));
        Run();
    }

    private void Router(SipEvent sipEvent)
    {
        _router.OnEvent(sipEvent);
        Run();
    }

    private void Run(double seconds = 0.1) => _scheduler.RunUntil(_now += TimeSpan.FromSeconds(seconds));

    private static SipRequest Request(string method, string? sdp = null)
    {
        var request = new SipRequest(new SipMethod(method), SipUri.Parse("sip:112@127.0.0.1"));
        if (sdp is not null)
        {
            request.Headers.Add("Content-Type", "application/sdp");
            request.Body = Encoding.UTF8.GetBytes(sdp);
        }

        return request;
    }

    private static SipRequest Invite(string user)
    {
        var text = $"INVITE sip:{user}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:+62@127.0.0.1>;tag=1\r\nTo: <sip:{user}@127.0.0.1>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5080>\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {Sdp.Length}\r\n\r\n{Sdp}";
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out _));
        return (SipRequest)message!;
    }

    private CallServices CallServices(AlarmBoard alarms, SeededSipIds ids)
    {
        var route = new CallRoute("71.71", Queue, RouteRule.TrunkDefault);
        return new CallServices
        {
            Domain = "112.test",
            Now = _scheduler.Time.GetUtcNow,
            SipIds = ids,
            Sip = _sip.Add,
            Bye = (bye, _) => _sip.Add(bye),
            Media = _world,
            RtpPorts = _world,
            Acd = _acd.Add,
            Journal = _journal,
            Calls = _calls,
            AgentCalls = _agentCalls,
            Alarms = alarms,
            Phones = _world,
            Prompts = _ => new CentrePrompts([], [], []),
            Describe = (_, trunk, call, at) => (
                new CallFacts(
                    call, "I", at, trunk, "c1", new CallerIdentity("sip:a@b", null, "+62", true), "sip:112@b", "112", "127.0.0.1",
                    AnswerMode.Immediately, false, route),
                new TrunkMedia([AudioCodec.Pcma], [])),
            Recall = _ => throw new NotSupportedException(),
            Locate = (_, _) => (CallMachine.NoLocation("test"), route, null),
            RecordingsDirectory = null,
            LegClosed = (_, _) => { },
            Count = _ => { },
            JournalLate = () => { },
            RecordingFailed = () => { },
            Ended = _ => { },
        };
    }

    private sealed class World : IMediaEngine, IRtpPortPool, IAgentPhones
    {
        private int _port = 20000;

        public List<MediaCommand> Posted { get; } = [];

        public Func<MediaCommand, bool> Fails { get; set; } = _ => false;

        public int InUse => 0;

        public int Capacity => 100;

        public void Post(MediaCommand command)
        {
            if (Fails(command))
            {
                throw new InvalidOperationException("a defect");
            }

            Posted.Add(command);
        }

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
