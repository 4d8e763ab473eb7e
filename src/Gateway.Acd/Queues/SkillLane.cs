using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;

namespace Gateway.Acd.Queues;

/// <summary>
/// Waiting calls of a queue that need the same, beside the agents who have it: by tier level. So a call's need costs nothing when an agent
/// is looked for, and an agent's skills cost nothing when a call is.
/// </summary>
/// <param name="needs">Skill and least level, in order of name; none: anybody.</param>
/// <param name="relaxed">What the same calls need next; null: this is the last.</param>
internal sealed class SkillLane(IReadOnlyList<(string Skill, int Level)> needs, SkillLane? relaxed, IEnumerable<int> levels, WorkCounter work)
{
    public IReadOnlyList<(string Skill, int Level)> Needs { get; } = needs;

    public SkillLane? Relaxed { get; } = relaxed;

    /// <summary>At least one, ascending; the same for every lane of a queue.</summary>
    public TierLevel[] Levels { get; } = [.. levels.Select(l => new TierLevel(l, work))];

    public int Staffed
    {
        get
        {
            var sum = 0;
            foreach (var level in Levels)
            {
                sum += level.Staffed;
            }

            return sum;
        }
    }

    /// <summary>Has the agent what these calls need?</summary>
    public bool Takes(AgentTier tier)
    {
        foreach (var (skill, level) in Needs)
        {
            if (tier.Agent.LevelOf(skill) < level)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What nobody has who is Available and reachable is not waited for: the next step holds at once.</summary>
    public SkillLane Effective
    {
        get
        {
            var lane = this;
            while (lane.Relaxed is { } next && lane.Staffed == 0)
            {
                lane = next;
            }

            return lane;
        }
    }

    /// <summary>The call of lowest rank that a ready agent can take. Null: none.</summary>
    public QueuePlace? Head()
    {
        var (ready, opensAtOnce) = Effective.LowestReady();
        QueuePlace? head = null;
        for (var level = opensAtOnce ? 0 : ready; ready >= 0 && level < Levels.Length; level++)
        {
            if (Levels[level].Waiting.Min is { } first && (head is null || first.Rank < head.Rank))
            {
                head = first;
            }
        }

        return head;
    }

    /// <summary>
    /// The level whose agents this call gets now: the lowest with a ready agent, if time has opened it for the call or if nobody
    /// is staffed below it. Null: none.
    /// </summary>
    public TierLevel? ReadyLevelFor(QueuePlace place)
    {
        var agents = Effective;
        var (ready, opensAtOnce) = agents.LowestReady();
        return ready >= 0 && (opensAtOnce || place.OpenLevel >= ready) ? agents.Levels[ready] : null;
    }

    /// <summary>Lowest level with a ready agent (-1: none), and whether nobody is staffed below it.</summary>
    private (int Level, bool OpensAtOnce) LowestReady()
    {
        var staffedBelow = false;
        for (var level = 0; level < Levels.Length; level++)
        {
            work.Count++;
            if (Levels[level].Ready.Count > 0)
            {
                return (level, !staffedBelow);
            }

            staffedBelow |= Levels[level].Staffed > 0;
        }

        return (-1, false);
    }
}

/// <summary>What a call needs in a queue as time goes by; the last step is always anybody.</summary>
/// <param name="Steps">Time in the queue, and the lane from then on; ascending, the first at zero.</param>
internal sealed record SkillPlan(IReadOnlyList<(TimeSpan After, SkillLane Lane)> Steps)
{
    /// <summary>Needs at a time in the queue, in order of name.</summary>
    public static IReadOnlyList<(string Skill, int Level)> NeedsAt(TimeSpan time, QueueOptions options, string? language)
    {
        if (time >= options.SkillWait)
        {
            return [];
        }

        var needs = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var need in options.Skills)
        {
            needs[need.Skill] = Math.Max(needs.GetValueOrDefault(need.Skill), time < need.RelaxAfter ? need.Level : need.To);
        }

        if (language is not null)
        {
            needs[language] = Math.Max(needs.GetValueOrDefault(language), 1);
        }

        return [.. needs.Where(n => n.Value > 0).Select(n => (n.Key, n.Value))];
    }
}
