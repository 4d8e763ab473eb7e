using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// The arrows of a call that outlived a restart: the journal's facts, then the caller's answer to the re-INVITE, then the front of its
/// queue. The agent of before is gone; whatever fails ends the call as <see cref="CallOutcome.SystemLost"/>, on top of the callback list.
/// </summary>
internal static class CallResumption
{
    /// <summary>The most that the ACD gives by default; it bounds what is more.</summary>
    public static readonly TimeSpan Bonus = Acd.Configuration.AcdDefaults.MaxPriorityBonus;

    public static void Begin(CallTurn turn, CallInput.Resume resume) => turn.State = turn.State with
    {
        Facts = resume.Facts,
        Queue = resume.Queue,
        Caller = CallerLegState.Answering,
        Greeted = true,
        Resuming = true,
        InterruptedAt = resume.InterruptedAt,
    };

    /// <summary>The caller is there again.</summary>
    public static void Done(CallTurn turn)
    {
        var state = turn.State;
        turn.State = state with { Resuming = false, Caller = CallerLegState.Established };
        var queue = state.Queue ?? turn.Facts.Fallback.Queue;
        turn.Append(new CallResumed(queue.Value, CallOffering.Milliseconds(turn.Now - state.InterruptedAt!.Value)));
        if (state.Queue is null)
        {
            // Cut before it was routed: the INVITE that said where the caller is has gone with the run before.
            CallMachine.Locate(turn, new CallInput.Located(CallMachine.NoLocation("restart"), turn.Facts.Fallback));
        }
        else
        {
            turn.EnterQueue(queue);
        }

        turn.PlayWhatIsDue();
    }

    /// <summary>For a caller who hangs up: who was in a queue before the restart gave up waiting.</summary>
    public static CallPhase PhaseBefore(CallState state) => state is { Resuming: true, Queue: not null } ? CallPhase.Waiting : state.Phase;
}
