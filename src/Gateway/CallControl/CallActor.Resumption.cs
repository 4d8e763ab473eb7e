using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Recovery;
using Gateway.Sip;
using Gateway.Sip.Dialogs;

namespace Gateway.CallControl;

/// <summary>A call that outlives a restart: what it leaves in the journal for that, and how it begins again.</summary>
internal sealed partial class CallActor
{
    /// <summary>What our 200 to the INVITE makes; null for a call of an earlier run.</summary>
    private DialogSnapshot? _dialog;
    private CallInput.Resume? _resume;
    private int _recordingPart = 1;

    /// <summary>Before the 200: a crash right after it finds the dialog.</summary>
    private void AppendDialog()
    {
        if (_dialog is not { } dialog || _callerLeg is not { IsEnded: false } leg)
        {
            return;
        }

        var now = _services.Now();
        var confirmed = DialogText.ToJournal(dialog, LegConfirmed.CallerLeg, null, null, leg.Media.Description);
        _appends.Add(new JournalEntry(Call, now, now - _state.Facts!.ReceivedAt, new CallerAnswering(confirmed)));
    }

    private void Resume(CallActorInput.Resume resume)
    {
        var open = resume.Open;
        _callerUsage = resume.Usage;
        Own(resume.Usage);
        var (facts, media, areaName) = _services.Recall(open);
        _described = facts;
        _location = open.Record.Location;
        _areaName = areaName;
        _centre = open.Record.Centre ?? facts.Fallback.Centre;
        _recordingPart = open.Record.Interruptions + 2;
        var queue = open.Record.Queue ?? (open.Route is { } route ? new QueueId(route.Queue) : (QueueId?)null);
        _resume = new CallInput.Resume(facts, queue, resume.InterruptedAt);
        if (!_services.RtpPorts.TryRent(out var ports))
        {
            _services.Alarms.Raise("rtp_ports_exhausted", AlarmSeverity.Critical, "no RTP port is free for a caller of before the restart; widen media.ports");
            Feed(_resume);
            _services.Sip(new SipCommand.Bye(resume.Usage, LegReasons.Restarted));
            Feed(new CallInput.CallerEnded(CallerEndCause.NotResumed, 0, "no RTP port is free"));
            return;
        }

        _rented = ports;
        (_callerLeg, var effects) = CallerLegMachine.Resume(
            new CallerLegResume(resume.Usage, open.Caller!.LocalSdp, RestartRecovery.Advance(open), MediaCall, CallerLeg, ports, media.Codecs)
            {
                MediaNetworks = media.Networks,
                Srtp = _services.Security.OfTrunk(facts.Trunk),
            },
            _services.SipIds);
        _services.Media.Post(new MediaCommand.OpenCall(MediaCall, Recording(facts)));
        Perform(null, effects);
        Feed(_resume);
    }

    private void NotResumed(string detail) => _services.Alarms.Raise(
        "calls_lost_at_restart", AlarmSeverity.Critical, $"a caller of before the restart could not be taken up again ({detail}): on top of the callback list");
}
