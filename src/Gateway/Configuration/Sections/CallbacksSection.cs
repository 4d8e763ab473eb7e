using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>"callbacks" of gateway.json.</summary>
internal static class CallbacksSection
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static CallbackOptions Read(ObjectReader reader)
    {
        var standard = CallbackOptions.Standard;
        var levels = new List<TimeSpan>();
        foreach (var item in reader.List("levels"))
        {
            if (Scalars.TryDuration(item.Text, out var level) && level > TimeSpan.Zero && level <= Longest && !levels.Contains(level))
            {
                levels.Add(level);
            }
            else
            {
                reader.Errors.Add(item.Error($"{item.Quoted} is no goal for calling back, or is there twice", "Write durations up to 1d, e.g. [\"5m\", \"15m\"]"));
            }
        }

        levels.Sort();
        var options = new CallbackOptions(
            reader.Duration("expireAfter", standard.ExpireAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(31)),
            reader.Duration("claimFor", standard.ClaimFor, TimeSpan.FromSeconds(10), TimeSpan.FromHours(8)),
            levels.Count > 0 ? levels : standard.Levels);
        reader.Done();
        return options;
    }
}
