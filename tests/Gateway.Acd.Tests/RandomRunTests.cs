using System.Globalization;
using System.Text;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>
/// Thousands of events of every kind in an order nobody planned; invariants, order and the effect stream are checked after each.
/// </summary>
public sealed class RandomRunTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Invariants_hold_after_every_event_and_every_call_is_accounted_for(int seed)
    {
        TestContext.Current.SendDiagnosticMessage($"seed {seed}");
        var run = new RandomRun(seed);
        run.Steps(2000);
        Assert.True(run.Offers > 40, $"only {run.Offers} offers were made");
        Assert.Equal(
            run.OpenCalls.Order(StringComparer.Ordinal), run.Floor.Snapshot.Calls.Select(c => c.Call.Value).Order(StringComparer.Ordinal));

        Assert.True(run.SeveralAtOnce || !RandomRun.RingsSeveral(seed), "no caller rang several phones");
        run.Drain();
        Assert.Empty(run.Floor.Snapshot.Calls);
        Assert.Empty(run.Floor.Engine.Offers);
        Assert.Equal(0, run.Floor.Snapshot.Stalls);
    }

    [Fact]
    public void Every_kind_of_event_effect_and_ignored_reason_occurs_in_these_runs()
    {
        var run = new RandomRun(7);
        run.Steps(3000);
        Assert.Equal(typeof(AcdEvent).GetNestedTypes().Order(ByName), run.EventTypes.Order(ByName));
        Assert.Equal(typeof(AcdEffect).GetNestedTypes().Order(ByName), run.Floor.All.Select(e => e.GetType()).Distinct().Order(ByName));
        var absent = run.Floor.Snapshot.Ignored.Where(i => i.Value == 0).Select(i => i.Key);
        Assert.Empty(absent.Except([IgnoredReason.UnknownAgent]));
        Assert.Empty(Enum.GetValues<AgentState>().Except(run.Floor.All.OfType<AcdEffect.AgentChanged>().Select(c => c.State)));
    }

    [Fact]
    public void The_same_seed_gives_the_same_effects()
    {
        Assert.Equal(Transcript(3), Transcript(3));
        Assert.NotEqual(Transcript(3), Transcript(4));
    }

    private static Comparer<Type> ByName => Comparer<Type>.Create((x, y) => string.CompareOrdinal(x.Name, y.Name));

    private static string Transcript(int seed)
    {
        var text = new StringBuilder();
        var run = new RandomRun(seed);
        run.Steps(500);
        foreach (var effect in run.Floor.All)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{effect}");
        }

        return text.ToString();
    }
}
