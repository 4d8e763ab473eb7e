using System.Globalization;
using System.Text;

namespace Gateway.Simulation;

/// <summary>A world that is over, in words.</summary>
internal static class WorldReport
{
    public static string Of(SimulatedWorld world, TimeSpan took)
    {
        var report = new StringBuilder();
        var records = new WorldInvariants(world).Records();
        var offers = records.SelectMany(r => r.Offers).GroupBy(o => o.Result ?? "open");
        report.Append(CultureInfo.InvariantCulture, $"{records.Count} calls, {world.Now.TotalSeconds:0} s of virtual time in {took.TotalSeconds:0.0} s, ");
        report.AppendLine(CultureInfo.InvariantCulture, $"{world.Now / took:0} virtual seconds per second");
        Line("outcomes", records.GroupBy(r => r.Outcome).Select(g => ($"{g.Key}", (long)g.Count())));
        Line("offers", offers.Select(g => (g.Key, (long)g.Count())));
        Line("odd", world.Counts.Select(c => (c.Key, c.Value)));
        Line("alarms", world.AlarmCounts.Select(a => (a.Key, a.Value)));
        report.Append(CultureInfo.InvariantCulture, $"journal: {world.Journal.Head.Number} events, {world.JournalHash()}");
        return report.ToString();

        void Line(string name, IEnumerable<(string What, long Count)> counts) => report
            .Append(name)
            .Append(": ")
            .AppendJoin(", ", counts.OrderBy(c => c.What, StringComparer.Ordinal).Select(c => FormattableString.Invariant($"{c.Count} {c.What}")))
            .AppendLine();
    }
}
