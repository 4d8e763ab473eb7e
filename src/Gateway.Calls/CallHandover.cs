using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// The arrows of an attended transfer: the agent has called a colleague and hands the caller on to that very call. The caller stays with the
/// first agent until the colleague's phone has moved; whatever fails before leaves it so, and only then does the ACD change agents.
/// </summary>
internal static class CallHandover
{
    public static void Ask(CallTurn turn, CallInput.HandoverAsked asked)
    {
        var state = turn.State;
        if (state.Offer?.Id != asked.Offer || state.Offer is not { Stage: OfferStage.Connected, Transfer: null } || state.Handover is not null || state.LeftAcd)
        {
            turn.Count("handover_out_of_phase");
            turn.Do(new CallEffect.TransferAnswered(asked.Offer, 491));
            return;
        }

        turn.State = state with { Handover = new PendingHandover(asked.AgentCall, asked.To, asked.ReferredBy) };
        turn.Do(new CallEffect.AskLeg(asked.AgentCall));
    }

    /// <summary>True when the input was about the leg that moves.</summary>
    public static bool On(CallTurn turn, CallInput input)
    {
        if (turn.State.Handover is not { } handover)
        {
            return false;
        }

        switch (input)
        {
            case CallInput.LegRefused refused when refused.AgentCall == handover.AgentCall && handover.Stage == HandoverStage.Asked:
                Fail(turn, handover, refused.Status, "leg_refused");
                return true;
            case CallInput.AgentAnswered answered when answered.Offer == handover.Next && handover.Stage == HandoverStage.Moving:
                turn.State = turn.State with { Handover = handover with { Stage = HandoverStage.Joining } };
                turn.Do(new CallEffect.Bridge(answered.Offer));
                turn.Do(new CallEffect.StartTimer(CallTimer.BridgeLimit, CallMachine.BridgeLimit));
                return true;
            case CallInput.AgentConnected connected when connected.Offer == handover.Next && handover.Stage == HandoverStage.Joining:
                Joined(turn, handover);
                return true;
            case CallInput.AgentFailed failed when failed.Offer == handover.Next:
                Gone(turn, handover, "leg_failed");
                return true;
            case CallInput.AgentHungUp hungUp when hungUp.Offer == handover.Next:
                Gone(turn, handover, "hung_up");
                return true;
            case CallInput.AgentLost lost when lost.Offer == handover.Next:
                Gone(turn, handover, "leg_lost");
                return true;
            case CallInput.TimerFired { Timer: CallTimer.BridgeLimit } when handover.Stage == HandoverStage.Joining:
                Fail(turn, handover, 500, "not_connected_in_time");
                return true;
            case CallInput.AgentHeld held when held.Offer == handover.Next:
                turn.State = turn.State with { Handover = handover with { NextHeld = true } };
                return true;
            case CallInput.AgentResumed resumed when resumed.Offer == handover.Next:
                turn.State = turn.State with { Handover = handover with { NextHeld = false } };
                return true;
            case CallInput.AgentHungUp hungUp when hungUp.Offer == turn.State.Offer?.Id:
                // Many phones say BYE right after REFER: the caller is the colleague's, not gone.
                turn.State = turn.State with { Handover = handover with { HungUp = true } };
                return true;
            case CallInput.AgentLost lost when lost.Offer == turn.State.Offer?.Id:
                turn.Do(new CallEffect.EndAgentLeg(lost.Offer, "agent leg lost"));
                turn.State = turn.State with { Handover = handover with { HungUp = true } };
                return true;
            case CallInput.AgentFailed failed when failed.Offer == turn.State.Offer?.Id:
                turn.Do(new CallEffect.EndAgentLeg(failed.Offer, "agent leg failed"));
                turn.State = turn.State with { Handover = handover with { HungUp = true } };
                return true;
            default:
                return false;
        }
    }

    /// <summary>The colleague's leg comes over, if it is still wanted.</summary>
    public static void Take(CallTurn turn, CallInput.LegTaken taken)
    {
        if (turn.State is { Outcome: null, Handover: { Stage: HandoverStage.Asked } handover } && handover.AgentCall == taken.AgentCall)
        {
            turn.State = turn.State with { Handover = handover with { Stage = HandoverStage.Moving, Next = taken.Offer } };
            turn.Do(new CallEffect.AdoptAgentLeg(taken.Offer));
        }
        else
        {
            turn.Count("late_leg_taken");
            turn.Do(new CallEffect.DropAgentLeg(taken.Offer, taken.AgentCall));
        }
    }

    /// <summary>The ACD has changed agents.</summary>
    public static void Done(CallTurn turn, CallInput.HandedOver handed)
    {
        if (turn.State.Handover is not { Stage: HandoverStage.Joined } handover || handover.Next != handed.Next)
        {
            turn.Count("late_handed_over");
            return;
        }

        Change(turn, handover);
    }

    /// <summary>
    /// The ACD does not know one of the two any more, and yet the colleague talks with the caller. The dialog is the truth: they go on, and the
    /// ACD forgets the call, so that it is offered to nobody.
    /// </summary>
    public static bool Refused(CallTurn turn, CallInput.TransferRefused refused)
    {
        if (turn.State is not { Handover: { Stage: HandoverStage.Joined } handover, Offer: { } offer } || offer.Id != refused.Offer)
        {
            return false;
        }

        turn.Count("handover_refused_after_connect");
        turn.State = turn.State with { LeftAcd = true };
        turn.Do(new CallEffect.AcdCallEnded(CallOutcome.Answered));
        Change(turn, handover);
        return true;
    }

    /// <summary>The call ends: so do the colleague's leg and the agents' call.</summary>
    public static void End(CallTurn turn, CallState before, string cause)
    {
        if (before is { Handover: { } handover, Offer: { } offer })
        {
            turn.State = turn.State with { Handover = null };
            turn.Do(new CallEffect.TransferAnswered(offer.Id, 487));
            Drop(turn, handover, cause);
        }
    }

    private static void Joined(CallTurn turn, PendingHandover handover)
    {
        turn.Do(new CallEffect.StopTimer(CallTimer.BridgeLimit));
        turn.State = turn.State with { Handover = handover with { Stage = HandoverStage.Joined } };
        if (turn.State.LeftAcd)
        {
            // The ACD took the offer back meanwhile and has been told to forget the call.
            Change(turn, turn.State.Handover);
        }
        else
        {
            turn.Do(new CallEffect.AcdHandOver(turn.State.Offer!.Id, handover.AgentCall));
        }
    }

    private static void Gone(CallTurn turn, PendingHandover handover, string why)
    {
        if (handover.Stage == HandoverStage.Joined)
        {
            // The ACD changes agents at this moment: then the caller goes back in front.
            turn.State = turn.State with { Handover = handover with { NextGone = true } };
        }
        else
        {
            Fail(turn, handover, 480, why);
        }
    }

    private static void Change(CallTurn turn, PendingHandover handover)
    {
        var from = turn.State.Offer!;
        var (next, queue) = (handover.Next!.Value, from.Queue);
        var to = handover.To;
        turn.Append(new Transferred(
            from.Id.Value, from.Agent.Value, to.Value, queue.Value, CallOffering.Milliseconds(turn.Now - from.ConnectedAt!.Value), handover.ReferredBy,
            Attended: true));
        turn.Append(new OfferMade(next.Value, to.Value, queue.Value, 0));
        turn.Append(new AgentAnswered(next.Value, to.Value));
        turn.Append(new Connect(next.Value, to.Value, queue.Value, CallOffering.Milliseconds(turn.Elapsed), 0));
        turn.State = turn.State with
        {
            Handover = null,
            Offers =
            [
                .. turn.State.Offers.Where(o => o.Id != from.Id),
                new CallOffer(next, to, queue, OfferStage.Connected, turn.Now, from.MisAnswer, null, turn.Now, turn.Now, handover.NextHeld),
            ],
        };
        turn.Do(new CallEffect.TransferAnswered(from.Id, 200));
        turn.Do(new CallEffect.EndAgentLeg(from.Id, CallEffect.EndAgentLeg.CompletedElsewhere));
        turn.Do(new CallEffect.EndHandover(handover.AgentCall, Done: true));
        if (handover.NextGone)
        {
            CallOffering.Lose(turn, turn.State.Offer!, "hung up at once");
        }
        else
        {
            turn.PlayWhatIsDue();
        }
    }

    /// <summary>The first agent has the caller as before; one who is gone leaves the caller in front of the queue.</summary>
    private static void Fail(CallTurn turn, PendingHandover handover, int status, string why)
    {
        var offer = turn.State.Offer!;
        turn.Do(new CallEffect.StopTimer(CallTimer.BridgeLimit));
        turn.Append(new TransferRefused(offer.Id.Value, offer.Agent.Value, handover.To.Value, why));
        turn.State = turn.State with { Handover = null };
        turn.Do(new CallEffect.TransferAnswered(offer.Id, status));
        Drop(turn, handover, "the transfer failed");
        if (handover.HungUp)
        {
            CallOffering.Lose(turn, offer, "hung up after a transfer that failed");
        }
        else if (handover.Stage >= HandoverStage.Joining)
        {
            // The bridge to the colleague has stopped what played.
            turn.State = turn.State with { Hears = CallerAudio.Nothing };
            turn.PlayWhatIsDue();
            if (!offer.Held)
            {
                turn.Do(new CallEffect.Bridge(offer.Id));
            }
        }
    }

    private static void Drop(CallTurn turn, PendingHandover handover, string cause)
    {
        if (handover.Next is { } next)
        {
            turn.Do(new CallEffect.EndAgentLeg(next, cause));
        }

        turn.Do(new CallEffect.EndHandover(handover.AgentCall, Done: false));
    }
}
