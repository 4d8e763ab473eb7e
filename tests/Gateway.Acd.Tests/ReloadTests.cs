using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

public sealed class ReloadTests
{
    private static AcdConfiguration Change(Floor floor, Func<QueueOptions, QueueOptions> change) =>
        floor.Configuration with { Version = 2, Queues = [.. floor.Configuration.Queues.Select(change)] };

    [Fact]
    public void A_reload_keeps_calls_offers_conversations_states_and_counters()
    {
        var floor = Floor.With(3);
        floor.Enter("talking");
        floor.Talk("talking");
        floor.Enter("ringing");
        floor.Enter("wrapped");
        floor.Talk("wrapped");
        floor.End("wrapped");
        floor.Enter("a");
        floor.Enter("b");
        var before = floor.Snapshot;
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Version = 2 }));
        var after = floor.Snapshot;
        Assert.Equal(2, after.ConfigurationVersion);
        Assert.Equal(
            before.Agents.Select(a => (a.Agent, a.State, a.StateSince, a.Offer)),
            after.Agents.Select(a => (a.Agent, a.State, a.StateSince, a.Offer)));
        Assert.Equal(before.Calls.Select(c => (c.Call, c.Phase, c.Position)), after.Calls.Select(c => (c.Call, c.Phase, c.Position)));
        Assert.Equal(before.Agents.Select(a => a.CallsHandled), after.Agents.Select(a => a.CallsHandled));
        Assert.DoesNotContain(floor.Last, e => e is not (AcdEffect.StartTimer or AcdEffect.StopTimer));
        floor.Pass(10);
        Assert.Equal(["a→3"], floor.Offers);
    }

    [Fact]
    public void New_options_concern_later_decisions_only()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Apply(new AcdEvent.Configure(Change(floor, q =>
            q with { RingTimeout = TimeSpan.FromSeconds(99), WrapUpTime = TimeSpan.FromSeconds(3) })));
        Assert.Equal(13, floor.Left(floor.Timers.OfType<AcdTimer.Lease>().Single()).TotalSeconds);
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(floor.Now.AddSeconds(3), floor.AgentOf(1).WrapUpUntil);
    }

    [Fact]
    public void A_call_whose_queue_is_removed_waits_in_the_default_queue_with_its_rank()
    {
        var options = new AcdConfiguration { Queues = [new() { Id = Floor.Manado }, new() { Id = Floor.Bitung }] };
        var floor = new Floor(options);
        floor.Enter("a", Floor.Bitung, age: 60);
        floor.Enter("b", Floor.Manado, age: 30);
        floor.Apply(new AcdEvent.Configure(options with { Queues = [new() { Id = Floor.Manado }] }));
        Assert.Equal(
            new AcdEffect.Overflowed(Floor.Call("a"), Floor.Bitung, Floor.Manado, OverflowReason.QueueRemoved),
            floor.Of<AcdEffect.Overflowed>().Single());
        Assert.Equal((Floor.Manado, 1), (floor.CallOf("a").Queue, floor.CallOf("a").Position));
    }

    [Fact]
    public void A_conversation_whose_queue_and_agent_are_removed_goes_on_and_returns_to_the_default_queue_if_it_is_lost()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = floor.Talk("a");
        floor.Apply(new AcdEvent.Configure(new AcdConfiguration { Queues = [new() { Id = Floor.Bitung }] }));
        Assert.Equal((AcdCallPhase.Connected, AgentState.InCall), (floor.CallOf("a").Phase, floor.AgentOf(1).State));
        floor.Fail(offer, OfferFailure.Lost);
        Assert.Equal((AcdCallPhase.Waiting, Floor.Bitung), (floor.CallOf("a").Phase, floor.CallOf("a").Queue));
        Assert.Empty(floor.Snapshot.Agents);
    }

    [Fact]
    public void Callers_have_a_place_before_the_first_and_under_an_empty_configuration()
    {
        var engine = new AcdEngine();
        engine.Apply(new AcdEvent.EnterQueue(Floor.Call("a"), Floor.Manado, Floor.Start), Floor.Start);
        Assert.Equal(AcdDefaults.UnconfiguredQueue, engine.Snapshot(Floor.Start).Calls.Single().Queue);
        engine.Apply(new AcdEvent.Configure(new()), Floor.Start);
        Assert.Empty(AcdInvariants.Check(engine));
        engine.Apply(new AcdEvent.Configure(new() { Queues = [new() { Id = Floor.Manado }] }), Floor.Start);
        Assert.Equal(Floor.Manado, engine.Snapshot(Floor.Start).Calls.Single().Queue);
        Assert.Empty(AcdInvariants.Check(engine));
    }

    [Fact]
    public void An_overflow_step_that_is_added_takes_the_calls_that_have_waited_long_enough()
    {
        var floor = new Floor(new() { Queues = [new() { Id = Floor.Manado }, new() { Id = Floor.Bitung }] });
        floor.Enter("waited");
        floor.Pass(20);
        floor.Enter("fresh");
        floor.Apply(new AcdEvent.Configure(Change(floor, q =>
            q.Id == Floor.Bitung ? q : q with { Overflow = [new(Floor.Bitung) { After = TimeSpan.FromSeconds(15) }] })));
        Assert.Equal([Floor.Call("waited")], floor.Of<AcdEffect.Overflowed>().Select(o => o.Call));
        floor.Pass(15);
        Assert.Equal([Floor.Call("fresh")], floor.Of<AcdEffect.Overflowed>().Select(o => o.Call));
    }

    [Fact]
    public void A_step_for_unstaffed_queues_that_is_added_counts_the_time_before()
    {
        var floor = new Floor(new() { Queues = [new() { Id = Floor.Manado }, new() { Id = Floor.Bitung }] });
        floor.Enter("a");
        floor.Pass(20);
        foreach (var (seconds, overflowed) in new[] { (30, 0), (20, 1) })
        {
            var step = new OverflowStep(Floor.Bitung) { WhenUnstaffedFor = TimeSpan.FromSeconds(seconds) };
            floor.Apply(new AcdEvent.Configure(Change(floor, q => q.Id == Floor.Bitung ? q : q with { Overflow = [step] })));
            Assert.Equal(overflowed, floor.Of<AcdEffect.Overflowed>().Count());
        }
    }

    [Fact]
    public void Agents_can_change_their_queues_and_levels()
    {
        var floor = Floor.With(2);
        floor.Enter("x");
        floor.Enter("y");
        floor.Talk("x");
        floor.Talk("y");
        floor.Enter("a");
        floor.Apply(new AcdEvent.Configure(floor.Configuration with
        {
            Agents = [.. floor.Configuration.Agents, new() { Id = Floor.Agent(3), InitialStatus = AgentStatus.Available }],
            Tiers = [.. floor.Configuration.Tiers, new(Floor.Manado, Floor.Agent(3), 1)],
        }));
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(3), true));
        Assert.Empty(floor.Offers);
        floor.Pass(20);
        Assert.Equal(["a→3"], floor.Offers);
    }
}
