using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

public sealed class CallMendingTests
{
    private static readonly CallInput.Mend Mend = new("a defect of the gateway");

    [Fact]
    public void A_caller_in_conversation_waits_again_in_front_and_the_agent_is_let_go()
    {
        var run = CallRun.Bridged().After(30).On(Mend);
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        Assert.Equal(CallOutcome.SystemLost, run.Did<CallEffect.AcdCallEnded>().Outcome);
        Assert.Equal((A.Queue, TimeSpan.FromMinutes(2)), (run.Did<CallEffect.EnterQueue>().Queue, run.Did<CallEffect.EnterQueue>().Bonus));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.DidNot<CallEffect.EndCaller>();
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal((1, "defect", TimeSpan.FromSeconds(30)), (record.Mended, record.Offers[0].Result, record.TalkTime));
        Assert.Equal((CallPhase.Admitting, null), (record.Phase, record.Outcome));
    }

    [Fact]
    public void Phones_that_ring_are_cancelled()
    {
        var run = CallRun.Offered().On(Mend);
        Assert.Equal(A.Offer, run.Did<CallEffect.CancelAgentLeg>().Offer);
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
    }

    [Fact]
    public void Leaving_the_distributor_comes_before_entering_it_again()
    {
        var run = CallRun.Waiting().On(Mend);
        Assert.Equal(
            [typeof(CallEffect.AcdCallEnded), typeof(CallEffect.EnterQueue)],
            run.Last.Where(e => e is CallEffect.AcdCallEnded or CallEffect.EnterQueue).Select(e => e.GetType()));
    }

    [Fact]
    public void The_mended_call_is_offered_and_ends_like_every_other()
    {
        var run = CallRun.Bridged().On(Mend)
            .On(new CallInput.QueueEntered(A.Queue, 1))
            .On(new CallInput.OfferMade(new OfferId(2), A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentAnswered(new OfferId(2)))
            .On(new CallInput.AgentConnected(new OfferId(2)))
            .On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(CallOutcome.Answered, run.Outcome);
    }

    [Fact]
    public void Before_it_was_routed_it_goes_where_its_trunk_says()
    {
        var run = CallRun.Begun().On(new CallInput.CallerEstablished(false)).On(Mend);
        Assert.Equal("defect", run.Wrote<LocationFound>().DecidedBy);
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
    }

    [Fact]
    public void A_caller_who_has_no_answer_yet_is_refused_so_that_the_carrier_tries_its_next_route()
    {
        var run = CallRun.Begun(AnswerMode.OnAgent).On(Mend);
        Assert.Equal((503, 42), (run.Did<CallEffect.RefuseCaller>().Status, run.Did<CallEffect.RefuseCaller>().Q850Cause));
        Assert.Equal(CallOutcome.SystemLost, run.Outcome);
    }
}
