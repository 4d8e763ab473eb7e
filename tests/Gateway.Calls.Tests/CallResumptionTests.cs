using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>A call that outlives a restart: from the journal of the run before to its one ending.</summary>
public sealed class CallResumptionTests
{
    [Fact]
    public void Pain15_a_bridged_call_waits_again_in_front_when_the_caller_is_there_again()
    {
        var run = Restarted(CallRun.Bridged().After(20), aliveFor: 21);
        Assert.Equal(CallPhase.Admitting, run.State.Phase);
        Assert.Empty(run.Last);
        run.After(2).On(new CallInput.CallerEstablished(false));
        Assert.Equal(new CallResumed(A.Queue.Value, 9_000), run.Wrote<CallResumed>());
        Assert.Equal((A.Queue, TimeSpan.FromMinutes(2)), (run.Did<CallEffect.EnterQueue>().Queue, run.Did<CallEffect.EnterQueue>().Bonus));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.QueueEntered(A.Queue, 1)).On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentAnswered(A.Offer)).On(new CallInput.AgentConnected(A.Offer)).After(10)
            .On(new CallInput.AgentHungUp(A.Offer)).On(new CallInput.RecordingCommitted(A.Recording));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal((CallOutcome.Answered, true, 1), (record.Outcome, record.IsClosed, record.Interruptions));
        Assert.Equal(["interrupted", "completed_agent"], record.Offers.Select(o => o.Result));
        Assert.Equal([A.Offer, A.Offer], record.Offers.Select(o => o.Offer));
        Assert.Equal(TimeSpan.FromSeconds(21 + 10), record.TalkTime);
        Assert.Equal(TimeSpan.FromSeconds(9), record.InterruptedFor);
        Assert.Equal(A.Start, record.ReceivedAt);
        Assert.Single(run.Journal, e => e.Payload is CallReceived);
    }

    [Fact]
    public void A_call_that_was_not_routed_yet_goes_where_its_trunk_says()
    {
        var run = Restarted(CallRun.Begun().On(new CallInput.CallerEstablished(false))).On(new CallInput.CallerEstablished(false));
        Assert.Equal("restart", run.Wrote<LocationFound>().DecidedBy);
        Assert.Equal(A.Queue.Value, run.Wrote<CallRouted>().Queue);
        Assert.Equal(A.Queue, run.Did<CallEffect.EnterQueue>().Queue);
    }

    [Fact]
    public void A_caller_who_is_lost_to_the_restart_is_our_fault_and_on_the_callback_list()
    {
        var run = Restarted(CallRun.Waiting()).On(new CallInput.CallerEnded(CallerEndCause.NotResumed, 0, "the re-INVITE got 481"));
        Assert.Equal(new Withdraw(CallOutcome.SystemLost, "restart", null, "the re-INVITE got 481"), run.Wrote<Withdraw>());
        run.DidNot<CallEffect.EndCaller>();
        run.DidNot<CallEffect.AcdCallEnded>();
        run.On(new CallInput.RecordingCommitted(A.Recording));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal((CallOutcome.SystemLost, true), (record.Outcome, record.IsClosed));
        Assert.Single(CallbackList.Empty.Apply(record).Entries);
    }

    [Theory]
    [InlineData(false, 20, CallOutcome.AbandonedWaiting)]
    [InlineData(false, 1, CallOutcome.AbandonedShort)]
    [InlineData(true, 20, CallOutcome.AbandonedBeforeQueue)]
    public void A_caller_who_hangs_up_while_being_taken_up_has_abandoned(bool beforeTheQueue, double waited, CallOutcome outcome)
    {
        var before = beforeTheQueue ? CallRun.Begun().On(new CallInput.CallerEstablished(false)) : CallRun.Waiting();
        var run = Restarted(before, aliveFor: waited, downFor: 1).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Equal(outcome, run.Outcome);
        Assert.Equal(outcome, run.Wrote<Abandon>().Outcome);
        run.DidNot<CallEffect.AcdCallEnded>();
    }

    [Fact]
    public void A_supervisor_or_the_drain_may_end_it_while_it_is_being_taken_up()
    {
        var run = Restarted(CallRun.Waiting()).On(new CallInput.Withdraw(WithdrawnBy.Shutdown, "drain"));
        run.Did<CallEffect.EndCaller>();
        run.DidNot<CallEffect.RefuseCaller>();
        Assert.Equal(CallOutcome.SystemLost, run.Outcome);
    }

    [Fact]
    public void A_second_restart_while_it_is_being_taken_up_begins_from_the_same_facts()
    {
        var once = Restarted(CallRun.Bridged().On(new CallInput.CallerConfirmed(A.Leg(LegConfirmed.CallerLeg))));
        Assert.Equal((1, A.Leg(LegConfirmed.CallerLeg).LocalTag), (Open(once).InterruptionsSince, Open(once).Caller!.LocalTag));
        var twice = Restarted(once);
        Assert.Equal((2, 2), (Open(twice).InterruptionsSince, Open(twice).Record.Interruptions));
        twice.On(new CallInput.CallerConfirmed(A.Leg(LegConfirmed.CallerLeg)));
        Assert.Equal(0, Open(twice).InterruptionsSince);
        twice.On(new CallInput.CallerEstablished(false)).On(new CallInput.QueueEntered(A.Queue, 1));
        Assert.Equal(CallPhase.Waiting, CallRecordFold.Of(twice.Journal)!.Phase);
        Assert.Equal(["interrupted"], CallRecordFold.Of(twice.Journal)!.Offers.Select(o => o.Result));
    }

    [Fact]
    public void A_dialog_that_is_only_on_its_way_is_known_already()
    {
        var run = CallRun.Begun();
        Assert.False(Open(run).CanBeResumed);
        run.Journal.Add(new JournalEntry(A.Call, run.Now, TimeSpan.Zero, new CallerAnswering(A.Leg(LegConfirmed.CallerLeg))));
        Assert.True(Open(run).CanBeResumed);
        Assert.False(Open(run.On(new CallInput.CallerEnded(CallerEndCause.HungUp))).CanBeResumed);
    }

    [Fact]
    public void Agents_who_may_still_be_in_a_dialog_are_known_those_of_ended_offers_are_not()
    {
        var run = CallRun.Bridged().On(new CallInput.AgentConfirmed(A.Offer, A.Leg(LegConfirmed.AgentLeg, 1)))
            .On(new CallInput.TransferAsked(A.Offer, "2002", new AgentId("2002"), null)).On(new CallInput.Transferred(A.Offer, A.Queue));
        Assert.Single(Open(run).Agents);
        Assert.Empty(Open(Restarted(run)).Agents);
    }

    [Fact]
    public void The_journal_tells_the_phase_after_every_input_of_a_call_that_was_taken_up()
    {
        var run = Restarted(CallRun.Bridged());
        foreach (var input in new CallInput[]
        {
            new CallInput.CallerConfirmed(A.Leg(LegConfirmed.CallerLeg)), new CallInput.CallerEstablished(false), new CallInput.QueueEntered(A.Queue, 1),
            new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)), new CallInput.AgentFailed(A.Offer, OfferFailure.Busy),
            new CallInput.CallerEnded(CallerEndCause.HungUp), new CallInput.TimerFired(CallTimer.RecordingLimit),
        })
        {
            run.On(input);
            Assert.Equal(run.State.Phase, CallRecordFold.Of(run.Journal)!.Phase);
        }
    }

    private static OpenCall Open(CallRun run) => OpenCall.Of(run.Journal)!;

    /// <summary>The run before dies; the next one reads its journal and begins again.</summary>
    private static CallRun Restarted(CallRun before, double? aliveFor = null, double downFor = 7)
    {
        var open = Open(before);
        var alive = aliveFor is { } seconds ? A.Start.AddSeconds(seconds) : before.Now;
        var run = new CallRun().After((alive - A.Start).TotalSeconds + downFor);
        run.Journal.AddRange(before.Journal);
        var interrupted = open.Interrupt(run.Now, alive);
        run.Journal.Add(interrupted);
        var queue = open.Record.Queue ?? (open.Route is { } route ? new QueueId(route.Queue) : (QueueId?)null);
        return run.On(new CallInput.Resume(A.Facts(), queue, A.Start + interrupted.Elapsed!.Value));
    }
}
