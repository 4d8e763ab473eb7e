using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>Closed queues, the last rung, and the length of wrap-ups.</summary>
public sealed class ServiceStateTests
{
    private static readonly QueueId National = new("00/nasional");

    /// <summary>Manado overflows to Bitung after a minute; agent n works for queue n (1 Manado, 2 Bitung, 3 the desk).</summary>
    private static Floor Centre(bool desk = true, Func<AcdConfiguration, AcdConfiguration>? change = null)
    {
        QueueId[] queues = [Floor.Manado, Floor.Bitung, National];
        var configuration = new AcdConfiguration
        {
            Queues =
            [
                new QueueOptions { Id = Floor.Manado, Overflow = [new OverflowStep(Floor.Bitung) { After = TimeSpan.FromMinutes(1) }] },
                new QueueOptions { Id = Floor.Bitung },
                new QueueOptions { Id = National },
            ],
            Agents = [.. Enumerable.Range(1, 3).Select(n => new AgentOptions { Id = Floor.Agent(n) })],
            Tiers = [.. queues.Select((q, i) => new Tier(q, Floor.Agent(i + 1)))],
            NationalDesk = desk ? new OverflowStep(National) { After = TimeSpan.FromMinutes(2) } : null,
        };
        return new Floor(change?.Invoke(configuration) ?? configuration);
    }

    [Fact]
    public void A_closed_queue_rolls_over_at_once_and_keeps_its_callers()
    {
        var floor = Centre();
        floor.Enter("a");
        floor.Apply(new AcdEvent.SetOpen(Floor.Manado, false));
        Assert.Equal([Floor.Manado, Floor.Bitung], floor.CallOf("a").Queues);
        Assert.Equal(OverflowReason.Closed, floor.Of<AcdEffect.Overflowed>().Single().Reason);
        floor.Enter("b");
        Assert.Equal([Floor.Manado, Floor.Bitung], floor.CallOf("b").Queues);
        Assert.True(floor.QueueOf(Floor.Manado).IsClosed);

        floor.Apply(new AcdEvent.SetOpen(Floor.Manado, true));
        floor.Enter("c");
        Assert.Equal([Floor.Manado], floor.CallOf("c").Queues);
    }

    [Fact]
    public void The_agents_of_a_closed_queue_who_are_ready_still_answer()
    {
        var floor = Centre();
        floor.Staff(1);
        floor.Apply(new AcdEvent.SetOpen(Floor.Manado, false));
        floor.Enter("a");
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void A_closed_queue_without_a_ladder_rolls_over_to_the_national_desk_at_once()
    {
        var floor = Centre();
        floor.Apply(new AcdEvent.SetOpen(Floor.Bitung, false));
        floor.Enter("a", Floor.Bitung);
        Assert.Equal([Floor.Bitung, National], floor.CallOf("a").Queues);
    }

    [Fact]
    public void The_national_desk_is_the_last_rung_of_every_ladder()
    {
        var floor = Centre();
        floor.Enter("a");
        floor.Pass(60);
        Assert.Equal([Floor.Manado, Floor.Bitung], floor.CallOf("a").Queues);
        floor.Pass(60);
        Assert.Equal([Floor.Manado, Floor.Bitung, National], floor.CallOf("a").Queues);
        floor.Staff(3);
        Assert.Equal(["a→3"], floor.Offers);
    }

    [Fact]
    public void The_national_desk_is_reached_though_the_call_waits_in_as_many_queues_as_it_may()
    {
        var floor = Centre(change: c => c with { MaxQueuesPerCall = 1 });
        floor.Enter("a");
        floor.Pass(120);
        Assert.Equal([Floor.Manado, National], floor.CallOf("a").Queues);
        Assert.Contains(floor.All.OfType<AcdEffect.Alert>(), a => a.Kind == AcdAlert.OverflowLimit);
    }

    [Fact]
    public void Closed_queues_that_overflow_into_each_other_hold_a_call_once_each()
    {
        var floor = Centre(change: c => c with
        {
            Queues =
            [
                .. c.Queues.Select(q => q.Id == Floor.Bitung
                    ? q with { Overflow = [new OverflowStep(Floor.Manado) { After = TimeSpan.Zero }] } : q),
            ],
        });
        floor.Apply(new AcdEvent.SetOpen(Floor.Manado, false));
        floor.Apply(new AcdEvent.SetOpen(Floor.Bitung, false));
        floor.Enter("a");
        floor.Pass(600);
        Assert.Equal([Floor.Manado, Floor.Bitung, National], floor.CallOf("a").Queues);
    }

    [Fact]
    public void Closed_is_kept_over_a_reload_and_an_unknown_queue_changes_nothing()
    {
        var floor = Centre();
        floor.Apply(new AcdEvent.SetOpen(Floor.Manado, false));
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Version = 2 }));
        Assert.True(floor.QueueOf(Floor.Manado).IsClosed);
        Assert.Empty(floor.Apply(new AcdEvent.SetOpen(new QueueId("nowhere"), false)));
        Assert.Equal(1, floor.Snapshot.Ignored[IgnoredReason.UnknownQueue]);
    }

    [Fact]
    public void A_desk_that_cannot_be_used_is_an_alert()
    {
        var floor = Centre(change: c => c with { NationalDesk = new OverflowStep(new QueueId("nowhere")) { After = TimeSpan.Zero } });
        Assert.Contains(floor.All.OfType<AcdEffect.Alert>(), a => a.Kind == AcdAlert.Configuration);
    }

    // ---- wrap-up

    [Fact]
    public void Pain11_A_wrap_up_is_extended_within_its_bound_and_ends()
    {
        var floor = Floor.With(1, q => q with { WrapUpTime = TimeSpan.FromSeconds(10) });
        floor.Enter("a");
        floor.Talk("a");
        floor.End("a");
        floor.Pass(4);
        for (var n = 0; n < 9; n++)
        {
            floor.Apply(new AcdEvent.ExtendWrapUp(Floor.Agent(1)));
        }

        Assert.Equal(floor.Now + TimeSpan.FromSeconds(176), floor.AgentOf(1).WrapUpUntil);
        floor.Enter("b");
        floor.Pass(175);
        Assert.Equal(AgentState.WrapUp, floor.AgentOf(1).State);
        floor.Pass(1);
        Assert.Equal(["b→1"], floor.Offers);
    }

    [Fact]
    public void Pain11_A_wrap_up_has_a_deadline_and_an_early_end_and_nothing_else_resets_it()
    {
        var floor = Floor.With(2, q => q with { WrapUpTime = TimeSpan.FromSeconds(10) });
        floor.Enter("a");
        floor.Talk("a");
        floor.End("a");
        var until = floor.AgentOf(1).WrapUpUntil;
        floor.Pass(3);
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), true));
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Version = 2 }));
        Assert.Equal(until, floor.AgentOf(1).WrapUpUntil);
        floor.Apply(new AcdEvent.EndWrapUp(Floor.Agent(1)));
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
        Assert.Empty(floor.Apply(new AcdEvent.ExtendWrapUp(Floor.Agent(1))));
    }
}
