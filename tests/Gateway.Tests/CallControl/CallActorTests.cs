using System.Net;
using System.Text;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;
using Gateway.Distribution;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;

namespace Gateway.Tests.CallControl;

/// <summary>What a call's owner does when something beside the call fails.</summary>
public sealed class CallActorTests : IDisposable
{
    private const string Offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP ";
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly UsageId Usage = new(7);

    private readonly SeededScheduler _scheduler = new(1, Start);
    private readonly List<SipCommand> _sip = [];
    private readonly List<AcdEvent> _acd = [];
    private readonly World _world = new();
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly CallTable _calls = new();
    private readonly CallerMemory _memory = new();

    [Fact]
    public void A_location_that_cannot_be_found_out_costs_the_caller_nothing()
    {
        Call("8", locate: () => throw new InvalidOperationException("a defect"));
        Assert.Equal(200, Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response.StatusCode);
        Assert.Equal("71.71/darurat", Assert.Single(_acd.OfType<AcdEvent.EnterQueue>()).Queue.Value);
    }

    [Fact]
    public void An_invite_that_our_own_defect_keeps_from_becoming_a_call_is_refused_so_that_the_carrier_tries_its_next_route()
    {
        Call("8", describe: () => throw new InvalidOperationException("a defect"));
        Assert.Equal(503, Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response.StatusCode);
        Assert.Equal(0, _calls.Count);
    }

    [Fact]
    public void A_call_that_cannot_be_answered_opens_no_recording()
    {
        Call("98");
        Assert.Equal(488, Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response.StatusCode);
        Assert.All(_world.Posted.OfType<MediaCommand.OpenCall>(), open => Assert.Null(open.Recording));
    }

    [Fact]
    public void A_call_that_can_be_answered_opens_one()
    {
        Call("8");
        Assert.NotNull(Assert.Single(_world.Posted.OfType<MediaCommand.OpenCall>()).Recording);
    }

    [Fact]
    public void An_early_media_caller_hears_the_greeting_on_a_leg_that_is_open_and_knows_its_format()
    {
        Call("8", answer: AnswerMode.EarlyMedia);
        Assert.Equal(183, Assert.Single(_sip.OfType<SipCommand.RespondInvite>()).Response.StatusCode);
        Assert.Equal(
            [typeof(MediaCommand.OpenCall), typeof(MediaCommand.OpenLeg), typeof(MediaCommand.SetFormat), typeof(MediaCommand.Play)],
            _world.Posted.Select(c => c.GetType()));
    }

    [Fact]
    public void A_first_turn_that_throws_refuses_the_caller_with_503_and_leaves_a_record_and_no_rented_port()
    {
        _world.Fails = command => command is MediaCommand.OpenCall;
        Call("8");
        Assert.Equal(503, _sip.OfType<SipCommand.RespondInvite>().Last().Response.StatusCode);
        Assert.Equal(1, _world.Returned);
        Assert.Equal(0, _calls.Count);
        Assert.Equal(
            [typeof(CallReceived), typeof(Withdraw), typeof(CallEnded)],
            _journal.Read(0, 100).Select(e => e.Read()!.Payload.GetType()));
    }

    [Fact]
    public void A_caller_who_was_here_lately_prefers_the_agent_and_one_whose_call_was_lost_comes_earlier()
    {
        var caller = new CallerIdentity("sip:a@b", null, "+62", true);
        _memory.Connected(caller, new AgentId("2002"), Start);
        _memory.Lost(caller, Start);
        Call("8");
        var entered = Assert.Single(_acd.OfType<AcdEvent.EnterQueue>());
        Assert.Equal(new AgentId("2002"), entered.PreferredAgent);
        Assert.Equal(TimeSpan.FromSeconds(45 + 30), entered.PriorityBonus);
        Assert.Equal(["tnt"], entered.Languages);
    }

    [Fact]
    public void A_caller_of_whom_nothing_is_known_has_the_bonus_of_the_trunk_alone()
    {
        Call("8");
        var entered = Assert.Single(_acd.OfType<AcdEvent.EnterQueue>());
        Assert.Null(entered.PreferredAgent);
        Assert.Equal(TimeSpan.FromSeconds(30), entered.PriorityBonus);
    }

    [Fact]
    public void A_turn_that_throws_costs_a_connected_caller_nothing_but_the_turn_three_times()
    {
        var actor = Call("8");
        var fails = 1;
        _world.Fails = command => command is MediaCommand.StopPlay && fails-- > 0;
        Tell(actor, new MediaEvent.PlayFinished(actor.MediaCall, Leg, 1));
        Assert.Equal([typeof(AcdEvent.EnterQueue), typeof(AcdEvent.LeaveQueue), typeof(AcdEvent.EnterQueue)], _acd.Select(e => e.GetType()));
        Assert.All(_acd.OfType<AcdEvent.EnterQueue>(), e => Assert.Equal(Start, e.InvitedAt));
        Assert.Equal("a defect of the gateway", Assert.Single(Wrote<CallMended>()).Reason);
        Assert.Empty(_sip.OfType<SipCommand.Bye>());
        Assert.Equal(1, _calls.Count);

        // It fails again while it is mended, and again.
        fails = 3;
        actor.Post(new CallActorInput.Mend());
        Tell(actor, new MediaEvent.VoiceHeard(actor.MediaCall, Leg));
        Assert.Equal(CallOutcome.SystemLost, Assert.Single(Wrote<Withdraw>()).Outcome);
        Assert.Single(_sip.OfType<SipCommand.Bye>());
    }

    [Fact]
    public void What_the_line_was_like_stands_in_the_record_and_is_seen_meanwhile()
    {
        var actor = Call("8");
        Tell(actor, new MediaEvent.LegMeasured(actor.MediaCall, Leg, Line(1000, 111)));
        Assert.Equal(3.43, actor.Summary!.Mos!.Value, 0.05);
        Tell(actor, new MediaEvent.LegClosed(actor.MediaCall, Leg, Line(2000, 0)));
        Assert.Null(actor.Summary!.Mos);
        var measured = Assert.Single(Wrote<MediaMeasured>());
        Assert.Equal(("caller", 2000, 4.41, 4.39), (measured.Leg, measured.Received, measured.MosReceived!.Value, Math.Round(measured.MosSent!.Value, 2)));
    }

    private static LegId Leg => new(1L << 12);

    private static LegStatistics Line(long received, long lost) =>
        new(received, 1000, lost, 1.5, 0, 1, 12, null) { RemotePacketsLost = 3 };

    private IReadOnlyList<T> Wrote<T>()
        where T : JournalPayload => [.. _journal.Read(0, 1000).Select(e => e.Read()!.Payload).OfType<T>()];

    public void Dispose() => _journal.Dispose();

    private CallActor Call(
        string formats, Func<LocationFound>? locate = null, Action? describe = null, AnswerMode answer = AnswerMode.Immediately)
    {
        var id = new CallId("7K2M9QXW4T1Z");
        var route = new CallRoute("71.71", new QueueId("71.71/darurat"), RouteRule.TrunkDefault);
        var services = new CallServices
        {
            Domain = "112.test",
            Now = _scheduler.Time.GetUtcNow,
            SipIds = new SeededSipIds(1),
            Sip = _sip.Add,
            Bye = (bye, _) => _sip.Add(bye),
            Media = _world,
            RtpPorts = _world,
            Acd = _acd.Add,
            Journal = _journal,
            Calls = _calls,
            Alarms = new AlarmBoard(_scheduler.Time),
            Phones = _world,
            Prompts = _ => new CentrePrompts([new PromptId("id/greeting")], [], []),
            Describe = (invite, trunk, call, at) =>
            {
                describe?.Invoke();
                var facts = new CallFacts(
                    call, "I", at, trunk, invite.Request.CallId, new CallerIdentity("sip:a@b", null, "+62", true), "sip:112@b", "112", "127.0.0.1",
                    answer, true, route)
                {
                    Languages = ["tnt"],
                    PriorityBonus = TimeSpan.FromSeconds(30),
                };
                return (facts, new TrunkMedia([AudioCodec.Pcma], []));
            },
            Recall = _ => throw new NotSupportedException(),
            Locate = (_, _) => (locate?.Invoke() ?? CallMachine.NoLocation("test"), route, null),
            Memory = _memory,
            LostRedialBonus = () => TimeSpan.FromSeconds(45),
            RecordingsDirectory = "/recordings",
            LegClosed = (_, _) => { },
            Count = _ => { },
            JournalLate = () => { },
            RecordingFailed = () => { },
            Ended = _ => { },
        };
        var actor = new CallActor(id, new MediaCallId(1), services, _scheduler);
        _calls.Add(actor);
        _calls.Own(Usage, actor);
        actor.Post(new CallActorInput.Start(Invite(formats), "operator", Start, null));
        _scheduler.RunUntil(TimeSpan.FromSeconds(1));
        return actor;
    }

    private void Tell(CallActor actor, MediaEvent mediaEvent)
    {
        actor.Post(new CallActorInput.Media(mediaEvent));
        _scheduler.RunUntil(_scheduler.Time.GetUtcNow() - Start + TimeSpan.FromMilliseconds(100));
    }

    private static SipEvent.InviteReceived Invite(string formats)
    {
        var body = Offer + formats + "\r\n";
        var text = "INVITE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n"
            + "From: <sip:+62@127.0.0.1>;tag=1\r\nTo: <sip:112@127.0.0.1>\r\nCall-ID: c1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5080>\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), new SipLimits(), out var message, out _));
        var flow = new SipFlow("trunk", SipTransportKind.Udp, new IPEndPoint(IPAddress.Loopback, 5060), new IPEndPoint(IPAddress.Loopback, 5080));
        return new SipEvent.InviteReceived(Usage, (SipRequest)message!, flow);
    }

    /// <summary>Media engine, ports and phones that only write down.</summary>
    private sealed class World : IMediaEngine, IRtpPortPool, IAgentPhones
    {
        public List<MediaCommand> Posted { get; } = [];

        public int InUse => 0;

        public int Capacity => 1;

        public int Returned { get; private set; }

        /// <summary>Which commands throw at their poster.</summary>
        public Func<MediaCommand, bool> Fails { get; set; } = _ => false;

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
            ports = new RtpPorts(IPAddress.Loopback, IPAddress.Loopback, 20000);
            return true;
        }

        public void Return(RtpPorts ports) => Returned++;

        public IReadOnlyList<AgentBinding> Of(AgentId agent) => [];

        public void Doubt(AgentId agent)
        {
        }
    }
}
