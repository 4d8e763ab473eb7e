using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// The arrow of a call whose owner's turn threw. What of that turn was done is not known, so whoever was asked or talks is let go, and the
/// caller, who has done nothing wrong, waits again in front of the queue, as after a restart.
/// </summary>
public static class CallMending
{
    /// <summary>A caller who is connected to us can wait; others are better refused, so that the carrier tries its next route.</summary>
    public static bool Allows(CallState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state is { Facts: not null, Outcome: null, Resuming: false, Caller: CallerLegState.Early or CallerLegState.Established };
    }

    internal static void On(CallTurn turn, CallInput.Mend mend)
    {
        if (!Allows(turn.State))
        {
            CallEnding.Withdraw(turn, new CallInput.Withdraw(WithdrawnBy.Defect, mend.Reason));
            return;
        }

        var before = turn.State;
        turn.EndTransfer(500);
        CallHandover.End(turn, before, mend.Reason);
        foreach (var offer in before.Offers)
        {
            turn.Do(offer.Stage >= OfferStage.Answered
                ? new CallEffect.EndAgentLeg(offer.Id, mend.Reason)
                : new CallEffect.CancelAgentLeg(offer.Id, mend.Reason));
        }

        turn.Do(new CallEffect.StopTimer(CallTimer.BridgeLimit));
        turn.Do(new CallEffect.StopTimer(CallTimer.HoldAlarm));
        turn.State = turn.State with
        {
            Offers = [],
            InQueue = false,
            LeftAcd = false,
            Greeted = true,
            Announcement = null,
            Hears = CallerAudio.Nothing,
            InterruptedAt = turn.Now,
        };
        turn.Append(new CallMended(mend.Reason));
        if (before.Queue is { } queue)
        {
            // The ACD forgets what it knew and begins again, by the same INVITE.
            turn.Do(new CallEffect.AcdCallEnded(CallOutcome.SystemLost));
            turn.EnterQueue(queue);
        }
        else
        {
            CallMachine.Locate(turn, new CallInput.Located(CallMachine.NoLocation("defect"), turn.Facts.Fallback));
        }

        turn.PlayWhatIsDue();
    }
}
