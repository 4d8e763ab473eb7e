using System.Diagnostics.Metrics;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.TestCalls;

/// <summary>
/// Test calls (urn:service:test.sos, RFC 6881 §15): answered by the gateway itself with what it would have done, audio looped back for a limited
/// time, never queued. Owns the test calls in progress. Each leaves a record that says it was a test.
/// </summary>
internal sealed class TestCallDesk : Loop<TestCallDesk.Input>
{
    /// <summary>Test calls have media calls of their own, above those of callers and feature codes.</summary>
    private const long FirstMediaCall = 1L << 41;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Services _services;
    private readonly SteadyClock _clock;
    private readonly Meter _meter = new("Gateway.TestCalls");
    private readonly Counter<long> _counted;
    private readonly Dictionary<UsageId, Open> _open = [];
    private readonly Dictionary<string, Queue<DateTimeOffset>> _lastMinute = [];
    private long _lastMediaCall = FirstMediaCall;

    public TestCallDesk(ILoopScheduler scheduler, Services services)
        : base("test calls", scheduler)
    {
        _services = services;
        _clock = new SteadyClock(Time);
        _counted = _meter.CreateCounter<long>("gateway_test_calls", description: "Test calls, by trunk and result (answered, refused).");
    }

    /// <summary>What the desk works with; every member is thread-safe.</summary>
    internal sealed record Services(
        Func<GatewayConfiguration> Configuration,
        SipRouter Router,
        Action<SipCommand> Sip,
        Func<IMediaEngine> Media,
        IRtpPortPool RtpPorts,
        IJournal Journal,
        ICallIds CallIds,
        AlarmBoard Alarms,
        Func<SipEvent.InviteReceived, string, CallId, DateTimeOffset, (CallFacts Facts, TrunkMedia Media)> Describe,
        Func<SipEvent.InviteReceived, string, DateTimeOffset, (LocationFound Location, CallRoute Route, string? AreaName)> Locate)
    {
        /// <summary>SRTP of new legs.</summary>
        public LegSecurity Security { get; init; } = LegSecurity.None;
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Call(SipEvent.InviteReceived Invite, string Trunk) : Input;

        internal sealed record Sip(SipEvent.OfUsage SipEvent) : Input;

        internal sealed record Media(MediaEvent MediaEvent) : Input;

        internal sealed record TimeIsUp(UsageId Usage) : Input;
    }

    public static bool Owns(MediaCallId call) => call.Value >= FirstMediaCall;

    /// <summary>Is a test asked for, and not help?</summary>
    public static bool IsTest(SipRequest request) => ServiceUrn.From(request.RequestUri) is { IsTest: true };

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Call { Invite: var invite, Trunk: var trunk }:
                Take(invite, trunk);
                break;
            case Input.TimeIsUp { Usage: var usage }:
                End(usage, bye: true);
                break;
            case Input.Sip { SipEvent: SipEvent.ByeReceived or SipEvent.Cancelled } gone:
                End(gone.SipEvent.Usage, bye: false);
                break;
            case Input.Sip { SipEvent: SipEvent.ReinviteReceived reinvite }:
                _services.Sip(new SipCommand.Respond(reinvite.Id, new ResponseSpec(488)));
                break;
            case Input.Sip { SipEvent: SipEvent.InDialogRequest request }:
                _services.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
            case Input.Media { MediaEvent: MediaEvent.Trouble { Call: var call } } when _open.FirstOrDefault(o => o.Value.Media == call).Value is { } open:
                End(open.Usage, bye: true);
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault)
    {
        _services.Alarms.Raise("test_call_defect", AlarmSeverity.Warning, $"{input.GetType().Name} of a test call failed: {fault}");
        if (input is Input.Call { Invite: var invite })
        {
            _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(500)));
            End(invite.Usage, bye: true);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _meter.Dispose();
    }

    private void Take(SipEvent.InviteReceived invite, string trunk)
    {
        var call = _services.CallIds.NewCall();
        var now = _clock.Now;
        var (facts, media) = _services.Describe(invite, trunk, call, now);
        var (location, route, areaName) = _services.Locate(invite, trunk, now);
        var centre = _services.Configuration().Centre(route.Centre)?.Name ?? route.Centre;
        if (!MayTake(trunk, now))
        {
            Refuse(invite, facts, centre, 486, "Too many test calls");
        }
        else if (TestCallAnswer.Offer(invite.Request) is not { } offer)
        {
            Refuse(invite, facts, centre, 488, "A test call needs an SDP offer");
        }
        else if (!_services.RtpPorts.TryRent(out var ports))
        {
            Refuse(invite, facts, centre, 486, "No RTP port is free");
        }
        else
        {
            var id = new MediaCallId(++_lastMediaCall);
            var local = new LocalMedia((ulong)id.Value, ports) with { Codecs = media.Codecs, Srtp = _services.Security.OfTrunk(trunk) };
            if (OfferAnswer.Answer(offer, local) is not NegotiationResult.Agreed agreed)
            {
                _services.RtpPorts.Return(ports);
                Refuse(invite, facts, centre, 488, "No common audio codec");
                return;
            }

            Answer(invite, new Open(invite.Usage, id), ports, agreed, centre, TestCallAnswer.Text(invite.Request, centre, location, areaName));
            Record(facts, now, location, new CallRouted(route.Centre, route.Queue.Value, route.Rule), new TestCall(centre, true),
                new CallEnded(CallOutcome.Answered, "test call"));
            _counted.Add(1, new("trunk", trunk), new("result", "answered"));
        }
    }

    private void Answer(SipEvent.InviteReceived invite, Open open, RtpPorts ports, NegotiationResult.Agreed agreed, string centre, string text)
    {
        _open[invite.Usage] = open;
        _services.Router.Own(invite.Usage, e => Post(new Input.Sip(e)));
        var media = _services.Media();
        var leg = new LegId(open.Media.Value);
        media.Post(new MediaCommand.OpenCall(open.Media, null));
        media.Post(new MediaCommand.OpenLeg(open.Media, leg, LegRole.Caller, ports));
        media.Post(new MediaCommand.SetFormat(open.Media, leg, agreed.Format));
        media.Post(new MediaCommand.Bridge(open.Media, leg, leg));
        _services.Sip(new SipCommand.RespondInvite(invite.Usage, TestCallAnswer.Success(invite.Request, centre, agreed.Local, text)));
        StartTimer(_services.Configuration().Limits.TestCallTime, new Input.TimeIsUp(invite.Usage));
    }

    private void Refuse(SipEvent.InviteReceived invite, CallFacts facts, string centre, int status, string reason)
    {
        _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(status, reason)));
        Record(facts, facts.ReceivedAt, new TestCall(centre, false), new CallRefused(status, reason), new CallEnded(CallOutcome.Refused, reason));
        _counted.Add(1, new("trunk", facts.Trunk), new("result", "refused"));
    }

    /// <summary>The whole record at once: a test that a crash interrupts leaves nothing open.</summary>
    private void Record(CallFacts facts, DateTimeOffset now, params JournalPayload[] payloads) => _services.Journal.Append(
        [.. payloads.Prepend(CallMachine.Received(facts with { Recorded = false })).Select(p => new JournalEntry(facts.Call, now, TimeSpan.Zero, p))], null);

    private bool MayTake(string trunk, DateTimeOffset now)
    {
        var limits = _services.Configuration().Limits;
        if (!_lastMinute.TryGetValue(trunk, out var taken))
        {
            _lastMinute[trunk] = taken = new Queue<DateTimeOffset>();
        }

        while (taken.TryPeek(out var oldest) && now - oldest >= Minute)
        {
            taken.Dequeue();
        }

        if (_open.Count >= limits.TestCalls || taken.Count >= limits.TestCallsPerMinute)
        {
            return false;
        }

        taken.Enqueue(now);
        return true;
    }

    private void End(UsageId usage, bool bye)
    {
        if (!_open.Remove(usage, out var open))
        {
            return;
        }

        if (bye)
        {
            _services.Sip(new SipCommand.Bye(usage, "SIP;cause=200;text=\"test call is over\""));
        }

        _services.Media().Post(new MediaCommand.CloseCall(open.Media));
        _services.Router.Disown(usage);
    }

    private sealed record Open(UsageId Usage, MediaCallId Media);
}
