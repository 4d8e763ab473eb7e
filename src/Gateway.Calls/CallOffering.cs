using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>The arrows between Waiting, Offered and Bridged. Every failure of an offer leads back to Waiting.</summary>
internal static class CallOffering
{
    public static void On(CallTurn turn, CallInput input)
    {
        switch (input)
        {
            case CallInput.OfferMade made:
                Make(turn, made);
                break;
            case CallInput.OfferWithdrawn withdrawn:
                TakeBack(turn, withdrawn);
                break;
            case CallInput.AgentRinging ringing:
                Ring(turn, ringing.Offer);
                break;
            case CallInput.AgentAnswered answered:
                Answer(turn, answered.Offer);
                break;
            case CallInput.AgentConfirmed confirmed:
                turn.Append(confirmed.Dialog);
                break;
            case CallInput.AgentConnected connected:
                Connect(turn, connected.Offer);
                break;
            case CallInput.AgentFailed failed when turn.IsCurrent(failed.Offer, "agent_failed"):
                Fail(turn, turn.Find(failed.Offer)!, failed.Failure);
                break;
            case CallInput.AgentHungUp hungUp when turn.IsCurrent(hungUp.Offer, "agent_hung_up"):
                HangUp(turn, turn.Find(hungUp.Offer)!);
                break;
            case CallInput.AgentLost lost when turn.IsCurrent(lost.Offer, "agent_lost"):
                turn.Do(new CallEffect.EndAgentLeg(lost.Offer, "agent leg lost"));
                Lose(turn, turn.Find(lost.Offer)!, "leg lost");
                break;
            case CallInput.TimerFired { Timer: CallTimer.BridgeLimit } when turn.State.Offer is { Stage: OfferStage.Answered } offer:
                turn.Do(new CallEffect.EndAgentLeg(offer.Id, "no media"));
                Lose(turn, offer, "not connected in time");
                break;
            case CallInput.AgentHeld held when turn.IsCurrent(held.Offer, "agent_held"):
                Hold(turn, turn.Find(held.Offer)!, true);
                break;
            case CallInput.AgentResumed resumed when turn.IsCurrent(resumed.Offer, "agent_resumed"):
                Hold(turn, turn.Find(resumed.Offer)!, false);
                break;
            case CallInput.TimerFired { Timer: CallTimer.HoldAlarm } when turn.State.Offer is { HeldSince: { } since } held:
                turn.Do(new CallEffect.HeldTooLong(held.Agent, turn.Now - since));
                turn.Do(new CallEffect.StartTimer(CallTimer.HoldAlarm, held.HoldAlarm));
                break;
            case CallInput.TransferAsked asked:
                CallTransfer.Ask(turn, asked);
                break;
            case CallInput.Transferred transferred:
                CallTransfer.Done(turn, transferred);
                break;
            case CallInput.TransferRefused refused:
                CallTransfer.Refused(turn, refused);
                break;
            case CallInput.AgentFailed or CallInput.AgentHungUp or CallInput.AgentLost or CallInput.AgentHeld or CallInput.AgentResumed:
                break;
            default:
                turn.Count("unexpected_" + Name(input));
                break;
        }
    }

    public static void EnterQueue(CallTurn turn, QueueId queue, int position)
    {
        if (turn.State.InQueue)
        {
            // Said again after each overflow and each failed offer.
            turn.State = turn.State with { Position = position };
            return;
        }

        turn.State = turn.State with { InQueue = true, Queue = queue, Position = position };
        turn.Append(new EnterQueue(queue.Value, position));
        turn.Do(new CallEffect.AwaitAnnouncement());
    }

    /// <summary>A low-cardinality name of an input, for counting.</summary>
    public static string Name(CallInput input) => input switch
    {
        CallInput.TimerFired timer => "timer_" + timer.Timer,
        _ => input.GetType().Name,
    };

    private static void Make(CallTurn turn, CallInput.OfferMade made)
    {
        if (turn.State.Offer is { Stage: >= OfferStage.Answered } || turn.Find(made.Offer) is not null)
        {
            turn.Count("offer_while_offered");
            turn.Do(new CallEffect.AcdFailed(made.Offer, OfferFailure.Failed));
            return;
        }

        if (!turn.State.InQueue)
        {
            EnterQueue(turn, made.Queue, 0);
        }

        var offer = new CallOffer(made.Offer, made.Agent, made.Queue, OfferStage.Inviting, turn.Now, made.MisAnswer ?? CallMachine.MisAnswer)
        {
            HoldAlarm = made.HoldAlarm,
        };
        turn.State = turn.State with { Offers = [.. turn.State.Offers, offer] };
        turn.Append(new OfferMade(made.Offer.Value, made.Agent.Value, made.Queue.Value, (long)made.RingTimeout.TotalMilliseconds));
        turn.Do(new CallEffect.StartAgentLeg(made.Offer, made.Agent, made.RingTimeout));
    }

    private static void TakeBack(CallTurn turn, CallInput.OfferWithdrawn withdrawn)
    {
        if (!turn.IsCurrent(withdrawn.Offer, "offer_withdrawn"))
        {
            return;
        }

        var offer = turn.Find(withdrawn.Offer)!;
        if (offer.Stage == OfferStage.Connected)
        {
            // The withdrawal crossed our confirmation. Two people are talking and go on; the ACD must not offer the call to others.
            turn.Count("offer_withdrawn_after_connect");
            turn.State = turn.State with { LeftAcd = true };
            turn.Do(new CallEffect.AcdCallEnded(CallOutcome.Answered));
            return;
        }

        turn.Do(offer.Stage == OfferStage.Answered
            ? new CallEffect.EndAgentLeg(offer.Id, withdrawn.Reason)
            : new CallEffect.CancelAgentLeg(offer.Id, withdrawn.Reason));
        turn.Append(new RingCanceled(offer.Id.Value, offer.Agent.Value, withdrawn.Reason));
        turn.DropOffer(offer);
        turn.PlayWhatIsDue();
    }

    private static void Ring(CallTurn turn, OfferId id)
    {
        if (!turn.IsCurrent(id, "agent_ringing"))
        {
            return;
        }

        var offer = turn.Find(id)!;
        if (offer.Stage != OfferStage.Inviting)
        {
            return; // Another binding of the agent rings, or a repeated 180.
        }

        turn.Replace(offer with { Stage = OfferStage.Ringing, RingingAt = turn.Now });
        turn.Append(new AgentRinging(id.Value, offer.Agent.Value));
        turn.Do(new CallEffect.AcdRinging(id));
        turn.PlayWhatIsDue();
    }

    private static void Answer(CallTurn turn, OfferId id)
    {
        if (!turn.IsCurrent(id, "agent_answered"))
        {
            // The 200 crossed our CANCEL or the caller's hang-up: nobody is there for this agent.
            turn.Do(new CallEffect.EndAgentLeg(id, CallEffect.EndAgentLeg.CompletedElsewhere));
            return;
        }

        var offer = turn.Find(id)!;
        if (offer.Stage >= OfferStage.Answered)
        {
            turn.Count("late_agent_answered");
            return;
        }

        if (turn.State.Offer!.Stage >= OfferStage.Answered)
        {
            AnsweredSecond(turn, offer);
            return;
        }

        turn.State = turn.State with { Greeted = true, Announcement = null };
        turn.Replace(offer with { Stage = OfferStage.Answered, AnsweredAt = turn.Now });
        turn.EndTransfer(200);
        turn.Append(new AgentAnswered(id.Value, offer.Agent.Value));
        turn.Do(new CallEffect.AcdAnswered(id));
        CallMachine.Answer(turn);
        turn.PlayWhatIsDue();
        turn.Do(new CallEffect.Bridge(id));
        turn.Do(new CallEffect.StartTimer(CallTimer.BridgeLimit, CallMachine.BridgeLimit));
    }

    /// <summary>Two phones answered: the first has the caller. The ACD takes this offer back, or has lost the first one and is told.</summary>
    private static void AnsweredSecond(CallTurn turn, CallOffer offer)
    {
        turn.Count("answered_second");
        turn.Do(new CallEffect.EndAgentLeg(offer.Id, CallEffect.EndAgentLeg.CompletedElsewhere));
        turn.Append(new RingCanceled(offer.Id.Value, offer.Agent.Value, nameof(WithdrawReason.AnsweredElsewhere)));
        turn.DropOffer(offer);
        turn.Do(new CallEffect.AcdFailed(offer.Id, OfferFailure.Lost));
    }

    private static void Connect(CallTurn turn, OfferId id)
    {
        if (!turn.IsCurrent(id, "agent_connected"))
        {
            return;
        }

        var offer = turn.Find(id)!;
        if (offer.Stage != OfferStage.Answered)
        {
            turn.Count(offer.Stage == OfferStage.Connected ? "late_agent_connected" : "connected_before_answered");
            return;
        }

        turn.Replace(offer with { Stage = OfferStage.Connected, ConnectedAt = turn.Now });
        turn.Do(new CallEffect.StopTimer(CallTimer.BridgeLimit));
        turn.Append(new Connect(
            id.Value,
            offer.Agent.Value,
            offer.Queue.Value,
            Milliseconds(turn.Elapsed),
            Milliseconds(offer.AnsweredAt!.Value - offer.MadeAt)));
        turn.Do(new CallEffect.AcdConfirmed(id));
    }

    private static void Fail(CallTurn turn, CallOffer offer, OfferFailure failure)
    {
        if (offer.Stage >= OfferStage.Answered)
        {
            turn.Do(new CallEffect.EndAgentLeg(offer.Id, "agent leg failed"));
            Lose(turn, offer, "leg failed");
            return;
        }

        var rang = Milliseconds(turn.Now - offer.MadeAt);
        turn.Append(failure == OfferFailure.NoAnswer
            ? new RingNoAnswer(offer.Id.Value, offer.Agent.Value, rang)
            : new OfferFailed(offer.Id.Value, offer.Agent.Value, failure, rang));
        turn.DropOffer(offer);
        turn.Do(new CallEffect.AcdFailed(offer.Id, failure));
        turn.PlayWhatIsDue();
    }

    private static void HangUp(CallTurn turn, CallOffer offer)
    {
        if (offer.Transfer is { } transfer)
        {
            // Many phones say BYE right after REFER: the caller is the target's, not gone.
            turn.Replace(offer with { Transfer = transfer with { HungUp = true } });
            return;
        }

        if (offer.Stage == OfferStage.Connected && turn.Now - offer.AnsweredAt > offer.MisAnswer)
        {
            CallEnding.AgentCompleted(turn, offer);
        }
        else
        {
            Lose(turn, offer, "hung up at once");
        }
    }

    // The agent's leg is over, or has been told to be.
    internal static void Lose(CallTurn turn, CallOffer offer, string reason)
    {
        var talked = offer.ConnectedAt is { } since ? Milliseconds(turn.Now - since) : 0;
        turn.Append(new AgentLost(offer.Id.Value, offer.Agent.Value, reason, talked));
        turn.DropOffer(offer);
        if (turn.State.LeftAcd)
        {
            turn.State = turn.State with { LeftAcd = false };
            turn.EnterQueue(turn.State.Queue!.Value);
        }
        else
        {
            turn.Do(new CallEffect.AcdFailed(offer.Id, OfferFailure.Lost));
        }

        turn.PlayWhatIsDue();
    }

    private static void Hold(CallTurn turn, CallOffer offer, bool held)
    {
        if (offer.Held == held || offer.Stage < OfferStage.Answered)
        {
            return;
        }

        turn.Replace(offer with { Held = held, HeldSince = held ? turn.Now : null });
        if (offer.HoldAlarm > TimeSpan.Zero)
        {
            turn.Do(held ? new CallEffect.StartTimer(CallTimer.HoldAlarm, offer.HoldAlarm) : new CallEffect.StopTimer(CallTimer.HoldAlarm));
        }

        turn.Append(held ? new Held(LegConfirmed.AgentLeg) : new Resumed(LegConfirmed.AgentLeg));
        turn.PlayWhatIsDue();
        if (!held && turn.State.Handover is not { Stage: >= HandoverStage.Joining })
        {
            turn.Do(new CallEffect.Bridge(offer.Id));
        }
    }

    internal static long Milliseconds(TimeSpan span) => Math.Max(0, (long)span.TotalMilliseconds);
}
