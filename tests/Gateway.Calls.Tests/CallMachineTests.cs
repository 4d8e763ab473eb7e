using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Tests;

public sealed class CallMachineTests
{
    [Fact]
    public void The_call_is_in_the_journal_before_it_is_answered()
    {
        var run = CallRun.Begun();
        var effects = run.Last.ToList();
        var append = Assert.IsType<CallEffect.Append>(effects[0]);
        Assert.IsType<CallReceived>(append.Entry.Payload);
        Assert.Equal(TimeSpan.Zero, append.Entry.Elapsed);
        Assert.Contains(effects, e => e is CallEffect.AnswerCaller);
        Assert.Equal(CallPhase.Admitting, run.State.Phase);
    }

    [Fact]
    public void On_agent_rings_and_answers_when_the_agent_does_and_skips_the_greeting()
    {
        var run = CallRun.Begun(AnswerMode.OnAgent);
        run.Did<CallEffect.Ring>();
        run.DidNot<CallEffect.AnswerCaller>();
        run = CallRun.Offered(AnswerMode.OnAgent).On(new CallInput.AgentRinging(A.Offer));
        run.DidNot<CallEffect.PlayToCaller>();
        run.On(new CallInput.AgentAnswered(A.Offer));
        run.Did<CallEffect.AnswerCaller>();
        run.Did<CallEffect.Bridge>();
        run.On(new CallInput.CallerEstablished(false));
        run.DidNot<CallEffect.PlayToCaller>();
    }

    [Theory]
    [InlineData(AnswerMode.OnAgent)]
    [InlineData(AnswerMode.EarlyMedia)]
    public void Nobody_waits_longer_than_twenty_seconds_for_the_200(AnswerMode mode)
    {
        var run = CallRun.Begun(mode);
        Assert.Contains(new CallEffect.StartTimer(CallTimer.AnswerLimit, TimeSpan.FromSeconds(20)), run.Last);
        run.After(20).On(new CallInput.TimerFired(CallTimer.AnswerLimit));
        run.Did<CallEffect.AnswerCaller>();
        run.On(new CallInput.TimerFired(CallTimer.AnswerLimit));
        run.DidNot<CallEffect.AnswerCaller>();
    }

    [Fact]
    public void Early_media_carries_the_greeting_before_the_200()
    {
        var run = CallRun.Begun(AnswerMode.EarlyMedia);
        run.Did<CallEffect.EarlyMedia>();
        run.On(new CallInput.CallerEstablished(true));
        Assert.Equal(CallerAudio.Greeting, run.Did<CallEffect.PlayToCaller>().Audio);
        run.After(20).On(new CallInput.TimerFired(CallTimer.AnswerLimit)).On(new CallInput.CallerEstablished(false));
        run.DidNot<CallEffect.PlayToCaller>();
        Assert.Equal(CallerAudio.Greeting, run.State.Hears);
    }

    [Fact]
    public void The_queue_does_not_wait_for_the_greeting()
    {
        var run = CallRun.Begun().On(new CallInput.CallerEstablished(false));
        Assert.Equal(CallerAudio.Greeting, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.Located(A.Location, A.Route));
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
        run.On(new CallInput.QueueEntered(A.Queue, 3));
        Assert.Equal(new EnterQueue("71.71/darurat", 3), run.Wrote<EnterQueue>());
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void Greeting_then_queue_audio_then_ringback_while_a_phone_rings_then_the_agent()
    {
        var run = CallRun.Waiting().On(new CallInput.PlayFinished());
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)));
        run.DidNot<CallEffect.PlayToCaller>();
        run.On(new CallInput.AgentRinging(A.Offer));
        Assert.Equal(CallerAudio.Ringback, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.AgentAnswered(A.Offer));
        Assert.Equal(CallerAudio.Nothing, run.Did<CallEffect.PlayToCaller>().Audio);
    }

    [Fact]
    public void An_answer_cuts_the_greeting_and_it_is_never_heard_again()
    {
        var run = CallRun.Offered();
        Assert.Equal(CallerAudio.Greeting, run.State.Hears);
        run.On(new CallInput.AgentAnswered(A.Offer));
        Assert.Equal(CallerAudio.Nothing, run.State.Hears);
        run.On(new CallInput.AgentLost(A.Offer));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
    }

    [Theory]
    [InlineData(OfferFailure.Busy)]
    [InlineData(OfferFailure.Declined)]
    [InlineData(OfferFailure.NoAnswer)]
    [InlineData(OfferFailure.Unregistered)]
    [InlineData(OfferFailure.Failed)]
    [InlineData(OfferFailure.Lost)]
    public void Every_failure_of_an_offer_returns_the_caller_to_waiting(OfferFailure failure)
    {
        var run = CallRun.Offered().On(new CallInput.PlayFinished())
            .On(new CallInput.AgentRinging(A.Offer)).After(10).On(new CallInput.AgentFailed(A.Offer, failure));
        Assert.Equal(new CallEffect.AcdFailed(A.Offer, failure), run.Did<CallEffect.AcdFailed>());
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.Equal(CallerAudio.QueueAudio, run.State.Hears);
        run.DidNot<CallEffect.EndCaller>();
        if (failure == OfferFailure.NoAnswer)
        {
            Assert.Equal(new RingNoAnswer(1, "2001", 10_000), run.Wrote<RingNoAnswer>());
        }
        else
        {
            Assert.Equal(new OfferFailed(1, "2001", failure, 10_000), run.Wrote<OfferFailed>());
        }
    }

    [Fact]
    public void Connect_counts_hold_time_from_the_INVITE_and_confirms_the_offer()
    {
        var run = CallRun.Waiting().After(4).On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .After(2).On(new CallInput.AgentAnswered(A.Offer)).After(0.1).On(new CallInput.AgentConnected(A.Offer));
        Assert.Equal(new Connect(1, "2001", "71.71/darurat", 6100, 2000), run.Wrote<Connect>());
        Assert.Equal(A.Offer, run.Did<CallEffect.AcdConfirmed>().Offer);
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
    }

    [Fact]
    public void Media_that_does_not_connect_in_three_seconds_returns_the_caller()
    {
        var run = CallRun.Offered().On(new CallInput.AgentAnswered(A.Offer));
        Assert.Contains(new CallEffect.StartTimer(CallTimer.BridgeLimit, TimeSpan.FromSeconds(3)), run.Last);
        run.After(3).On(new CallInput.TimerFired(CallTimer.BridgeLimit));
        run.Did<CallEffect.EndAgentLeg>();
        Assert.Equal(OfferFailure.Lost, run.Did<CallEffect.AcdFailed>().Failure);
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void A_queue_may_say_that_every_hang_up_of_an_agent_ends_the_call()
    {
        var run = CallRun.Waiting().On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10), MisAnswer: TimeSpan.Zero))
            .On(new CallInput.AgentAnswered(A.Offer)).On(new CallInput.AgentConnected(A.Offer)).After(0.5).On(new CallInput.AgentHungUp(A.Offer));
        Assert.Equal(CallOutcome.Answered, run.Outcome);
    }

    [Theory]
    [InlineData(3.0, false)]
    [InlineData(3.001, true)]
    public void An_agent_who_hangs_up_within_three_seconds_puts_the_caller_back_in_front(double seconds, bool ends)
    {
        var run = CallRun.Bridged().After(seconds).On(new CallInput.AgentHungUp(A.Offer));
        Assert.Equal(ends ? CallPhase.Ended : CallPhase.Waiting, run.State.Phase);
        if (ends)
        {
            run.Did<CallEffect.EndCaller>();
            Assert.Equal(CallOutcome.Answered, run.Outcome);
        }
        else
        {
            Assert.Equal(OfferFailure.Lost, run.Did<CallEffect.AcdFailed>().Failure);
            run.DidNot<CallEffect.EndCaller>();
        }
    }

    [Fact]
    public void An_agent_whose_network_dies_after_minutes_still_does_not_end_the_call()
    {
        var run = CallRun.Bridged().After(300).On(new CallInput.AgentLost(A.Offer));
        Assert.Equal(300_000, run.Wrote<AgentLost>().TalkTimeMs);
        run.Did<CallEffect.EndAgentLeg>();
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        run.On(new CallInput.OfferMade(new OfferId(2), new AgentId("2002"), A.Queue, TimeSpan.FromSeconds(10)));
        Assert.Equal(new AgentId("2002"), run.Did<CallEffect.StartAgentLeg>().Agent);
    }

    [Fact]
    public void The_ACD_may_take_an_offer_back_until_the_media_is_connected()
    {
        var ringing = CallRun.Offered().On(new CallInput.OfferWithdrawn(A.Offer, "lease expired"));
        ringing.Did<CallEffect.CancelAgentLeg>();
        ringing.DidNot<CallEffect.AcdFailed>();
        Assert.Equal(CallPhase.Waiting, ringing.State.Phase);

        var answered = CallRun.Offered().On(new CallInput.AgentAnswered(A.Offer))
            .On(new CallInput.OfferWithdrawn(A.Offer, "lease expired"));
        answered.Did<CallEffect.EndAgentLeg>();
        Assert.Equal(CallPhase.Waiting, answered.State.Phase);

        var bridged = CallRun.Bridged().On(new CallInput.OfferWithdrawn(A.Offer, "lease expired"));
        Assert.Equal(CallPhase.Bridged, bridged.State.Phase);
        bridged.DidNot<CallEffect.EndAgentLeg>();
    }

    [Fact]
    public void A_conversation_that_the_ACD_took_back_goes_on_without_it_and_enters_again_when_the_agent_is_lost()
    {
        var run = CallRun.Bridged().On(new CallInput.OfferWithdrawn(A.Offer, "lease expired"));
        run.Did<CallEffect.AcdCallEnded>();
        run.After(60).On(new CallInput.AgentLost(A.Offer));
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
        run.DidNot<CallEffect.AcdFailed>();
        run.On(new CallInput.OfferMade(new OfferId(2), A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentFailed(new OfferId(2), OfferFailure.Busy));
        run.Did<CallEffect.AcdFailed>();
    }

    [Fact]
    public void A_call_that_overflows_before_it_is_located_is_still_queued()
    {
        var run = CallRun.Begun().On(new CallInput.Overflowed(A.Queue, A.Neighbour, "stray"));
        run.Did<CallEffect.Counted>();
        run.On(new CallInput.Located(A.Location, A.Route));
        run.Did<CallEffect.EnterQueue>();
    }

    [Fact]
    public void A_second_offer_is_turned_down()
    {
        var run = CallRun.Bridged().On(new CallInput.OfferMade(new OfferId(2), new AgentId("2002"), A.Queue, TimeSpan.FromSeconds(10)));
        Assert.Equal(new OfferId(2), run.Did<CallEffect.AcdFailed>().Offer);
        run.DidNot<CallEffect.StartAgentLeg>();
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
    }

    [Fact]
    public void A_200_that_crosses_the_hang_up_is_ended_not_bridged()
    {
        var run = CallRun.Offered().On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        run.Did<CallEffect.CancelAgentLeg>();
        run.On(new CallInput.AgentAnswered(A.Offer));
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        run.DidNot<CallEffect.Bridge>();
    }

    [Fact]
    public void A_location_that_does_not_come_sends_the_call_to_the_fallback_queue_and_may_still_come()
    {
        var run = CallRun.Begun().After(3).On(new CallInput.TimerFired(CallTimer.LocationLimit));
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
        Assert.Equal("none", run.Wrote<LocationFound>().Quality);
        run.On(new CallInput.QueueEntered(A.Queue, 1)).After(1).On(new CallInput.Located(A.Location, A.Route));
        Assert.Equal(A.Location, run.Wrote<LocationFound>());
        run.DidNot<CallEffect.EnterQueue>();
    }

    [Fact]
    public void A_held_caller_hears_queue_audio_and_is_bridged_again()
    {
        var run = CallRun.Bridged().On(new CallInput.AgentHeld(A.Offer));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.AgentResumed(A.Offer));
        Assert.Equal(CallerAudio.Nothing, run.Did<CallEffect.PlayToCaller>().Audio);
        run.Did<CallEffect.Bridge>();
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
    }

    [Fact]
    public void Trouble_with_the_recording_does_not_end_the_call()
    {
        var run = CallRun.Bridged().On(new CallInput.RecordingFailed("disk full"));
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
        Assert.Equal("disk full", run.Wrote<RecordingFailed>().Reason);
    }

    [Fact]
    public void A_late_input_is_counted_never_silent()
    {
        var run = CallRun.Waiting().On(new CallInput.AgentFailed(new OfferId(99), OfferFailure.Busy));
        Assert.Equal("late_agent_failed", run.Did<CallEffect.Counted>().What);
        run.On(new CallInput.TimerFired(CallTimer.BridgeLimit));
        run.Did<CallEffect.Counted>();
        Assert.Equal("before_begin", new CallRun().On(new CallInput.CallerHeld()).Did<CallEffect.Counted>().What);
    }
}
