using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// The arrows of a recording that pauses: silence in the recording while an agent talks with the caller, never longer than the centre allows and
/// never past that conversation. Who may ask is decided before; what is done is evidence.
/// </summary>
internal static class CallPause
{
    public static void Ask(CallTurn turn, CallInput.PauseRecording asked)
    {
        if (turn.State is not { Pause: null, RecordingDone: false, Offer: { Stage: OfferStage.Connected } offer } || !turn.Facts.Recorded)
        {
            turn.Count("pause_out_of_phase");
            return;
        }

        turn.State = turn.State with { Pause = new RecordingPause(offer.Id, offer.Agent, turn.Now) };
        turn.Append(new RecordingPaused(asked.By, offer.Agent.Value, asked.Reason, CallOffering.Milliseconds(asked.Limit)));
        turn.Do(new CallEffect.PauseRecording(true));
        turn.Do(new CallEffect.StartTimer(CallTimer.PauseLimit, asked.Limit));
    }

    public static void Resume(CallTurn turn, CallInput.ResumeRecording asked)
    {
        if (turn.State.Pause is null)
        {
            turn.Count("resume_out_of_phase");
            return;
        }

        End(turn, asked.By, RecordingContinued.Asked);
    }

    /// <summary>Forgotten: the recording goes on by itself, and somebody is told.</summary>
    public static void OnLimit(CallTurn turn)
    {
        if (turn.State.Pause is { } pause)
        {
            turn.Do(new CallEffect.PauseForgotten(pause.Agent, turn.Now - pause.Since));
            End(turn, RecordingContinued.Gateway, RecordingContinued.Limit);
        }
    }

    /// <summary>After every turn: a pause belongs to the conversation in which it was asked for.</summary>
    public static void EndWithConversation(CallTurn turn)
    {
        if (turn.State is { Pause: { } pause, Offer: var offer } && (offer?.Id != pause.Offer || offer.Stage != OfferStage.Connected))
        {
            End(turn, RecordingContinued.Gateway, RecordingContinued.ConversationOver);
        }
    }

    /// <summary>Before the end of the call.</summary>
    public static void EndWithCall(CallTurn turn)
    {
        if (turn.State.Pause is not null)
        {
            End(turn, RecordingContinued.Gateway, RecordingContinued.ConversationOver);
        }
    }

    private static void End(CallTurn turn, string by, string because)
    {
        var paused = CallOffering.Milliseconds(turn.Now - turn.State.Pause!.Since);
        turn.State = turn.State with { Pause = null };
        turn.Append(new RecordingContinued(by, because, paused));
        turn.Do(new CallEffect.StopTimer(CallTimer.PauseLimit));
        turn.Do(new CallEffect.PauseRecording(false));
    }
}
