using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Sip;

namespace Gateway.Reconciliation;

/// <summary>Kinds of disagreement between the owners; metric labels.</summary>
internal enum DiscrepancyKind
{
    /// <summary>Open in the journal, and no actor has it.</summary>
    JournalWithoutActor,

    /// <summary>An actor has it, and the journal does not know it.</summary>
    ActorWithoutJournal,

    /// <summary>The ACD holds it, and no actor has it.</summary>
    AcdWithoutActor,

    /// <summary>The journal says another phase than the actor.</summary>
    JournalPhase,

    /// <summary>The ACD says another phase than the actor.</summary>
    AcdPhase,

    /// <summary>The caller's dialog is over, and the call is not.</summary>
    CallWithoutDialog,

    /// <summary>The ACD thinks otherwise than the registrar about whether an agent has a phone.</summary>
    AgentReachability,
}

/// <summary>One call on which the owners disagree.</summary>
/// <param name="Since">When the actor's phase began; default without an actor. Two moments of a call that were both met in flight are two discrepancies.</param>
/// <param name="Agent">The agent; then there is no call.</param>
internal readonly record struct Discrepancy(CallId Call, DiscrepancyKind Kind, DateTimeOffset Since = default, AgentId? Agent = null)
{
    public override string ToString() => Agent is { } agent ? $"agent {agent}: {Kind}" : $"call {Call}: {Kind}";
}

/// <summary>
/// Compares what journal, actors, dialogs and ACD say of each call. Pure. A difference is normal for the moments in which an input
/// travels; only one that stands in two passes in a row counts.
/// </summary>
internal static class Discrepancies
{
    public static IReadOnlySet<Discrepancy> Find(
        IReadOnlyDictionary<CallId, CallPhase> journal, IReadOnlyCollection<CallSummary> actors, AcdSnapshot acd, Func<UsageId, bool> isOpen,
        Func<AgentId, bool> hasPhone)
    {
        var found = new HashSet<Discrepancy>();
        var actorPhases = actors.ToDictionary(a => a.Call);
        foreach (var (call, phase) in journal)
        {
            if (!actorPhases.TryGetValue(call, out var actor))
            {
                found.Add(new Discrepancy(call, DiscrepancyKind.JournalWithoutActor));
            }
            else if (actor.Phase != phase)
            {
                found.Add(new Discrepancy(call, DiscrepancyKind.JournalPhase, actor.PhaseSince));
            }
        }

        foreach (var actor in actors)
        {
            if (!journal.ContainsKey(actor.Call) && actor.Phase != CallPhase.Ended)
            {
                found.Add(new Discrepancy(actor.Call, DiscrepancyKind.ActorWithoutJournal, actor.PhaseSince));
            }

            if (!isOpen(actor.CallerUsage) && actor.Phase != CallPhase.Ended)
            {
                found.Add(new Discrepancy(actor.Call, DiscrepancyKind.CallWithoutDialog, actor.PhaseSince));
            }
        }

        var inAcd = new Dictionary<CallId, AcdCallPhase>();
        foreach (var call in acd.Calls)
        {
            inAcd[call.Call] = call.Phase;
            if (!actorPhases.ContainsKey(call.Call))
            {
                found.Add(new Discrepancy(call.Call, DiscrepancyKind.AcdWithoutActor));
            }
        }

        foreach (var actor in actors)
        {
            AcdCallPhase? expected = actor.Phase switch
            {
                CallPhase.Waiting => AcdCallPhase.Waiting,
                CallPhase.Offered => AcdCallPhase.Offered,
                CallPhase.Bridged => AcdCallPhase.Connected,
                _ => null,
            };
            AcdCallPhase? actual = inAcd.TryGetValue(actor.Call, out var phase) ? phase : null;
            if (expected != actual && (expected is not null || actor.Phase == CallPhase.Ended))
            {
                found.Add(new Discrepancy(actor.Call, DiscrepancyKind.AcdPhase, actor.PhaseSince));
            }
        }

        foreach (var agent in acd.Agents.Where(a => a.Reachable != hasPhone(a.Agent)))
        {
            found.Add(new Discrepancy(default, DiscrepancyKind.AgentReachability, default, agent.Agent));
        }

        return found;
    }

    /// <summary>
    /// What puts the ACD right, where the truth is known: the dialog's and the registrar's side wins. Null: nothing can be done from here.
    /// </summary>
    public static (string Kind, AcdEvent Event)? Repair(
        Discrepancy discrepancy, IReadOnlyCollection<CallSummary> actors, AcdSnapshot acd, Func<AgentId, bool> hasPhone)
    {
        var offer = acd.Calls.FirstOrDefault(c => c.Call == discrepancy.Call)?.Offer;
        var phase = actors.FirstOrDefault(a => a.Call == discrepancy.Call)?.Phase;
        return discrepancy.Kind switch
        {
            DiscrepancyKind.AcdWithoutActor => ("acd_without_actor", new AcdEvent.LeaveQueue(discrepancy.Call)),
            DiscrepancyKind.AcdPhase when phase == CallPhase.Ended => ("acd_after_end", new AcdEvent.LeaveQueue(discrepancy.Call)),

            // The agent is held by an offer that the call knows nothing of: the agent is freed, the caller is offered again.
            DiscrepancyKind.AcdPhase when phase == CallPhase.Waiting && offer is { } stuck =>
                ("agent_stuck", new AcdEvent.OfferFailed(stuck, OfferFailure.Lost)),
            DiscrepancyKind.AgentReachability when discrepancy.Agent is { } agent =>
                ("agent_reachability", new AcdEvent.SetReachable(agent, hasPhone(agent))),
            _ => null,
        };
    }
}
