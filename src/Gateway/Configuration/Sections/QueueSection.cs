using System.Globalization;
using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>One queue of centres.json.</summary>
internal static class QueueSection
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, DistributionStrategy> Strategies = new()
    {
        ["longest-idle-agent"] = DistributionStrategy.LongestIdleAgent,
        ["fewest-calls"] = DistributionStrategy.FewestCalls,
        ["round-robin"] = DistributionStrategy.RoundRobin,
        ["top-down"] = DistributionStrategy.TopDown,
        ["least-talk-time"] = DistributionStrategy.LeastTalkTime,
        ["sequentially-by-order"] = DistributionStrategy.SequentiallyByOrder,
        ["random"] = DistributionStrategy.Random,
        ["ring-all"] = DistributionStrategy.RingAll,
        ["ring-progressively"] = DistributionStrategy.RingProgressively,
    };

    /// <summary>"darurat" in centre 71.71 and "71.71/darurat" anywhere are the same queue.</summary>
    public static QueueId Id(string centre, string name) => new(name.Contains('/', StringComparison.Ordinal) ? name : $"{centre}/{name}");

    public static QueueOptions Read(ObjectReader reader, string centre)
    {
        var name = reader.Required("name", "Give the queue a name, e.g. \"darurat\"");
        if (name.Length > 0 && !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            reader.Error("name", $"\"{name}\" is not a name", "Write letters, digits, '-' and '_'");
        }

        var strategy = reader.Choice("strategy", AcdDefaults.Strategy, Strategies);
        var skillWait = reader.Duration("skillWait", AcdDefaults.SkillWait, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        var (ringTimeout, progressively) = Ringing(reader, strategy);
        var options = new QueueOptions
        {
            Id = Id(centre, name),
            Strategy = strategy,
            RingTimeout = ringTimeout,
            RingProgressivelyDelay = progressively,
            WrapUpTime = reader.Duration("wrapUpTime", AcdDefaults.WrapUpTime, TimeSpan.Zero, Hour),
            MisAnswer = reader.Duration("misAnswer", AcdDefaults.MisAnswer, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            HoldAlarm = reader.Duration("holdAlarm", AcdDefaults.HoldAlarm, TimeSpan.Zero, Hour),
            Skills = SkillsSection.OfQueue(reader, skillWait),
            SkillWait = skillWait,
            PreferredAgentWait = reader.Duration("preferredAgentWait", AcdDefaults.PreferredAgentWait, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            MaxNoAnswer = reader.Integer("maxNoAnswer", AcdDefaults.MaxNoAnswer, 0, 100),
            Delays = Delays(reader.Object("delays")),
            TierWait = reader.Duration("tierWait", AcdDefaults.TierWait, TimeSpan.Zero, Hour),
            Overflow = [.. reader.Objects("overflow").Select(r => Step(r, centre))],
            ServiceLevels = ServiceLevels(reader),
        };
        reader.Done();
        return options;
    }

    /// <summary>Phones that ring one after another must ring longer than the next one takes to begin.</summary>
    private static (TimeSpan Timeout, TimeSpan Progressively) Ringing(ObjectReader reader, DistributionStrategy strategy)
    {
        var most = TimeSpan.FromMinutes(2);
        var rings = strategy == DistributionStrategy.RingProgressively;
        var timeout = reader.Duration("ringTimeout", rings ? AcdDefaults.RingTimeoutProgressively : AcdDefaults.RingTimeout, Second, most);
        var delay = reader.Duration("ringProgressivelyDelay", AcdDefaults.RingProgressivelyDelay, Second, most);
        if (rings && timeout <= delay)
        {
            reader.Error(
                "ringTimeout",
                "The first phone gives up before the second rings",
                $"Write more than ringProgressivelyDelay ({Scalars.Write(delay)}), or another strategy");
        }

        return (timeout, delay);
    }

    private static FailureDelays Delays(ObjectReader reader)
    {
        TimeSpan Delay(string name) => reader.Duration(name, AcdDefaults.FailureDelay, TimeSpan.Zero, Hour);

        var delays = new FailureDelays
        {
            Busy = Delay("busy"),
            Declined = Delay("declined"),
            NoAnswer = Delay("noAnswer"),
            Unregistered = Delay("unregistered"),
            Failed = Delay("failed"),
        };
        reader.Done();
        return delays;
    }

    private static OverflowStep Step(ObjectReader reader, string centre)
    {
        var step = new OverflowStep(Id(centre, reader.Required("to", "Name the other queue, e.g. \"71.72/darurat\"")))
        {
            After = reader.DurationOrNull("after", TimeSpan.Zero, Hour),
            WhenUnstaffedFor = reader.DurationOrNull("whenUnstaffedFor", TimeSpan.Zero, Hour),
            WhenLongerThan = reader.IntegerOrNull("whenLongerThan", 0, 100_000),
        };
        if (reader.Get("after") is null && reader.Get("whenUnstaffedFor") is null && reader.Get("whenLongerThan") is null)
        {
            reader.Errors.Add(
                reader.Here.Error("The step has no condition, so it never happens", "Add after, whenUnstaffedFor or whenLongerThan"));
        }

        reader.Done();
        return step;
    }

    private static IReadOnlyList<int> ServiceLevels(ObjectReader reader)
    {
        var levels = new List<int>();
        foreach (var item in reader.List("serviceLevels"))
        {
            if (int.TryParse(item.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= 1 and <= 300 && !levels.Contains(seconds))
            {
                levels.Add(seconds);
            }
            else
            {
                reader.Errors.Add(item.Error(
                    $"{item.Quoted} is not an answer goal, or is there twice", "Write whole seconds from 1 to 300, e.g. [10, 15, 20]"));
            }
        }

        levels.Sort();
        return levels.Count > 0 ? levels : AcdDefaults.ServiceLevels;
    }
}
