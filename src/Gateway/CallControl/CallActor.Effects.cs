using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>What the call machine wants done, and what the ACD and the media engine answer.</summary>
internal sealed partial class CallActor
{
    private long _lastPlay;

    private void Perform(CallEffect effect)
    {
        switch (effect)
        {
            case CallEffect.Ring:
                Caller(new LegInput.Ring());
                break;
            case CallEffect.RefuseCaller refuse when _callerLeg is null:
                var response = new ResponseSpec(refuse.Status, refuse.Reason, Q850(refuse.Q850Cause));
                _services.Sip(new SipCommand.RespondInvite(_usages.Single(), response));
                break;
            case CallEffect.EarlyMedia:
                Caller(new LegInput.EarlyMedia());
                break;
            case CallEffect.AnswerCaller:
                AppendDialog();
                AnswerWhenSettled();
                break;
            case CallEffect.RefuseCaller refuse:
                Caller(new LegInput.Refuse(refuse.Status, refuse.Reason, Q850(refuse.Q850Cause)));
                break;
            case CallEffect.EndCaller end:
                Caller(new LegInput.HangUp($"SIP;cause=200;text=\"{end.Reason}\""));
                break;
            case CallEffect.PlayToCaller { Audio: var audio }:
                Play(audio);
                break;
            case CallEffect.StartAgentLeg start:
                StartAgentLeg(start);
                break;
            case CallEffect.CancelAgentLeg { Offer: var offer }:
                Agent(offer, new LegInput.Withdraw());
                break;
            case CallEffect.EndAgentLeg { Offer: var offer, Reason: var reason }:
                var elsewhere = reason == CallEffect.EndAgentLeg.CompletedElsewhere;
                Agent(offer, new LegInput.HangUp(elsewhere ? LegReasons.CompletedElsewhere : null));
                break;
            case CallEffect.Bridge { Offer: var offer }:
                Bridge(offer);
                break;
            case CallEffect.AcdTransfer transfer:
                _services.Acd(new AcdEvent.Transfer(Call, transfer.Offer, transfer.To, transfer.Queue));
                break;
            case CallEffect.Part { Offer: var offer }:
                Part(offer);
                break;
            case CallEffect.TransferAnswered answered:
                AnswerTransfer(answered);
                break;
            case CallEffect.EnterQueue { Queue: var queue, Bonus: var bonus }:
                EnterQueue(queue, bonus);
                break;
            case CallEffect.AcdRinging { Offer: var offer }:
                _services.Acd(new AcdEvent.OfferRinging(offer));
                break;
            case CallEffect.AcdAnswered { Offer: var offer }:
                _services.Acd(new AcdEvent.OfferAnswered(offer));
                break;
            case CallEffect.AcdConfirmed { Offer: var offer }:
                _connectedAt ??= _services.Now();
                if (_state.Offer is { } talks)
                {
                    _services.Memory.Connected(_state.Facts!.Caller, talks.Agent, _services.Now());
                }

                _services.Acd(new AcdEvent.OfferConfirmed(offer));
                break;
            case CallEffect.AcdFailed { Offer: var offer, Failure: var failure }:
                _services.Acd(new AcdEvent.OfferFailed(offer, failure));
                break;
            case CallEffect.AcdCallEnded { Outcome: var outcome }:
                _services.Acd(outcome == CallOutcome.Answered ? new AcdEvent.CallEnded(Call) : new AcdEvent.LeaveQueue(Call));
                break;
            case CallEffect.Append { Entry: var entry }:
                _appends.Add(entry);
                _endWritten |= entry.Payload is CallEnded;
                break;
            case CallEffect.StartTimer { Timer: var timer, After: var after }:
                Stop(timer);
                _timers[timer] = StartTimer(after, new CallActorInput.CallTimerFired(timer));
                break;
            case CallEffect.AwaitAnnouncement when _services.Prompts(_centre).Announcements.Every is { } every:
                Perform(new CallEffect.StartTimer(CallTimer.AnnouncementDue, every));
                break;
            case CallEffect.StopTimer { Timer: var timer }:
                Stop(timer);
                break;
            case CallEffect.CloseMedia:
                _services.Media.Post(new MediaCommand.CloseCall(MediaCall));
                break;
            case CallEffect.PauseRecording { Paused: var paused }:
                _services.Media.Post(new MediaCommand.PauseRecording(MediaCall, paused));
                break;
            case CallEffect.PauseForgotten { Agent: var agent, Paused: var span }:
                _services.Count("recording_pause_forgotten");
                _services.Alarms.Raise(
                    "recording_pause_forgotten", Operations.AlarmSeverity.Warning,
                    $"the recording of a call of agent {agent} was paused for {span.TotalSeconds:0} s, the most that its centre allows, and goes on by itself: forgotten?");
                break;
            case CallEffect.HeldTooLong { Agent: var agent }:
                _services.Count("caller_on_hold_too_long");
                _services.Alarms.Raise("caller_on_hold", Operations.AlarmSeverity.Warning, $"agent {agent} has a caller on hold for too long: forgotten?");
                break;
            case CallEffect.Counted { What: var what }:
                _services.Count("call_" + what);
                break;
            case CallEffect.Finished { Outcome: var outcome }:
                Finish(outcome);
                break;
            case var handover when PerformHandover(handover):
                break;
        }
    }

    /// <param name="bonus">Of the call itself; those of trunk, service and a lost call before are added.</param>
    private void EnterQueue(QueueId queue, TimeSpan bonus)
    {
        var facts = _state.Facts!;
        var (known, wasLost) = _services.Memory.Of(facts.Caller, _services.Now());
        _services.Acd(new AcdEvent.EnterQueue(
            Call, queue, facts.ReceivedAt, bonus + facts.PriorityBonus + (wasLost ? _services.LostRedialBonus() : TimeSpan.Zero))
        {
            Languages = facts.Languages,
            PreferredAgent = known,
        });
    }

    private void Stop(CallTimer timer)
    {
        if (_timers.Remove(timer, out var handle))
        {
            StopTimer(handle);
        }
    }

    private void Finish(CallOutcome outcome)
    {
        FlushAppends();
        TellEnding(outcome);
        Leave();
    }

    private void TellEnding(CallOutcome outcome)
    {
        var facts = _state.Facts!;
        if (outcome is CallOutcome.SystemLost or CallOutcome.CallerLegLost)
        {
            _services.Memory.Lost(facts.Caller, _services.Now());
        }

        _services.Ended(new CallEnding(
            outcome, facts.Trunk, _state.Queue, _connectedAt - facts.ReceivedAt, _services.Now() - _connectedAt));
    }

    private void Play(CallerAudio audio)
    {
        var prompts = _services.Prompts(_centre);
        var list = audio switch
        {
            CallerAudio.Greeting => prompts.Greeting,
            CallerAudio.QueueAudio => prompts.QueueAudio,
            CallerAudio.Ringback => prompts.Ringback,
            CallerAudio.ScreeningPrompt => prompts.Screening,
            CallerAudio.Acknowledgement => prompts.Acknowledgement,
            CallerAudio.QueueAnnouncement => prompts.Announcements.Now(_services.Place(Call)),
            _ => [],
        };
        if (list.Count == 0)
        {
            _services.Media.Post(new MediaCommand.StopPlay(MediaCall, CallerLeg));
            if (IsPlayedOnce(audio))
            {
                Feed(new CallInput.PlayFinished());
            }

            return;
        }

        _services.Media.Post(new MediaCommand.Play(MediaCall, CallerLeg, ++_lastPlay, list, LoopLast: !IsPlayedOnce(audio)));
    }

    private static bool IsPlayedOnce(CallerAudio audio) => audio is CallerAudio.Greeting or CallerAudio.ScreeningPrompt or CallerAudio.Acknowledgement
        or CallerAudio.QueueAnnouncement;

    private void OnAcd(AcdEffect effect)
    {
        switch (effect)
        {
            case AcdEffect.Offer offer:
                NotePickUp(offer);
                Feed(new CallInput.OfferMade(offer.Id, offer.Agent, offer.Queue, offer.RingTimeout, offer.MisAnswer, offer.HoldAlarm));
                if (_state.Phase == CallPhase.Ended)
                {
                    // The call ended while the offer travelled: free the agent at once instead of by the lease.
                    _services.Acd(new AcdEvent.LeaveQueue(Call));
                }

                break;
            case AcdEffect.WithdrawOffer withdraw:
                Feed(new CallInput.OfferWithdrawn(withdraw.Id, withdraw.Reason.ToString()));
                break;
            case AcdEffect.Transferred transferred:
                Feed(new CallInput.Transferred(transferred.OfferId, transferred.Queue));
                break;
            case AcdEffect.TransferRefused refused:
                Feed(new CallInput.TransferRefused(refused.OfferId, refused.Reason == TransferRefusal.NotReady ? "not_ready" : "not_found"));
                break;
            case AcdEffect.Queued queued when !_state.InQueue:
                Feed(new CallInput.QueueEntered(queued.Queue, queued.Position));
                break;
            case AcdEffect.HandedOver handed:
                Feed(new CallInput.HandedOver(handed.OfferId, handed.Next));
                break;
            case AcdEffect.Overflowed overflowed:
                Feed(new CallInput.Overflowed(overflowed.From, overflowed.To, overflowed.Reason.ToString()));
                break;
        }
    }

    private void OnMedia(MediaEvent mediaEvent)
    {
        switch (mediaEvent)
        {
            case MediaEvent.PlayFinished finished when finished.Leg == CallerLeg && finished.PlayId == _lastPlay:
                Feed(new CallInput.PlayFinished());
                break;
            case MediaEvent.Bridged bridged:
                if ((OfferOf(bridged.First) ?? OfferOf(bridged.Second)) is { } joined)
                {
                    Feed(new CallInput.AgentConnected(joined));
                }

                break;
            case MediaEvent.RecordingCommitted committed:
                Feed(new CallInput.RecordingCommitted(new RecordingCommitted(
                    CallRecordings.Relative(committed.Path, _services.RecordingsDirectory), committed.Sha256, (long)committed.Duration.TotalMilliseconds, committed.Bytes, Salvaged: false, TrackOf(committed.Leg))));
                break;
            case MediaEvent.RecordingFailed failed:
                _services.Alarms.Raise("recording_failed", Operations.AlarmSeverity.Critical, $"a recording failed: {failed.Reason}");
                _services.RecordingFailed();
                Feed(new CallInput.RecordingFailed(failed.Reason));
                break;
            case MediaEvent.Trouble { Leg: var leg, Reason: var reason }:
                _services.Alarms.Raise("media_trouble", Operations.AlarmSeverity.Warning, $"media of a call: {reason}");
                if (leg is { } troubled)
                {
                    ToLeg(troubled, mediaEvent);
                }

                break;
            case MediaEvent.LegHeard e:
                ToLeg(e.Leg, e);
                break;
            case MediaEvent.LegSilent e:
                LineSilent(e);
                ToLeg(e.Leg, e);
                break;
            case MediaEvent.LegHeardAgain e:
                _silent.Remove(e.Leg);
                ToLeg(e.Leg, e);
                break;
            case MediaEvent.LegMeasured e:
                _lines[e.Leg] = e.Statistics;
                break;
            case MediaEvent.VoiceHeard e when e.Leg == CallerLeg:
                Feed(new CallInput.VoiceHeard());
                break;
            case MediaEvent.DtmfReceived e:
                ToLeg(e.Leg, e);
                break;
            case MediaEvent.LegClosed closed:
                LineClosed(closed.Leg, closed.Statistics);
                break;
        }
    }

    /// <summary>Whose voice a recorded leg is.</summary>
    private string? TrackOf(LegId? leg) => leg switch
    {
        null => null,
        { } known when known == CallerLeg => "caller",
        { } known when OfferOf(known) is { } offer => $"agent {_agentLegs[offer].Agent}",
        _ => "agent",
    };

    private void ToLeg(LegId leg, MediaEvent mediaEvent)
    {
        if (leg == CallerLeg)
        {
            Caller(new LegInput.Media(mediaEvent));
        }
        else if (OfferOf(leg) is { } offer)
        {
            Agent(offer, new LegInput.Media(mediaEvent));
        }
    }
}
