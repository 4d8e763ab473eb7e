using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>An agent hands a caller on; the caller always has a place.</summary>
public sealed class TransferTests
{
    [Fact]
    public void A_ready_agent_is_offered_the_caller_in_the_same_turn_and_the_other_is_released()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var first = floor.Talk("a");
        var to = Other(floor);
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), first, Floor.Agent(to), null));
        Assert.Equal((first, Floor.Manado), floor.Of<AcdEffect.Transferred>().Select(t => (t.OfferId, t.Queue)).Single());
        Assert.Equal(Floor.Agent(to), floor.Of<AcdEffect.Offer>().Single().Agent);
        Assert.Equal(AgentState.WrapUp, floor.AgentOf(3 - to).State);
        floor.Talk("a");
        Assert.Single(floor.All.OfType<AcdEffect.Connected>());
    }

    [Fact]
    public void The_rank_stays_a_target_that_does_not_answer_puts_the_caller_in_front()
    {
        var floor = Floor.With(2);
        floor.Enter("a", age: 100);
        var first = floor.Talk("a");
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), first, Floor.Agent(Other(floor)), null));
        var second = floor.OfferOf("a")!.Value;
        floor.Enter("b");
        floor.Fail(second, OfferFailure.Busy);
        Assert.Equal((1, 2), (floor.CallOf("a").Position, floor.CallOf("b").Position));
    }

    [Fact]
    public void An_agent_who_is_not_ready_or_not_there_changes_nothing()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var first = floor.Talk("a");
        var other = Other(floor);
        floor.Declare(other, AgentStatus.OnBreak, "makan");
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), first, Floor.Agent(other), null));
        Assert.Equal(TransferRefusal.NotReady, floor.Of<AcdEffect.TransferRefused>().Single().Reason);
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), first, new AgentId("nobody"), null));
        Assert.Equal(TransferRefusal.UnknownTarget, floor.Of<AcdEffect.TransferRefused>().Single().Reason);
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), first, null, new QueueId("nowhere")));
        Assert.Equal(TransferRefusal.UnknownTarget, floor.Of<AcdEffect.TransferRefused>().Single().Reason);
        Assert.Equal(AcdCallPhase.Connected, floor.CallOf("a").Phase);
    }

    [Fact]
    public void Another_queue_takes_the_caller_at_the_rank_of_the_INVITE()
    {
        var floor = new Floor(new AcdConfiguration
        {
            Queues = [new QueueOptions { Id = Floor.Manado }, new QueueOptions { Id = Floor.Bitung }],
            Agents = [new AgentOptions { Id = Floor.Agent(1) }],
            Tiers = [new Tier(Floor.Manado, Floor.Agent(1), 0, 1)],
        });
        floor.Staff(1);
        floor.Enter("a", age: 100);
        var offer = floor.Talk("a");
        floor.Enter("b", Floor.Bitung);
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), offer, null, Floor.Bitung));
        Assert.Equal(Floor.Bitung, floor.Of<AcdEffect.Transferred>().Single().Queue);
        Assert.Equal((Floor.Bitung, 1), (floor.CallOf("a").Queue, floor.CallOf("a").Position));
        Assert.Equal(2, floor.CallOf("b").Position);
        floor.Leave("a");
        Assert.Equal(["b"], floor.Snapshot.Calls.Select(c => c.Call.Value));
    }

    [Fact]
    public void A_conversation_that_is_over_is_not_handed_on()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var offer = floor.OfferOf("a")!.Value;
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), offer, Floor.Agent(2), null));
        Assert.Equal(TransferRefusal.NotConnected, floor.Of<AcdEffect.TransferRefused>().Single().Reason);
        floor.Talk("a");
        floor.End("a");
        floor.Apply(new AcdEvent.Transfer(Floor.Call("a"), offer, Floor.Agent(2), null));
        Assert.Equal(TransferRefusal.NotConnected, floor.Of<AcdEffect.TransferRefused>().Single().Reason);
    }

    private static int Other(Floor floor) => floor.AgentOf(1).State == AgentState.Waiting ? 1 : 2;
}
