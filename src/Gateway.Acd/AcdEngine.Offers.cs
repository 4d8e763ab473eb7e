using Gateway.Acd.Agents;
using Gateway.Acd.Offers;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Offers: reserved, ringing, answered, confirmed; every other edge releases the agent and returns the caller.
public sealed partial class AcdEngine
{
    private void MakeOffer(QueuePlace place, Agent agent, AgentCallClaim? pickedUp = null)
    {
        var call = place.Call;
        var offer = new Offer(pickedUp?.Offer ?? new OfferId(++_lastOffer), call, agent, place.Queue);
        if (call.Phase == AcdCallPhase.Waiting)
        {
            RemoveFromQueues(call);
            _waiting--;
            call.Phase = AcdCallPhase.Offered;
        }

        call.Offers.Add(offer);
        if (agent.Tiers.Find(t => t.Queue == place.Queue) is { } tier)
        {
            place.LastTried = (place.Queue.Levels[tier.LevelIndex].Level, tier.Position);
        }

        agent.Offer = offer;
        agent.LastOffer = offer.Id.Value;
        agent.LastOfferedAt = _now;
        _offers.Add(offer.Id, offer);
        Refresh(agent);
        var ring = place.Queue.Options.RingTimeout;
        _effects.Add(new AcdEffect.Offer(offer.Id, call.Id, agent.Id, place.Queue.Id, ring, place.Queue.Options.MisAnswer)
        {
            HoldAlarm = place.Queue.Options.HoldAlarm,
            PickedUp = pickedUp?.AgentCall,
        });
        _effects.Start(ref offer.Lease, n => new AcdTimer.Lease(n, offer.Id), ring + _configuration.LeaseMargin);
    }

    private void Ringing(OfferId id)
    {
        if (Find(id) is not { } offer)
        {
            return;
        }

        if (offer.Phase != OfferPhase.Reserved)
        {
            Ignore(IgnoredReason.OutOfPhase);
            return;
        }

        offer.Phase = OfferPhase.Ringing;
        Refresh(offer.Agent);
    }

    private void Answered(OfferId id)
    {
        if (Find(id) is not { } offer)
        {
            return;
        }

        if (offer.Phase >= OfferPhase.Answered)
        {
            Ignore(IgnoredReason.OutOfPhase);
            return;
        }

        offer.Phase = OfferPhase.Answered;
        Win(offer);
        _effects.Start(ref offer.Lease, n => new AcdTimer.Lease(n, offer.Id), _configuration.ConfirmTimeout);
        Refresh(offer.Agent);
    }

    private void Confirmed(OfferId id)
    {
        if (Find(id) is not { } offer)
        {
            return;
        }

        if (offer.Phase == OfferPhase.Confirmed)
        {
            Ignore(IgnoredReason.OutOfPhase);
            return;
        }

        var (call, agent) = (offer.Call, offer.Agent);
        Win(offer);
        offer.Phase = OfferPhase.Confirmed;
        offer.ConfirmedAt = _now;
        _effects.Stop(ref offer.Lease);
        StopPlaceTimers(call);
        call.Phase = AcdCallPhase.Connected;
        call.Places.ForEach(p => p.LastTried = null);
        agent.NoAnswers = 0;
        agent.CallsHandled++;
        agent.OnDemandServed = agent.Status == AgentStatus.AvailableOnDemand;
        if (!call.WasConnected)
        {
            call.WasConnected = true;
            _effects.Add(new AcdEffect.Connected(call.Id, agent.Id, offer.Queue.Id, _now - call.InvitedAt));
        }

        Refresh(agent);
    }

    private void Failed(OfferId id, OfferFailure failure)
    {
        if (Find(id) is { } offer)
        {
            Fail(offer, failure);
        }
    }

    private void LeaseExpired(Offer offer)
    {
        Alert(
            AcdAlert.LeaseExpired,
            $"offer {offer.Id} of call {offer.Call.Id} to agent {offer.Agent.Id} was silent in phase {offer.Phase}; ended",
            offer.Queue, offer.Agent, offer.Call, offer);
        _effects.Add(new AcdEffect.WithdrawOffer(offer.Id, WithdrawReason.LeaseExpired, offer.Call.Id, offer.Agent.Id));
        Fail(offer, offer.Phase switch
        {
            OfferPhase.Reserved => OfferFailure.Unregistered,
            OfferPhase.Ringing => OfferFailure.NoAnswer,
            _ => OfferFailure.Failed,
        });
    }

    private void Fail(Offer offer, OfferFailure failure)
    {
        var agent = offer.Agent;
        var wasConfirmed = offer.Phase == OfferPhase.Confirmed;
        Release(offer);
        if (wasConfirmed)
        {
            agent.OnDemandServed = false;
        }
        else if (failure == OfferFailure.NoAnswer)
        {
            CountNoAnswer(agent, offer.Queue);
        }

        var delay = offer.Queue.Options.Delays.Of(failure);
        if (delay > TimeSpan.Zero)
        {
            _effects.Start(ref agent.DelayTimer, n => new AcdTimer.AgentDelay(n, agent.Id), delay);
        }

        Refresh(agent);
        OfferEnded(offer.Call);
    }

    /// <summary>RONA: nobody sits there. But a queue is never left without its last agent in silence.</summary>
    private void CountNoAnswer(Agent agent, CallQueue queue)
    {
        var limit = queue.Options.MaxNoAnswer;
        if (limit == 0 || ++agent.NoAnswers < limit || agent.Status is AgentStatus.LoggedOut or AgentStatus.OnBreak)
        {
            return;
        }

        agent.NoAnswers = 0;
        var alone = agent.Tiers.Find(t => t.Queue.Staffed - (agent.CountedStaffed ? 1 : 0) == 0);
        if (alone is not null)
        {
            Alert(
                AcdAlert.RonaLastAgent,
                $"agent {agent.Id} did not answer {limit} offers in a row, but is the last one of queue {alone.Queue.Id}",
                alone.Queue, agent);
            return;
        }

        agent.Status = AgentStatus.OnBreak;
        agent.Reason = RonaReason;
        agent.StatusSince = _now;
        agent.StatusChanged = true;
        Alert(AcdAlert.Rona, $"agent {agent.Id} did not answer {limit} offers in a row and is on a break now", queue, agent);
    }

    /// <summary>The engine takes an unconfirmed offer back; the agent is as ready, and as long ready, as before.</summary>
    private void Withdraw(Offer offer, WithdrawReason reason)
    {
        _effects.Add(new AcdEffect.WithdrawOffer(offer.Id, reason, offer.Call.Id, offer.Agent.Id));
        Release(offer);
        Refresh(offer.Agent, keepIdleSince: true);
    }

    private void EndConversation(Offer offer)
    {
        var agent = offer.Agent;
        Release(offer);
        var time = agent.Options?.WrapUpTime ?? offer.Queue.Options.WrapUpTime;
        offer.Queue.Handling = ExpectedWait.Average(offer.Queue.Handling, _now - offer.ConfirmedAt + time);
        if (time > TimeSpan.Zero && agent is { Options: not null, Status: not AgentStatus.LoggedOut })
        {
            agent.WrapUpSince = _now;
            StartWrapUp(agent, _now + time);
        }

        Refresh(agent);
    }

    private void Release(Offer offer)
    {
        _effects.Stop(ref offer.Lease);
        _offers.Remove(offer.Id);
        if (offer.Phase == OfferPhase.Confirmed)
        {
            offer.Agent.TalkTime += _now - (offer.ConfirmedAt > offer.Agent.DayBegan ? offer.ConfirmedAt : offer.Agent.DayBegan);
        }

        offer.Agent.Offer = null;
        offer.Call.Offers.Remove(offer);
    }

    private Offer? Find(OfferId id)
    {
        if (_offers.TryGetValue(id, out var offer))
        {
            return offer;
        }

        Ignore(IgnoredReason.UnknownOffer);
        return null;
    }
}
