namespace Gateway.Acd.Tests;

public sealed class OrderTests
{
    private static string[] OrderOf(Floor floor) => [.. floor.Snapshot.Calls.OrderBy(c => c.Position).Select(c => c.Call.Value)];

    [Fact]
    public void Calls_are_answered_in_order_of_their_INVITE()
    {
        var floor = Floor.With(0);
        floor.Enter("third", age: 1);
        floor.Enter("first", age: 9);
        floor.Enter("second", age: 5);
        Assert.Equal(["first", "second", "third"], OrderOf(floor));
    }

    [Fact]
    public void Equal_times_keep_the_order_of_entry()
    {
        var floor = Floor.With(0);
        foreach (var call in new[] { "c", "a", "b" })
        {
            floor.Enter(call);
        }

        Assert.Equal(["c", "a", "b"], OrderOf(floor));
    }

    [Fact]
    public void A_bonus_moves_a_call_forward_by_that_much_and_no_further_than_its_bound()
    {
        var floor = Floor.With(0);
        floor.Enter("old", age: 200);
        floor.Enter("young", age: 100);
        floor.Enter("urgent", bonus: 3600);
        Assert.Equal(["old", "urgent", "young"], OrderOf(floor));
    }

    [Fact]
    public void A_penalty_costs_a_caller_at_most_its_bound()
    {
        var floor = Floor.With(0);
        floor.Enter("suspect", penalty: 3600);
        floor.Pass(29);
        floor.Enter("before");
        floor.Pass(2);
        floor.Enter("after");
        Assert.Equal(["before", "suspect", "after"], OrderOf(floor));
    }

    [Fact]
    public void Negative_bonus_and_penalty_count_as_none_and_a_future_INVITE_as_now()
    {
        var floor = Floor.With(0);
        floor.Enter("a", age: -500, bonus: -10, penalty: -10);
        floor.Enter("b");
        Assert.Equal(["a", "b"], OrderOf(floor));
        Assert.Equal(floor.Now, floor.CallOf("a").InvitedAt);
    }

    [Fact]
    public void A_new_penalty_leaves_the_bonus_as_it_is_and_is_bounded()
    {
        var floor = Floor.With(0);
        floor.Enter("urgent", bonus: 60);
        floor.Enter("old", age: 50);
        floor.Enter("young", age: 20);
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("urgent"), TimeSpan.FromSeconds(20)));
        Assert.Equal(["old", "urgent", "young"], OrderOf(floor));
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("old"), TimeSpan.FromHours(1)));
        Assert.Equal(["urgent", "old", "young"], OrderOf(floor));
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("old"), TimeSpan.Zero));
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("urgent"), TimeSpan.Zero));
        floor.Apply(new AcdEvent.SetPenalty(Floor.Call("nobody"), TimeSpan.Zero));
        Assert.Equal(["urgent", "old", "young"], OrderOf(floor));
        Assert.Equal(1, floor.Snapshot.Ignored[Statistics.IgnoredReason.UnknownCall]);
    }

    [Fact]
    public void A_new_priority_moves_a_waiting_call_at_once_and_an_offered_one_when_it_returns()
    {
        var floor = Floor.With(1);
        floor.Enter("offered", age: 30);
        floor.Enter("a", age: 20);
        floor.Enter("b", age: 10);
        floor.Apply(new AcdEvent.SetPriority(Floor.Call("b"), TimeSpan.FromSeconds(15), default));
        Assert.Equal((1, 2), (floor.CallOf("b").Position, floor.CallOf("a").Position));
        floor.Apply(new AcdEvent.SetPriority(Floor.Call("offered"), default, TimeSpan.FromSeconds(15)));
        floor.Fail(floor.OfferOf("offered")!.Value, OfferFailure.Declined);
        Assert.Equal(["b", "a", "offered"], OrderOf(floor));
    }

    [Fact]
    public void One_matcher_serves_two_queues_of_an_agent_in_order_of_age()
    {
        var floor = new Floor(new()
        {
            Queues = [new() { Id = Floor.Manado, WrapUpTime = default }, new() { Id = Floor.Bitung, WrapUpTime = default }],
            Agents = [new() { Id = Floor.Agent(1) }],
            Tiers = [new(Floor.Manado, Floor.Agent(1)), new(Floor.Bitung, Floor.Agent(1))],
        });
        for (var n = 0; n < 6; n++)
        {
            floor.Enter($"c{n}", n % 2 == 0 ? Floor.Manado : Floor.Bitung, age: n);
        }

        floor.Staff(1);
        for (var n = 5; n >= 0; n--)
        {
            Assert.Equal(Floor.Agent(1), floor.CallOf($"c{n}").Agent);
            floor.Talk($"c{n}");
            floor.End($"c{n}");
        }
    }

    [Fact]
    public void The_position_is_told_at_entry()
    {
        var floor = Floor.With(0);
        foreach (var (age, position) in new[] { (10, 1), (5, 2), (20, 1), (7, 3), (1, 5), (2, 5) })
        {
            floor.Enter($"c{age}", age: age);
            Assert.Equal(position, floor.Of<AcdEffect.Queued>().Single().Position);
        }
    }
}
