using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

public sealed class StatisticsTests
{
    [Fact]
    public void A_call_that_is_connected_twice_is_told_once_with_its_first_wait_from_INVITE_to_bridge()
    {
        var floor = Floor.With(2);
        floor.Enter("a", age: 20.5);
        floor.Fail(floor.Talk("a"), OfferFailure.Lost);
        floor.Pass(60);
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(TimeSpan.FromSeconds(20.5), floor.All.OfType<AcdEffect.Connected>().Single().Wait);
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
        Assert.Equal(1, before.Queues.Single().Offering);
    }
}
