namespace Gateway.Acd.Configuration;

/// <summary>What of a configuration can be used. A reader should refuse what has errors; the engine goes on with the usable part.</summary>
public sealed record ConfigurationCheck(AcdConfiguration Usable, IReadOnlyList<string> Errors)
{
    /// <summary>Upper bound of every time in the configuration.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);

    /// <summary>Bound of a tier level, either side of zero.</summary>
    public const int HighestLevel = 1000;

    /// <summary>Finds every error; each names the place, what is wrong and what is right.</summary>
    public static ConfigurationCheck Of(AcdConfiguration configuration)
    {
        var errors = new List<string>();
        var queues = new Dictionary<QueueId, QueueOptions>();
        foreach (var queue in configuration.Queues)
        {
            if (!queues.TryAdd(queue.Id, queue))
            {
                errors.Add($"queue {queue.Id}: configured twice; the first is used");
            }
        }

        var agents = new Dictionary<AgentId, AgentOptions>();
        foreach (var agent in configuration.Agents)
        {
            var place = $"agent {agent.Id}";
            var checkedAgent = agent with { WrapUpTime = agent.WrapUpTime is { } time ? Time(errors, place, "wrap-up time", time) : null };
            if (!agents.TryAdd(agent.Id, checkedAgent))
            {
                errors.Add($"{place}: configured twice; the first is used");
            }
        }

        var order = configuration.Queues.Select(q => q.Id).Distinct();
        var usable = configuration with
        {
            Queues = [.. order.Select(id => Queue(errors, queues[id], queues))],
            Agents = [.. configuration.Agents.Select(a => a.Id).Distinct().Select(id => agents[id])],
            Tiers = Tiers(errors, configuration.Tiers, queues, agents),
            DefaultQueue = configuration.DefaultQueue is { } id && queues.ContainsKey(id) ? id : null,
            NationalDesk = configuration.NationalDesk is { } desk && queues.ContainsKey(desk.To) ? desk : null,
            WrapUpExtension = Time(errors, "ACD", "wrap-up extension", configuration.WrapUpExtension),
            MaxWrapUp = Time(errors, "ACD", "longest wrap-up", configuration.MaxWrapUp),
            MaxPriorityBonus = Time(errors, "ACD", "largest priority bonus", configuration.MaxPriorityBonus),
            MaxPenalty = Time(errors, "ACD", "largest penalty", configuration.MaxPenalty),
            LeaseMargin = Time(errors, "ACD", "lease margin", configuration.LeaseMargin),
            ConfirmTimeout = Positive(errors, "ACD", "confirm timeout", configuration.ConfirmTimeout, AcdDefaults.ConfirmTimeout),
            WatchdogPeriod = Positive(errors, "ACD", "watchdog period", configuration.WatchdogPeriod, AcdDefaults.WatchdogPeriod),
            MaxQueuesPerCall = Range(errors, "ACD", "queues per call", configuration.MaxQueuesPerCall, 1, 20),
        };
        if (configuration.DefaultQueue is { } wanted && usable.DefaultQueue is null)
        {
            errors.Add($"ACD: default queue {wanted} is not configured; the first queue is used");
        }

        if (configuration.NationalDesk is { } national)
        {
            usable = WithDesk(errors, usable, national);
        }

        return new(usable, errors);
    }

    /// <summary>Every ladder ends there.</summary>
    private static AcdConfiguration WithDesk(List<string> errors, AcdConfiguration usable, OverflowStep desk)
    {
        if (usable.NationalDesk is null || desk is { After: null, WhenUnstaffedFor: null })
        {
            errors.Add($"ACD: the national desk {desk.To} is left out; name a configured queue and a wait");
            return usable with { NationalDesk = null };
        }

        return usable with
        {
            Queues = [.. usable.Queues.Select(q =>
                q.Id == desk.To || q.Overflow.Any(s => s.To == desk.To) ? q : q with { Overflow = [.. q.Overflow, desk] })],
        };
    }

    private static QueueOptions Queue(List<string> errors, QueueOptions queue, Dictionary<QueueId, QueueOptions> queues)
    {
        var place = $"queue {queue.Id}";
        var steps = new List<OverflowStep>();
        foreach (var step in queue.Overflow)
        {
            if (step.To == queue.Id || !queues.ContainsKey(step.To))
            {
                errors.Add($"{place}: overflow to {step.To} is left out; name another configured queue");
            }
            else if (step is { After: null, WhenUnstaffedFor: null, WhenLongerThan: null })
            {
                errors.Add($"{place}: overflow to {step.To} has no condition, is left out; give a wait, a time without agents or a length");
            }
            else
            {
                steps.Add(step with
                {
                    After = step.After is { } after ? Time(errors, place, "overflow wait", after) : null,
                    WhenUnstaffedFor = step.WhenUnstaffedFor is { } time ? Time(errors, place, "overflow time without agents", time) : null,
                    WhenLongerThan = step.WhenLongerThan is { } length ? Range(errors, place, "overflow length", length, 0, 100_000) : null,
                });
            }
        }

        if (!Enum.IsDefined(queue.Strategy))
        {
            errors.Add($"{place}: unknown strategy {(int)queue.Strategy}; {AcdDefaults.Strategy} is used");
        }

        return queue with
        {
            Strategy = Enum.IsDefined(queue.Strategy) ? queue.Strategy : AcdDefaults.Strategy,
            RingTimeout = Positive(errors, place, "ring timeout", queue.RingTimeout, AcdDefaults.RingTimeout),
            RingProgressivelyDelay = Positive(
                errors, place, "delay to the next phone", queue.RingProgressivelyDelay, AcdDefaults.RingProgressivelyDelay),
            WrapUpTime = Time(errors, place, "wrap-up time", queue.WrapUpTime),
            HoldAlarm = Time(errors, place, "hold alarm", queue.HoldAlarm),
            MaxNoAnswer = Range(errors, place, "unanswered offers", queue.MaxNoAnswer, 0, 100),
            TierWait = Time(errors, place, "tier wait", queue.TierWait),
            Skills = [.. queue.Skills.Select(s => Skill(errors, place, s))],
            SkillWait = Time(errors, place, "wait for skills", queue.SkillWait),
            PreferredAgentWait = Time(errors, place, "wait for the preferred agent", queue.PreferredAgentWait),
            Overflow = steps,
            ServiceLevels =
                [.. queue.ServiceLevels.Select(s => Range(errors, place, "service level", s, 1, AcdDefaults.MaxServiceLevel))],
            Delays = new FailureDelays
            {
                Busy = Time(errors, place, "busy delay", queue.Delays.Busy),
                Declined = Time(errors, place, "decline delay", queue.Delays.Declined),
                NoAnswer = Time(errors, place, "no-answer delay", queue.Delays.NoAnswer),
                Unregistered = Time(errors, place, "unregistered delay", queue.Delays.Unregistered),
                Failed = Time(errors, place, "failure delay", queue.Delays.Failed),
            },
        };
    }

    private static SkillNeed Skill(List<string> errors, string place, SkillNeed need) => need with
    {
        Level = Range(errors, place, $"level of skill {need.Skill}", need.Level, 1, 100),
        To = Range(errors, place, $"relaxed level of skill {need.Skill}", need.To, 0, 100),
        RelaxAfter = Time(errors, place, $"time after which skill {need.Skill} is relaxed", need.RelaxAfter),
    };

    private static List<Tier> Tiers(
        List<string> errors, IReadOnlyList<Tier> tiers, Dictionary<QueueId, QueueOptions> queues, Dictionary<AgentId, AgentOptions> agents)
    {
        var usable = new List<Tier>();
        var seen = new HashSet<(QueueId, AgentId)>();
        foreach (var tier in tiers)
        {
            var place = $"tier of agent {tier.Agent} in queue {tier.Queue}";
            if (!queues.ContainsKey(tier.Queue) || !agents.ContainsKey(tier.Agent))
            {
                errors.Add($"{place}: left out; both must be configured");
            }
            else if (!seen.Add((tier.Queue, tier.Agent)))
            {
                errors.Add($"{place}: configured twice; the first is used");
            }
            else
            {
                usable.Add(tier with { Level = Range(errors, place, "level", tier.Level, -HighestLevel, HighestLevel) });
            }
        }

        return usable;
    }

    private static TimeSpan Time(List<string> errors, string place, string name, TimeSpan value)
    {
        if (value >= TimeSpan.Zero && value <= LongestTime)
        {
            return value;
        }

        var used = value < TimeSpan.Zero ? TimeSpan.Zero : LongestTime;
        errors.Add($"{place}: {name} {value} is not between 0 and {LongestTime}; {used} is used");
        return used;
    }

    private static TimeSpan Positive(List<string> errors, string place, string name, TimeSpan value, TimeSpan instead)
    {
        if (value > TimeSpan.Zero && value <= LongestTime)
        {
            return value;
        }

        errors.Add($"{place}: {name} {value} is not above 0 and at most {LongestTime}; {instead} is used");
        return instead;
    }

    private static int Range(List<string> errors, string place, string name, int value, int low, int high)
    {
        if (value < low || value > high)
        {
            errors.Add($"{place}: {name} {value} is not between {low} and {high}; {Math.Clamp(value, low, high)} is used");
        }

        return Math.Clamp(value, low, high);
    }
}
