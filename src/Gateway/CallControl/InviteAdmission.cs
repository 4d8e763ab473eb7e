using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Overload;
using Gateway.Trunks;

namespace Gateway.CallControl;

/// <summary>
/// Admits every initial INVITE of a trunk: makes its actor, and counts. Only exhausted resources or a drain with an alternate refuse, and
/// then too with a record. Runs on the SIP loop.
/// </summary>
internal sealed class InviteAdmission(
    CallServices services, ICallIds ids, ILoopScheduler scheduler, Func<GatewayConfiguration> configuration, TimeProvider time)
{
    private readonly Queue<long> _lastSecond = new();
    private readonly TrunkLoad _load = new(configuration, services.Calls, services.Alarms, time);
    private long _lastMediaCall;
    private volatile bool _draining;

    /// <summary>False while draining with a configured alternate.</summary>
    public bool TakesCalls => !_draining || configuration().Drain.Alternate is null;

    public bool IsDraining => _draining;

    /// <summary>What to ask of a trunk that knows RFC 7339. On the SIP loop.</summary>
    public OverloadControl OverloadOf(string trunk) => _load.Of(trunk);

    /// <summary>Any thread.</summary>
    public void BeginDrain() => _draining = true;

    public void Admit(SipEvent.InviteReceived invite, string trunk)
    {
        var actor = new CallActor(ids.NewCall(), new MediaCallId(++_lastMediaCall), services, scheduler);
        services.Calls.Add(actor);
        services.Calls.Own(invite.Usage, actor);
        actor.Post(new CallActorInput.Start(invite, trunk, services.Now(), Refusal()));
        Watch(trunk);
    }

    /// <summary>The actor of a call that the run before left open. Before the stack starts.</summary>
    public void Resume(CallActorInput.Resume resume)
    {
        var actor = new CallActor(resume.Open.Record.Call, new MediaCallId(++_lastMediaCall), services, scheduler);
        services.Calls.Add(actor);
        services.Calls.Own(resume.Usage, actor);
        actor.Post(resume);
    }

    private CallRefusal? Refusal()
    {
        if (!TakesCalls)
        {
            return new CallRefusal(503, "Draining, take the alternate route", 42);
        }

        if (services.Calls.Count > configuration().Limits.MaxCalls)
        {
            services.Alarms.Raise("calls_exhausted", AlarmSeverity.Critical, "limits.maxCalls is reached: a caller was refused with 503");
            return new CallRefusal(503, "No capacity", 42);
        }

        return null;
    }

    private void Watch(string trunk)
    {
        var limits = configuration().Limits;
        _load.Arrived(trunk);
        if (services.Calls.Count >= limits.AlarmCalls)
        {
            services.Alarms.Raise("many_calls", AlarmSeverity.Warning, $"{limits.AlarmCalls} calls or more at the same time");
        }

        _lastSecond.Enqueue(time.GetTimestamp());
        while (time.GetElapsedTime(_lastSecond.Peek()) > TimeSpan.FromSeconds(1))
        {
            _lastSecond.Dequeue();
        }

        if (_lastSecond.Count >= limits.AlarmCallsPerSecond)
        {
            services.Alarms.Raise("call_rate", AlarmSeverity.Warning, $"{limits.AlarmCallsPerSecond} new calls or more in a second");
        }
    }
}
