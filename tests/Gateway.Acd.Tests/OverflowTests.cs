using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>Agent 1 works for Manado, 2 for Bitung, 3 for Tomohon.</summary>
public sealed class OverflowTests
{
    private static readonly QueueId[] Queues = [Floor.Manado, Floor.Bitung, Floor.Tomohon];

    private static TimeSpan Seconds(double s) => TimeSpan.FromSeconds(s);

    private static Floor Centres(params (QueueId From, OverflowStep Step)[] steps) => new(new AcdConfiguration
    {
        Queues = [.. Queues.Select(q => new QueueOptions { Id = q, Overflow = [.. steps.Where(s => s.From == q).Select(s => s.Step)] })],
        Agents = [.. Enumerable.Range(1, 3).Select(n => new AgentOptions { Id = Floor.Agent(n) })],
        Tiers = [.. Enumerable.Range(1, 3).Select(n => new Tier(Queues[n - 1], Floor.Agent(n)))],
    });

    [Fact]
    public void After_the_wait_a_call_also_waits_in_the_next_queue_with_its_age()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { After = Seconds(30) }));
        floor.Staff(1, 2);
        floor.Enter("x");
        floor.Talk("x");
        floor.Enter("a", age: 3);
        floor.Pass(29.9);
        Assert.Empty(floor.Of<AcdEffect.Overflowed>());
        floor.Pass(0.1);
        Assert.Equal(
            new AcdEffect.Overflowed(Floor.Call("a"), Floor.Manado, Floor.Bitung, OverflowReason.Waited),
            floor.Of<AcdEffect.Overflowed>().Single());
        Assert.Equal(["a→2"], floor.Offers);
        Assert.Equal(Floor.Start.AddSeconds(-3), floor.CallOf("a").InvitedAt);
        Assert.Equal((Floor.Manado, 2), (floor.CallOf("a").Queue, floor.CallOf("a").Queues.Count));
    }

    [Fact]
    public void The_first_ready_agent_of_either_queue_gets_it()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { After = Seconds(30) }));
        floor.Staff(1);
        floor.Enter("x");
        floor.Talk("x");
        floor.Enter("a");
        floor.Pass(30);
        Assert.Equal(1, floor.QueueOf(Floor.Bitung).WaitingFromElsewhere);
        floor.End("x");
        floor.Apply(new AcdEvent.EndWrapUp(Floor.Agent(1)));
        Assert.Equal(["a→1"], floor.Offers);
        Assert.Equal(0, floor.QueueOf(Floor.Bitung).WaitingFromElsewhere);
    }

    [Fact]
    public void In_the_neighbours_queue_the_age_decides_and_not_the_time_of_overflow()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { After = Seconds(30) }));
        floor.Enter("manado");
        floor.Pass(20);
        floor.Enter("bitung", Floor.Bitung);
        floor.Pass(10);
        floor.Staff(2);
        Assert.Equal(["manado→2"], floor.Offers);
    }

    [Fact]
    public void The_steps_of_a_ladder_come_in_their_time_and_the_last_one_stays()
    {
        var floor = Centres(
            (Floor.Manado, new(Floor.Bitung) { After = Seconds(30) }), (Floor.Manado, new(Floor.Tomohon) { After = Seconds(60) }));
        floor.Enter("a");
        floor.Pass(30);
        Assert.Equal([Floor.Bitung], floor.Of<AcdEffect.Overflowed>().Select(o => o.To));
        floor.Pass(30);
        Assert.Equal([Floor.Tomohon], floor.Of<AcdEffect.Overflowed>().Select(o => o.To));
        floor.Pass(86_400);
        Assert.Empty(floor.Of<AcdEffect.Overflowed>());
        Assert.Equal(Queues, floor.CallOf("a").Queues);
        floor.Staff(3);
        Assert.Equal(["a→3"], floor.Offers);
    }

    [Fact]
    public void A_queue_without_agents_overflows_after_its_time_also_for_calls_that_come_later()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { WhenUnstaffedFor = Seconds(10) }));
        floor.Staff(1, 2);
        floor.Pass(100);
        floor.Declare(1, AgentStatus.OnBreak);
        floor.Enter("a");
        Assert.Equal([AcdAlert.QueueUnstaffed], floor.Alerts);
        floor.Pass(9.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(OverflowReason.Unstaffed, floor.Of<AcdEffect.Overflowed>().Single().Reason);
        Assert.Equal(["a→2"], floor.Offers);
        floor.Enter("b");
        Assert.Single(floor.Of<AcdEffect.Overflowed>());
        floor.Staff(1);
        Assert.Equal(["b→1"], floor.Offers);
        floor.Enter("c");
        Assert.Empty(floor.Of<AcdEffect.Overflowed>());
    }

    [Fact]
    public void An_agent_who_comes_in_time_stops_the_overflow()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { WhenUnstaffedFor = Seconds(10) }));
        floor.Staff(1);
        floor.Enter("x");
        floor.Talk("x");
        floor.Declare(1, AgentStatus.OnBreak);
        floor.Enter("a");
        floor.Pass(9);
        floor.Staff(1);
        floor.Pass(60);
        Assert.Empty(floor.All.OfType<AcdEffect.Overflowed>());
    }

    [Fact]
    public void A_long_queue_overflows_the_call_that_comes_and_refuses_nobody()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { WhenLongerThan = 2 }));
        floor.Enter("a");
        floor.Enter("b");
        Assert.Empty(floor.All.OfType<AcdEffect.Overflowed>());
        floor.Enter("c");
        Assert.Equal(OverflowReason.QueueLength, floor.Of<AcdEffect.Overflowed>().Single().Reason);
        Assert.Equal(3, floor.QueueOf(Floor.Manado).Waiting);
    }

    [Fact]
    public void Ladders_in_a_ring_visit_each_queue_once()
    {
        var floor = Centres(
            (Floor.Manado, new(Floor.Bitung) { WhenUnstaffedFor = Seconds(0) }),
            (Floor.Bitung, new(Floor.Tomohon) { WhenUnstaffedFor = Seconds(0) }),
            (Floor.Tomohon, new(Floor.Manado) { WhenUnstaffedFor = Seconds(0) }));
        floor.Enter("a");
        Assert.Equal([Floor.Bitung, Floor.Tomohon], floor.Of<AcdEffect.Overflowed>().Select(o => o.To));
        Assert.Equal([Floor.Manado, Floor.Bitung, Floor.Tomohon], floor.Of<AcdEffect.Queued>().Select(o => o.Queue));
    }

    [Fact]
    public void A_call_waits_in_five_queues_at_most_and_somebody_is_told_once()
    {
        var ids = Enumerable.Range(0, 8).Select(n => new QueueId($"q{n}")).ToArray();
        var floor = new Floor(new()
        {
            Queues = [.. ids.Select((id, n) => new QueueOptions { Id = id, Overflow = [new(ids[(n + 1) % 8]) { After = Seconds(1) }] })],
        });
        floor.Enter("a", ids[0]);
        floor.Pass(60);
        Assert.Equal(ids[..5], floor.CallOf("a").Queues);
        Assert.Single(floor.All.OfType<AcdEffect.Alert>(), a => a.Kind == AcdAlert.OverflowLimit);
    }

    [Fact]
    public void A_call_that_rings_while_its_time_passes_returns_to_all_its_queues()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { After = Seconds(5) }));
        floor.Staff(1);
        floor.Enter("a");
        floor.Pass(6);
        Assert.Equal(AcdCallPhase.Offered, floor.CallOf("a").Phase);
        floor.Staff(2);
        Assert.Empty(floor.Offers);
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.Declined);
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void A_call_that_returns_to_a_queue_without_agents_overflows_at_once()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { WhenUnstaffedFor = Seconds(10) }));
        floor.Staff(1, 2);
        floor.Enter("a");
        var offer = floor.Talk("a");
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        floor.Pass(15);
        floor.Fail(offer, OfferFailure.Lost);
        Assert.Equal(["a→2"], floor.Offers);
        Assert.Contains(AcdAlert.QueueUnstaffed, floor.Alerts);
    }

    [Fact]
    public void An_overflowed_call_is_counted_where_it_belongs()
    {
        var floor = Centres((Floor.Manado, new(Floor.Bitung) { WhenUnstaffedFor = Seconds(0) }));
        floor.Staff(2);
        floor.Enter("a");
        floor.Talk("a");
        var (manado, bitung) = (floor.QueueOf(Floor.Manado), floor.QueueOf(Floor.Bitung));
        Assert.Equal((1, 0), (manado.Talking, bitung.Talking));
    }

    [Fact]
    public void An_empty_queue_is_joined_and_alerts_once()
    {
        var floor = Centres();
        floor.Enter("a");
        floor.Enter("b");
        Assert.Single(floor.All.OfType<AcdEffect.Alert>(), a => a is { Kind: AcdAlert.QueueUnstaffed } && a.Queue == Floor.Manado);
        Assert.Equal(2, floor.QueueOf(Floor.Manado).Waiting);
    }

    [Fact]
    public void A_call_for_an_unknown_queue_waits_in_the_default_queue()
    {
        var floor = Centres();
        floor.Enter("a", new("99.99/nowhere"));
        Assert.Equal(Floor.Manado, floor.CallOf("a").Queue);
        Assert.Contains(AcdAlert.UnknownQueue, floor.Alerts);
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { DefaultQueue = Floor.Tomohon }));
        floor.Enter("b", new("99.99/nowhere"));
        Assert.Equal(Floor.Tomohon, floor.CallOf("b").Queue);
    }
}
