using CsCheck;
using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

/// <summary>Who comes next, as properties: over random arrivals, bonuses and penalties.</summary>
public sealed class RankProperties
{
    private static readonly TimeSpan MaxBonus = AcdDefaults.MaxPriorityBonus;
    private static readonly TimeSpan MaxPenalty = AcdDefaults.MaxPenalty;

    private sealed record Caller(double Gap, int Bonus, int Penalty, bool Fails);

    /// <summary>Bonuses and penalties reach beyond what is allowed: they are cut.</summary>
    private static readonly Gen<Caller[]> Callers = Gen.Select(
        Gen.Double[0, 20], Gen.Frequency((2, Gen.Const(0)), (1, Gen.Int[0, 300])), Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 90])), Gen.Bool,
        (gap, bonus, penalty, fails) => new Caller(gap, bonus, penalty, fails)).Array[1, 40];

    private static DateTimeOffset[] Arrivals(Caller[] callers)
    {
        var at = Floor.Start;
        return [.. callers.Select(c => at += TimeSpan.FromSeconds(c.Gap))];
    }

    private static DateTimeOffset RankOf(Caller caller, DateTimeOffset arrival)
    {
        var bonus = TimeSpan.FromSeconds(caller.Bonus);
        var penalty = TimeSpan.FromSeconds(caller.Penalty);
        return arrival - (bonus < MaxBonus ? bonus : MaxBonus) + (penalty < MaxPenalty ? penalty : MaxPenalty);
    }

    /// <summary>All of them wait; then one agent answers one after another.</summary>
    /// <returns>Indices in the order in which they were answered.</returns>
    private static List<int> Answered(Caller[] callers, bool failing)
    {
        var floor = Floor.With(1, q => q with { WrapUpTime = default, Delays = new() { Declined = default } });
        floor.Declare(1, AgentStatus.OnBreak);
        foreach (var (caller, n) in callers.Select((c, n) => (c, n)))
        {
            floor.Pass(caller.Gap);
            floor.Enter($"{n}", bonus: caller.Bonus, penalty: caller.Penalty);
        }

        var order = new List<int>();
        floor.Declare(1, AgentStatus.Available);
        while (floor.Snapshot.Calls.FirstOrDefault(c => c.Offer is not null) is { } offered)
        {
            var index = int.Parse(offered.Call.Value, System.Globalization.CultureInfo.InvariantCulture);
            if (failing && callers[index].Fails)
            {
                // A failed offer, then a broken conversation: the caller comes back to the same place, so is offered again at once.
                floor.Fail(offered.Offer!.Value, OfferFailure.Declined);
                Assert.Equal(offered.Call, floor.Of<AcdEffect.Offer>().Single().Call);
                floor.Fail(floor.Talk(offered.Call.Value), OfferFailure.Lost);
                floor.Pass(5);
                Assert.Equal(offered.Call, floor.Of<AcdEffect.Offer>().Single().Call);
            }

            order.Add(index);
            floor.Talk(offered.Call.Value);
            floor.End(offered.Call.Value);
        }

        return order;
    }

    [Fact]
    public void Pain04_Callers_are_answered_in_order_of_rank() =>
        Callers.Sample(
            callers =>
            {
                var arrivals = Arrivals(callers);
                var expected = Enumerable.Range(0, callers.Length).OrderBy(n => RankOf(callers[n], arrivals[n])).ThenBy(n => n);
                Assert.Equal(expected, Answered(callers, failing: false));
            },
            iter: 150);

    [Fact]
    public void Pain02_A_caller_who_comes_back_keeps_the_place() =>
        Callers.Sample(callers => Assert.Equal(Answered(callers, failing: false), Answered(callers, failing: true)), iter: 60);

    [Fact]
    public void Pain04_Ageing_is_bounded_nobody_is_passed_by_who_came_later_than_the_largest_bonus_and_penalty() =>
        Callers.Sample(
            callers =>
            {
                var arrivals = Arrivals(callers);
                var order = Answered(callers, failing: false);
                for (var later = 0; later < order.Count; later++)
                {
                    foreach (var before in order.Take(later))
                    {
                        Assert.True(arrivals[before] - arrivals[order[later]] <= MaxBonus + MaxPenalty);
                    }
                }
            },
            iter: 150);

    [Fact]
    public void One_part_of_the_rank_is_changed_and_the_other_stays()
    {
        var floor = Floor.With(0);
        floor.Enter("a");
        floor.Pass(1);
        floor.Enter("b", bonus: 30);
        Assert.Equal(1, floor.CallOf("b").Position);
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("b"), TimeSpan.FromSeconds(20)));
        Assert.Equal(1, floor.CallOf("b").Position);
        floor.Apply(new AcdEvent.SetPriority(Floor.Call("b"), TimeSpan.Zero, TimeSpan.FromSeconds(20)));
        Assert.Equal(2, floor.CallOf("b").Position);
    }
}
