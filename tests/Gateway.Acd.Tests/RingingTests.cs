using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

/// <summary>Several phones for one caller.</summary>
public sealed class RingingTests
{
    private static Floor Centre(DistributionStrategy strategy, int agents = 3) => Floor.With(
        agents, q => q with { Strategy = strategy, RingTimeout = TimeSpan.FromSeconds(40), WrapUpTime = default, MaxNoAnswer = 1 });

    private static OfferId OfferTo(Floor floor, int agent) => floor.AgentOf(agent).Offer!.Value;

    [Fact]
    public void Ring_all_rings_every_ready_agent()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        floor.Declare(2, AgentStatus.OnBreak);
        floor.Enter("a");
        Assert.Equal(["a→1", "a→3"], floor.Offers);
        floor.Declare(2, AgentStatus.Available);
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void Pain01_The_first_answer_wins_and_the_others_keep_their_idle_place()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        floor.Pass(60);
        floor.Enter("a");
        var (first, second, third) = (OfferTo(floor, 1), OfferTo(floor, 2), OfferTo(floor, 3));
        floor.Pass(2);
        floor.Apply(new AcdEvent.OfferAnswered(second));
        Assert.Equal([first, third], floor.Of<AcdEffect.WithdrawOffer>().Select(w => w.Id));
        Assert.All(floor.Of<AcdEffect.WithdrawOffer>(), w => Assert.Equal(WithdrawReason.AnsweredElsewhere, w.Reason));
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
        Assert.Equal(Floor.Agent(2), floor.CallOf("a").Agent);

        // The late answer of a loser changes nothing, in whatever order it comes.
        Assert.Empty(floor.Apply(new AcdEvent.OfferAnswered(first)));
        Assert.Empty(floor.Apply(new AcdEvent.OfferConfirmed(third)));
        floor.Apply(new AcdEvent.OfferConfirmed(second));
        Assert.Single(floor.Of<AcdEffect.Connected>());
        Assert.Equal(DistributionStrategy.RingAll, floor.Configuration.Queues[0].Strategy);
        Assert.Equal(2, floor.Snapshot.Agents.Count(a => a.IsReady));
    }

    [Fact]
    public void Pain01_Two_phones_that_answer_by_themselves_never_both_get_the_caller_in_1000_rounds()
    {
        var floor = Centre(DistributionStrategy.RingAll, agents: 2);
        var random = new Random(1);
        for (var round = 0; round < 1000; round++)
        {
            var call = $"c{round}";
            floor.Enter(call);
            var offers = new[] { OfferTo(floor, 1), OfferTo(floor, 2) };
            random.Shuffle(offers);
            foreach (var offer in offers)
            {
                floor.Apply(new AcdEvent.OfferAnswered(offer));
            }

            foreach (var offer in offers)
            {
                floor.Apply(new AcdEvent.OfferConfirmed(offer));
            }

            Assert.Equal(offers[0], floor.OfferOf(call));
            Assert.Equal(1, floor.Snapshot.Agents.Count(a => a.State == AgentState.InCall));
            floor.End(call);
        }

        Assert.Equal(1000, floor.All.OfType<AcdEffect.Connected>().Count());
    }

    [Fact]
    public void Pain02_Who_answers_and_hangs_up_at_once_leaves_the_caller_in_front_and_everybody_rings_again()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        floor.Enter("a");
        floor.Pass(3);
        floor.Enter("b");
        var winner = OfferTo(floor, 1);
        floor.Apply(new AcdEvent.OfferAnswered(winner));
        Assert.Equal(["b→2", "b→3"], floor.Offers);
        floor.Fail(winner, OfferFailure.Lost);
        Assert.Equal(1, floor.CallOf("a").Position);
        floor.Fail(OfferTo(floor, 2), OfferFailure.Declined);
        floor.Fail(OfferTo(floor, 3), OfferFailure.Declined);
        floor.Pass(5);
        Assert.Equal("a→1", floor.Offers.First());
    }

    [Fact]
    public void One_phone_that_fails_leaves_the_others_ringing()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        floor.Enter("a");
        floor.Fail(OfferTo(floor, 1), OfferFailure.Busy);
        Assert.Empty(floor.Of<AcdEffect.Queued>());
        Assert.Equal(Gateway.Acd.Statistics.AcdCallPhase.Offered, floor.CallOf("a").Phase);
        floor.Fail(OfferTo(floor, 2), OfferFailure.Busy);
        floor.Fail(OfferTo(floor, 3), OfferFailure.Busy);
        Assert.Equal(Gateway.Acd.Statistics.AcdCallPhase.Waiting, floor.CallOf("a").Phase);
    }

    [Fact]
    public void A_waiting_caller_gets_an_agent_before_another_rings_a_second_phone()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        foreach (var agent in new[] { 1, 2, 3 })
        {
            floor.Declare(agent, AgentStatus.OnBreak);
        }

        floor.Enter("a");
        floor.Enter("b");
        floor.Declare(1, AgentStatus.Available);
        Assert.Equal(["a→1"], floor.Offers);
        floor.Declare(2, AgentStatus.Available);
        Assert.Equal(["b→2"], floor.Offers);
        floor.Declare(3, AgentStatus.Available);
        Assert.Equal(["a→3"], floor.Offers);
    }

    [Fact]
    public void The_caller_who_hangs_up_frees_every_phone()
    {
        var floor = Centre(DistributionStrategy.RingAll);
        floor.Enter("a");
        floor.Leave("a");
        Assert.Equal(3, floor.Of<AcdEffect.WithdrawOffer>().Count());
        Assert.Equal(3, floor.QueueOf(Floor.Manado).ReadyAgents);
    }

    [Fact]
    public void Ring_progressively_adds_the_next_phone_every_ten_seconds()
    {
        var floor = Centre(DistributionStrategy.RingProgressively);
        floor.Enter("a");
        Assert.Equal(["a→1"], floor.Offers);
        floor.Pass(9.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["a→2"], floor.Offers);
        floor.Pass(10);
        Assert.Equal(["a→3"], floor.Offers);
        floor.Talk("a");
        Assert.Equal(Floor.Agent(1), floor.CallOf("a").Agent);
        Assert.DoesNotContain(floor.Timers, t => t is AcdTimer.RingNext);
    }

    [Fact]
    public void Ring_progressively_goes_on_when_a_phone_fails_and_begins_anew_with_one_when_all_have()
    {
        var floor = Centre(DistributionStrategy.RingProgressively);
        floor.Enter("a");
        floor.Fail(OfferTo(floor, 1), OfferFailure.Busy);
        Assert.Equal(["a→2"], floor.Offers);
        floor.Pass(1);
        floor.Fail(OfferTo(floor, 2), OfferFailure.Busy);
        Assert.Equal(["a→3"], floor.Offers);
        floor.Pass(8);
        Assert.Empty(floor.Offers);
        floor.Pass(2);
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void A_phone_that_becomes_free_later_joins_when_one_more_is_due()
    {
        var floor = Centre(DistributionStrategy.RingProgressively, agents: 2);
        floor.Declare(2, AgentStatus.OnBreak);
        floor.Enter("a");
        floor.Pass(12);
        Assert.Empty(floor.Offers);
        floor.Declare(2, AgentStatus.Available);
        Assert.Equal(["a→2"], floor.Offers);
    }
}
