using Gateway.Acd.Agents;
using Gateway.Acd.Offers;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Calls that agents make: who is in one is offered nothing; one of them may take a caller over.
public sealed partial class AcdEngine
{
    /// <summary>A claim that nobody renews ends by itself.</summary>
    public static readonly TimeSpan ClaimLease = TimeSpan.FromSeconds(90);

    private readonly Dictionary<AgentCallId, AgentCallClaim> _claims = [];

    private void Claim(AcdEvent.Claim e)
    {
        if (Refusal(e) is { } refusal)
        {
            _effects.Add(new AcdEffect.ClaimRefused(e.AgentCall, refusal));
            return;
        }

        var dialling = e.Dialling is { } from ? _agents[from] : null;
        var claim = new AgentCallClaim(e.AgentCall, new OfferId(++_lastOffer), dialling, e.Dialled is { } to ? _agents[to] : null);
        _claims.Add(claim.AgentCall, claim);
        _effects.Add(new AcdEffect.Claimed(claim.AgentCall, claim.Offer, dialling?.Offer?.Call.Id));
        StartLease(claim);
        SetClaim(claim, claim);
    }

    private ClaimRefusal? Refusal(AcdEvent.Claim e)
    {
        if (_claims.ContainsKey(e.AgentCall) || e.Dialling == e.Dialled || !IsKnown(e.Dialling) || !IsKnown(e.Dialled))
        {
            return ClaimRefusal.Unknown;
        }

        // A caller who rings comes before a colleague.
        return e.Dialling is { } from && (_agents[from].Claim is not null || _agents[from].Offer is { Phase: not OfferPhase.Confirmed })
            ? ClaimRefusal.CallerFirst
            : e.Dialled is { } to && (_agents[to].Claim ?? (object?)_agents[to].Offer) is not null ? ClaimRefusal.Busy
            : null;
    }

    private bool IsKnown(AgentId? id) => id is not { } agent || _agents.TryGetValue(agent, out var found) && found.Options is not null;

    private void RenewClaim(AgentCallId id)
    {
        if (FindClaim(id) is { } claim)
        {
            StartLease(claim);
        }
    }

    private void ReleaseClaim(AgentCallId id)
    {
        if (FindClaim(id) is { } claim)
        {
            EndClaim(claim);
        }
    }

    private void HandOver(AcdEvent.HandOver e)
    {
        var transfer = new AcdEvent.Transfer(e.Call, e.Offer, null, null);
        if (!_offers.TryGetValue(e.Offer, out var offer) || offer.Phase != OfferPhase.Confirmed || offer.Call.Id != e.Call)
        {
            Refuse(transfer, TransferRefusal.NotConnected);
        }
        else if (!_claims.TryGetValue(e.AgentCall, out var claim) || claim.Dialled is not { } agent
            || (claim.Dialling ?? offer.Agent) != offer.Agent)
        {
            Refuse(transfer, TransferRefusal.UnknownTarget);
        }
        else
        {
            var (call, queue) = (offer.Call, offer.Queue);
            EndConversation(offer);
            var next = new Offer(claim.Offer, call, agent, queue) { Phase = OfferPhase.Confirmed, ConfirmedAt = _now };
            call.Offers.Add(next);
            agent.Offer = next;
            agent.LastOffer = next.Id.Value;
            agent.LastOfferedAt = _now;
            agent.NoAnswers = 0;
            agent.CallsHandled++;
            agent.OnDemandServed = agent.Status == AgentStatus.AvailableOnDemand;
            _offers.Add(next.Id, next);
            _effects.Stop(ref agent.WrapUpTimer);
            _effects.Add(new AcdEffect.HandedOver(call.Id, offer.Id, next.Id, agent.Id, queue.Id));
            EndClaim(claim);
        }
    }

    private void PickUp(AcdEvent.PickUp e)
    {
        if (!_offers.TryGetValue(e.Offer, out var offer) || offer.Phase >= OfferPhase.Answered || offer.Call.Id != e.Call
            || !_claims.TryGetValue(e.AgentCall, out var claim) || claim is not { Dialling: null, Dialled: { } agent })
        {
            _effects.Add(new AcdEffect.ClaimRefused(e.AgentCall, ClaimRefusal.Gone));
            return;
        }

        var call = offer.Call;
        _effects.Stop(ref agent.WrapUpTimer);
        StopRinging(call);
        foreach (var other in call.Offers.ToArray())
        {
            Withdraw(other, WithdrawReason.AnsweredElsewhere);
        }

        MakeOffer(call.PlaceIn(offer.Queue) ?? call.Places[0], agent, claim);
        EndClaim(claim);
    }

    private void ClaimExpired(AgentCallClaim claim)
    {
        Alert(AcdAlert.LeaseExpired, $"agent call {claim.AgentCall} was silent for {ClaimLease.TotalSeconds:0} s; its agents are free again", agent: claim.Dialled);
        EndClaim(claim);
    }

    private void EndClaim(AgentCallClaim claim)
    {
        _claims.Remove(claim.AgentCall);
        _effects.Stop(ref claim.Lease);
        SetClaim(claim, null);
    }

    private void SetClaim(AgentCallClaim claim, AgentCallClaim? value)
    {
        foreach (var agent in new[] { claim.Dialling, claim.Dialled })
        {
            if (agent is not null)
            {
                agent.Claim = value;
                Refresh(agent);
            }
        }
    }

    private void StartLease(AgentCallClaim claim) =>
        _effects.Start(ref claim.Lease, n => new AcdTimer.Claim(n, claim.AgentCall), ClaimLease);

    private AgentCallClaim? FindClaim(AgentCallId id)
    {
        if (_claims.TryGetValue(id, out var claim))
        {
            return claim;
        }

        Ignore(IgnoredReason.UnknownOffer);
        return null;
    }
}
