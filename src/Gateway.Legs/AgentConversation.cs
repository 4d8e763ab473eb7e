using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>An agent's leg from the answer on: media, hold, probes of a silent phone, BYE.</summary>
internal static class AgentConversation
{
    private static readonly TimeSpan MediaGrace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(2);

    public static void Begin(LegTurn turn)
    {
        turn.Start(LegTimerName.Settling, Settling);
        if (turn.State.IsHeard)
        {
            Connected(turn, heard: true);
        }
        else
        {
            turn.Start(LegTimerName.MediaGrace, MediaGrace);
        }
    }

    public static void On(LegTurn turn, AgentLegState state, LegInput input)
    {
        switch (input)
        {
            case LegInput.Sip sip:
                OnSip(turn, state, sip);
                break;
            case LegInput.Media media:
                OnMedia(turn, state, media);
                break;
            case LegInput.TimerFired { Timer.Name: LegTimerName.MediaGrace } when state.Phase == AgentLegPhase.Answered:
                Connected(turn, heard: false);
                break;
            case LegInput.TimerFired { Timer.Name: LegTimerName.Settling } when !state.IsSettled:
                turn.State = state with { IsSettled = true };
                if (!state.IsHeard || state.SilentFor >= SilenceLimit)
                {
                    Probe(turn);
                }

                break;
            case LegInput.TimerFired { Timer.Name: LegTimerName.ProbeAnswer } when state.Probe is not null && !state.IsHeld:
                Lose(turn, state, "silent, and no answer to a probe within 2 s");
                break;
            case LegInput.HangUp hangUp:
                Leave(turn, state, hangUp.Reason, AgentEnding.Released);
                break;
            case LegInput.Withdraw withdraw:
                Leave(turn, state, withdraw.Reason, AgentEnding.Withdrawn);
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void OnSip(LegTurn turn, AgentLegState state, LegInput.Sip input)
    {
        switch (input.Event)
        {
            case SipEvent.Succeeded late when late.Usage != state.Answered:
                turn.Send(new SipCommand.Bye(late.Usage, LegReasons.CompletedElsewhere));
                turn.Count("answer_crossed_cancel");
                break;
            case SipEvent.OfUsage other and (SipEvent.Failed or SipEvent.Provisional or SipEvent.Confirmed)
                when other.Usage != state.Answered:
                // The other phones, as their CANCEL ends them.
                break;
            case SipEvent.OfUsage other when other.Usage != state.Answered:
                turn.CountUnexpected("other_usage", input);
                break;
            case SipEvent.Confirmed confirmed:
                turn.Tell(new LegEvent.Confirmed(confirmed.Dialog));
                break;
            case SipEvent.ByeReceived bye:
                StopTimers(turn, state);
                AgentLegMachine.End(turn, new LegEvent.AgentEnded(AgentEnding.HungUp, LegReasons.Read(bye.Bye)));
                break;
            case SipEvent.SessionRefreshed refreshed:
                StopProbe(turn);
                InDialog.Refreshed(turn, refreshed.Response);
                break;
            case SipEvent.SessionExpired:
                turn.Count("session_expired");
                if (!state.IsHeard || state.SilentFor is not null)
                {
                    Probe(turn);
                }

                break;
            case SipEvent.ReinviteReceived reinvite:
                StopProbe(turn);
                InDialog.Reinvite(turn, reinvite);
                break;
            case SipEvent.InDialogRequest refer when refer.Request.Is(SipMethod.Refer):
                StopProbe(turn);
                turn.Tell(new LegEvent.Referred(refer.Id, refer.Request, refer.Replaces));
                break;
            case SipEvent.InDialogRequest asked:
                StopProbe(turn);
                InDialog.Request(turn, asked);
                break;
            case SipEvent.Acknowledged acknowledged:
                InDialog.Acknowledged(turn, acknowledged.Ack);
                break;
            case SipEvent.AckMissing:
                turn.Count("ack_missing");
                break;
            case SipEvent.RequestFinished finished when finished.Id == state.Probe:
                StopProbe(turn);
                if (LegProbe.IsFailure(finished) && !state.IsHeld)
                {
                    Lose(turn, state, $"silent, and {finished.StatusCode} to a probe");
                }

                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void OnMedia(LegTurn turn, AgentLegState state, LegInput.Media input)
    {
        switch (input.Event)
        {
            case MediaEvent.LegHeard heard when heard.Leg == state.Leg:
            case MediaEvent.LegHeardAgain again when again.Leg == state.Leg:
                Heard(turn, state);
                break;
            case MediaEvent.LegSilent silent when silent.Leg == state.Leg && state.IsHeld:
                turn.Count("silent_on_hold");
                break;
            case MediaEvent.LegSilent silent when silent.Leg == state.Leg:
                turn.State = state with { SilentFor = silent.For };

                // While the phone rang it was silent too: before the leg has settled only ICMP tells something.
                if (silent.PortUnreachable || (state.IsSettled && silent.For >= SilenceLimit))
                {
                    Probe(turn);
                }

                break;
            case MediaEvent.DtmfReceived dtmf when dtmf.Leg == state.Leg:
                turn.Tell(new LegEvent.Dtmf(dtmf.Digit));
                break;
            default:
                turn.CountUnexpected(state.Phase.ToString(), input);
                break;
        }
    }

    private static void Probe(LegTurn turn)
    {
        if (turn.State is AgentLegState { Probe: null, IsHeld: false, Answered: { } usage })
        {
            LegProbe.Send(turn, usage);
            turn.Start(LegTimerName.ProbeAnswer, ProbeLimit);
        }
    }

    /// <summary>Any packet or request from the phone is as good as an answer to the probe.</summary>
    private static void StopProbe(LegTurn turn)
    {
        if (turn.State.Probe is not null)
        {
            turn.Stop(LegTimerName.ProbeAnswer);
            turn.State = turn.State with { Probe = null };
        }
    }

    private static void Heard(LegTurn turn, AgentLegState state)
    {
        StopProbe(turn);
        turn.State = turn.State with { IsHeard = true, SilentFor = null };
        if (state.Phase == AgentLegPhase.Answered)
        {
            turn.Stop(LegTimerName.MediaGrace);
            Connected(turn, heard: true);
        }
    }

    private static void Connected(LegTurn turn, bool heard)
    {
        turn.State = (AgentLegState)turn.State with { Phase = AgentLegPhase.Connected };
        turn.Tell(new LegEvent.MediaConnected(heard));
    }

    private static void Lose(LegTurn turn, AgentLegState state, string detail)
    {
        StopTimers(turn, state);
        turn.Send(new SipCommand.Bye(state.Answered!.Value, LegReasons.NoMedia));
        AgentLegMachine.End(turn, new LegEvent.AgentEnded(AgentEnding.Lost, detail));
    }

    private static void Leave(LegTurn turn, AgentLegState state, string? reason, AgentEnding ending)
    {
        StopTimers(turn, state);
        turn.Send(new SipCommand.Bye(state.Answered!.Value, reason));
        AgentLegMachine.End(turn, new LegEvent.AgentEnded(ending, reason ?? ""));
    }

    private static void StopTimers(LegTurn turn, AgentLegState state)
    {
        if (state.Phase == AgentLegPhase.Answered)
        {
            turn.Stop(LegTimerName.MediaGrace);
        }

        if (!state.IsSettled)
        {
            turn.Stop(LegTimerName.Settling);
        }

        if (state.Probe is not null)
        {
            turn.Stop(LegTimerName.ProbeAnswer);
        }
    }
}
