using Gateway.Acd.Agents;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

// What a call needs of an agent, and whom it would rather have: never an obstacle for longer than configured.
public sealed partial class AcdEngine
{
    private void StartSkillTimer(QueuePlace place)
    {
        if (place.Step + 1 < place.Plan.Steps.Count)
        {
            var due = place.Plan.Steps[place.Step + 1].After - (_now - place.EnteredAt);
            _effects.Start(ref place.SkillTimer, n => new AcdTimer.SkillsRelax(n, place.Call.Id, place.Queue.Id), due);
        }
    }

    private void SkillsRelax(QueuePlace place)
    {
        if (place.Step + 1 < place.Plan.Steps.Count)
        {
            place.Move(place.OpenLevel, place.Step + 1);
            _matcher.Touch(place.Queue);
            StartSkillTimer(place);
        }
    }

    // ---- the preferred agent

    /// <summary>A caller whose agent is busy may wait for him alone; one whose agent is ready or away does not.</summary>
    private void HoldForPreferred(QueuedCall call, CallQueue queue)
    {
        var wait = queue.Options.PreferredAgentWait;
        if (wait > TimeSpan.Zero && call.Preferred is { IsStaffed: true, State: not AgentState.Waiting } agent)
        {
            call.HeldFor = agent;
            agent.HeldCalls.Add(call);
            _effects.Start(ref call.HoldTimer, n => new AcdTimer.PreferredWait(n, call.Id), wait);
        }
    }

    /// <summary>From now on anybody may have the call; the preferred agent, if ready, goes first.</summary>
    private void LetGo(QueuedCall call)
    {
        if (call.HeldFor is null)
        {
            return;
        }

        StopHolding(call);
        if (call.Phase == AcdCallPhase.Waiting)
        {
            RemoveFromQueues(call);
            AddToQueues(call);
        }
    }

    private void LetGo(Agent agent)
    {
        foreach (var call in agent.HeldCalls.ToArray())
        {
            LetGo(call);
        }
    }

    private void StopHolding(QueuedCall call)
    {
        call.HeldFor?.HeldCalls.Remove(call);
        call.HeldFor = null;
        _effects.Stop(ref call.HoldTimer);
    }
}
