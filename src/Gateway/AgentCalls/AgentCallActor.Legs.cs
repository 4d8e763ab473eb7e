using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.AgentCalls;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.AgentCalls;

/// <summary>The legs of an agent's call, and the one that goes to an emergency call.</summary>
internal sealed partial class AgentCallActor
{
    private readonly HashSet<UsageId> _usages = [];
    private readonly Dictionary<(Side Side, LegTimer Timer), TimerHandle> _legTimers = [];
    private CallerLegState? _dialling;
    private AgentLegState? _dialled;

    /// <summary>What the INVITE's Replaces names.</summary>
    private UsageId? _replaced;
    private bool _earlyOnly;

    /// <summary>The usage that belongs to an emergency call now, and which.</summary>
    private (UsageId Usage, CallId Call)? _given;

    /// <summary>Ports that the media engine does not have yet.</summary>
    private RtpPorts? _rented;

    private LegId LegOf(Side side) => new((MediaCall.Value << 12) + (side == Side.Dialling ? 0 : 1));

    private void Begin(AgentCallActorInput.Start start)
    {
        var invite = start.Invite;
        _replaced = invite.Replaces?.Usage;
        _earlyOnly = invite.Replaces?.Header.EarlyOnly ?? false;
        Own(invite.Usage);
        if (!TryRent(out var ports))
        {
            _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(503, "No RTP port is free")));
            Leave();
            return;
        }

        _services.Media().Post(new MediaCommand.OpenCall(MediaCall, null));
        (_dialling, var effects) = CallerLegMachine.Start(
            new CallerLegStart(invite.Usage, invite.Request, MediaCall, LegOf(Side.Dialling), ports)
            {
                Role = LegRole.Agent,
                Srtp = _services.Security.OfAgent(Dialling),
            },
            _services.SipIds);
        if (!_dialling.IsEnded)
        {
            Feed(new AgentCallInput.Begin(Dialling, _target));
        }

        Perform(Side.Dialling, effects);
        if (_dialling.IsEnded && _state.Phase == AgentCallPhase.Initial)
        {
            _services.Media().Post(new MediaCommand.CloseCall(MediaCall));
            Leave();
        }
    }

    private void StartDialled()
    {
        if (_order is not null)
        {
            CallOut(_order);
            return;
        }

        var phones = Colleague is { } colleague ? _services.Phones.Of(colleague) : [];
        if (phones.Count == 0)
        {
            Feed(new AgentCallInput.DialledFailed(OfferFailure.Unregistered));
            return;
        }

        if (!TryRent(out var ports))
        {
            Feed(new AgentCallInput.DialledFailed(OfferFailure.Failed));
            return;
        }

        var invite = new AgentInvite(Address(Dialling), Address(Colleague!.Value));
        (_dialled, var effects) = AgentLegMachine.Start(
            new AgentLegStart(MediaCall, LegOf(Side.Dialled), ports, phones, invite, AgentCallTable.RingTimeout)
            {
                Srtp = _services.Security.OfAgent(Colleague!.Value),
            },
            _services.SipIds);
        Perform(Side.Dialled, effects);
    }

    private NameAddress Address(AgentId agent) => new(_services.NameOf(agent), SipUri.Parse($"sip:{agent}@{_services.Domain}"), []);

    private bool TryRent(out RtpPorts ports)
    {
        if (!_services.RtpPorts.TryRent(out ports))
        {
            _services.Alarms.Raise("rtp_ports_exhausted", AlarmSeverity.Critical, "no RTP port is free for an agent's call; widen media.ports");
            return false;
        }

        _rented = ports;
        return true;
    }

    private void ReturnRented()
    {
        if (_rented is { } ports)
        {
            _services.RtpPorts.Return(ports);
            _rented = null;
        }
    }

    private void OnSip(SipEvent.OfUsage sipEvent)
    {
        if (_given is { } given && sipEvent.Usage == given.Usage)
        {
            // Was on its way here when the leg went.
            _services.Calls.Post(given.Call, new CallActorInput.Sip(sipEvent));
        }
        else if (_summoned?.Usages.Contains(sipEvent.Usage) ?? false)
        {
            Leg(Side.Dialling, new LegInput.Sip(sipEvent));
        }
        else if (sipEvent.Usage == _dialling?.Usage)
        {
            if (sipEvent is SipEvent.InDialogRequest refer && refer.Request.Is(SipMethod.Refer))
            {
                Refer(refer);
            }
            else
            {
                Leg(Side.Dialling, new LegInput.Sip(sipEvent));
            }
        }
        else
        {
            Leg(Side.Dialled, new LegInput.Sip(sipEvent));
        }
    }

    private void OnRequestFinished(SipEvent.RequestFinished finished)
    {
        if (_given is { } given && finished.Usage == given.Usage)
        {
            _services.Calls.Post(given.Call, new CallActorInput.RequestFinished(finished));
        }
        else if (finished.Id != _notice)
        {
            var isDialling = finished.Usage == _dialling?.Usage || (_summoned is not null && finished.Usage == _summoned.Answered);
            Leg(isDialling ? Side.Dialling : Side.Dialled, new LegInput.Sip(finished));
        }
    }

    private void OnMedia(MediaEvent mediaEvent)
    {
        switch (mediaEvent)
        {
            case MediaEvent.RecordingCommitted committed:
                WriteAttempt(committed);
                return;
            case MediaEvent.RecordingFailed failed:
                _services.Alarms.Raise("recording_failed", AlarmSeverity.Critical, $"the recording of a callback failed: {failed.Reason}");
                return;
        }

        LegId? leg = mediaEvent switch
        {
            MediaEvent.LegHeard e => e.Leg,
            MediaEvent.LegSilent e => e.Leg,
            MediaEvent.LegHeardAgain e => e.Leg,
            MediaEvent.Trouble e => e.Leg,
            _ => null,
        };
        if (leg is { } known)
        {
            Leg(known == LegOf(Side.Dialling) ? Side.Dialling : Side.Dialled, new LegInput.Media(mediaEvent));
        }
    }

    private void Leg(Side side, LegInput input)
    {
        IReadOnlyList<LegEffect> effects = [];
        if (side == Side.Dialling && _summoned is not null)
        {
            effects = Summoned(input);
        }
        else if (side == Side.Dialling && _dialling is not null)
        {
            (_dialling, effects) = CallerLegMachine.On(_dialling, input, _services.SipIds);
        }
        else if (side == Side.Dialled && _dialled is not null)
        {
            (_dialled, effects) = AgentLegMachine.On(_dialled, input, _services.SipIds);
        }

        Perform(side, effects);
    }

    private void Perform(Side side, IReadOnlyList<LegEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case LegEffect.SendSip { Command: var command }:
                    if (command is SipCommand.Invite { Usage: var usage })
                    {
                        Own(usage);
                    }

                    _services.Sip(command);
                    break;
                case LegEffect.SendMedia { Command: var command }:
                    _rented = command is MediaCommand.OpenLeg ? null : _rented;
                    _services.Media().Post(command);
                    break;
                case LegEffect.StartTimer { Timer: var timer, After: var after }:
                    Stop(side, timer);
                    _legTimers[(side, timer)] = StartTimer(after, new AgentCallActorInput.LegTimerFired(side, timer));
                    break;
                case LegEffect.StopTimer { Timer: var timer }:
                    Stop(side, timer);
                    break;
                case LegEffect.Tell { Event: var legEvent }:
                    OnLegEvent(side, legEvent);
                    break;
                case LegEffect.Counted { What: var what }:
                    _services.Count("agent_call_leg_" + what);
                    break;
            }
        }
    }

    private void OnLegEvent(Side side, LegEvent legEvent)
    {
        switch (side, legEvent)
        {
            case (Side.Dialling, LegEvent.CallerEnded):
                Feed(new AgentCallInput.DiallingEnded());
                break;
            case (Side.Dialling, LegEvent.Answered):
                Feed(new AgentCallInput.DiallingAnswered());
                break;
            case (Side.Dialling, LegEvent.OfferFailed or LegEvent.AgentEnded):
                Feed(new AgentCallInput.DiallingEnded());
                break;
            case (Side.Dialled, LegEvent.Ringing):
                Feed(new AgentCallInput.DialledRinging());
                break;
            case (Side.Dialled, LegEvent.Answered):
                Feed(new AgentCallInput.DialledAnswered());
                break;
            case (_, LegEvent.Referred refer):
                // Who is consulted, or calls back, has nobody to hand on.
                _services.Sip(new SipCommand.Respond(refer.Id, new ResponseSpec(603, "Nobody to transfer")));
                break;
            case (Side.Dialled, LegEvent.OfferFailed failed):
                Feed(new AgentCallInput.DialledFailed(Failures.Of(failed.Cause), failed.Status));
                break;
            case (Side.Dialled, LegEvent.AgentEnded { Cause: AgentEnding.HungUp or AgentEnding.Lost }):
                Feed(new AgentCallInput.DialledEnded());
                break;
        }
    }

    /// <summary>The dialog goes on in that call; its media leg here stays until the phone sends there.</summary>
    private void GiveLeg(CallId to)
    {
        // Of a call to a colleague it is the colleague's, of one that replaces another agent the own.
        var moved = _target is AgentCallTarget.Other ? Side.Dialling : Side.Dialled;
        var (usage, agent, media) = moved == Side.Dialling
            ? (_dialling!.Usage, Dialling, _dialling.Media)
            : (_dialled!.Answered!.Value, Colleague!.Value, _dialled.Media);
        foreach (var (side, timer) in _legTimers.Keys.Where(t => t.Side == moved).ToList())
        {
            Stop(side, timer);
        }

        if (!_services.Calls.Post(to, new CallActorInput.LegGiven(Id, _state.Offer!.Value, agent, usage, media)))
        {
            Feed(new AgentCallInput.LegNotTaken(to));
            return;
        }

        _given = (usage, to);
        _dialling = moved == Side.Dialling ? null : _dialling;
        _dialled = moved == Side.Dialled ? null : _dialled;
        var calls = _services.Calls;
        _services.Router.Own(
            usage, e => calls.Post(to, new CallActorInput.Sip(e)), e => calls.Post(to, new CallActorInput.RequestFinished(e)));
    }

    private void Own(UsageId usage)
    {
        _usages.Add(usage);
        _services.AgentCalls.Own(usage, this);
        _services.Router.Own(
            usage, e => Post(new AgentCallActorInput.Sip(e)), e => Post(new AgentCallActorInput.RequestFinished(e)));
    }

    private void Stop(Side side, LegTimer timer)
    {
        if (_legTimers.Remove((side, timer), out var handle))
        {
            StopTimer(handle);
        }
    }
}
