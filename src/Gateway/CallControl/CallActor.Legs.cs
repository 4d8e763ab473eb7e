using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Operations;
using Gateway.Recovery;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.CallControl;

/// <summary>The call's legs: feeds the leg machines, performs their effects, and tells the call machine what became of them.</summary>
internal sealed partial class CallActor
{
    private readonly Dictionary<OfferId, AgentLegOwner> _agentLegs = [];
    private readonly Dictionary<UsageId, OfferId> _offerOfUsage = [];
    private readonly Dictionary<(OfferId? Offer, LegTimer Timer), TimerHandle> _legTimers = [];
    private readonly HashSet<UsageId> _usages = [];
    private Legs.CallerLegState? _callerLeg;
    private string _centre = "";
    private UsageId _callerUsage;
    private long _lastLeg;

    /// <summary>Leg ids are the media call's number and a counter, so that they are unique without a shared source.</summary>
    private LegId CallerLeg => new(MediaCall.Value << 12);

    private sealed class AgentLegOwner(AgentId agent, LegId leg, AgentLegState state)
    {
        public AgentId Agent { get; } = agent;

        public LegId Leg { get; } = leg;

        public AgentLegState State { get; set; } = state;
    }

    private void Begin(CallActorInput.Start start)
    {
        var invite = start.Invite;
        _callerUsage = invite.Usage;
        _dialog = invite.Dialog;
        Own(invite.Usage);
        var (facts, media) = _services.Describe(invite, start.Trunk, Call, start.ReceivedAt);
        _described = facts;
        _centre = facts.Fallback.Centre;
        if (start.Refusal is { } refusal)
        {
            Refuse(facts, refusal);
            return;
        }

        if (!_services.RtpPorts.TryRent(out var ports))
        {
            _services.Alarms.Raise(
                "rtp_ports_exhausted", AlarmSeverity.Critical, "no RTP port is free: a caller was refused; widen media.ports or lower limits.maxCalls");
            Refuse(facts, new CallRefusal(503, "No RTP port is free", 42));
            return;
        }

        _rented = ports;
        var srtp = _services.Security.OfTrunk(start.Trunk);
        (_callerLeg, var effects) = CallerLegMachine.Start(
            new CallerLegStart(invite.Usage, invite.Request, MediaCall, CallerLeg, ports, media.Codecs)
            {
                MediaNetworks = media.Networks,
                Reliability = media.Reliability,
                Srtp = srtp,
            },
            _services.SipIds);
        if (srtp.Use == SrtpUse.Required && _callerLeg is { IsEnded: false, Media.Format.Srtp: null })
        {
            _services.Alarms.Raise(
                "srtp_missing", AlarmSeverity.Warning, $"trunk {start.Trunk}: \"srtp\" is required, and a caller offered none; taken all the same");
        }

        // The call begins before its leg tells of itself: a leg that cannot be answered must meet a call that can end, and leaves no recording.
        facts = _callerLeg.IsEnded ? facts with { Answer = AnswerMode.OnAgent, Recorded = false } : facts;
        _services.Media.Post(new MediaCommand.OpenCall(MediaCall, Recording(facts)));

        // Its media leg is open before the call can order anything to be played on it.
        Perform(null, [.. effects.Where(e => e is LegEffect.SendMedia)]);
        Feed(new CallInput.Begin(facts));
        Perform(null, [.. effects.Where(e => e is not LegEffect.SendMedia)]);
        if (_state.Phase != CallPhase.Ended)
        {
            Feed(Locate(start, facts));
        }
    }

    /// <summary>A location that cannot be found out costs the caller nothing: the trunk's queue takes the call.</summary>
    private CallInput.Located Locate(CallActorInput.Start start, CallFacts facts)
    {
        try
        {
            var (location, route, areaName) = _services.Locate(start.Invite, start.Trunk);
            _location = location;
            _areaName = areaName;
            _centre = route.Centre;
            return new CallInput.Located(location, route);
        }
        catch (Exception fault)
        {
            _services.Alarms.Raise("location_defect", AlarmSeverity.Critical, $"finding a caller's location failed: {fault}");
            return new CallInput.Located(CallMachine.NoLocation("defect"), facts.Fallback);
        }
    }

    /// <summary>A refused call leaves a record like every other.</summary>
    private void Refuse(CallFacts facts, CallRefusal refusal)
    {
        Feed(new CallInput.Begin(facts with { Answer = AnswerMode.OnAgent, Recorded = false }));
        Feed(new CallInput.Refuse(refusal.Status, refusal.Reason, refusal.Q850Cause));
    }

    private RecordingSpec? Recording(CallFacts facts) =>
        facts.Recorded ? CallRecordings.Of(Call, facts.ReceivedAt, _services.RecordingsDirectory, _recordingPart, _services.RecordsLegs()) : null;

    private void AnswerNow() => Caller(new LegInput.Answer());

    private void Caller(LegInput input)
    {
        if (_callerLeg is null)
        {
            return;
        }

        (_callerLeg, var effects) = CallerLegMachine.On(_callerLeg, input, _services.SipIds);
        Perform(null, effects);
    }

    private void OnSip(SipEvent.OfUsage sipEvent)
    {
        KeepReasons(sipEvent);
        if (_callerLeg is not null && sipEvent.Usage == _callerLeg.Usage)
        {
            Caller(new LegInput.Sip(sipEvent));
        }
        else if (_offerOfUsage.TryGetValue(sipEvent.Usage, out var offer))
        {
            Agent(offer, new LegInput.Sip(sipEvent));
        }
    }

    /// <summary>Why a party ends is evidence, and comes before its end.</summary>
    private void KeepReasons(SipEvent.OfUsage sipEvent)
    {
        var request = sipEvent switch
        {
            SipEvent.ByeReceived bye => bye.Bye,
            SipEvent.Cancelled cancelled => cancelled.Cancel,
            _ => null,
        };
        foreach (var reason in request is null ? [] : ReasonHeader.Of(request.Headers).Take(3))
        {
            var text = reason.ToString();
            var leg = sipEvent.Usage == _callerUsage ? LegConfirmed.CallerLeg : LegConfirmed.AgentLeg;
            Feed(new CallInput.ReasonGiven(leg, request!.Method.Name, text.Length <= 512 ? text : text[..512]));
        }
    }

    private void OnRequestFinished(SipEvent.RequestFinished finished)
    {
        if (_callerLeg is not null && finished.Usage == _callerLeg.Usage)
        {
            Caller(new LegInput.Sip(finished));
        }
        else if (finished.Usage is { } usage && _offerOfUsage.TryGetValue(usage, out var offer))
        {
            Agent(offer, new LegInput.Sip(finished));
        }
    }

    private void OnLegTimer(OfferId? offer, LegTimer timer)
    {
        _legTimers.Remove((offer, timer));
        if (offer is { } id)
        {
            Agent(id, new LegInput.TimerFired(timer));
        }
        else
        {
            Caller(new LegInput.TimerFired(timer));
        }
    }

    private void Perform(OfferId? offer, IReadOnlyList<LegEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case LegEffect.SendSip { Command: SipCommand.Bye bye } when offer is { } parted && EndDeadLeg(parted, bye):
                    break;
                case LegEffect.SendSip { Command: var command }:
                    if (command is SipCommand.Invite { Usage: var usage } && offer is { } ofUsage)
                    {
                        // Before the INVITE leaves: its first answer must find its owner.
                        Own(usage);
                        _offerOfUsage[usage] = ofUsage;
                    }

                    _services.Sip(command);
                    break;
                case LegEffect.SendMedia { Command: var command }:
                    _rented = command is MediaCommand.OpenLeg ? null : _rented;
                    _services.Media.Post(command);
                    break;
                case LegEffect.StartTimer { Timer: var timer, After: var after }:
                    Stop(offer, timer);
                    _legTimers[(offer, timer)] = StartTimer(after, new CallActorInput.LegTimerFired(offer, timer));
                    break;
                case LegEffect.StopTimer { Timer: var timer }:
                    Stop(offer, timer);
                    break;
                case LegEffect.Tell { Event: var legEvent } when offer is { } ofAgent:
                    OnAgentEvent(ofAgent, legEvent);
                    break;
                case LegEffect.Tell { Event: var legEvent }:
                    OnCallerEvent(legEvent);
                    break;
                case LegEffect.Counted { What: var what }:
                    _services.Count("leg_" + what);
                    break;
            }
        }
    }

    private void Stop(OfferId? offer, LegTimer timer)
    {
        if (_legTimers.Remove((offer, timer), out var handle))
        {
            StopTimer(handle);
        }
    }

    private void OnCallerEvent(LegEvent legEvent)
    {
        switch (legEvent)
        {
            case LegEvent.Established { Early: var early }:
                Feed(new CallInput.CallerEstablished(early));
                break;
            case LegEvent.Confirmed { Dialog: var dialog }:
                Feed(new CallInput.CallerConfirmed(DialogText.ToJournal(dialog, LegConfirmed.CallerLeg, null, null, _callerLeg!.Media.Description)));
                break;
            case LegEvent.Held:
                Feed(new CallInput.CallerHeld());
                break;
            case LegEvent.Resumed:
                Feed(new CallInput.CallerResumed());
                break;
            case LegEvent.Dtmf { Digit: var key }:
                Feed(new CallInput.KeyPressed(key));
                break;
            case LegEvent.CallerEnded { Cause: CallerEnding.Released }:
                break;
            case LegEvent.CallerEnded ended:
                Feed(new CallInput.CallerEnded(
                    ended.Cause switch
                    {
                        CallerEnding.Cancelled => CallerEndCause.Cancelled,
                        CallerEnding.HungUp => CallerEndCause.HungUp,
                        CallerEnding.Lost => CallerEndCause.Lost,
                        CallerEnding.NotResumed => CallerEndCause.NotResumed,
                        _ => CallerEndCause.Refused,
                    },
                    ended.Status,
                    ended.Detail));
                if (ended.Cause == CallerEnding.NotResumed)
                {
                    NotResumed(ended.Detail);
                }
                else if (ended.Cause == CallerEnding.RefusedNoCommonCodec)
                {
                    _services.Alarms.Raise("no_common_codec", AlarmSeverity.Critical, $"trunk {_state.Facts?.Trunk}: a caller got 488, {ended.Detail}");
                }

                break;
        }
    }

    private void Own(UsageId usage)
    {
        _usages.Add(usage);
        _services.Calls.Own(usage, this);
    }

    private static IReadOnlyList<HeaderField> Q850(int? q850Cause) =>
        q850Cause is { } cause ? [new HeaderField("Reason", FormattableString.Invariant($"Q.850;cause={cause}"))] : [];
}
