using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.AgentCalls;

/// <summary>
/// A call that an agent makes: to a colleague, who may then take over the caller, or back to somebody who called. Pure. The ACD is asked
/// before anything rings, and the claim is released at every end. While the leg is with an emergency call (Moving), that call decides.
/// </summary>
public static class AgentCallMachine
{
    /// <summary>For the ACD to answer.</summary>
    public static readonly TimeSpan ClaimLimit = TimeSpan.FromSeconds(5);

    /// <summary>For the emergency call to take the leg over: longer than its own limits for it.</summary>
    public static readonly TimeSpan MoveLimit = TimeSpan.FromSeconds(20);

    /// <summary>Three times within the ACD's lease.</summary>
    public static readonly TimeSpan Renewal = AcdEngine.ClaimLease / 3;

    /// <summary>One turn.</summary>
    /// <param name="now">UTC of this turn; never less than the turn before.</param>
    public static (AgentCallState State, IReadOnlyList<AgentCallEffect> Effects) On(AgentCallState state, AgentCallInput input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(input);
        var turn = new AgentCallTurn(state, now);
        switch (state.Phase, input)
        {
            case (AgentCallPhase.Initial, AgentCallInput.Begin begin):
                turn.State = state with { Phase = AgentCallPhase.Claiming, Dialling = begin.Dialling, Target = begin.Target };
                turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.ClaimLimit, ClaimLimit));
                turn.Do(begin.Target is AgentCallTarget.Colleague colleague
                    ? new AgentCallEffect.Claim(begin.Dialling, colleague.Agent)
                    : new AgentCallEffect.Claim(null, begin.Dialling));
                break;
            case (AgentCallPhase.Initial or AgentCallPhase.Ended, AgentCallInput.LegAsked asked):
                turn.Do(new AgentCallEffect.RefuseLeg(asked.By, 480));
                break;
            case (AgentCallPhase.Initial or AgentCallPhase.Ended, _):
                turn.CountUnexpected(input);
                break;
            case (_, AgentCallInput.TimerFired { Timer: AgentCallTimer.Renewal }):
                turn.Do(new AgentCallEffect.RenewClaim());
                turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.Renewal, Renewal));
                break;
            case (_, AgentCallInput.End end):
                turn.Do(new AgentCallEffect.EndDialled(end.Reason));
                turn.Do(new AgentCallEffect.RefuseDialling(503, end.Reason));
                turn.End("ended");
                break;
            default:
                OnLiving(turn, input);
                break;
        }

        return (turn.State, turn.Effects);
    }

    private static void OnLiving(AgentCallTurn turn, AgentCallInput input)
    {
        var state = turn.State;
        switch (input)
        {
            case AgentCallInput.Claimed claimed when state.Phase == AgentCallPhase.Claiming:
                Claimed(turn, claimed);
                break;
            case AgentCallInput.ClaimRefused refused when state.Phase == AgentCallPhase.Claiming:
                turn.Count("agent_call_refused_" + refused.Reason);
                Refuse(turn, refused.Reason == ClaimRefusal.Unknown ? 404 : 486, refused.Reason == ClaimRefusal.CallerFirst ? "A caller first" : "Busy", "refused");
                break;
            case AgentCallInput.ClaimRefused { Reason: ClaimRefusal.Gone } when state is { Phase: AgentCallPhase.Ringing, Target: AgentCallTarget.Other }:
                Refuse(turn, 481, "It is over", "gone");
                break;
            case AgentCallInput.ReplaceRefused refused when state is { Phase: AgentCallPhase.Ringing, Target: AgentCallTarget.Other }:
                Refuse(turn, refused.Status, refused.Reason, "refused");
                break;
            case AgentCallInput.TimerFired { Timer: AgentCallTimer.ClaimLimit } when state is { Phase: AgentCallPhase.Ringing, Target: AgentCallTarget.Other }:
                Refuse(turn, 480, "No answer from the call", "failed");
                break;
            case AgentCallInput.TimerFired { Timer: AgentCallTimer.ClaimLimit } when state.Phase == AgentCallPhase.Claiming:
                Refuse(turn, 503, "No answer from the distribution", "failed");
                break;
            case AgentCallInput.DiallingAnswered when state.Phase == AgentCallPhase.Summoning:
                Dial(turn);
                break;
            case AgentCallInput.DiallingEnded when !state.DiallingGone:
                DiallingEnded(turn);
                break;
            case AgentCallInput.DialledRinging when state.Phase == AgentCallPhase.Ringing && !state.DiallingGone:
                turn.Do(new AgentCallEffect.RingDialling());
                break;
            case AgentCallInput.DialledAnswered when state.Phase == AgentCallPhase.Ringing:
                Answered(turn);
                break;
            case AgentCallInput.DialledFailed failed when state.Phase == AgentCallPhase.Ringing:
                Failed(turn, failed);
                break;
            case AgentCallInput.DialledEnded when state.Phase == AgentCallPhase.Talking:
                turn.Do(new AgentCallEffect.EndDialling("the other side hung up"));
                turn.End("ended");
                break;
            case AgentCallInput.LegPromised promised when state is { HandingTo: null, Target: AgentCallTarget.Colleague }:
                turn.State = state with { HandingTo = promised.To };
                break;
            case AgentCallInput.LegAsked asked:
                Ask(turn, asked.By);
                break;
            case AgentCallInput.HandoverOver over when over.By == state.HandingTo:
                HandoverOver(turn, over.Done);
                break;
            case AgentCallInput.LegNotTaken gone when gone.By == state.HandingTo && state.Phase == AgentCallPhase.Moving:
                turn.Do(new AgentCallEffect.EndDialled("the caller is gone"));
                HandoverOver(turn, done: false);
                break;
            case AgentCallInput.TimerFired { Timer: AgentCallTimer.MoveLimit } when state.Phase == AgentCallPhase.Moving || state.DiallingGone:
                turn.Count("agent_call_move_limit");
                HandoverOver(turn, done: false);
                break;
            default:
                turn.CountUnexpected(input);
                break;
        }
    }

    private static void Claimed(AgentCallTurn turn, AgentCallInput.Claimed claimed)
    {
        turn.Do(new AgentCallEffect.StopTimer(AgentCallTimer.ClaimLimit));
        turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.Renewal, Renewal));
        turn.State = turn.State with { Offer = claimed.Offer, During = claimed.During };
        switch (turn.State.Target)
        {
            case AgentCallTarget.Other other:
                turn.State = turn.State with { Phase = AgentCallPhase.Ringing };
                turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.ClaimLimit, ClaimLimit));
                turn.Do(new AgentCallEffect.AskReplace(other.Call));
                break;
            case AgentCallTarget.Callback:
                turn.State = turn.State with { Phase = AgentCallPhase.Summoning };
                turn.Do(new AgentCallEffect.SummonDialling());
                break;
            case AgentCallTarget.Colleague to:
                turn.Do(new AgentCallEffect.Note(claimed.During, new ConsultBegan(claimed.Offer.Value, turn.State.Dialling.Value, to.Agent.Value)));
                Dial(turn);
                break;
        }
    }

    private static void Dial(AgentCallTurn turn)
    {
        turn.State = turn.State with { Phase = AgentCallPhase.Ringing, RungAt = turn.Now };
        turn.Do(new AgentCallEffect.StartDialled());
    }

    private static void DiallingEnded(AgentCallTurn turn)
    {
        if (turn.State.HandingTo is not null)
        {
            // Many phones say BYE or CANCEL right after REFER: the colleague is the caller's now.
            turn.State = turn.State with { DiallingGone = true };
            if (turn.State.Phase == AgentCallPhase.Talking)
            {
                turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.MoveLimit, MoveLimit));
            }

            return;
        }

        turn.Do(new AgentCallEffect.EndDialled("the agent hung up"));
        turn.End(turn.State.Phase == AgentCallPhase.Talking ? "ended" : "canceled");
    }

    private static void Answered(AgentCallTurn turn)
    {
        turn.State = turn.State with { Phase = AgentCallPhase.Talking, AnsweredAt = turn.Now };
        if (!turn.State.DiallingGone)
        {
            turn.Do(new AgentCallEffect.AnswerDialling());
            turn.Do(new AgentCallEffect.Bridge());
        }

        if (turn.State is { HandingTo: { } by, IsAsked: true })
        {
            Give(turn, by);
        }
    }

    private static void Failed(AgentCallTurn turn, AgentCallInput.DialledFailed failed)
    {
        var (status, word) = failed.Failure switch
        {
            OfferFailure.Busy => (486, "busy"),
            OfferFailure.Declined => (603, "declined"),
            OfferFailure.NoAnswer => (480, "no_answer"),
            OfferFailure.Unregistered => (480, "unregistered"),
            _ => (480, "failed"),
        };
        if (turn.State is { HandingTo: { } by, IsAsked: true })
        {
            turn.Do(new AgentCallEffect.RefuseLeg(by, status));
        }

        turn.Do(new AgentCallEffect.RefuseDialling(status, "The other side: " + word.Replace('_', ' ')));
        turn.End(word, failed.Status);
    }

    private static void Ask(AgentCallTurn turn, CallId by)
    {
        var state = turn.State;
        if (state is { Phase: AgentCallPhase.Ringing, Target: AgentCallTarget.Other })
        {
            // The agent's own leg is the one that goes there.
            turn.Do(new AgentCallEffect.StopTimer(AgentCallTimer.ClaimLimit));
            turn.Do(new AgentCallEffect.AnswerDialling());
            Give(turn, by);
        }
        else if ((state.HandingTo is { } other && (other != by || state.IsAsked)) || state.Phase == AgentCallPhase.Moving || state.Target is not AgentCallTarget.Colleague)
        {
            turn.Do(new AgentCallEffect.RefuseLeg(by, 491));
        }
        else if (state.Phase == AgentCallPhase.Talking)
        {
            Give(turn, by);
        }
        else
        {
            // Answered when the colleague has answered.
            turn.State = state with { HandingTo = by, IsAsked = true };
        }
    }

    private static void Give(AgentCallTurn turn, CallId by)
    {
        turn.State = turn.State with { Phase = AgentCallPhase.Moving, HandingTo = by, IsAsked = true };
        turn.Do(new AgentCallEffect.StartTimer(AgentCallTimer.MoveLimit, MoveLimit));
        turn.Do(new AgentCallEffect.GiveLeg(by));
    }

    private static void HandoverOver(AgentCallTurn turn, bool done)
    {
        if (turn.State is { Phase: not AgentCallPhase.Moving, DiallingGone: false })
        {
            // The agent still waits for the colleague, or talks.
            turn.State = turn.State with { HandingTo = null, IsAsked = false };
            return;
        }

        if (turn.State.Phase != AgentCallPhase.Moving)
        {
            turn.Do(new AgentCallEffect.EndDialled("the caller is gone"));
        }

        turn.Do(new AgentCallEffect.EndDialling(done ? "transferred" : "the transfer failed"));
        turn.End(done ? "handed_over" : "failed");
    }

    private static void Refuse(AgentCallTurn turn, int status, string reason, string result)
    {
        turn.Do(new AgentCallEffect.RefuseDialling(status, reason));
        turn.End(result);
    }
}
