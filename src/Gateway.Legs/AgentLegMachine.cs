using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>
/// An agent's leg: (state, input) to (state, effects). An offer forks to all phones of the agent; the first 200 wins. This file: from the
/// INVITEs to the answer, and the end; AgentConversation.cs: from the answer on. Pure and thread-safe; ids come from the port.
/// </summary>
public static class AgentLegMachine
{
    /// <summary>A phone that has sent nothing by then is skipped.</summary>
    public static readonly TimeSpan FirstResponseLimit = TimeSpan.FromSeconds(2);

    /// <summary>Opens the media leg and invites every phone.</summary>
    public static (AgentLegState State, IReadOnlyList<LegEffect> Effects) Start(AgentLegStart start, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(ids);
        var local = new LocalMedia((ulong)start.Leg.Value, start.Ports);
        local = local with { Codecs = start.Codecs ?? local.Codecs, Srtp = start.Srtp };
        var offer = OfferAnswer.Offer(local);
        var media = new LegMedia(local, offer, AwaitsAnswer: true);
        var forks = start.Bindings.Select(_ => new AgentFork(ids.NewUsage(), IsAlive: false)).ToList();
        var turn = new LegTurn(new AgentLegState(start.Call, start.Leg, media, [.. forks.Select(f => f.Usage)], forks), ids);
        turn.Send(new MediaCommand.OpenLeg(start.Call, start.Leg, start.Role, start.Ports) { AwaitsKeys = Security.HasKeys(offer) });
        if (forks.Count == 0)
        {
            Fail(turn, new LegEvent.OfferFailed(AgentFailure.Unregistered, Detail: "no binding"));
            return Done(turn);
        }

        foreach (var (fork, binding) in forks.Zip(start.Bindings))
        {
            turn.Send(new SipCommand.Invite(fork.Usage, start.Invite.Request(binding.Contact, InDialog.Body(offer)), binding.Flow));
            turn.Start(LegTimerName.FirstResponse, FirstResponseLimit, fork.Usage);
        }

        turn.Start(LegTimerName.Ring, start.RingTimeout);
        return Done(turn);
    }

    /// <summary>Opens the media leg and brings the phone over from another call.</summary>
    public static (AgentLegState State, IReadOnlyList<LegEffect> Effects) Adopt(AgentLegAdoption adoption, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(adoption);
        ArgumentNullException.ThrowIfNull(ids);

        // The same session for the phone (RFC 3264 §8): its id stays, only address and port are new.
        // At another address its keys are new ones (RFC 4568 §7.1.4).
        var local = adoption.Media.Local with { Address = adoption.Ports.Advertise, RtpPort = adoption.Ports.RtpPort, Srtp = adoption.Srtp };
        var media = new LegMedia(local, OfferAnswer.Offer(local, adoption.Media.Description));
        var state = new AgentLegState(adoption.Call, adoption.Leg, media, [adoption.Usage], [])
        {
            Phase = AgentLegPhase.Adopting,
            Answered = adoption.Usage,
        };
        var turn = new LegTurn(state, ids);
        turn.State = AgentAdoption.Start(turn, state, adoption);
        return Done(turn);
    }

    /// <summary>Takes one input. Never throws; what meets no arrow is counted.</summary>
    public static (AgentLegState State, IReadOnlyList<LegEffect> Effects) On(AgentLegState state, LegInput input, ISipIds ids)
    {
        ArgumentNullException.ThrowIfNull(state);
        var turn = new LegTurn(state, ids);
        switch (state.Phase)
        {
            case AgentLegPhase.Inviting or AgentLegPhase.Ringing:
                Offering(turn, state, input);
                break;
            case AgentLegPhase.Adopting:
                AgentAdoption.On(turn, state, input);
                break;
            case AgentLegPhase.Answered or AgentLegPhase.Connected:
                AgentConversation.On(turn, state, input);
                break;
            default:
                Ended(turn, state, input);
                break;
        }

        return Done(turn);
    }

    private static void Offering(LegTurn turn, AgentLegState state, LegInput input)
    {
        switch (input)
        {
            case LegInput.Sip { Event: SipEvent.Provisional provisional } when IsFork(state, provisional.Usage):
                Provisional(turn, state, provisional);
                break;
            case LegInput.Sip { Event: SipEvent.Succeeded succeeded } when IsFork(state, succeeded.Usage):
                Succeeded(turn, state, succeeded);
                break;
            case LegInput.Sip { Event: SipEvent.Succeeded late }:
                // Skipped or refused before; its CANCEL crossed this 200.
                turn.Send(new SipCommand.Bye(late.Usage, LegReasons.CompletedElsewhere));
                turn.Count("answer_crossed_cancel");
                break;
            case LegInput.Sip { Event: SipEvent.Failed failed } when IsFork(state, failed.Usage):
                var cause = failed.StatusCode is >= 300 and < 700 ? AgentFailures.Of(failed.StatusCode) : AgentFailure.Failed;
                ForkFailed(turn, state, failed.Usage, new LegEvent.OfferFailed(cause, failed.StatusCode, failed.Reason));
                break;
            case LegInput.Sip { Event: SipEvent.Failed or SipEvent.Provisional or SipEvent.Confirmed }:
                // Of a phone that was skipped or given up.
                break;
            case LegInput.Sip { Event: SipEvent.InDialogRequest asked }
                when asked.Request.Is(SipMethod.Update) && SdpBody.Of(asked.Request).IsPresent:
                EarlyAnswers.Update(turn, state, asked);
                break;
            case LegInput.Sip { Event: SipEvent.InDialogRequest asked }:
                InDialog.Request(turn, asked);
                break;
            case LegInput.TimerFired { Timer: { Name: LegTimerName.FirstResponse } timer }
                when state.Forks.Any(f => f.Usage == timer.Usage && !f.IsAlive):
                turn.Send(new SipCommand.Cancel(timer.Usage));
                ForkFailed(turn, state, timer.Usage, new LegEvent.OfferFailed(AgentFailure.Unregistered, Detail: "no response within 2 s"));
                break;
            case LegInput.TimerFired { Timer.Name: LegTimerName.Ring }:
                CancelAll(turn, state, LegReasons.RingTimeout);
                Fail(turn, new LegEvent.OfferFailed(AgentFailure.NoAnswer));
                break;
            case LegInput.Withdraw withdraw:
                CancelAll(turn, state, withdraw.Reason);
                End(turn, new LegEvent.AgentEnded(AgentEnding.Withdrawn, withdraw.Reason));
                break;
            case LegInput.HangUp hangUp:
                CancelAll(turn, state, hangUp.Reason);
                End(turn, new LegEvent.AgentEnded(AgentEnding.Withdrawn, hangUp.Reason ?? ""));
                break;
            case LegInput.Media { Event: MediaEvent.LegHeard or MediaEvent.LegHeardAgain }:
                // Early media: the path works.
                turn.State = state with { IsHeard = true };
                break;
            case LegInput.Media { Event: MediaEvent.LegSilent }:
                // Nobody has answered: nobody is expected to send.
                break;
            case LegInput.Media { Event: MediaEvent.Trouble trouble } when trouble.Leg == state.Leg:
                CancelAll(turn, state, null);
                Fail(turn, new LegEvent.OfferFailed(AgentFailure.Failed, Detail: trouble.Reason));
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void Provisional(LegTurn turn, AgentLegState state, SipEvent.Provisional provisional)
    {
        if (state.Forks.Any(f => f.Usage == provisional.Usage && !f.IsAlive))
        {
            turn.Stop(LegTimerName.FirstResponse, provisional.Usage);
            state = state with { Forks = [.. state.Forks.Select(f => f.Usage == provisional.Usage ? f with { IsAlive = true } : f)] };
        }

        state = provisional.IsReliable ? EarlyAnswers.Take(turn, state, provisional) : state;
        if (state.Phase == AgentLegPhase.Inviting && provisional.Response.StatusCode is 180 or 183)
        {
            state = state with { Phase = AgentLegPhase.Ringing };
            turn.Tell(new LegEvent.Ringing());
        }

        turn.State = state;
    }

    private static void Succeeded(LegTurn turn, AgentLegState state, SipEvent.Succeeded succeeded)
    {
        var result = EarlyAnswers.Result(state, succeeded);
        if (result is not NegotiationResult.Agreed agreed)
        {
            // The other phones go on ringing.
            turn.Send(new SipCommand.Bye(succeeded.Usage, LegReasons.NoCommonCodec));
            ForkFailed(
                turn, state, succeeded.Usage,
                new LegEvent.OfferFailed(AgentFailure.Failed, succeeded.Response.StatusCode, ((NegotiationResult.Failed)result).Detail));
            return;
        }

        StopForkTimers(turn, state);
        foreach (var loser in state.Forks.Where(f => f.Usage != succeeded.Usage))
        {
            turn.Send(new SipCommand.Cancel(loser.Usage, LegReasons.CompletedElsewhere));
        }

        turn.State = state with { Phase = AgentLegPhase.Answered, Answered = succeeded.Usage, Forks = [] };
        turn.Tell(new LegEvent.Answered());
        InDialog.Settle(turn, agreed);
        AgentConversation.Begin(turn);
    }

    private static void ForkFailed(LegTurn turn, AgentLegState state, UsageId usage, LegEvent.OfferFailed failure)
    {
        state = state with
        {
            Forks = [.. state.Forks.Where(f => f.Usage != usage)],
            Failure = AgentFailures.Weightier(state.Failure, failure),
        };
        turn.State = state;
        turn.Stop(LegTimerName.FirstResponse, usage);
        if (state.Forks.Count == 0)
        {
            turn.Stop(LegTimerName.Ring);
            Fail(turn, state.Failure);
        }
    }

    private static void CancelAll(LegTurn turn, AgentLegState state, string? reason)
    {
        StopForkTimers(turn, state);
        foreach (var fork in state.Forks)
        {
            turn.Send(new SipCommand.Cancel(fork.Usage, reason));
        }

        turn.State = state with { Forks = [] };
    }

    private static void StopForkTimers(LegTurn turn, AgentLegState state)
    {
        turn.Stop(LegTimerName.Ring);
        foreach (var fork in state.Forks.Where(f => !f.IsAlive))
        {
            turn.Stop(LegTimerName.FirstResponse, fork.Usage);
        }
    }

    private static void Fail(LegTurn turn, LegEvent.OfferFailed failure) => End(turn, failure);

    internal static void End(LegTurn turn, LegEvent last)
    {
        turn.State = (AgentLegState)turn.State with { Phase = AgentLegPhase.Ended };
        turn.Send(new MediaCommand.CloseLeg(turn.State.Call, turn.State.Leg));
        turn.Tell(last);
    }

    private static void Ended(LegTurn turn, AgentLegState state, LegInput input)
    {
        switch (input)
        {
            case LegInput.Sip { Event: SipEvent.Succeeded crossed }:
                // The stack has ended it already when it saw the CANCEL first; a second BYE is ignored.
                turn.Send(new SipCommand.Bye(crossed.Usage, LegReasons.CompletedElsewhere));
                turn.Count("answer_crossed_cancel");
                break;
            case LegInput.Sip { Event: SipEvent.Failed or SipEvent.Provisional or SipEvent.Confirmed }:
                // How cancelled INVITEs end.
                break;
            case LegInput.Sip { Event: SipEvent.ReinviteReceived late }:
                InDialog.Over(turn, late.Id);
                break;
            case LegInput.Sip { Event: SipEvent.InDialogRequest late }:
                InDialog.Over(turn, late.Id);
                break;
            case LegInput.HangUp or LegInput.Withdraw:
                // The call ends its legs without asking which of them began it.
                break;
            case LegInput.Media { Event: MediaEvent.LegClosed }:
                // Follows our CloseLeg.
                break;
            case LegInput.Sip { Event: SipEvent.RequestFinished finished } when finished.Id == state.Probe || finished.Id == state.Reinvite:
                // The probe of a leg that has ended meanwhile.
                break;
            default:
                turn.CountUnexpected("late", input);
                break;
        }
    }

    private static bool IsFork(AgentLegState state, UsageId usage) => state.Forks.Any(f => f.Usage == usage);

    private static (AgentLegState, IReadOnlyList<LegEffect>) Done(LegTurn turn) => ((AgentLegState)turn.State, turn.Effects);
}
