using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Tests;

public sealed class CallEndingTests
{
    [Fact]
    public void Before_the_queue_it_is_abandoned_before_queue()
    {
        var run = CallRun.Begun(AnswerMode.OnAgent).After(1).On(new CallInput.CallerEnded(CallerEndCause.Cancelled));
        Assert.Equal(new Abandon(CallOutcome.AbandonedBeforeQueue, null, 0, 1000, "cancel"), run.Wrote<Abandon>());
        run.DidNot<CallEffect.AcdCallEnded>();
        run.DidNot<CallEffect.EndCaller>();
    }

    [Theory]
    [InlineData(4.999, CallOutcome.AbandonedShort)]
    [InlineData(5.0, CallOutcome.AbandonedWaiting)]
    public void In_the_queue_five_seconds_part_short_from_waiting(double seconds, CallOutcome outcome)
    {
        var run = CallRun.Waiting().After(seconds).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(outcome, run.Outcome);
        Assert.Equal(outcome, run.Did<CallEffect.AcdCallEnded>().Outcome);
    }

    [Fact]
    public void While_an_agent_is_rung_it_is_abandoned_ringing_and_the_phone_stops()
    {
        var run = CallRun.Offered().On(new CallInput.AgentRinging(A.Offer)).After(6).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(CallOutcome.AbandonedRinging, run.Outcome);
        Assert.Equal(A.Offer, run.Did<CallEffect.CancelAgentLeg>().Offer);
    }

    [Fact]
    public void The_caller_completes_and_the_agent_leg_ends()
    {
        var run = CallRun.Bridged().After(42).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(new CompleteCaller(1, "2001", "71.71/darurat", 0, 42_000), run.Wrote<CompleteCaller>());
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        run.DidNot<CallEffect.EndCaller>();
        Assert.Equal(CallOutcome.Answered, run.Outcome);
    }

    [Fact]
    public void The_record_is_closed_after_the_recording_is_committed()
    {
        var run = CallRun.Bridged().After(10).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        run.DidNot<CallEffect.Finished>();
        run.After(0.1).On(new CallInput.RecordingCommitted(A.Recording));
        Assert.Equal(
            [typeof(RecordingCommitted), typeof(CallEnded)],
            run.Last.OfType<CallEffect.Append>().Select(a => a.Entry.Payload.GetType()));
        Assert.Equal(new CallEffect.Finished(CallOutcome.Answered), run.Last[^1]);
    }

    [Fact]
    public void A_recording_that_never_comes_keeps_the_record_open_for_ten_seconds_only_and_is_written_down_when_it_comes_late()
    {
        var run = CallRun.Bridged().After(10).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Contains(new CallEffect.StartTimer(CallTimer.RecordingLimit, TimeSpan.FromSeconds(10)), run.Last);
        run.After(10).On(new CallInput.TimerFired(CallTimer.RecordingLimit));
        run.Wrote<RecordingFailed>();
        run.Did<CallEffect.Finished>();
        run.After(1).On(new CallInput.RecordingCommitted(A.Recording));
        run.Wrote<RecordingCommitted>();
        run.DidNot<CallEffect.Finished>();
    }

    [Fact]
    public void An_unrecorded_call_is_closed_at_once()
    {
        var run = CallRun.Begun(recorded: false).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        run.Wrote<CallEnded>();
        run.Did<CallEffect.Finished>();
    }

    [Fact]
    public void A_refusal_sends_the_final_response_once_and_leaves_a_record()
    {
        var run = CallRun.Begun(AnswerMode.OnAgent).On(new CallInput.Refuse(503, "no media port", 42));
        Assert.Equal(new CallEffect.RefuseCaller(503, "no media port", 42), run.Did<CallEffect.RefuseCaller>());
        Assert.Equal(new CallRefused(503, "no media port"), run.Wrote<CallRefused>());
        run.DidNot<CallEffect.EndCaller>();
        Assert.Equal(CallOutcome.Refused, run.Did<CallEffect.Finished>().Outcome);
    }

    [Fact]
    public void A_leg_that_refused_by_itself_is_not_refused_again()
    {
        var run = CallRun.Begun().On(new CallInput.CallerEnded(CallerEndCause.Refused, 488, "no common audio"));
        run.DidNot<CallEffect.RefuseCaller>();
        run.DidNot<CallEffect.EndCaller>();
        Assert.Equal(CallOutcome.Refused, run.Outcome);
        Assert.True(run.Outcome.NeedsCallback());
    }

    [Fact]
    public void A_caller_who_is_answered_already_cannot_be_refused()
    {
        var run = CallRun.Waiting().On(new CallInput.Refuse(503, "too late"));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        run.Did<CallEffect.Counted>();
    }

    [Theory]
    [InlineData(WithdrawnBy.Supervisor, CallOutcome.Withdrawn)]
    [InlineData(WithdrawnBy.Shutdown, CallOutcome.SystemLost)]
    [InlineData(WithdrawnBy.Defect, CallOutcome.SystemLost)]
    public void Withdrawing_ends_both_legs(WithdrawnBy by, CallOutcome outcome)
    {
        var run = CallRun.Bridged().On(new CallInput.Withdraw(by, "reason", "ani"));
        run.Did<CallEffect.EndCaller>();
        run.Did<CallEffect.EndAgentLeg>();
        Assert.Equal(outcome, run.Outcome);
        Assert.Equal(outcome, run.Wrote<Withdraw>().Outcome);
    }

    [Fact]
    public void Withdrawing_before_the_answer_gives_the_carrier_its_next_route()
    {
        var run = CallRun.Begun(AnswerMode.OnAgent).On(new CallInput.Withdraw(WithdrawnBy.Shutdown, "drained"));
        Assert.Equal(new CallEffect.RefuseCaller(503, "drained", 42), run.Did<CallEffect.RefuseCaller>());
        run.DidNot<CallEffect.EndCaller>();
    }

    [Fact]
    public void A_lost_caller_leg_is_its_own_outcome_and_gets_a_BYE_no_more()
    {
        var run = CallRun.Bridged().After(90).On(new CallInput.CallerEnded(CallerEndCause.Lost, 0, "481"));
        Assert.Equal(CallOutcome.CallerLegLost, run.Outcome);
        run.Did<CallEffect.EndAgentLeg>();
    }
}
