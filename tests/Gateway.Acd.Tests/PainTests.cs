using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>What other distributors are known to get wrong, by number; those with tests of their own are beside them.</summary>
public sealed class PainTests
{
    private static Floor Two => Floor.With(2, q => q with { WrapUpTime = default });

    [Fact]
    public void Pain03_A_queue_goes_on_offering_whatever_became_of_the_offers_before()
    {
        var floor = Two;
        for (var n = 0; n < 30; n++)
        {
            floor.Enter($"c{n}");
        }

        // Every way in which an offer can end, round and round: whoever waits is asked next, and nobody has to kick the queue.
        for (var n = 0; floor.Snapshot.Calls.Count > 0; n++)
        {
            Assert.True(n < 500, $"{floor.Snapshot.Calls.Count} callers are left over");
            foreach (var offered in floor.Snapshot.Calls.Where(c => c.Phase == AcdCallPhase.Offered).ToArray())
            {
                switch (n % 4)
                {
                    case 0: floor.Fail(offered.Offer!.Value, (OfferFailure)(n / 4 % 6)); break;
                    case 1: floor.Leave(offered.Call.Value); break;
                    case 2: floor.Pass(14); break;
                    default:
                        floor.Talk(offered.Call.Value);
                        floor.End(offered.Call.Value);
                        break;
                }
            }

            floor.Staff(1, 2);
            floor.Pass(1);
        }

        Assert.Equal(0, floor.Snapshot.Stalls);
    }

    [Fact]
    public void Pain05_An_agent_whose_phone_says_nothing_is_not_reserved_for_longer_than_the_lease()
    {
        var floor = Two;
        floor.Enter("a");
        floor.Pass(12.9);
        Assert.Equal(AgentState.Reserved, floor.AgentOf(1).State);
        floor.Pass(0.1);
        Assert.Equal(["a→2"], floor.Offers);
        Assert.Equal(AgentState.Idle, floor.AgentOf(1).State);
        floor.Pass(5);
        Assert.True(floor.AgentOf(1).IsReady);
    }

    [Fact]
    public void Pain05_An_answer_that_is_never_bridged_frees_the_agent_and_the_caller_is_in_front()
    {
        var floor = Two;
        floor.Enter("a");
        floor.Apply(new AcdEvent.OfferAnswered(floor.OfferOf("a")!.Value));
        floor.Pass(5);
        Assert.Equal(["a→2"], floor.Offers);
        Assert.NotEqual(AgentState.Receiving, floor.AgentOf(1).State);
    }

    [Fact]
    public void Pain10_The_offer_leaves_in_the_event_that_makes_it_possible()
    {
        var floor = Floor.With(1, q => q with { WrapUpTime = TimeSpan.FromSeconds(10) });
        floor.Enter("a");
        floor.Enter("b");
        floor.Talk("a");
        floor.End("a");
        Assert.Empty(floor.Offers);
        floor.Apply(new AcdEvent.EndWrapUp(Floor.Agent(1)));
        Assert.Equal(["b→1"], floor.Offers);
        floor.Leave("b");
        Assert.Single(floor.Of<AcdEffect.WithdrawOffer>());
        floor.Enter("c");
        Assert.Equal(["c→1"], floor.Offers);
    }

    [Fact]
    public void Pain12_A_break_keeps_its_reason_and_its_beginning_over_reload_re_registration_and_restart()
    {
        var floor = Two;
        floor.Pass(5);
        floor.Declare(1, AgentStatus.OnBreak, "2");
        var since = floor.AgentOf(1).StatusSince;
        floor.Pass(60);
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), true));
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Version = 2 }));
        Assert.Equal((AgentStatus.OnBreak, "2", since), (floor.AgentOf(1).Status, floor.AgentOf(1).Reason, floor.AgentOf(1).StatusSince));

        var restarted = new Floor(floor.Configuration);
        restarted.Apply(new AcdEvent.Restore([new RestoredStatus(Floor.Agent(1), AgentStatus.OnBreak, "2", since)]));
        Assert.Equal((AgentStatus.OnBreak, "2", since), (restarted.AgentOf(1).Status, restarted.AgentOf(1).Reason, restarted.AgentOf(1).StatusSince));
    }

    [Fact]
    public void Pain13_No_answers_put_an_agent_on_a_break_with_an_alert_but_never_the_last_one()
    {
        var floor = Floor.With(2, q => q with { Strategy = DistributionStrategy.SequentiallyByOrder, Delays = new() { NoAnswer = default } });
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Contains(AcdAlert.Rona, floor.Alerts);
        Assert.Equal((AgentStatus.OnBreak, AcdEngine.RonaReason), (floor.AgentOf(1).Status, floor.AgentOf(1).Reason));
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Contains(AcdAlert.RonaLastAgent, floor.Alerts);
        Assert.Equal(AgentStatus.Available, floor.AgentOf(2).Status);
        floor.Declare(1, AgentStatus.Available);
        Assert.True(floor.AgentOf(1).IsReady);
    }

    [Fact]
    public void Pain13_An_agent_whose_registration_is_gone_is_not_ready_at_once()
    {
        var floor = Two;
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        floor.Enter("a");
        Assert.Equal(["a→2"], floor.Offers);
    }
}
