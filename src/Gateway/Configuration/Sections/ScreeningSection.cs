using Gateway.Acd.Configuration;
using Gateway.Calls.Screening;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>"screening" of a centre in centres.json.</summary>
internal static class ScreeningSection
{
    private static readonly Dictionary<string, ScreeningMode> Modes = new()
    {
        ["off"] = ScreeningMode.Off,
        ["observe"] = ScreeningMode.Observe,
        ["rank"] = ScreeningMode.Rank,
    };

    public static ScreeningOptions Read(ObjectReader reader)
    {
        var standard = new ScreeningOptions();
        var options = new ScreeningOptions
        {
            Mode = reader.Choice("mode", standard.Mode, Modes),
            MaxExtraWait = reader.Duration("maxExtraWait", standard.MaxExtraWait, TimeSpan.Zero, AcdDefaults.MaxPenalty),
            Block = reader.Flag("block", standard.Block),
            PromptAfter = reader.DurationOrNull("promptAfter", TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(10)),
            SurgeAfter = reader.Integer("surgeAfter", standard.SurgeAfter, 1, 1_000),
            SurgeExtraWait = reader.Duration("surgeExtraWait", standard.SurgeExtraWait, TimeSpan.Zero, AcdDefaults.MaxPenalty),
            LabelWithin = reader.Duration("labelWithin", standard.LabelWithin, TimeSpan.Zero, TimeSpan.FromDays(1)),
            LabelKeep = reader.Duration("labelKeep", standard.LabelKeep, TimeSpan.FromMinutes(1), TimeSpan.FromDays(366)),
        };
        reader.Done();
        return options;
    }
}
