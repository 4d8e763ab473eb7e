using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>The arrows into Ended and inside it: one outcome, then the recording's commit, then CallEnded, then nothing.</summary>
internal static class CallEnding
{
    /// <summary>Inputs after the outcome is known.</summary>
    public static void On(CallTurn turn, CallInput input)
    {
        switch (input)
        {
            case CallInput.RecordingCommitted { Recording: { Track: not null } track }:
                turn.Append(track);
                break;
            case CallInput.RecordingCommitted committed:
                // Evidence is written down even when the record is closed already.
                turn.Append(committed.Recording);
                turn.State = turn.State with { RecordingDone = true };
                Finish(turn);
                break;
            case CallInput.RecordingFailed failed:
                turn.Append(new RecordingFailed(failed.Reason));
                break;
            case CallInput.TimerFired { Timer: CallTimer.RecordingLimit } when !turn.State.IsFinished:
                turn.Append(new RecordingFailed("not committed in time"));
                Finish(turn);
                break;
            case CallInput.Noted noted:
                turn.Append(noted.Payload);
                break;
            case CallInput.LegTaken taken:
                CallHandover.Take(turn, taken);
                break;
            case CallInput.AgentAnswered answered:
                turn.Count("late_agent_answered");
                turn.Do(new CallEffect.EndAgentLeg(answered.Offer, "caller is gone"));
                break;
            default:
                turn.Count("late_" + CallOffering.Name(input));
                break;
        }
    }

    public static void CallerEnded(CallTurn turn, CallInput.CallerEnded ended)
    {
        var state = turn.State;
        var wasAnswering = state.Caller >= CallerLegState.Answering;
        turn.State = state = state with { Caller = CallerLegState.Gone };
        switch (ended.Cause)
        {
            case CallerEndCause.Refused:
                turn.Append(new CallRefused(ended.Status, ended.Detail ?? "the caller's leg could not be answered"));
                End(turn, CallOutcome.Refused, $"refused with {ended.Status}");
                break;
            case CallerEndCause.Lost:
                turn.Append(new CallerLegLost(ended.Detail));
                End(turn, CallOutcome.CallerLegLost, "caller leg lost");
                break;
            case CallerEndCause.NotResumed:
                turn.Append(new Journal.Withdraw(CallOutcome.SystemLost, "restart", null, ended.Detail ?? "the re-INVITE was not answered"));
                End(turn, CallOutcome.SystemLost, "not taken up again after a restart");
                break;
            case CallerEndCause.Cancelled or CallerEndCause.HungUp when state.Offer is { Stage: OfferStage.Connected } offer:
                turn.Append(new CompleteCaller(
                    offer.Id.Value,
                    offer.Agent.Value,
                    offer.Queue.Value,
                    CallOffering.Milliseconds(offer.ConnectedAt!.Value - turn.Facts.ReceivedAt),
                    CallOffering.Milliseconds(turn.Now - offer.ConnectedAt!.Value)));
                End(turn, CallOutcome.Answered, "caller hung up");
                break;
            default:
                var outcome = Abandonment(CallResumption.PhaseBefore(state), turn.Elapsed);
                turn.Append(new Abandon(
                    outcome,
                    state.InQueue ? state.Queue?.Value : null,
                    state.Position,
                    CallOffering.Milliseconds(turn.Elapsed),
                    ended.Cause == CallerEndCause.Cancelled ? "cancel" : "bye"));
                End(turn, outcome, wasAnswering ? "caller hung up" : "caller cancelled");
                break;
        }
    }

    public static void AgentCompleted(CallTurn turn, CallOffer offer)
    {
        turn.Append(new CompleteAgent(
            offer.Id.Value,
            offer.Agent.Value,
            offer.Queue.Value,
            CallOffering.Milliseconds(offer.ConnectedAt!.Value - turn.Facts.ReceivedAt),
            CallOffering.Milliseconds(turn.Now - offer.ConnectedAt!.Value)));
        End(turn, CallOutcome.Answered, "agent hung up");
    }

    public static void Refuse(CallTurn turn, CallInput.Refuse refuse)
    {
        if (turn.State.Caller >= CallerLegState.Answering)
        {
            // Too late for a final response: a caller who has been answered is served.
            turn.Count("late_refuse");
            return;
        }

        turn.Do(new CallEffect.RefuseCaller(refuse.Status, refuse.Reason, refuse.Q850Cause));
        turn.State = turn.State with { Caller = CallerLegState.Gone };
        turn.Append(new CallRefused(refuse.Status, refuse.Reason));
        End(turn, CallOutcome.Refused, $"refused with {refuse.Status}");
    }

    public static void Withdraw(CallTurn turn, CallInput.Withdraw withdraw)
    {
        var (outcome, by) = withdraw.By switch
        {
            WithdrawnBy.Supervisor => (CallOutcome.Withdrawn, "supervisor"),
            WithdrawnBy.Shutdown => (CallOutcome.SystemLost, "shutdown"),
            _ => (CallOutcome.SystemLost, "defect"),
        };
        if (turn.State.Caller < CallerLegState.Answering)
        {
            // 42, switching equipment congestion: the carrier tries its next route.
            turn.Do(new CallEffect.RefuseCaller(503, withdraw.Reason, 42));
            turn.State = turn.State with { Caller = CallerLegState.Gone };
        }

        turn.Append(new Journal.Withdraw(outcome, by, withdraw.Name, withdraw.Reason));
        End(turn, outcome, withdraw.Reason);
    }

    /// <summary>Which of the four abandonments it is.</summary>
    internal static CallOutcome Abandonment(CallPhase phase, TimeSpan elapsed) => phase switch
    {
        CallPhase.Admitting => CallOutcome.AbandonedBeforeQueue,
        _ when elapsed < CallMachine.ShortAbandon => CallOutcome.AbandonedShort,
        CallPhase.Offered => CallOutcome.AbandonedRinging,
        _ => CallOutcome.AbandonedWaiting,
    };

    private static void End(CallTurn turn, CallOutcome outcome, string cause)
    {
        CallPause.EndWithCall(turn);
        var state = turn.State;
        var queued = state.Queue is not null && !state.Resuming;
        turn.State = state with { Outcome = outcome, Cause = cause, Offers = [] };
        foreach (var timer in new[]
            { CallTimer.LocationLimit, CallTimer.AnswerLimit, CallTimer.BridgeLimit, CallTimer.HoldAlarm, CallTimer.AnnouncementDue })
        {
            turn.Do(new CallEffect.StopTimer(timer));
        }

        turn.EndTransfer(487);
        CallHandover.End(turn, state, cause);
        foreach (var offer in state.Offers)
        {
            turn.Do(offer.Stage >= OfferStage.Answered
                ? new CallEffect.EndAgentLeg(offer.Id, cause)
                : new CallEffect.CancelAgentLeg(offer.Id, cause));
        }

        if (state.Caller != CallerLegState.Gone)
        {
            turn.Do(new CallEffect.EndCaller(cause));
            turn.State = turn.State with { Caller = CallerLegState.Gone };
        }

        if (queued)
        {
            turn.Do(new CallEffect.AcdCallEnded(outcome));
        }

        turn.Do(new CallEffect.CloseMedia());
        if (turn.Facts.Recorded && !state.RecordingDone && outcome != CallOutcome.Refused)
        {
            turn.Do(new CallEffect.StartTimer(CallTimer.RecordingLimit, CallMachine.RecordingLimit));
        }
        else
        {
            Finish(turn);
        }
    }

    private static void Finish(CallTurn turn)
    {
        if (turn.State.IsFinished)
        {
            return;
        }

        var outcome = turn.State.Outcome!.Value;
        turn.State = turn.State with { IsFinished = true };
        turn.Do(new CallEffect.StopTimer(CallTimer.RecordingLimit));
        turn.Append(new CallEnded(outcome, turn.State.Cause ?? ""));
        turn.Do(new CallEffect.Finished(outcome));
    }
}
