using Gateway.Calls.Screening;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>"screening" of a centre in centres.json.</summary>
internal static class ScreeningSection
{
    public static ScreeningOptions Read(ObjectReader reader)
    {
        var standard = new ScreeningOptions();
        var options = new ScreeningOptions
        {
            LabelWithin = reader.Duration("labelWithin", standard.LabelWithin, TimeSpan.Zero, TimeSpan.FromDays(1)),
            LabelKeep = reader.Duration("labelKeep", standard.LabelKeep, TimeSpan.FromMinutes(1), TimeSpan.FromDays(366)),
        };
        reader.Done();
        return options;
    }
}
