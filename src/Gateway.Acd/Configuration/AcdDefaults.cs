namespace Gateway.Acd.Configuration;

/// <summary>The one table of defaults. Goals behind it: answered within 10, 15 and 20 s (NFPA 1225, NENA-STA-020.1).</summary>
public static class AcdDefaults
{
    public const DistributionStrategy Strategy = DistributionStrategy.LongestIdleAgent;

    /// <summary>app_queue <c>timeout</c>; below the answer goals.</summary>
    public static readonly TimeSpan RingTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Of a queue that rings progressively: three phones ring before the first one gives up.</summary>
    public static readonly TimeSpan RingTimeoutProgressively = TimeSpan.FromSeconds(30);

    /// <summary>mod_callcenter <c>ring-progressively-delay</c>.</summary>
    public static readonly TimeSpan RingProgressivelyDelay = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan WrapUpTime = TimeSpan.FromSeconds(10);

    /// <summary>One extension of a wrap-up.</summary>
    public static readonly TimeSpan WrapUpExtension = TimeSpan.FromSeconds(30);

    /// <summary>From the end of the conversation to the end of the wrap-up, with all extensions.</summary>
    public static readonly TimeSpan MaxWrapUp = TimeSpan.FromMinutes(3);

    public static readonly TimeSpan HoldAlarm = TimeSpan.FromSeconds(60);

    /// <summary>An agent who hangs up this soon after answering did not help.</summary>
    public static readonly TimeSpan MisAnswer = TimeSpan.FromSeconds(3);

    /// <summary>mod_callcenter <c>max-no-answer</c>.</summary>
    public const int MaxNoAnswer = 2;

    /// <summary>Each of the delays after a failed offer; long ones would starve a small centre.</summary>
    public static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(5);

    /// <summary>mod_callcenter <c>tier-rule-wait-second</c>, multiplied by the level.</summary>
    public static readonly TimeSpan TierWait = TimeSpan.FromSeconds(20);

    /// <summary>A caller whose language nobody speaks is answered by anybody after this.</summary>
    public static readonly TimeSpan SkillWait = TimeSpan.FromSeconds(20);

    /// <summary>Nobody waits for one agent while others are ready.</summary>
    public static readonly TimeSpan PreferredAgentWait = TimeSpan.Zero;

    /// <summary>Seconds from INVITE to bridge.</summary>
    public static readonly IReadOnlyList<int> ServiceLevels = [10, 15, 20];

    /// <summary>Longest service level that can be asked for, in seconds.</summary>
    public const int MaxServiceLevel = 300;

    public static readonly TimeSpan MaxPriorityBonus = TimeSpan.FromMinutes(2);

    public static readonly TimeSpan MaxPenalty = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan WatchdogPeriod = TimeSpan.FromSeconds(2);

    public const int MaxQueuesPerCall = 5;

    /// <summary>The queue that exists while the configuration has none, so that a caller has a place from the first second on.</summary>
    public static readonly QueueId UnconfiguredQueue = new("unconfigured");
}
