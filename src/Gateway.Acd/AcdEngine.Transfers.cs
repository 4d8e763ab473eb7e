using Gateway.Acd.Offers;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Transfers: a conversation is handed on. All in one turn, so that the caller is never without a place.
public sealed partial class AcdEngine
{
    private void Transfer(AcdEvent.Transfer e)
    {
        if (!_offers.TryGetValue(e.Offer, out var offer) || offer.Phase != OfferPhase.Confirmed || offer.Call.Id != e.Call)
        {
            Refuse(e, TransferRefusal.NotConnected);
        }
        else if (e.To is { } to)
        {
            ToAgent(e, offer, to);
        }
        else
        {
            ToQueue(e, offer);
        }
    }

    private void ToAgent(AcdEvent.Transfer e, Offer offer, AgentId to)
    {
        if (!_agents.TryGetValue(to, out var agent) || agent.Options is null)
        {
            Refuse(e, TransferRefusal.UnknownTarget);
            return;
        }

        if (agent == offer.Agent || agent.State != AgentState.Waiting)
        {
            Refuse(e, TransferRefusal.NotReady);
            return;
        }

        var call = offer.Call;
        _effects.Add(new AcdEffect.Transferred(call.Id, offer.Id, call.Home.Id));
        EndConversation(offer);
        Return(call);
        MakeOffer(call.Places[0], agent);
    }

    private void ToQueue(AcdEvent.Transfer e, Offer offer)
    {
        if (e.Queue is not { } id || !_queues.TryGetValue(id, out var queue))
        {
            Refuse(e, TransferRefusal.UnknownTarget);
            return;
        }

        var call = offer.Call;
        _effects.Add(new AcdEffect.Transferred(call.Id, offer.Id, queue.Id));
        EndConversation(offer);
        StopPlaceTimers(call);
        call.Places.Clear();
        call.Phase = AcdCallPhase.Waiting;
        _waiting++;
        Join(call, queue);
    }

    private void Refuse(AcdEvent.Transfer e, TransferRefusal reason) => _effects.Add(new AcdEffect.TransferRefused(e.Call, e.Offer, reason));
}
