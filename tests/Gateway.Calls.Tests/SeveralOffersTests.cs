using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>Several phones ring for one caller: one winner, and the others are let go.</summary>
public sealed class SeveralOffersTests
{
    private static readonly OfferId First = new(1);
    private static readonly OfferId Second = new(2);
    private static readonly OfferId Third = new(3);

    private static CallRun Ringing() =>
        Offer(Offer(Offer(CallRun.Waiting(), First, "2001"), Second, "2002"), Third, "2003")
            .On(new CallInput.AgentRinging(First)).On(new CallInput.AgentRinging(Second)).On(new CallInput.AgentRinging(Third));

    private static CallRun Offer(CallRun run, OfferId offer, string agent) =>
        run.On(new CallInput.OfferMade(offer, new AgentId(agent), A.Queue, TimeSpan.FromSeconds(10)));

    private static CallRun Taken(CallRun run, OfferId offer) =>
        run.On(new CallInput.OfferWithdrawn(offer, nameof(WithdrawReason.AnsweredElsewhere)));

    [Fact]
    public void Pain01_The_first_answer_has_the_caller_and_the_others_are_cancelled()
    {
        var run = Ringing().On(new CallInput.AgentAnswered(Second));
        Assert.Equal(Second, run.Did<CallEffect.Bridge>().Offer);
        Assert.Equal(First, Taken(run, First).Did<CallEffect.CancelAgentLeg>().Offer);
        Assert.Equal(Third, Taken(run, Third).Did<CallEffect.CancelAgentLeg>().Offer);
        Assert.Equal(CallPhase.Offered, run.State.Phase);
        run.On(new CallInput.AgentConnected(Second));
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal(["canceled", null, "canceled"], record.Offers.Select(o => o.Result));
        Assert.Equal(new AgentId("2002"), record.Agent);
    }

    [Fact]
    public void Pain01_The_second_answer_gets_a_BYE_and_never_a_bridge()
    {
        var run = Ringing().On(new CallInput.AgentAnswered(Second)).On(new CallInput.AgentAnswered(First));
        Assert.Equal(new CallEffect.EndAgentLeg(First, CallEffect.EndAgentLeg.CompletedElsewhere), run.Did<CallEffect.EndAgentLeg>());
        run.DidNot<CallEffect.Bridge>();
        run.Wrote<RingCanceled>();
        Assert.Equal(Second, run.State.Offer!.Id);

        // The answer that crosses the CANCEL.
        Taken(run, Third).On(new CallInput.AgentAnswered(Third));
        Assert.Equal(Third, run.Did<CallEffect.EndAgentLeg>().Offer);
        Assert.Single(run.All.OfType<CallEffect.Bridge>());
    }

    [Fact]
    public void Pain02_The_winner_who_hangs_up_at_once_returns_the_caller_and_touches_no_other_phone()
    {
        var run = Ringing().On(new CallInput.AgentAnswered(Second)).On(new CallInput.AgentHungUp(Second));
        Assert.Equal(new CallEffect.AcdFailed(Second, OfferFailure.Lost), run.Did<CallEffect.AcdFailed>());
        run.DidNot<CallEffect.CancelAgentLeg>();
        run.On(new CallInput.AgentAnswered(First)).On(new CallInput.AgentConnected(First));
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
    }

    [Fact]
    public void Pain07_The_caller_who_hangs_up_ends_every_phone()
    {
        var run = Ringing().On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal([First, Second, Third], run.Last.OfType<CallEffect.CancelAgentLeg>().Select(c => c.Offer));
        run.On(new CallInput.AgentAnswered(Second));
        Assert.Equal(Second, run.Did<CallEffect.EndAgentLeg>().Offer);
    }

    [Fact]
    public void Pain09_One_refusal_leaves_the_others_ringing_and_the_last_returns_the_caller()
    {
        var run = Ringing().On(new CallInput.AgentFailed(First, OfferFailure.Declined)).On(new CallInput.AgentFailed(Second, OfferFailure.Busy));
        Assert.Equal(CallPhase.Offered, run.State.Phase);
        Assert.Equal(CallPhase.Offered, CallRecordFold.Of(run.Journal)!.Phase);
        run.On(new CallInput.AgentFailed(Third, OfferFailure.NoAnswer));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.Null(run.State.Outcome);
        Assert.Equal(["declined", "busy", "no_answer"], CallRecordFold.Of(run.Journal)!.Offers.Select(o => o.Result));
    }

    [Fact]
    public void The_caller_hears_ringback_while_any_phone_rings()
    {
        var run = Ringing().On(new CallInput.PlayFinished());
        Assert.Equal(CallerAudio.Ringback, run.State.Hears);
        run.On(new CallInput.AgentFailed(First, OfferFailure.Declined)).On(new CallInput.AgentFailed(Second, OfferFailure.Declined));
        Assert.Equal(CallerAudio.Ringback, run.State.Hears);
        run.On(new CallInput.AgentFailed(Third, OfferFailure.Declined));
        Assert.Equal(CallerAudio.QueueAudio, run.State.Hears);
    }
}
