using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>
/// The arrows of a blind transfer. The agent keeps the caller until the ACD has taken the call back at its rank; from then on the caller is the
/// queue's, whatever becomes of target and agent.
/// </summary>
internal static class CallTransfer
{
    public static void Ask(CallTurn turn, CallInput.TransferAsked asked)
    {
        var offer = turn.State.Offer;
        if (offer?.Id != asked.Offer || offer is not { Stage: OfferStage.Connected, Transfer: null } || turn.State.Handover is not null || turn.State.LeftAcd)
        {
            turn.Count("transfer_out_of_phase");
            turn.Do(new CallEffect.TransferAnswered(asked.Offer, 491));
            return;
        }

        turn.Replace(offer with { Transfer = new PendingTransfer(asked.Target, asked.To is not null, asked.ReferredBy) });
        turn.Do(new CallEffect.AcdTransfer(asked.Offer, asked.To, asked.Queue));
    }

    public static void Done(CallTurn turn, CallInput.Transferred transferred)
    {
        if (turn.State.Offer is not { Transfer: { } transfer } offer || offer.Id != transferred.Offer)
        {
            // The agent's leg was lost on the way: the call waits already, now elsewhere.
            turn.Count("late_transferred");
            turn.State = turn.State is { InQueue: true, Offers.Count: 0 } ? turn.State with { Queue = transferred.Queue } : turn.State;
            return;
        }

        turn.Append(new Transferred(
            offer.Id.Value,
            offer.Agent.Value,
            transfer.Target,
            transferred.Queue.Value,
            CallOffering.Milliseconds(turn.Now - offer.ConnectedAt!.Value),
            transfer.ReferredBy));
        turn.DropOffer(offer);
        turn.State = turn.State with { Queue = transferred.Queue, InQueue = true, TransferFrom = offer.Id };
        turn.Do(new CallEffect.Part(offer.Id));
        if (turn.State.LeftAcd)
        {
            // Its withdrawal crossed: the ACD has been told to forget the call.
            turn.State = turn.State with { LeftAcd = false };
            turn.EnterQueue(transferred.Queue);
        }

        if (!transfer.ToAgent)
        {
            turn.EndTransfer(200);
        }

        turn.PlayWhatIsDue();
    }

    public static void Refused(CallTurn turn, CallInput.TransferRefused refused)
    {
        if (turn.State.Offer is not { Transfer: { } transfer } offer || offer.Id != refused.Offer)
        {
            turn.Count("late_transfer_refused");
            return;
        }

        turn.Append(new TransferRefused(offer.Id.Value, offer.Agent.Value, transfer.Target, refused.Reason));
        turn.Replace(offer with { Transfer = null });
        turn.Do(new CallEffect.TransferAnswered(offer.Id, refused.Reason == "not_ready" ? 486 : 404));
        if (transfer.HungUp)
        {
            CallOffering.Lose(turn, offer, "hung up after a transfer that was refused");
        }
    }
}
