using System.Collections.Frozen;
using Gateway.Acd.Agents;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// The read model.
public sealed partial class AcdEngine
{
    /// <summary>
    /// Everything at one moment; O(calls + agents), for the host to make when something changed, a few times a second at most.
    /// </summary>
    public AcdSnapshot Snapshot(DateTimeOffset now)
    {
        var calls = Calls.ToArray();
        var positions = new Dictionary<QueuedCall, int>();
        foreach (var queue in _queueOrder)
        {
            var position = 0;
            foreach (var place in queue.Waiting)
            {
                position++;
                if (place.Call.Home == queue)
                {
                    positions[place.Call] = position;
                }
            }
        }

        var byHome = calls.ToLookup(c => c.Home);
        return new AcdSnapshot
        {
            At = now,
            ConfigurationVersion = _configuration.Version,
            Queues = [.. _queueOrder.Select(q => Snapshot(q, byHome[q]))],
            Agents = [.. _agentOrder.Where(a => a.Options is not null || a.Offer is not null).Select(Snapshot)],
            Calls = [.. calls.Select(c => Snapshot(c, positions.GetValueOrDefault(c)))],
            Ignored = Enum.GetValues<IgnoredReason>().ToFrozenDictionary(r => r, r => _ignored[(int)r]),
            Stalls = _stalls,
        };
    }

    private static QueueSnapshot Snapshot(CallQueue queue, IEnumerable<QueuedCall> own)
    {
        var (waiting, offering, talking) = (0, 0, 0);
        DateTimeOffset? oldest = null;
        foreach (var call in own)
        {
            waiting += call.Phase == AcdCallPhase.Waiting ? 1 : 0;
            offering += call.Phase == AcdCallPhase.Offered ? 1 : 0;
            talking += call.Phase == AcdCallPhase.Connected ? 1 : 0;
            if (call.Phase != AcdCallPhase.Connected && !(oldest <= call.InvitedAt))
            {
                oldest = call.InvitedAt;
            }
        }

        return new QueueSnapshot
        {
            Queue = queue.Id,
            Waiting = waiting,
            WaitingFromElsewhere = queue.Waiting.Count - waiting,
            Offering = offering,
            Talking = talking,
            LongestWaitSince = oldest,
            ReadyAgents = queue.Levels.Sum(l => l.Ready.Count),
            StaffedAgents = queue.Staffed,
            ExpectedWait = WaitAt(queue, queue.Waiting.Count + 1),
            UnstaffedSince = queue.UnstaffedSince,
            IsClosed = queue.Closed,
        };
    }

    private static AgentSnapshot Snapshot(Agent agent) => new()
    {
        Agent = agent.Id,
        Status = agent.Status,
        Reason = agent.Reason,
        StatusSince = agent.StatusSince,
        State = agent.State,
        StateSince = agent.StateSince,
        Cause = agent.Cause,
        Reachable = agent.Reachable,
        Call = agent.Offer?.Call.Id,
        Offer = agent.Offer?.Id,
        WrapUpUntil = agent.WrapUpTimer is null ? null : agent.WrapUpUntil,
        CallsHandled = agent.CallsHandled,
        Queues = [.. agent.Tiers.Select(t => t.Queue.Id)],
    };

    private static CallSnapshot Snapshot(QueuedCall call, int position) =>
        new(
            call.Id, call.Home.Id, [.. call.Places.Select(p => p.Queue.Id)],
            call.Phase, call.InvitedAt, position, call.Offer?.Id, call.Offer?.Agent.Id)
        {
            ExpectedWait = position == 0 ? null : WaitAt(call.Home, position),
        };

    private static TimeSpan? WaitAt(CallQueue queue, int position) =>
        ExpectedWait.Of(position, queue.Staffed, queue.Levels.Sum(l => l.Ready.Count), queue.Handling);
}
