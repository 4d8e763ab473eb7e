using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>
/// A turn that throws costs nobody but its own call anything: the caller waits again in front, or, when that fails again and again, is ended in
/// order, or cut; always with a record.
/// </summary>
internal sealed partial class CallActor
{
    /// <summary>A call that fails more often is ended: who calls again meets a fresh one.</summary>
    private const int MaxMended = 3;

    private CallFacts? _described;
    private int _mended;

    /// <summary>Ports that the media engine does not have yet.</summary>
    private RtpPorts? _rented;
    private bool _failed;
    private bool _endWritten;

    /// <summary>A turn threw, which is counted and alarmed: this call is mended, else ended in order, else cut.</summary>
    protected override void OnFault(CallActorInput input, Exception fault)
    {
        _services.Alarms.Raise("call_defect", AlarmSeverity.Critical, $"a turn of a call failed on {input.GetType().Name}: {fault}");
        _feeding = false;
        _inputs.Clear();
        if (_rented is { } ports)
        {
            _services.RtpPorts.Return(ports);
            _rented = null;
        }

        if (_mended < MaxMended && CallMending.Allows(_state))
        {
            _mended++;
            Post(new CallActorInput.Mend());
            return;
        }

        if (!_failed && _described is not null && _state.Outcome is null)
        {
            _failed = true;
            Post(new CallActorInput.Withdraw(WithdrawnBy.Defect, "a defect of the gateway", null));
            return;
        }

        CutAll();
        Leave();
    }

    /// <summary>Also a call whose first turn failed leaves a record, and its caller a final response with which the carrier tries its next route.</summary>
    private void WithdrawCall(CallActorInput.Withdraw withdraw)
    {
        if (_state.Facts is null && _resume is { } resume)
        {
            _services.Sip(new SipCommand.Bye(_callerUsage));
            Feed(resume);
        }
        else if (_state.Facts is null && _described is { } facts)
        {
            Feed(new CallInput.Begin(facts with { Answer = AnswerMode.OnAgent, Recorded = false }));
        }

        Feed(new CallInput.Withdraw(withdraw.By, withdraw.Reason, withdraw.Name));
    }

    /// <summary>What of the turn that threw was done is not known: whoever is not the caller goes, however far the leg was.</summary>
    private void Mend()
    {
        if (_callerLeg is { IsEnded: true })
        {
            // The turn that threw was the one that would have said so.
            Feed(new CallInput.CallerEnded(CallerEndCause.HungUp, 0, "seen late, after a defect"));
            return;
        }

        Feed(new CallInput.Mend("a defect of the gateway"));
        foreach (var offer in _agentLegs.Keys.OrderBy(o => o.Value).ToList())
        {
            Agent(offer, new LegInput.HangUp(null));
        }

        foreach (var usage in _usages.Where(u => u != _callerUsage).OrderBy(u => u.Value))
        {
            _services.Sip(new SipCommand.Cancel(usage));
            _services.Sip(new SipCommand.Bye(usage));
        }
    }

    /// <summary>The last resort of a faulty call: everybody gets BYE, the media is closed, the journal says so.</summary>
    private void CutAll()
    {
        foreach (var usage in _usages)
        {
            _services.Sip(new SipCommand.RespondInvite(usage, new ResponseSpec(503, Headers: Q850(42))));
            _services.Sip(new SipCommand.Cancel(usage));
            _services.Sip(new SipCommand.Bye(usage));
        }

        _services.Media.Post(new MediaCommand.CloseCall(MediaCall));
        _services.Acd(new AcdEvent.LeaveQueue(Call));
        if (_state.Facts is not { } facts || _endWritten)
        {
            FlushAppends();
            return;
        }

        var now = _services.Now();
        var outcome = _state.Outcome ?? CallOutcome.SystemLost;
        _appends.Add(new JournalEntry(Call, now, now - facts.ReceivedAt, new CallEnded(outcome, "defect")));
        FlushAppends();
        TellEnding(outcome);
    }
}
