using System.Diagnostics;
using Gateway.Calls;
using Gateway.Calls.Records;

namespace Gateway.Simulation.Tests;

/// <summary>
/// A city's day with a disaster hour at ten times the calls, replayed in simulated time: its evening in every run, the whole day with
/// <c>GATEWAY_TESTS=full</c>.
/// </summary>
public sealed class CityDayTests(ITestOutputHelper output)
{
    /// <summary>What this city promises to everybody who needs help, from INVITE to an agent's voice.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    [Fact]
    public void Among_ten_times_the_calls_and_all_that_are_dropped_nobody_who_needs_help_waits_too_long_or_is_forgotten()
    {
        var name = Environment.GetEnvironmentVariable("GATEWAY_TESTS") == "full" ? "day" : "evening";
        var started = Stopwatch.StartNew();
        using var world = new SimulatedWorld(WorldOptions.Parse(1, name)!);
        world.Run();
        var records = new WorldInvariants(world).Records();
        output.WriteLine($"{name}: {WorldReport.Of(world, started.Elapsed)}");
        Assert.Equal(world.Callers.Count, records.Count);

        var genuine = Of(records, CityDay.Genuine);
        Assert.NotEmpty(genuine);
        Assert.All(genuine, r => Assert.Equal(CallOutcome.Answered, r.Outcome));
        Tell("genuine", genuine);
        Assert.All(genuine, r => Assert.InRange(r.ConnectedAfter!.Value, TimeSpan.Zero, LongestWait));

        // Nobody is refused or parked for being silent or well known.
        foreach (var (kind, prefix) in new[] { ("silent", CityDay.Silent), ("prank", CityDay.Prank) })
        {
            var others = Of(records, prefix);
            Tell(kind, others);
            Assert.All(others, r => Assert.Equal(CallOutcome.Answered, r.Outcome));
            Assert.All(others, r => Assert.InRange(r.ConnectedAfter!.Value, TimeSpan.Zero, LongestWait + TimeSpan.FromSeconds(20)));
        }

        var dropped = Of(records, CityDay.Dropped);
        output.WriteLine($"dropped: {dropped.Count}, {dropped.Count(r => r.ConnectedAfter is null)} of them before an agent spoke");
        CheckWorkList(records);
    }

    /// <summary>One entry a caller whose last call nobody answered, with all that were lost since somebody last did.</summary>
    private void CheckWorkList(IReadOnlyList<CallRecord> records)
    {
        var inOrder = records.OrderBy(r => r.ReceivedAt + r.EndedAfter!.Value).ToList();
        var list = inOrder.Aggregate(CallbackList.Empty, (all, record) => all.Apply(record));
        var owed = inOrder.GroupBy(r => r.CallerNumber!)
            .Select(g => (Number: g.Key, Lost: g.Reverse().TakeWhile(r => r.Outcome != CallOutcome.Answered).Count()))
            .Where(c => c.Lost > 0)
            .ToDictionary(c => c.Number, c => c.Lost);
        output.WriteLine($"work list: {list.Entries.Count} callers, {list.Entries.Sum(e => e.Calls.Length)} calls, {list.Entries.Count(e => e.Calls.Length > 1)} merged");
        Assert.Equal(owed, list.Entries.ToDictionary(e => e.Number!, e => e.Calls.Length));
        Assert.DoesNotContain(list.Entries, e => e.Number!.StartsWith(CityDay.Genuine, StringComparison.Ordinal));
    }

    private static List<CallRecord> Of(IReadOnlyList<CallRecord> records, string prefix) =>
        [.. records.Where(r => r.CallerNumber!.StartsWith(prefix, StringComparison.Ordinal))];

    private void Tell(string kind, List<CallRecord> records)
    {
        var waits = records.Select(r => r.ConnectedAfter?.TotalSeconds ?? double.NaN).Order().ToList();
        output.WriteLine(waits.Count == 0
            ? $"{kind}: none"
            : $"{kind}: {waits.Count}, wait p50 {waits[waits.Count / 2]:0.0} s, p90 {waits[waits.Count * 9 / 10]:0.0} s, longest {waits[^1]:0.0} s, "
                + $"{100.0 * waits.Count(w => w <= 15) / waits.Count:0} % within 15 s");
    }
}
