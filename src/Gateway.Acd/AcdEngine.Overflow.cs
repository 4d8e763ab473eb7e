using Gateway.Acd.Configuration;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// The overflow ladder: by wait, by length, without agents, closed.
public sealed partial class AcdEngine
{
    /// <summary>Takes every step of the queue's ladder that is due; the queues reached do the same with theirs, each queue once.</summary>
    /// <param name="length">Waiting calls, when the call comes to the queue; else null.</param>
    private void Overflow(QueuePlace place, int? length)
    {
        var call = place.Call;
        foreach (var step in place.Queue.Options.Overflow)
        {
            if (Due(step, place, length) is not { } reason
                || !_queues.TryGetValue(step.To, out var target)
                || call.PlaceIn(target) is not null)
            {
                continue;
            }

            // The last rung of all is always within reach.
            if (call.Places.Count >= _configuration.MaxQueuesPerCall && step.To != _configuration.NationalDesk?.To)
            {
                AlertOverflowLimit(call);
                continue;
            }

            _effects.Add(new AcdEffect.Overflowed(call.Id, place.Queue.Id, target.Id, reason));
            Join(call, target);
        }
    }

    private OverflowReason? Due(OverflowStep step, QueuePlace place, int? length) =>
        place.Queue.Closed && (step.To != _configuration.NationalDesk?.To || place.Queue.Options.Overflow.Count == 1)
            ? OverflowReason.Closed
        : step.After <= place.OverflowReached ? OverflowReason.Waited
        : step.WhenUnstaffedFor <= place.Queue.UnstaffedReached ? OverflowReason.Unstaffed
        : length > step.WhenLongerThan ? OverflowReason.QueueLength
        : null;

    private void AlertOverflowLimit(QueuedCall call)
    {
        if (!call.LimitAlerted)
        {
            call.LimitAlerted = true;
            Alert(AcdAlert.OverflowLimit, $"call {call.Id} waits in {call.Places.Count} queues, the most allowed", call.Home, call: call);
        }
    }

    // ---- queues without agents

    /// <summary>To be called when the number of staffed agents changed.</summary>
    private void StaffingChanged(CallQueue queue)
    {
        _matcher.Touch(queue);
        if (queue.Staffed > 0)
        {
            queue.UnstaffedSince = null;
            queue.UnstaffedReached = null;
            queue.UnstaffedAlerted = false;
            _effects.Stop(ref queue.UnstaffedTimer);
        }
        else if (queue.UnstaffedSince is null)
        {
            queue.UnstaffedSince = _now;
            ReachUnstaffed(queue, TimeSpan.Zero);
            AlertIfUnstaffed(queue);
        }
    }

    private void UnstaffedLonger(CallQueue queue) => ReachUnstaffed(queue, NextUnstaffed(queue) ?? queue.UnstaffedReached!.Value);

    private void ReachUnstaffed(CallQueue queue, TimeSpan reached)
    {
        queue.UnstaffedReached = reached;
        if (NextUnstaffed(queue) is { } next)
        {
            var due = next - (_now - queue.UnstaffedSince!.Value);
            _effects.Start(ref queue.UnstaffedTimer, n => new AcdTimer.QueueUnstaffed(n, queue.Id), due);
        }

        foreach (var place in queue.Waiting.ToArray())
        {
            Overflow(place, length: null);
        }
    }

    private static TimeSpan? NextUnstaffed(CallQueue queue)
    {
        TimeSpan? next = null;
        foreach (var step in queue.Options.Overflow)
        {
            if (step.WhenUnstaffedFor is { } time && time > queue.UnstaffedReached && !(next <= time))
            {
                next = time;
            }
        }

        return next;
    }

    private void AlertIfUnstaffed(CallQueue queue)
    {
        if (queue is { UnstaffedSince: not null, UnstaffedAlerted: false, Waiting.Count: > 0 })
        {
            queue.UnstaffedAlerted = true;
            Alert(AcdAlert.QueueUnstaffed, $"calls wait in queue {queue.Id}, where no agent is available and reachable", queue);
        }
    }

    // ---- service state

    private void SetOpen(QueueId id, bool open)
    {
        if (!_queues.TryGetValue(id, out var queue))
        {
            Ignore(IgnoredReason.UnknownQueue);
            return;
        }

        queue.Closed = !open;
        foreach (var place in open ? [] : queue.Waiting.ToArray())
        {
            Overflow(place, length: null);
        }
    }
}
