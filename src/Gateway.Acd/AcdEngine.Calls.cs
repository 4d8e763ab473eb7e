using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// Callers: entry, rank, tiers opening, the overflow ladder, leaving.
public sealed partial class AcdEngine
{
    private void Enter(AcdEvent.EnterQueue e)
    {
        if (_calls.ContainsKey(e.Call))
        {
            Ignore(IgnoredReason.DuplicateCall);
            return;
        }

        if (!_queues.TryGetValue(e.Queue, out var queue))
        {
            queue = Fallback;
        }

        var call = new QueuedCall(e.Call, ++_lastSequence, e.InvitedAt < _now ? e.InvitedAt : _now)
        {
            Languages = e.Languages,
            PriorityBonus = e.PriorityBonus,
            Penalty = e.Penalty,
            Preferred = e.PreferredAgent is { } known ? _agents.GetValueOrDefault(known) : null,
        };
        call.Rank = RankOf(call);
        HoldForPreferred(call, queue);
        _calls.Add(call.Id, call);
        _waiting++;
        if (queue.Id != e.Queue)
        {
            Alert(AcdAlert.UnknownQueue, $"call {call.Id} came for unknown queue {e.Queue}; it waits in {queue.Id}", queue, call: call);
        }

        Join(call, queue);
    }

    private void SetPriority(AcdEvent.SetPriority e)
    {
        if (!_calls.TryGetValue(e.Call, out var call))
        {
            Ignore(IgnoredReason.UnknownCall);
            return;
        }

        var waits = call.Phase == AcdCallPhase.Waiting;
        if (waits)
        {
            RemoveFromQueues(call);
        }

        call.RingPlace?.Queue.Ringing.Remove(call.RingPlace);
        call.PriorityBonus = e.PriorityBonus;
        call.Penalty = e.Penalty;
        call.Rank = RankOf(call);
        KeepRinging(call);
        if (waits)
        {
            AddToQueues(call);
        }
    }

    private TimeSpan BonusOf(CallId id) => _calls.TryGetValue(id, out var call) ? call.PriorityBonus : TimeSpan.Zero;

    private CallRank RankOf(QueuedCall call) =>
        CallRank.Of(
            call.InvitedAt,
            Bounded(call.PriorityBonus, _configuration.MaxPriorityBonus),
            Bounded(call.Penalty, _configuration.MaxPenalty),
            call.Sequence);

    private static TimeSpan Bounded(TimeSpan value, TimeSpan max) => value < TimeSpan.Zero ? TimeSpan.Zero : value > max ? max : value;

    /// <summary>The end of a call in whatever phase it is.</summary>
    private void Leave(CallId id)
    {
        if (!_calls.TryGetValue(id, out var call))
        {
            Ignore(IgnoredReason.UnknownCall);
            return;
        }

        switch (call.Phase)
        {
            case AcdCallPhase.Waiting:
                RemoveFromQueues(call);
                _waiting--;
                break;
            case AcdCallPhase.Offered:
                foreach (var offer in call.Offers.ToArray())
                {
                    Withdraw(offer, WithdrawReason.CallerGone);
                }

                break;
            case AcdCallPhase.Connected:
                EndConversation(call.Offer!);
                break;
        }

        StopRinging(call);
        StopHolding(call);
        StopPlaceTimers(call);
        _calls.Remove(id);
    }

    // ---- places

    private void Join(QueuedCall call, CallQueue queue)
    {
        var place = new QueuePlace(call, queue, _now);
        call.Places.Add(place);
        Advance(place);
        if (call.Phase == AcdCallPhase.Waiting)
        {
            queue.Add(place);
            _matcher.Touch(queue);
            AnnouncePlace(place);
        }

        StartPlaceTimers(place);
        AlertIfUnstaffed(queue);
        Overflow(place, queue.Waiting.Count);
    }

    private void AnnouncePlace(QueuePlace place) =>
        _effects.Add(new AcdEffect.Queued(place.Call.Id, place.Queue.Id, place.Queue.PositionOf(place)));

    private void AddToQueues(QueuedCall call)
    {
        foreach (var place in call.Places)
        {
            place.Queue.Add(place);
            _matcher.Touch(place.Queue);
        }
    }

    private static void RemoveFromQueues(QueuedCall call)
    {
        foreach (var place in call.Places)
        {
            place.Queue.Remove(place);
        }
    }

    /// <summary>
    /// A call comes back from an offer or a conversation: same rank, same places; what time has opened meanwhile is open.
    /// </summary>
    private void Return(QueuedCall call)
    {
        var talked = call.Phase == AcdCallPhase.Connected;
        StopRinging(call);
        call.Phase = AcdCallPhase.Waiting;
        _waiting++;
        AddToQueues(call);
        AnnouncePlace(call.Places[0]);
        foreach (var place in call.Places.ToArray())
        {
            if (talked)
            {
                Advance(place);
                StartPlaceTimers(place);
            }

            AlertIfUnstaffed(place.Queue);
            Overflow(place, length: null);
        }
    }

    private QueuePlace? FindPlace(CallId call, QueueId queue) =>
        _calls.TryGetValue(call, out var found) ? found.Places.Find(p => p.Queue.Id == queue) : null;

    // ---- tiers and overflow by time

    /// <summary>Takes from the clock what the place's timers would have told.</summary>
    private void Advance(QueuePlace place)
    {
        var elapsed = _now - place.EnteredAt;
        if (elapsed > place.OverflowReached)
        {
            place.OverflowReached = elapsed;
        }

        var open = place.OpenLevel;
        while (open + 1 < place.Queue.Levels.Length && place.Queue.OpensAfter(open + 1) <= elapsed)
        {
            open++;
        }

        var step = place.Step;
        while (step + 1 < place.Plan.Steps.Count && place.Plan.Steps[step + 1].After <= elapsed)
        {
            step++;
        }

        if (open != place.OpenLevel || step != place.Step)
        {
            place.Move(open, step);
            _matcher.Touch(place.Queue);
        }
    }

    private void StartPlaceTimers(QueuePlace place)
    {
        if (place.Call.Phase == AcdCallPhase.Connected)
        {
            return;
        }

        StartTierTimer(place);
        StartSkillTimer(place);
        StartOverflowTimer(place);
    }

    private void StartTierTimer(QueuePlace place)
    {
        if (place.OpenLevel + 1 < place.Queue.Levels.Length)
        {
            var due = place.Queue.OpensAfter(place.OpenLevel + 1) - (_now - place.EnteredAt);
            _effects.Start(ref place.TierTimer, n => new AcdTimer.TierOpens(n, place.Call.Id, place.Queue.Id), due);
        }
    }

    private void StartOverflowTimer(QueuePlace place)
    {
        if (NextWait(place) is { } wait)
        {
            var due = wait - (_now - place.EnteredAt);
            _effects.Start(ref place.OverflowTimer, n => new AcdTimer.OverflowAfter(n, place.Call.Id, place.Queue.Id), due);
        }
    }

    private static TimeSpan? NextWait(QueuePlace place)
    {
        TimeSpan? next = null;
        foreach (var step in place.Queue.Options.Overflow)
        {
            if (step.After is { } after && after > place.OverflowReached && !(next <= after))
            {
                next = after;
            }
        }

        return next;
    }

    private void StopPlaceTimers(QueuedCall call)
    {
        foreach (var place in call.Places)
        {
            _effects.Stop(ref place.TierTimer);
            _effects.Stop(ref place.SkillTimer);
            _effects.Stop(ref place.OverflowTimer);
        }
    }

    private void TierOpens(QueuePlace place)
    {
        place.Move(place.OpenLevel + 1, place.Step);
        _matcher.Touch(place.Queue);
        StartTierTimer(place);
    }

    private void OverflowAfter(QueuePlace place)
    {
        place.OverflowReached = NextWait(place) ?? place.OverflowReached;
        StartOverflowTimer(place);
        Overflow(place, length: null);
    }
}
