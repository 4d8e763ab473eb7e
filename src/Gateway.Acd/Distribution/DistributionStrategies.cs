using Gateway.Acd.Configuration;

namespace Gateway.Acd.Distribution;

/// <summary>The strategies by their configured name.</summary>
internal static class DistributionStrategies
{
    private static readonly LongestIdleAgent Longest = new();
    private static readonly FewestCalls Fewest = new();
    private static readonly RoundRobin Round = new();
    private static readonly ByPosition Position = new();
    private static readonly LeastTalkTime LeastTalk = new();

    public static IDistributionStrategy Of(DistributionStrategy strategy) => strategy switch
    {
        DistributionStrategy.FewestCalls => Fewest,
        DistributionStrategy.RoundRobin => Round,
        DistributionStrategy.TopDown or DistributionStrategy.SequentiallyByOrder => Position,
        DistributionStrategy.RingAll or DistributionStrategy.RingProgressively => Position,
        DistributionStrategy.LeastTalkTime => LeastTalk,
        _ => Longest,
    };

    /// <summary>Does one call ring several phones?</summary>
    public static bool RingsSeveral(DistributionStrategy strategy) =>
        strategy is DistributionStrategy.RingAll or DistributionStrategy.RingProgressively;
}
