using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>Whatever crosses on the wire, comes twice, late or for nobody.</summary>
public sealed class CrossingTests
{
    [Fact]
    public void An_answer_after_the_caller_left_is_absorbed_and_the_agent_stays_ready()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = floor.OfferOf("a")!.Value;
        floor.Leave("a");
        Assert.Equal((offer, WithdrawReason.CallerGone), floor.Of<AcdEffect.WithdrawOffer>().Select(w => (w.Id, w.Reason)).Single());
        floor.Apply(new AcdEvent.OfferAnswered(offer));
        floor.Apply(new AcdEvent.OfferConfirmed(offer));
        floor.Fail(offer, OfferFailure.NoAnswer);
        Assert.Empty(floor.Last);
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
        Assert.Equal(3, floor.Snapshot.Ignored[IgnoredReason.UnknownOffer]);
    }

    [Fact]
    public void The_caller_leaves_while_the_answer_is_being_bridged()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = floor.OfferOf("a")!.Value;
        floor.Apply(new AcdEvent.OfferAnswered(offer));
        floor.Leave("a");
        Assert.Equal(WithdrawReason.CallerGone, floor.Of<AcdEffect.WithdrawOffer>().Single().Reason);
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
        Assert.Empty(floor.Snapshot.Calls);
    }

    [Fact]
    public void The_caller_leaves_during_the_conversation_and_nothing_is_withdrawn()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.Leave("a");
        Assert.Empty(floor.Of<AcdEffect.WithdrawOffer>());
        Assert.Equal(AgentState.WrapUp, floor.AgentOf(1).State);
        Assert.Empty(floor.Snapshot.Calls);
    }

    [Fact]
    public void The_end_of_a_call_that_was_only_offered_counts_as_the_caller_leaving()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.End("a");
        Assert.Single(floor.Of<AcdEffect.WithdrawOffer>());
        Assert.Empty(floor.Snapshot.Calls);
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
    }

    [Fact]
    public void A_lost_call_whose_caller_hangs_up_is_over()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Fail(floor.Talk("a"), OfferFailure.Lost);
        floor.Leave("a");
        Assert.Empty(floor.Snapshot.Calls);
    }

    [Fact]
    public void A_call_that_enters_twice_stays_where_it_is()
    {
        var floor = Floor.With(0);
        floor.Enter("a", age: 5);
        floor.Enter("a", age: 50);
        Assert.Empty(floor.Last);
        Assert.Equal(1, floor.Snapshot.Ignored[IgnoredReason.DuplicateCall]);
        Assert.Equal(1, floor.QueueOf(Floor.Manado).Waiting);
    }

    [Fact]
    public void Confirmed_without_ringing_and_answer_is_believed()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Apply(new AcdEvent.OfferConfirmed(floor.OfferOf("a")!.Value));
        Assert.Equal(AgentState.InCall, floor.AgentOf(1).State);
    }

    [Fact]
    public void Phases_that_have_passed_are_absorbed()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var offer = floor.Talk("a");
        floor.Apply(new AcdEvent.OfferRinging(offer));
        floor.Apply(new AcdEvent.OfferAnswered(offer));
        floor.Apply(new AcdEvent.OfferConfirmed(offer));
        Assert.Equal(3, floor.Snapshot.Ignored[IgnoredReason.OutOfPhase]);
        Assert.Equal((AgentState.InCall, 1), (floor.AgentOf(1).State, floor.AgentOf(1).CallsHandled));
    }

    [Fact]
    public void A_timer_that_fires_after_it_was_stopped_is_absorbed()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        var lease = floor.Timers.OfType<AcdTimer.Lease>().Single();
        floor.Talk("a");
        floor.Apply(new AcdEvent.TimerFired(lease));
        Assert.Empty(floor.Last);
        Assert.Equal(1, floor.Snapshot.Ignored[IgnoredReason.LateTimer]);
        Assert.Equal(AgentState.InCall, floor.AgentOf(1).State);
    }

    [Fact]
    public void What_is_unknown_is_absorbed_and_counted()
    {
        var floor = Floor.With(1);
        AcdEvent[] events =
        [
            new AcdEvent.LeaveQueue(new("nobody")),
            new AcdEvent.CallEnded(new("nobody")),
            new AcdEvent.SetPriority(new("nobody"), default, default),
            new AcdEvent.OfferRinging(new(99)),
            new AcdEvent.OfferAnswered(new(99)),
            new AcdEvent.OfferConfirmed(new(99)),
            new AcdEvent.OfferFailed(new(99), OfferFailure.Lost),
            new AcdEvent.EndWrapUp(new("nobody")),
            new AcdEvent.EndWrapUp(Floor.Agent(1)),
            new AcdEvent.SetStatus(new(""), AgentStatus.Available, "", Floor.Start),
            new AcdEvent.TimerFired(new AcdTimer.Watchdog(77)),
            new AcdEvent.TimerFired(new AcdTimer.WrapUp(77, new("nobody"))),
        ];
        foreach (var input in events)
        {
            Assert.Empty(floor.Apply(input));
        }

        Assert.Equal(events.Length, floor.Snapshot.Ignored.Values.Sum());
    }

    [Fact]
    public void A_failure_after_confirmation_of_any_kind_returns_the_caller()
    {
        foreach (var failure in Enum.GetValues<OfferFailure>())
        {
            var floor = Floor.With(1);
            floor.Enter("a");
            floor.Fail(floor.Talk("a"), failure);
            Assert.Equal(AcdCallPhase.Waiting, floor.CallOf("a").Phase);
            Assert.Equal(IdleCause.Delay, floor.AgentOf(1).Cause);
        }
    }
}
