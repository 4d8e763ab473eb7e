using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;

namespace Gateway.Configuration.Sections;

/// <summary>"distribution" of centres.json.</summary>
internal static class DistributionSection
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public static DistributionOptions Read(ObjectReader reader, IReadOnlyList<CentreOptions> centres)
    {
        var standard = DistributionOptions.Default;
        var options = new DistributionOptions(
            Desk(reader, centres),
            reader.Duration("wrapUpExtension", standard.WrapUpExtension, TimeSpan.Zero, Hour),
            reader.Duration("maxWrapUp", standard.MaxWrapUp, TimeSpan.Zero, Hour),
            Bonus(reader, "eCallBonus", standard.ECallBonus),
            Bonus(reader, "lostRedialBonus", standard.LostRedialBonus));
        reader.Done();
        return options;
    }

    /// <summary>Within what the ACD allows: more would starve others.</summary>
    public static TimeSpan Bonus(ObjectReader reader, string name, TimeSpan standard) =>
        reader.Duration(name, standard, TimeSpan.Zero, AcdDefaults.MaxPriorityBonus);

    private static OverflowStep? Desk(ObjectReader reader, IReadOnlyList<CentreOptions> centres)
    {
        if (reader.Get("nationalDesk") is null)
        {
            return null;
        }

        var desk = reader.Object("nationalDesk");
        var name = desk.Required("to", "Name the queue of the desk, e.g. \"71/nasional\"");
        var queue = new QueueId(name);
        var known = centres.SelectMany(c => c.Queues).Select(q => q.Id.Value).ToList();
        if (name.Length > 0 && !known.Contains(name))
        {
            desk.Error("to", $"There is no queue \"{name}\"", Nearest.Suggest(name, known));
        }

        var step = new OverflowStep(queue)
        {
            After = desk.Duration("after", TimeSpan.FromSeconds(90), TimeSpan.Zero, Hour),
            WhenUnstaffedFor = desk.DurationOrNull("whenUnstaffedFor", TimeSpan.Zero, Hour),
        };
        desk.Done();
        return step;
    }
}
