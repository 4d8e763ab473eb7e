using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void A_service_level_counts_from_INVITE_to_bridge_and_exactly_the_goal_is_within_it()
    {
        var floor = Floor.With(4);
        foreach (var (call, age) in new[] { ("a", 10.0), ("b", 10.001), ("c", 15.0), ("d", 20.5) })
        {
            floor.Enter(call, age: age);
            floor.Talk(call);
        }

        Assert.Equal([(10, 1L), (15, 3L), (20, 3L)], floor.QueueOf(Floor.Manado).ServiceLevels.Select(s => (s.Seconds, s.ConnectedWithin)));
        Assert.Equal(0.25, floor.QueueOf(Floor.Manado).ServiceLevels[0].Sl);
        Assert.Equal(TimeSpan.FromSeconds(20.5), floor.All.OfType<AcdEffect.Connected>().Last().Wait);
    }

    [Fact]
    public void Sl2_also_counts_who_hung_up()
    {
        var floor = Floor.With(1);
        floor.Enter("a", age: 5);
        floor.Talk("a");
        floor.Enter("b", age: 5);
        floor.Leave("b");
        floor.Enter("c", age: 50);
        floor.Leave("c");
        floor.Enter("d", age: 50);
        floor.Leave("d", LeaveReason.Withdrawn);
        var queue = floor.QueueOf(Floor.Manado);
        Assert.Equal((4, 1, 2, 1), (queue.Entered, queue.Connected, queue.Abandoned, queue.Withdrawn));
        Assert.Equal((1.0, 2.0 / 3), (queue.ServiceLevels[0].Sl, queue.ServiceLevels[0].Sl2));
    }

    [Fact]
    public void A_service_level_before_the_first_call_is_unknown_and_not_a_number()
    {
        var level = Floor.With(1).QueueOf(Floor.Manado).ServiceLevels[0];
        Assert.Null(level.Sl);
        Assert.Null(level.Sl2);
    }

    [Fact]
    public void A_call_that_is_connected_twice_counts_once_with_its_first_wait()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        floor.Fail(floor.Talk("a"), OfferFailure.Lost);
        floor.Pass(60);
        floor.Talk("a");
        floor.End("a");
        var queue = floor.QueueOf(Floor.Manado);
        Assert.Equal((1, 1), (queue.Connected, queue.ServiceLevels[0].ConnectedWithin));
        Assert.Single(floor.All.OfType<AcdEffect.Connected>());
    }

    [Fact]
    public void The_live_figures_of_a_queue()
    {
        var floor = Floor.With(2);
        floor.Enter("a", age: 9);
        floor.Talk("a");
        floor.Enter("b", age: 7);
        floor.Enter("c", age: 5);
        floor.Enter("d", age: 6);
        var queue = floor.QueueOf(Floor.Manado);
        Assert.Equal((2, 1, 1, 0, 2), (queue.Waiting, queue.Offering, queue.Talking, queue.ReadyAgents, queue.StaffedAgents));
        Assert.Equal(floor.Now.AddSeconds(-7), queue.LongestWaitSince);
        Assert.Equal([("a", 0), ("b", 0), ("d", 1), ("c", 2)], floor.Snapshot.Calls.Select(c => (c.Call.Value, c.Position)));
        var now = floor.Snapshot;
        Assert.Equal(
            (1, 1, 0), (now.CountAgents(AgentState.InCall), now.CountAgents(AgentState.Reserved), now.CountAgents(AgentState.Waiting)));
        Assert.Equal(1, floor.AgentOf(1).CallsHandled);
    }

    [Fact]
    public void A_snapshot_does_not_change_afterwards()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var before = floor.Snapshot;
        floor.Talk("a");
        floor.Leave("a");
        Assert.Equal(AcdCallPhase.Offered, before.Calls.Single().Phase);
        Assert.Equal(AgentState.Reserved, before.Agents.Single().State);
        Assert.Equal(0, before.Queues.Single().Connected);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9.9, 10)]
    [InlineData(10, 10)]
    [InlineData(10.0001, 11)]
    [InlineData(300, 300)]
    [InlineData(-4, 0)]
    public void A_wait_is_within_its_seconds_rounded_up(double wait, int seconds)
    {
        var histogram = new WaitHistogram();
        histogram.Add(TimeSpan.FromSeconds(wait));
        Assert.Equal(1, histogram.Within(seconds));
        Assert.Equal(0, histogram.Within(seconds - 1));
    }

    [Fact]
    public void A_wait_beyond_the_histogram_is_within_nothing()
    {
        var histogram = new WaitHistogram();
        histogram.Add(TimeSpan.FromDays(3));
        Assert.Equal(0, histogram.Within(int.MaxValue));
    }
}
