using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>An attended transfer, with everything that can cross it: the caller is with one agent or the other, or in front of the queue.</summary>
public sealed class CallHandoverTests
{
    private static readonly AgentCallId Consult = new(5);
    private static readonly AgentId Colleague = new("2002");
    private static readonly OfferId Next = new(2);

    [Fact]
    public void The_first_agent_keeps_the_caller_until_the_colleague_hears_the_caller_and_the_ACD_has_changed_agents()
    {
        var run = Asked();
        Assert.Equal(Consult, run.Did<CallEffect.AskLeg>().AgentCall);
        run.On(new CallInput.LegTaken(Consult, Next));
        Assert.Equal(Next, run.Did<CallEffect.AdoptAgentLeg>().Offer);
        run.On(new CallInput.AgentAnswered(Next));
        Assert.Equal(Next, run.Did<CallEffect.Bridge>().Offer);
        run.On(new CallInput.AgentConnected(Next));
        Assert.Equal((A.Offer, Consult), (run.Did<CallEffect.AcdHandOver>().Offer, run.Did<CallEffect.AcdHandOver>().AgentCall));
        Assert.Equal(A.Agent, run.State.Offer!.Agent);
        run.On(new CallInput.HandedOver(A.Offer, Next));
        Assert.Equal((A.Offer, 200), (run.Did<CallEffect.TransferAnswered>().Offer, run.Did<CallEffect.TransferAnswered>().Status));
        Assert.Equal(A.Offer, run.Did<CallEffect.EndAgentLeg>().Offer);
        Assert.True(run.Did<CallEffect.EndHandover>().Done);
        Assert.Equal((CallPhase.Bridged, Next, Colleague), (run.State.Phase, run.State.Offer!.Id, run.State.Offer.Agent));
    }

    [Fact]
    public void The_record_shows_both_agents_the_transfer_and_the_consultation()
    {
        var run = CallRun.Bridged().On(new CallInput.Noted(new ConsultBegan(2, "2001", "2002"))).After(7);
        run = HandOver(run).On(new CallInput.Noted(new ConsultEnded(2, "2001", "2002", "handed_over", 1000, 6000)))
            .After(20).On(new CallInput.AgentHungUp(Next));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal(["2001 transferred", "2002 completed_agent"], record.Offers.Select(o => $"{o.Agent} {o.Result}"));
        Assert.Equal(27, record.TalkTime.TotalSeconds);
        Assert.True(Assert.Single(run.Journal.Select(e => e.Payload).OfType<Transferred>()).Attended);
        Assert.Contains(run.Journal, e => e.Payload is ConsultEnded { Result: "handed_over" });
        Assert.Equal(CallOutcome.Answered, run.Outcome);
    }

    [Fact]
    public void BYE_of_the_first_agent_right_after_REFER_is_no_hang_up()
    {
        var run = Asked().On(new CallInput.AgentHungUp(A.Offer));
        Assert.Null(run.State.Outcome);
        run = HandOver(run, asked: true);
        Assert.Equal((CallPhase.Bridged, Colleague), (run.State.Phase, run.State.Offer!.Agent));
    }

    [Fact]
    public void A_first_agent_whose_leg_fails_meanwhile_is_no_end_of_the_transfer()
    {
        var run = HandOver(Asked().On(new CallInput.AgentFailed(A.Offer, OfferFailure.Failed)), asked: true);
        Assert.Equal((CallPhase.Bridged, Colleague), (run.State.Phase, run.State.Offer!.Agent));
        run = HandOver(Asked().On(new CallInput.AgentLost(A.Offer)), asked: true);
        Assert.Equal((CallPhase.Bridged, Colleague), (run.State.Phase, run.State.Offer!.Agent));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_colleague_who_goes_on_the_way_leaves_the_caller_with_the_first_agent(int stage)
    {
        var run = At(stage).On(new CallInput.AgentHungUp(Next));
        run = stage == 0 ? run.On(new CallInput.LegRefused(Consult, 480)) : run;
        Assert.Equal(480, run.Did<CallEffect.TransferAnswered>().Status);
        Assert.False(run.Did<CallEffect.EndHandover>().Done);
        Assert.Equal((CallPhase.Bridged, A.Agent), (run.State.Phase, run.State.Offer!.Agent));
        Assert.Equal(stage == 2, run.Last.OfType<CallEffect.Bridge>().Any(b => b.Offer == A.Offer));
        Assert.All(run.Last.OfType<CallEffect.EndAgentLeg>(), e => Assert.Equal(Next, e.Offer));
        Assert.Equal("2002", run.Wrote<TransferRefused>().To);
        run.After(5).On(new CallInput.AgentHungUp(A.Offer));
        Assert.Equal(CallOutcome.Answered, run.Outcome);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void And_in_front_of_the_queue_when_the_first_agent_is_gone_too(int stage)
    {
        var run = At(stage).On(new CallInput.AgentHungUp(A.Offer));
        run.On(stage == 0 ? new CallInput.LegRefused(Consult, 480) : new CallInput.AgentFailed(Next, OfferFailure.Failed));
        Assert.Equal((A.Offer, OfferFailure.Lost), (run.Did<CallEffect.AcdFailed>().Offer, run.Did<CallEffect.AcdFailed>().Failure));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.Equal(CallerAudio.QueueAudio, run.State.Hears);
    }

    [Fact]
    public void A_held_caller_hears_the_queue_again_when_the_join_fails()
    {
        var run = CallRun.Bridged().On(new CallInput.AgentHeld(A.Offer));
        Assert.Equal(CallerAudio.QueueAudio, run.State.Hears);
        run.On(new CallInput.HandoverAsked(A.Offer, Consult, Colleague)).On(new CallInput.LegTaken(Consult, Next)).On(new CallInput.AgentAnswered(Next))
            .On(new CallInput.TimerFired(CallTimer.BridgeLimit));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.DidNot<CallEffect.Bridge>();
        run.On(new CallInput.AgentResumed(A.Offer));
        Assert.Equal(A.Offer, run.Did<CallEffect.Bridge>().Offer);
    }

    [Fact]
    public void A_colleague_who_goes_while_the_ACD_changes_agents_puts_the_caller_in_front()
    {
        var run = At(3).On(new CallInput.AgentHungUp(Next));
        Assert.Equal(CallPhase.Bridged, run.State.Phase);
        run.On(new CallInput.HandedOver(A.Offer, Next));
        Assert.Equal((Next, OfferFailure.Lost), (run.Did<CallEffect.AcdFailed>().Offer, run.Did<CallEffect.AcdFailed>().Failure));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void An_ACD_that_knows_the_offer_no_more_forgets_the_call_and_the_two_talk_on()
    {
        var run = At(3).On(new CallInput.TransferRefused(A.Offer, "not_connected"));
        run.Did<CallEffect.AcdCallEnded>();
        Assert.Equal((CallPhase.Bridged, Colleague), (run.State.Phase, run.State.Offer!.Agent));
        run.On(new CallInput.AgentLost(Next));
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_caller_who_hangs_up_meanwhile_ends_all_legs_and_frees_the_agents_call(int stage)
    {
        var run = At(stage).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(487, run.Did<CallEffect.TransferAnswered>().Status);
        Assert.False(run.Did<CallEffect.EndHandover>().Done);
        var expected = stage == 0 ? new[] { A.Offer } : [A.Offer, Next];
        Assert.Equal(expected, run.Last.OfType<CallEffect.EndAgentLeg>().Select(e => e.Offer).Order(Comparer<OfferId>.Create((x, y) => x.Value.CompareTo(y.Value))));
        Assert.Equal(CallOutcome.Answered, run.Outcome);
        run.On(new CallInput.HandedOver(A.Offer, Next));
        run.DidNot<CallEffect.TransferAnswered>();
    }

    [Fact]
    public void A_leg_that_comes_too_late_is_sent_away()
    {
        var run = Asked().On(new CallInput.CallerEnded(CallerEndCause.HungUp)).On(new CallInput.LegTaken(Consult, Next));
        Assert.Equal(Next, run.Did<CallEffect.DropAgentLeg>().Offer);
        run = Asked().On(new CallInput.LegRefused(Consult, 480)).On(new CallInput.LegTaken(Consult, Next));
        Assert.Equal(Next, run.Did<CallEffect.DropAgentLeg>().Offer);
    }

    [Fact]
    public void A_second_transfer_of_either_kind_is_one_too_many()
    {
        var run = Asked().On(new CallInput.HandoverAsked(A.Offer, Consult, Colleague));
        Assert.Equal(491, run.Did<CallEffect.TransferAnswered>().Status);
        run.On(new CallInput.TransferAsked(A.Offer, "2003", new AgentId("2003"), null));
        Assert.Equal(491, run.Did<CallEffect.TransferAnswered>().Status);
    }

    private static CallRun Asked() => CallRun.Bridged().After(10).On(new CallInput.HandoverAsked(A.Offer, Consult, Colleague));

    private static CallRun HandOver(CallRun run, bool asked = false)
    {
        run = asked ? run : run.On(new CallInput.HandoverAsked(A.Offer, Consult, Colleague));
        return run.On(new CallInput.LegTaken(Consult, Next)).On(new CallInput.AgentAnswered(Next)).On(new CallInput.AgentConnected(Next))
            .On(new CallInput.HandedOver(A.Offer, Next));
    }

    /// <summary>0 asked, 1 moving, 2 joining, 3 joined.</summary>
    private static CallRun At(int stage)
    {
        var run = Asked();
        CallInput[] steps = [new CallInput.LegTaken(Consult, Next), new CallInput.AgentAnswered(Next), new CallInput.AgentConnected(Next)];
        foreach (var step in steps.Take(stage))
        {
            run.On(step);
        }

        return run;
    }
}
