using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.AgentCalls;

/// <summary>
/// The owner of one call that an agent makes (B2BUA): feeds <see cref="AgentCallMachine"/> and the two leg machines, and performs their effects.
/// One loop per such call. This file: its turns and the machine's effects. AgentCallActor.Legs.cs: the legs. AgentCallActor.Refer.cs: REFER.
/// </summary>
internal sealed partial class AgentCallActor : Loop<AgentCallActorInput>
{
    /// <summary>Answers that cross the end still find their owner.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly AgentCallServices _services;
    private readonly AgentCallTarget _target;
    private readonly Queue<AgentCallInput> _inputs = new();
    private readonly Dictionary<AgentCallTimer, TimerHandle> _timers = [];
    private AgentCallState _state = AgentCallState.Initial;
    private bool _feeding;
    private bool _failed;

    public AgentCallActor(
        AgentCallId id, MediaCallId mediaCall, AgentId dialling, AgentCallTarget target, AgentCallServices services, ILoopScheduler scheduler)
        : base("agent call", scheduler, capacity: 1024)
    {
        Id = id;
        MediaCall = mediaCall;
        Dialling = dialling;
        _target = target;
        _services = services;
    }

    public AgentCallId Id { get; }

    public MediaCallId MediaCall { get; }

    /// <summary>Who made it.</summary>
    public AgentId Dialling { get; }

    /// <summary>Of the entry whose caller is called back; null: no callback.</summary>
    public string? CallbackKey => (_target as AgentCallTarget.Callback)?.Key;

    /// <summary>The colleague who is consulted; null for a call to somebody outside.</summary>
    public AgentId? Colleague => (_target as AgentCallTarget.Colleague)?.Agent;

    protected override void On(AgentCallActorInput input)
    {
        switch (input)
        {
            case AgentCallActorInput.Start start:
                Begin(start);
                break;
            case AgentCallActorInput.CallBack { Order: var order }:
                Begin(order);
                break;
            case AgentCallActorInput.Sip { SipEvent: var sipEvent }:
                OnSip(sipEvent);
                break;
            case AgentCallActorInput.RequestFinished { SipEvent: var finished }:
                OnRequestFinished(finished);
                break;
            case AgentCallActorInput.Media { MediaEvent: var mediaEvent }:
                OnMedia(mediaEvent);
                break;
            case AgentCallActorInput.Acd { AcdEffect: AcdEffect.Claimed claimed }:
                Feed(new AgentCallInput.Claimed(claimed.OfferId, claimed.During));
                break;
            case AgentCallActorInput.Acd { AcdEffect: AcdEffect.ClaimRefused refused }:
                Feed(new AgentCallInput.ClaimRefused(refused.Reason));
                break;
            case AgentCallActorInput.Machine { Input: var machineInput }:
                Feed(machineInput);
                break;
            case AgentCallActorInput.TimerFired { Timer: var timer }:
                _timers.Remove(timer);
                Feed(new AgentCallInput.TimerFired(timer));
                break;
            case AgentCallActorInput.LegTimerFired { Side: var side, Timer: var timer }:
                _legTimers.Remove((side, timer));
                Leg(side, new Legs.LegInput.TimerFired(timer));
                break;
            case AgentCallActorInput.ReferAnswered { Status: var status }:
                ReferAnswered(status);
                break;
            case AgentCallActorInput.Gone when _attempt is not null && !_waitedForRecording:
                _waitedForRecording = true;
                StartTimer(CallbackOrder.RecordingLimit, input);
                break;
            case AgentCallActorInput.Gone:
                Leave();
                break;
        }
    }

    /// <summary>A turn threw: both legs end, the agents are free. One that fails again is cut.</summary>
    protected override void OnFault(AgentCallActorInput input, Exception fault)
    {
        _services.Alarms.Raise("agent_call_defect", AlarmSeverity.Warning, $"a turn of an agent's call failed on {input.GetType().Name}: {fault}");
        _feeding = false;
        _inputs.Clear();
        ReturnRented();
        if (!_failed && _state.Phase is not (AgentCallPhase.Initial or AgentCallPhase.Ended))
        {
            _failed = true;
            Post(new AgentCallActorInput.Machine(new AgentCallInput.End("a defect of the gateway")));
            return;
        }

        // A leg that went to a caller's call is that call's.
        foreach (var usage in _usages.Where(u => u != _given?.Usage))
        {
            _services.Sip(new SipCommand.RespondInvite(usage, new ResponseSpec(500)));
            _services.Sip(new SipCommand.Cancel(usage));
            _services.Sip(new SipCommand.Bye(usage));
        }

        _services.Acd(new AcdEvent.ReleaseClaim(Id));
        _services.Media().Post(new MediaCommand.CloseCall(MediaCall));
        Leave();
    }

    private void Feed(AgentCallInput input)
    {
        _inputs.Enqueue(input);
        if (_feeding)
        {
            return;
        }

        _feeding = true;
        while (_inputs.TryDequeue(out var next))
        {
            (_state, var effects) = AgentCallMachine.On(_state, next, _services.Now());
            foreach (var effect in effects)
            {
                Perform(effect);
            }
        }

        _feeding = false;
    }

    private void Perform(AgentCallEffect effect)
    {
        switch (effect)
        {
            case AgentCallEffect.Claim claim:
                _services.Acd(new AcdEvent.Claim(Id, claim.Dialling, claim.Dialled));
                break;
            case AgentCallEffect.AskReplace { Call: var call }:
                if (!_services.Calls.Post(call, new CallActorInput.ReplaceAsked(Id, Dialling, _replaced!.Value, _earlyOnly)))
                {
                    Feed(new AgentCallInput.ReplaceRefused(481, "It is over"));
                }

                break;
            case AgentCallEffect.RenewClaim:
                _services.Acd(new AcdEvent.RenewClaim(Id));
                break;
            case AgentCallEffect.ReleaseClaim:
                _services.Acd(new AcdEvent.ReleaseClaim(Id));
                break;
            case AgentCallEffect.RingDialling:
                Leg(Side.Dialling, new Legs.LegInput.Ring());
                break;
            case AgentCallEffect.AnswerDialling:
                Leg(Side.Dialling, new Legs.LegInput.Answer());
                break;
            case AgentCallEffect.RefuseDialling refuse:
                Leg(Side.Dialling, new Legs.LegInput.Refuse(refuse.Status, refuse.Reason));
                break;
            case AgentCallEffect.EndDialling end:
                Leg(Side.Dialling, new Legs.LegInput.HangUp(Reason(end.Reason)));
                break;
            case AgentCallEffect.StartDialled:
                StartDialled();
                break;
            case AgentCallEffect.EndDialled end:
                Leg(Side.Dialled, new Legs.LegInput.HangUp(Reason(end.Reason)));
                break;
            case AgentCallEffect.Bridge:
                _services.Media().Post(new MediaCommand.Bridge(MediaCall, LegOf(Side.Dialling), LegOf(Side.Dialled)));
                break;
            case AgentCallEffect.GiveLeg { To: var to }:
                GiveLeg(to);
                break;
            case AgentCallEffect.RefuseLeg { To: var to, Status: var status }:
                _services.Calls.Post(to, new CallActorInput.LegRefused(Id, status));
                break;
            case AgentCallEffect.SummonDialling:
                Summon();
                break;
            case AgentCallEffect.Attempted attempted:
                Attempted(attempted);
                break;
            case AgentCallEffect.Note { Call: var call, Payload: var payload }:
                Note(call, payload);
                break;
            case AgentCallEffect.StartTimer { Timer: var timer, After: var after }:
                Stop(timer);
                _timers[timer] = StartTimer(after, new AgentCallActorInput.TimerFired(timer));
                break;
            case AgentCallEffect.StopTimer { Timer: var timer }:
                Stop(timer);
                break;
            case AgentCallEffect.Counted { What: var what }:
                _services.Count(what);
                break;
            case AgentCallEffect.Finished { Result: var result }:
                _services.Count("agent_call_" + result);
                _services.Media().Post(new MediaCommand.CloseCall(MediaCall));
                StartTimer(Linger, new AgentCallActorInput.Gone());
                break;
        }
    }

    /// <summary>The record of the emergency call shows it; without one, or with one that is over, it is the node's.</summary>
    private void Note(CallId? call, JournalPayload payload)
    {
        if (call is not { } id || !_services.Calls.Post(id, new CallActorInput.Note(payload)))
        {
            _services.Journal.Append(JournalEntry.OfNode(_services.Now(), payload));
        }
    }

    private void Stop(AgentCallTimer timer)
    {
        if (_timers.Remove(timer, out var handle))
        {
            StopTimer(handle);
        }
    }

    private void Leave()
    {
        WriteAttempt(null);
        _services.AgentCalls.Remove(this);
        foreach (var usage in _usages)
        {
            _services.AgentCalls.Disown(usage);
            _services.Router.Disown(usage);
        }

        Dispose();
    }

    private static string Reason(string text) => $"SIP;cause=200;text=\"{text}\"";
}
