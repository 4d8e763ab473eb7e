using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;
using Gateway.Acd.Distribution;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Queues;

/// <summary>
/// One queue: its waiting calls and ready agents, indexed by what calls need and by tier level. Everything here costs
/// O(lanes · levels · log n); there are as many lanes as different needs.
/// </summary>
internal sealed class CallQueue
{
    private readonly WorkCounter _work;
    private readonly List<SkillLane> _lanes = [];
    private readonly Dictionary<string, SkillPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Skills that any agent of the queue has; null: not known yet.</summary>
    private HashSet<string>? _skills;

    public CallQueue(QueueOptions options, WorkCounter work)
    {
        _work = work;
        Options = options;
        Waiting = new(new PlaceOrder(work));
        Ringing = new(new PlaceOrder(work));
        Reset(options, 0, []);
    }

    /// <summary>Kept over a reload, so that places and offers stay valid.</summary>
    public QueueOptions Options { get; private set; }

    public QueueId Id => Options.Id;

    /// <summary>Order in the configuration.</summary>
    public int Ordinal { get; private set; }

    public IDistributionStrategy Strategy { get; private set; } = DistributionStrategies.Of(AcdDefaults.Strategy);

    /// <summary>The agents who work for it.</summary>
    public List<AgentTier> Tiers { get; } = [];

    /// <summary>First the lane of calls that anybody may take, then the others in order of need.</summary>
    public IReadOnlyList<SkillLane> Lanes => _lanes;

    /// <summary>Of the lane for anybody: every agent of the queue.</summary>
    public TierLevel[] Levels => _lanes[0].Levels;

    /// <summary>All waiting calls by rank.</summary>
    public SortedSet<QueuePlace> Waiting { get; }

    /// <summary>Calls that ring and may ring one more phone of this queue, by rank.</summary>
    public SortedSet<QueuePlace> Ringing { get; }

    /// <summary>Of a conversation with its wrap-up, as of late: what <see cref="ExpectedWait"/> reckons with.</summary>
    public TimeSpan Handling = ExpectedWait.UsualHandling;

    /// <summary>Declared, or by its hours: calls go on at once; ready agents still take them.</summary>
    public bool Closed;

    public DateTimeOffset? UnstaffedSince;

    /// <summary>Unstaffed steps up to this time are due; null: staffed.</summary>
    public TimeSpan? UnstaffedReached;

    public AcdTimer? UnstaffedTimer;
    public bool UnstaffedAlerted;

    public int Staffed => _lanes[0].Staffed;

    /// <summary>Empties the indices; whoever calls fills them again, agents first.</summary>
    public void Reset(QueueOptions options, int ordinal, IEnumerable<int> levels)
    {
        Options = options;
        Ordinal = ordinal;
        Strategy = DistributionStrategies.Of(options.Strategy);
        Waiting.Clear();
        Ringing.Clear();
        var distinct = levels.Distinct().Order().ToArray();
        _plans.Clear();
        _skills = null;
        _lanes.Clear();
        _lanes.Add(new SkillLane([], null, distinct.Length == 0 ? [0] : distinct, _work));
    }

    public int IndexOfLevel(int level) => Array.FindIndex(Levels, l => l.Level == level);

    /// <summary>Time in the queue after which the level opens.</summary>
    public TimeSpan OpensAfter(int index) => Options.TierWait * (Levels[index].Level - (double)Levels[0].Level);

    // ---- calls

    public void Add(QueuePlace place)
    {
        Waiting.Add(place);
        if (place.Call.HeldFor is null)
        {
            place.Lane.Levels[place.OpenLevel].Waiting.Add(place);
        }
    }

    public void Remove(QueuePlace place)
    {
        Waiting.Remove(place);
        place.Lane.Levels[place.OpenLevel].Waiting.Remove(place);
    }

    /// <summary>1 is next. Walks from both ends: the cost is what the call overtakes, or what is ahead of it.</summary>
    public int PositionOf(QueuePlace place)
    {
        using var ahead = Waiting.GetEnumerator();
        using var behind = Waiting.Reverse().GetEnumerator();
        for (var steps = 0; ahead.MoveNext() && behind.MoveNext(); steps++)
        {
            _work.Count++;
            if (ahead.Current == place)
            {
                return steps + 1;
            }

            if (behind.Current == place)
            {
                return Waiting.Count - steps;
            }
        }

        return 0;
    }

    // ---- what calls need

    /// <summary>The plan of a caller with these languages: the first that an agent of this queue has is needed, too.</summary>
    public SkillPlan PlanFor(IReadOnlyList<string> languages)
    {
        _skills ??= [.. Tiers.SelectMany(t => t.Agent.Options?.Skills.Keys ?? [])];
        string? language = null;
        foreach (var wanted in languages)
        {
            language ??= _skills.Contains(wanted) ? wanted : null;
        }

        if (!_plans.TryGetValue(language ?? "", out var plan))
        {
            plan = NewPlan(language);
            _plans.Add(language ?? "", plan);
        }

        return plan;
    }

    private SkillPlan NewPlan(string? language)
    {
        var times = Options.Skills.Select(s => s.RelaxAfter).Append(TimeSpan.Zero).Where(t => t < Options.SkillWait).Distinct();
        var lane = _lanes[0];
        var steps = new List<(TimeSpan After, SkillLane Lane)> { (Options.SkillWait, lane) };
        foreach (var time in times.OrderDescending())
        {
            var needs = SkillPlan.NeedsAt(time, Options, language);
            if (needs.SequenceEqual(lane.Needs))
            {
                steps.RemoveAt(0);
            }
            else
            {
                lane = _lanes.Find(l => l.Relaxed == lane && l.Needs.SequenceEqual(needs)) ?? NewLane(needs, lane);
            }

            steps.Insert(0, (time, lane));
        }

        steps[0] = (TimeSpan.Zero, steps[0].Lane);
        return new SkillPlan(steps);
    }

    private SkillLane NewLane(IReadOnlyList<(string Skill, int Level)> needs, SkillLane relaxed)
    {
        var lane = new SkillLane(needs, relaxed, Levels.Select(l => l.Level), _work);
        foreach (var tier in Tiers.Where(lane.Takes))
        {
            lane.Levels[tier.LevelIndex].Staffed += tier.Agent.CountedStaffed ? 1 : 0;
            if (tier.Ready is { } ready)
            {
                lane.Levels[tier.LevelIndex].Ready.Add(ready);
            }
        }

        _lanes.Add(lane);
        return lane;
    }

    // ---- agents

    /// <param name="change">1 or -1.</param>
    public void Staff(AgentTier tier, int change)
    {
        foreach (var lane in _lanes)
        {
            lane.Levels[tier.LevelIndex].Staffed += lane.Takes(tier) ? change : 0;
        }
    }

    public void AddReady(AgentTier tier)
    {
        tier.Ready = ReadyAgent.Of(tier, Strategy);
        foreach (var lane in _lanes)
        {
            if (lane.Takes(tier))
            {
                lane.Levels[tier.LevelIndex].Ready.Add(tier.Ready);
            }
        }
    }

    public void RemoveReady(AgentTier tier)
    {
        if (tier.Ready is { } ready)
        {
            foreach (var lane in _lanes)
            {
                lane.Levels[tier.LevelIndex].Ready.Remove(ready);
            }

            tier.Ready = null;
        }
    }

    // ---- who can get whom

    /// <summary>The call of lowest rank that a ready agent of this queue can take. Null: none.</summary>
    public QueuePlace? Head()
    {
        QueuePlace? head = null;
        foreach (var lane in _lanes)
        {
            if (lane.Head() is { } first && (head is null || first.Rank < head.Rank))
            {
                head = first;
            }
        }

        return head;
    }

    /// <summary>The call of lowest rank that rings and can ring one more phone now. Null: none.</summary>
    public QueuePlace? RingingHead()
    {
        foreach (var place in Ringing)
        {
            if (place.Lane.ReadyLevelFor(place) is not null)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>Whom the strategy gives the call, among the ready agents of a level; there is at least one.</summary>
    public Agent Choose(QueuePlace place, TierLevel level, Lottery lottery) => (Options.Strategy switch
    {
        _ when place.Call.Preferred is { State: AgentState.Waiting } known
            && known.Tiers.Find(t => t.Queue == this)?.Ready is { } ready => ready,
        DistributionStrategy.Random => level.Ready[lottery.Next(level.Ready.Count)],
        DistributionStrategy.TopDown when place.LastTried is { } last && last.Level == level.Level => level.Ready.After(last.Position),
        _ => level.Ready[0],
    }).Agent;
}
