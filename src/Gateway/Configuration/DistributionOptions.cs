using Gateway.Acd.Configuration;

namespace Gateway.Configuration;

/// <summary>What holds for the queues of all centres.</summary>
/// <param name="NationalDesk">The last rung of every ladder; null: none.</param>
/// <param name="ECallBonus">Rank of a crash reported by a car (RFC 8147): as if it had come so much earlier.</param>
/// <param name="LostRedialBonus">Rank of a caller whose last call was lost by us or by the network, until somebody has talked with
/// them.</param>
public sealed record DistributionOptions(
    OverflowStep? NationalDesk, TimeSpan WrapUpExtension, TimeSpan MaxWrapUp, TimeSpan ECallBonus, TimeSpan LostRedialBonus)
{
    public static readonly DistributionOptions Default = new(
        null, AcdDefaults.WrapUpExtension, AcdDefaults.MaxWrapUp, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
}
