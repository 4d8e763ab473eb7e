using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

public sealed class OfferTests
{
    private static TimeSpan Seconds(double s) => TimeSpan.FromSeconds(s);

    [Fact]
    public void A_call_that_enters_is_offered_at_once_to_a_ready_agent()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = Assert.Single(floor.Of<AcdEffect.Offer>());
        Assert.Equal(
            (Floor.Call("a"), Floor.Agent(1), Floor.Manado, Seconds(10)), (offer.Call, offer.Agent, offer.Queue, offer.RingTimeout));
        Assert.Equal(1, Assert.Single(floor.Of<AcdEffect.Queued>()).Position);
        Assert.Equal(AgentState.Reserved, floor.AgentOf(1).State);
    }

    [Fact]
    public void Two_callers_are_offered_at_the_same_time_to_two_agents()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        floor.Enter("b");
        Assert.Equal(["b→2"], floor.Offers);
        Assert.Equal([AgentState.Reserved, AgentState.Reserved], floor.Snapshot.Agents.Select(a => a.State));
    }

    [Fact]
    public void An_agent_with_an_offer_gets_no_second_one()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        Assert.Empty(floor.Enter("b").OfType<AcdEffect.Offer>());
        floor.Talk("a");
        Assert.Empty(floor.Enter("c").OfType<AcdEffect.Offer>());
    }

    [Fact]
    public void The_agents_state_follows_the_offer_from_Reserved_to_InCall()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = floor.OfferOf("a")!.Value;
        floor.Apply(new AcdEvent.OfferRinging(offer));
        Assert.Equal(AgentState.Receiving, floor.Of<AcdEffect.AgentChanged>().Single().State);
        floor.Apply(new AcdEvent.OfferAnswered(offer));
        Assert.Equal(AgentState.Receiving, floor.AgentOf(1).State);
        floor.Apply(new AcdEvent.OfferConfirmed(offer));
        Assert.Equal(AgentState.InCall, floor.Of<AcdEffect.AgentChanged>().Single().State);
        Assert.Equal(floor.CallOf("a").Agent, Floor.Agent(1));
    }

    [Theory]
    [InlineData(OfferFailure.Busy)]
    [InlineData(OfferFailure.Declined)]
    [InlineData(OfferFailure.NoAnswer)]
    [InlineData(OfferFailure.Unregistered)]
    [InlineData(OfferFailure.Failed)]
    [InlineData(OfferFailure.Lost)]
    public void A_failed_offer_returns_the_caller_to_the_original_rank_and_delays_the_agent(OfferFailure failure)
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Enter("b");
        floor.Fail(floor.OfferOf("a")!.Value, failure);
        Assert.Equal((Floor.Call("a"), 1), floor.Of<AcdEffect.Queued>().Select(q => (q.Call, q.Position)).Single());
        Assert.Equal((AgentState.Idle, IdleCause.Delay), (floor.AgentOf(1).State, floor.AgentOf(1).Cause));
        floor.Pass(4.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void Each_cause_has_its_own_delay()
    {
        var delays = new FailureDelays
        {
            Busy = Seconds(1),
            Declined = Seconds(2),
            NoAnswer = Seconds(3),
            Unregistered = Seconds(4),
            Failed = Seconds(6),
        };
        var seen = Enum.GetValues<OfferFailure>().Select(failure =>
        {
            var floor = Floor.With(1, q => q with { Delays = delays });
            floor.Enter("a");
            floor.Fail(floor.OfferOf("a")!.Value, failure);
            return floor.Left(floor.Timers.OfType<AcdTimer.AgentDelay>().Single()).TotalSeconds;
        });
        Assert.Equal([1, 2, 3, 4, 6, 6], seen);
    }

    [Fact]
    public void Another_ready_agent_gets_the_call_at_once_when_the_first_declines()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.Declined);
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void A_conversation_that_is_lost_puts_the_caller_in_front_of_those_who_came_later()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        floor.Pass(1);
        floor.Enter("b");
        floor.Pass(1);
        var offer = floor.Talk("a");
        floor.Talk("b");
        floor.Enter("c");
        floor.Enter("d");
        floor.Fail(offer, OfferFailure.Lost);
        Assert.Equal(1, floor.Of<AcdEffect.Queued>().Single().Position);
        Assert.Equal(1, floor.CallOf("a").Position);
        floor.End("b");
        floor.Apply(new AcdEvent.EndWrapUp(Floor.Agent(2)));
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Theory]
    [InlineData(false, OfferFailure.Unregistered)]
    [InlineData(true, OfferFailure.NoAnswer)]
    public void A_lease_that_nobody_answers_ends_the_offer_by_itself(bool rings, OfferFailure expected)
    {
        var floor = Floor.With(1, q => q with { Delays = new() { Unregistered = Seconds(1), NoAnswer = Seconds(2), Failed = Seconds(3) } });
        floor.Enter("a");
        if (rings)
        {
            floor.Apply(new AcdEvent.OfferRinging(floor.OfferOf("a")!.Value));
        }

        floor.Pass(12.9);
        Assert.Equal(AcdCallPhase.Offered, PhaseOf(floor));
        floor.Pass(0.1);
        Assert.Equal(WithdrawReason.LeaseExpired, floor.Of<AcdEffect.WithdrawOffer>().Single().Reason);
        Assert.Contains(AcdAlert.LeaseExpired, floor.Alerts);
        Assert.Equal(AcdCallPhase.Waiting, PhaseOf(floor));
        var delay = floor.Left(floor.Timers.OfType<AcdTimer.AgentDelay>().Single());
        Assert.Equal(expected == OfferFailure.Unregistered ? 1 : 2, delay.TotalSeconds);
    }

    [Fact]
    public void An_answer_that_is_never_bridged_ends_after_the_confirm_timeout()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Pass(9);
        floor.Apply(new AcdEvent.OfferAnswered(floor.OfferOf("a")!.Value));
        floor.Pass(4.9);
        Assert.Empty(floor.Of<AcdEffect.WithdrawOffer>());
        floor.Pass(0.1);
        Assert.Single(floor.Of<AcdEffect.WithdrawOffer>());
    }

    [Fact]
    public void A_confirmed_offer_has_no_lease()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.Pass(7200);
        Assert.Equal(AgentState.InCall, floor.AgentOf(1).State);
        Assert.Empty(floor.Timers);
    }

    [Fact]
    public void Offers_are_numbered_from_one_without_gaps()
    {
        var floor = Floor.With(3);
        floor.Enter("a");
        floor.Enter("b");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.Busy);
        Assert.Equal([1L, 2L, 3L], floor.All.OfType<AcdEffect.Offer>().Select(o => o.Id.Value));
    }

    private static AcdCallPhase PhaseOf(Floor floor) => floor.CallOf("a").Phase;
}
