using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;
using Gateway.Acd.Distribution;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Queues;

/// <summary>One queue: its waiting calls and ready agents, indexed by tier level. Everything here costs O(levels · log n).</summary>
internal sealed class CallQueue(QueueOptions options, WorkCounter work)
{
    /// <summary>Kept over a reload, so that places and offers stay valid.</summary>
    public QueueOptions Options { get; private set; } = options;

    public QueueId Id => Options.Id;

    /// <summary>Order in the configuration.</summary>
    public int Ordinal { get; private set; }

    public IDistributionStrategy Strategy { get; private set; } = DistributionStrategies.Of(options.Strategy);

    /// <summary>At least one, ascending.</summary>
    public TierLevel[] Levels { get; private set; } = [new TierLevel(0, work)];

    /// <summary>All waiting calls by rank.</summary>
    public SortedSet<QueuePlace> Waiting { get; } = new(new PlaceOrder(work));

    /// <summary>Calls that ring and may ring one more phone of this queue, by rank.</summary>
    public SortedSet<QueuePlace> Ringing { get; } = new(new PlaceOrder(work));

    public QueueStatistics Statistics { get; } = new();

    public DateTimeOffset? UnstaffedSince;

    /// <summary>Unstaffed steps up to this time are due; null: staffed.</summary>
    public TimeSpan? UnstaffedReached;

    public AcdTimer? UnstaffedTimer;
    public bool UnstaffedAlerted;

    /// <summary>Empties the indices; whoever calls fills them again.</summary>
    public void Reset(QueueOptions options, int ordinal, IEnumerable<int> levels)
    {
        Options = options;
        Ordinal = ordinal;
        Strategy = DistributionStrategies.Of(options.Strategy);
        Waiting.Clear();
        Ringing.Clear();
        var distinct = levels.Distinct().Order().ToArray();
        Levels = [.. (distinct.Length == 0 ? [0] : distinct).Select(l => new TierLevel(l, work))];
    }

    public int IndexOfLevel(int level) => Array.FindIndex(Levels, l => l.Level == level);

    /// <summary>Time in the queue after which the level opens.</summary>
    public TimeSpan OpensAfter(int index) => Options.TierWait * (Levels[index].Level - (double)Levels[0].Level);

    // ---- calls

    public void Add(QueuePlace place)
    {
        Waiting.Add(place);
        Levels[place.OpenLevel].Waiting.Add(place);
    }

    public void Remove(QueuePlace place)
    {
        Waiting.Remove(place);
        Levels[place.OpenLevel].Waiting.Remove(place);
    }

    public void Open(QueuePlace place, int level)
    {
        var waits = Levels[place.OpenLevel].Waiting.Remove(place);
        place.OpenLevel = level;
        if (waits)
        {
            Levels[level].Waiting.Add(place);
        }
    }

    /// <summary>1 is next. Walks from both ends: the cost is what the call overtakes, or what is ahead of it.</summary>
    public int PositionOf(QueuePlace place)
    {
        using var ahead = Waiting.GetEnumerator();
        using var behind = Waiting.Reverse().GetEnumerator();
        for (var steps = 0; ahead.MoveNext() && behind.MoveNext(); steps++)
        {
            work.Count++;
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

    // ---- agents

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

    public void AddReady(AgentTier tier)
    {
        tier.Ready = ReadyAgent.Of(tier, Strategy);
        Levels[tier.LevelIndex].Ready.Add(tier.Ready);
    }

    public void RemoveReady(AgentTier tier)
    {
        if (tier.Ready is { } ready)
        {
            Levels[tier.LevelIndex].Ready.Remove(ready);
            tier.Ready = null;
        }
    }

    // ---- who can get whom

    /// <summary>
    /// The level whose agents this call gets now: the lowest with a ready agent, if time has opened it for the call or if nobody
    /// is staffed below it. Null: none.
    /// </summary>
    public TierLevel? ReadyLevelFor(QueuePlace place)
    {
        var (ready, opensAtOnce) = LowestReady();
        return ready >= 0 && (opensAtOnce || place.OpenLevel >= ready) ? Levels[ready] : null;
    }

    /// <summary>The call of lowest rank that a ready agent of this queue can take. Null: none.</summary>
    public QueuePlace? Head()
    {
        var (ready, opensAtOnce) = LowestReady();
        if (ready < 0 || Waiting.Count == 0)
        {
            return null;
        }

        if (opensAtOnce)
        {
            return Waiting.Min;
        }

        QueuePlace? head = null;
        for (var level = ready; level < Levels.Length; level++)
        {
            if (Levels[level].Waiting.Min is { } first && (head is null || first.Rank < head.Rank))
            {
                head = first;
            }
        }

        return head;
    }

    /// <summary>The call of lowest rank that rings and can ring one more phone now. Null: none.</summary>
    public QueuePlace? RingingHead()
    {
        if (Ringing.Count > 0 && LowestReady().Level >= 0)
        {
            foreach (var place in Ringing)
            {
                if (ReadyLevelFor(place) is not null)
                {
                    return place;
                }
            }
        }

        return null;
    }

    /// <summary>Whom the strategy gives the call, among the ready agents of a level; there is at least one.</summary>
    public Agent Choose(QueuePlace place, TierLevel level, Lottery lottery) => (Options.Strategy switch
    {
        DistributionStrategy.Random => level.Ready[lottery.Next(level.Ready.Count)],
        DistributionStrategy.TopDown when place.LastTried is { } last && last.Level == level.Level => level.Ready.After(last.Position),
        _ => level.Ready[0],
    }).Agent;

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
