using CsCheck;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>Whatever comes, in whatever order.</summary>
public sealed class CallMachineProperties
{
    private static readonly Gen<OfferId> Offers = Gen.Long[1, 3].Select(n => new OfferId(n));

    private static readonly AgentCallId Consult = new(1);

    /// <summary>The offer that a colleague's leg becomes.</summary>
    private static readonly OfferId Colleague = new(11);

    private static readonly Gen<CallInput> Inputs = Gen.OneOf<CallInput>(
        Gen.Const<CallInput>(new CallInput.Located(A.Location, A.Route)),
        Gen.Bool.Select(early => (CallInput)new CallInput.CallerEstablished(early)),
        Gen.Const<CallInput>(new CallInput.CallerConfirmed(A.Leg(LegConfirmed.CallerLeg))),
        Gen.Const<CallInput>(new CallInput.PlayFinished()),
        Gen.Const<CallInput>(new CallInput.QueueEntered(A.Queue, 1)),
        Gen.Const<CallInput>(new CallInput.Overflowed(A.Queue, A.Neighbour, "timeout")),
        Offers.Select(o => (CallInput)new CallInput.OfferMade(o, A.Agent, A.Queue, TimeSpan.FromSeconds(10))),
        Offers.Select(o => (CallInput)new CallInput.OfferWithdrawn(o, "lease")),
        Offers.Select(o => (CallInput)new CallInput.AgentRinging(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentAnswered(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentAnswered(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentConnected(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentConnected(o)),
        Gen.Select(Offers, Gen.Enum<OfferFailure>()).Select((o, f) => (CallInput)new CallInput.AgentFailed(o, f)),
        Offers.Select(o => (CallInput)new CallInput.AgentHungUp(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentLost(o)),
        Offers.Select(o => (CallInput)new CallInput.TransferAsked(o, "2002", new AgentId("2002"), null)),
        Offers.Select(o => (CallInput)new CallInput.TransferAsked(o, "darurat", null, A.Neighbour)),
        Offers.Select(o => (CallInput)new CallInput.Transferred(o, A.Neighbour)),
        Offers.Select(o => (CallInput)new CallInput.TransferRefused(o, "not_ready")),
        Offers.Select(o => (CallInput)new CallInput.HandoverAsked(o, Consult, new AgentId("2002"))),
        AnyOf(
            new CallInput.LegTaken(Consult, Colleague), new CallInput.AgentAnswered(Colleague), new CallInput.AgentConnected(Colleague)),
        AnyOf(
            new CallInput.AgentHungUp(Colleague), new CallInput.AgentFailed(Colleague, OfferFailure.Failed), new CallInput.LegRefused(Consult, 480)),
        Offers.Select(o => (CallInput)new CallInput.HandedOver(o, Colleague)),
        Offers.Select(o => (CallInput)new CallInput.AgentHeld(o)),
        Offers.Select(o => (CallInput)new CallInput.AgentResumed(o)),
        Gen.Enum<CallTimer>().Select(t => (CallInput)new CallInput.TimerFired(t)),
        Gen.Const<CallInput>(new CallInput.VoiceHeard()),
        Gen.Char['0', '9'].Select(k => (CallInput)new CallInput.KeyPressed(k)),
        Gen.Const<CallInput>(new CallInput.Announce(CallerAudio.Acknowledgement, "ani")),
        Gen.Const<CallInput>(new CallInput.Announce(CallerAudio.ScreeningPrompt, "gateway")),
        Gen.Const<CallInput>(new CallInput.RecordingFailed("disk")));

    private static readonly Gen<CallInput> Endings = Gen.OneOf<CallInput>(
        Gen.Enum<CallerEndCause>().Select(c => (CallInput)new CallInput.CallerEnded(c, 488)),
        Gen.Enum<WithdrawnBy>().Select(b => (CallInput)new CallInput.Withdraw(b, "reason")));

    internal static readonly Gen<(AnswerMode Mode, (CallInput Input, int Ms)[] Steps)> Lives =
        Gen.Select(Gen.Enum<AnswerMode>(), Gen.Select(Gen.Frequency((30, Inputs), (1, Endings)), Gen.Int[0, 4000]).Array[0, 60]);

    private static Gen<CallInput> AnyOf(params CallInput[] inputs) => Gen.Int[0, inputs.Length - 1].Select(i => inputs[i]);

    internal static CallRun Live(AnswerMode mode, (CallInput Input, int Ms)[] steps, Action<CallRun>? check = null)
    {
        var run = CallRun.Begun(mode);
        foreach (var (input, ms) in steps)
        {
            run.After(ms / 1000.0).On(input);
            check?.Invoke(run);
        }

        return run;
    }

    [Fact]
    public void The_journal_tells_the_phase_after_every_input() =>
        Lives.Sample(
            life => Live(life.Mode, life.Steps, run => Assert.Equal(run.State.Phase, CallRecordFold.Of(run.Journal)!.Phase)),
            iter: 5000);

    [Fact]
    public void Every_call_ends_in_exactly_one_outcome_and_one_record() =>
        Lives.Sample(
            life =>
            {
                var run = Live(life.Mode, life.Steps)
                    .On(new CallInput.CallerEnded(CallerEndCause.HungUp))
                    .On(new CallInput.RecordingCommitted(A.Recording))
                    .On(new CallInput.TimerFired(CallTimer.RecordingLimit));
                Assert.Single(run.All.OfType<CallEffect.Finished>());
                var ended = Assert.Single(run.Journal.Select(e => e.Payload).OfType<CallEnded>());
                Assert.Equal(run.Outcome, ended.Outcome);
                Assert.Equal(run.Outcome, CallRecordFold.Of(run.Journal)!.Outcome);
                Assert.Single(run.All.OfType<CallEffect.CloseMedia>());
                var entered = run.All.Exists(e => e is CallEffect.EnterQueue) || run.Journal.Exists(e => e.Payload is EnterQueue);
                var forgotten = run.All.OfType<CallEffect.Counted>().Count(c => c.What is "offer_withdrawn_after_connect" or "handover_refused_after_connect");
                Assert.Equal((entered ? 1 : 0) + forgotten, run.All.OfType<CallEffect.AcdCallEnded>().Count());
            },
            iter: 5000);

    [Fact]
    public void Only_hang_ups_losses_and_withdrawals_end_a_call() =>
        Lives.Sample(
            life =>
            {
                var previous = CallPhase.Admitting;
                Live(life.Mode, life.Steps, run =>
                {
                    if (run.State.Phase == CallPhase.Ended && previous != CallPhase.Ended)
                    {
                        Assert.Contains(
                            run.Journal.Select(e => e.Payload),
                            p => p is Abandon or CompleteCaller or CompleteAgent or CallerLegLost or Withdraw or CallRefused);
                    }

                    previous = run.State.Phase;
                });
            },
            iter: 2000);

    [Fact]
    public void Pain01_At_most_one_agent_is_answered_at_any_point_and_only_that_one_is_bridged() =>
        Lives.Sample(
            life => Live(life.Mode, life.Steps, run =>
            {
                Assert.True(run.State.Offers.Count(o => o.Stage >= OfferStage.Answered) <= 1);
                Assert.All(run.Last.OfType<CallEffect.Bridge>(), b => Assert.True(b.Offer == run.State.Offer!.Id || b.Offer == run.State.Handover?.Next));
            }),
            iter: 5000);

    [Fact]
    public void Every_attended_transfer_is_answered_once_and_every_colleagues_leg_has_an_owner_or_ends() =>
        Lives.Sample(
            life =>
            {
                var run = Live(life.Mode, life.Steps).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
                Assert.Equal(run.All.OfType<CallEffect.AskLeg>().Count(), run.All.OfType<CallEffect.EndHandover>().Count());
                var came = run.All.OfType<CallEffect.AdoptAgentLeg>().Any();
                Assert.True(
                    !came || run.All.OfType<CallEffect.EndAgentLeg>().Any(e => e.Offer == Colleague)
                    || life.Steps.Any(s => s.Input is CallInput.AgentHungUp { Offer.Value: 11 } or CallInput.AgentFailed { Offer.Value: 11 }));
            },
            iter: 3000);

    [Fact]
    public void Every_agent_leg_that_is_started_comes_to_an_end_or_has_failed_itself() =>
        Lives.Sample(
            life =>
            {
                var run = Live(life.Mode, life.Steps).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
                foreach (var started in run.All.OfType<CallEffect.StartAgentLeg>())
                {
                    Assert.True(
                        run.All.Any(e => e is CallEffect.EndAgentLeg end && end.Offer == started.Offer)
                        || run.All.Any(e => e is CallEffect.CancelAgentLeg cancel && cancel.Offer == started.Offer)
                        || life.Steps.Any(s => s.Input is CallInput.AgentFailed failed && failed.Offer == started.Offer)
                        || life.Steps.Any(s => s.Input is CallInput.AgentHungUp hungUp && hungUp.Offer == started.Offer),
                        $"the leg of {started.Offer} was left alone");
                }
            },
            iter: 2000);
}
