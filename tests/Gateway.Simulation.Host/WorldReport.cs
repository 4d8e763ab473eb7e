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
        report.AppendLine(CultureInfo.InvariantCulture, $"{records.Count} calls in {world.Now.TotalSeconds:0} s of virtual time, {took.TotalSeconds:0.0} s of real time: {world.Now / took:0} times real time");
        report.AppendLine("outcomes: " + string.Join(", ", records.GroupBy(r => r.Outcome).OrderBy(g => g.Key).Select(g => $"{g.Count()} {g.Key}")));
        report.AppendLine("offers: " + string.Join(", ", records.SelectMany(r => r.Offers).GroupBy(o => o.Result).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")));
        report.AppendLine("odd: " + string.Join(", ", world.Gateway.Counts().OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value} {c.Key}")));
        report.AppendLine("alarms: " + string.Join(", ", world.Alarms.Snapshot().GroupBy(a => a.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Sum(a => a.Count)} {g.Key}")));
        report.Append(CultureInfo.InvariantCulture, $"journal: {world.Journal.Head.Number} events, {world.JournalHash()}");
        return report.ToString();
    }
}
