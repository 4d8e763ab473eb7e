using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;
using Gateway.Acd.Distribution;
using Gateway.Acd.Offers;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Several phones for one caller: each agent has an offer of his own, and the first answer accepted here takes all others back.
public sealed partial class AcdEngine
{
    private void Ring(QueuePlace place, Agent agent)
    {
        var call = place.Call;
        if (call.Phase == AcdCallPhase.Waiting && DistributionStrategies.RingsSeveral(place.Queue.Options.Strategy))
        {
            call.RingPlace = place;
            call.RingTarget = int.MaxValue;
            if (place.Queue.Options.Strategy == DistributionStrategy.RingProgressively)
            {
                call.RingTarget = 1;
                StartRingTimer(call);
            }
        }

        MakeOffer(place, agent);
        KeepRinging(call);
    }

    private void RingNext(QueuedCall call)
    {
        call.RingTarget++;
        StartRingTimer(call);
        KeepRinging(call);
    }

    private void StartRingTimer(QueuedCall call) =>
        _effects.Start(
            ref call.RingTimer, n => new AcdTimer.RingNext(n, call.Id), call.RingPlace!.Queue.Options.RingProgressivelyDelay);

    /// <summary>An offer is over, and no agent has answered: the others ring on, or the caller waits again.</summary>
    private void OfferEnded(QueuedCall call)
    {
        if (call.Offers.Count == 0)
        {
            Return(call);
        }
        else
        {
            KeepRinging(call);
        }
    }

    /// <summary>The first answer has the caller; the agents who lost are as ready, and as long ready, as before.</summary>
    private void Win(Offer winner)
    {
        StopRinging(winner.Call);
        foreach (var loser in winner.Call.Offers.Where(o => o != winner).ToArray())
        {
            Withdraw(loser, WithdrawReason.AnsweredElsewhere);
        }
    }

    /// <summary>Keeps the index of calls that may ring one more phone.</summary>
    private void KeepRinging(QueuedCall call)
    {
        if (call.RingPlace is not { } place)
        {
            return;
        }

        if (WantsMore(call))
        {
            place.Queue.Ringing.Add(place);
            _matcher.Touch(place.Queue);
        }
        else
        {
            place.Queue.Ringing.Remove(place);
        }
    }

    /// <summary>May one more phone ring?</summary>
    internal static bool WantsMore(QueuedCall call) =>
        call is { Phase: AcdCallPhase.Offered, RingPlace: not null } && call.Offers.Count < call.RingTarget;

    private void StopRinging(QueuedCall call)
    {
        call.RingPlace?.Queue.Ringing.Remove(call.RingPlace);
        call.RingPlace = null;
        _effects.Stop(ref call.RingTimer);
    }
}
