using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>A blind transfer never costs the caller the place: the agent keeps the caller, or the queue has the caller.</summary>
public sealed class CallTransferTests
{
    private static readonly AgentId Second = new("2002");
    private static readonly OfferId SecondOffer = new(2);
    private static readonly CallInput ToAgent = new CallInput.TransferAsked(A.Offer, "2002", Second, null, "<sip:2001@gw>");
    private static readonly CallInput ToQueue = new CallInput.TransferAsked(A.Offer, "71.72/darurat", null, A.Neighbour);

    [Fact]
    public void The_agent_talks_on_until_the_ACD_has_taken_the_caller_back()
    {
        var run = CallRun.Bridged().On(ToAgent);
        Assert.Equal(Second, run.Did<CallEffect.AcdTransfer>().To);
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
        run.On(new CallInput.Transferred(A.Offer, A.Queue));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.Equal("<sip:2001@gw>", run.Wrote<Transferred>().ReferredBy);
        Assert.Equal(A.Offer, run.Did<CallEffect.Part>().Offer);
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.DidNot<CallEffect.TransferAnswered>();
    }

    [Fact]
    public void The_second_agents_answer_lets_the_first_go()
    {
        var run = Handed().On(new CallInput.OfferMade(SecondOffer, Second, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentAnswered(SecondOffer));
        Assert.Equal((A.Offer, 200), (run.Did<CallEffect.TransferAnswered>().Offer, run.Did<CallEffect.TransferAnswered>().Status));
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        run.On(new CallInput.AgentConnected(SecondOffer)).After(5).On(new CallInput.AgentHungUp(SecondOffer));
        Assert.Equal(CallOutcome.Answered, run.Outcome);
        Assert.Equal("transferred", CallRecordFold.Of(run.Journal)!.Offers[0].Result);
    }

    [Fact]
    public void A_second_agent_who_does_not_answer_leaves_the_caller_waiting_and_the_first_is_told()
    {
        var run = Handed().On(new CallInput.OfferMade(SecondOffer, Second, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentFailed(SecondOffer, OfferFailure.NoAnswer));
        Assert.Equal(480, run.Did<CallEffect.TransferAnswered>().Status);
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void A_queue_has_the_caller_at_once()
    {
        var run = CallRun.Bridged().On(ToQueue).On(new CallInput.Transferred(A.Offer, A.Neighbour));
        Assert.Equal(200, run.Did<CallEffect.TransferAnswered>().Status);
        Assert.Equal(A.Neighbour, run.State.Queue);
        Assert.Equal(A.Neighbour, CallRecordFold.Of(run.Journal)!.Queue);
    }

    [Theory]
    [InlineData("not_ready", 486)]
    [InlineData("not_found", 404)]
    public void A_target_that_cannot_take_the_caller_leaves_both_talking(string reason, int status)
    {
        var run = CallRun.Bridged().On(ToAgent).On(new CallInput.TransferRefused(A.Offer, reason));
        Assert.Equal(status, run.Did<CallEffect.TransferAnswered>().Status);
        Assert.Equal(reason, run.Wrote<TransferRefused>().Reason);
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
        run.DidNot<CallEffect.EndAgentLeg>();
    }

    [Fact]
    public void A_phone_that_says_BYE_right_after_REFER_has_not_hung_up_on_the_caller()
    {
        var run = CallRun.Bridged().After(20).On(ToAgent).On(new CallInput.AgentHungUp(A.Offer));
        Assert.Null(run.State.Outcome);
        run.On(new CallInput.Transferred(A.Offer, A.Queue));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void And_if_nobody_takes_the_caller_the_caller_goes_back_in_front()
    {
        var run = CallRun.Bridged().After(20).On(ToAgent).On(new CallInput.AgentHungUp(A.Offer)).On(new CallInput.TransferRefused(A.Offer, "not_ready"));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.Equal(OfferFailure.Lost, run.Did<CallEffect.AcdFailed>().Failure);
    }

    [Fact]
    public void A_caller_who_hangs_up_meanwhile_ends_all_legs()
    {
        var run = Handed().On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        Assert.Equal(487, run.Did<CallEffect.TransferAnswered>().Status);
    }

    [Fact]
    public void Two_transfers_at_once_are_one_too_many()
    {
        var run = CallRun.Bridged().On(ToAgent).On(ToQueue);
        run.DidNot<CallEffect.AcdTransfer>();
        Assert.Equal(491, run.Did<CallEffect.TransferAnswered>().Status);
    }

    private static CallRun Handed() => CallRun.Bridged().On(ToAgent).On(new CallInput.Transferred(A.Offer, A.Queue));
}
