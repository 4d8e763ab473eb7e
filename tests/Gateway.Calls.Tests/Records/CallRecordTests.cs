using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests.Records;

public sealed class CallRecordTests
{
    [Fact]
    public void A_call_that_went_through_two_agents_and_a_neighbour_is_told_whole()
    {
        var run = CallRun.Waiting()
            .After(2).On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentRinging(A.Offer))
            .After(10).On(new CallInput.AgentFailed(A.Offer, OfferFailure.NoAnswer))
            .After(1).On(new CallInput.Overflowed(A.Queue, A.Neighbour, "waited 12 s"))
            .On(new CallInput.OfferMade(new OfferId(2), new AgentId("2101"), A.Neighbour, TimeSpan.FromSeconds(10)))
            .After(1).On(new CallInput.AgentRinging(new OfferId(2)))
            .After(2).On(new CallInput.AgentAnswered(new OfferId(2))).On(new CallInput.AgentConnected(new OfferId(2)))
            .After(60).On(new CallInput.AgentHungUp(new OfferId(2)))
            .After(0.2).On(new CallInput.RecordingCommitted(A.Recording));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal(CallOutcome.Answered, record.Outcome);
        Assert.True(record.IsClosed);
        Assert.Equal(TimeSpan.Zero, record.AnsweredAfter);
        Assert.Equal(TimeSpan.FromSeconds(16), record.ConnectedAfter);
        Assert.Equal(TimeSpan.FromSeconds(16), record.HoldTime);
        Assert.Equal(TimeSpan.FromSeconds(60), record.TalkTime);
        Assert.Equal(TimeSpan.FromSeconds(13), record.RingTime);
        Assert.Equal(TimeSpan.FromSeconds(76), record.EndedAfter);
        Assert.Equal(["no_answer", "completed_agent"], record.Offers.Select(o => o.Result));
        Assert.Equal([A.Queue, A.Neighbour], record.QueuePath.Select(v => v.Queue));
        Assert.Equal(A.Neighbour, record.Queue);
        Assert.Equal(new AgentId("2101"), record.Agent);
        Assert.Equal("71.71", record.Centre);
        Assert.Equal("71.71", record.Location!.AreaCode);
        Assert.Equal(A.Recording, record.Recording);
        Assert.Equal("+6281234567890", record.CallerNumber);
        Assert.Equal("telkomsel", record.Trunk);
    }

    [Fact]
    public void A_record_survives_the_journal_and_back()
    {
        var run = CallRun.Bridged().After(5)
            .On(new CallInput.CallerEnded(CallerEndCause.HungUp)).On(new CallInput.RecordingCommitted(A.Recording));
        var head = JournalHead.Empty("gw1");
        List<JournalEntry> back = [];
        foreach (var entry in run.Journal)
        {
            var stored = JournalChain.Next(head, entry, new byte[16]);
            head = JournalHead.Of(stored);
            back.Add(stored.Read()!);
        }

        var (direct, read) = (CallRecordFold.Of(run.Journal)!, CallRecordFold.Of(back)!);
        Assert.Equal(direct.EndedAfter, read.EndedAfter);
        Assert.Equal(direct.Offers, read.Offers);
        Assert.Equal(direct.Outcome, read.Outcome);
        Assert.Equal(direct.Recording, read.Recording);
    }

    [Fact]
    public void A_gap_at_the_beginning_still_leaves_a_record()
    {
        var record = CallRecordFold.Of(CallRun.Bridged().Journal.Where(e => e.Payload is Connect).ToList())!;
        Assert.Equal(CallPhase.Bridged, record.Phase);
        Assert.Equal(A.Start, record.ReceivedAt);
    }

    [Fact]
    public void A_call_cut_by_a_crash_is_closed_as_system_lost_with_the_talk_time_that_is_known()
    {
        var run = CallRun.Bridged().On(new CallInput.CallerConfirmed(A.Leg(LegConfirmed.CallerLeg)))
            .On(new CallInput.AgentConfirmed(A.Offer, A.Leg(LegConfirmed.AgentLeg, 1)));
        var open = OpenCall.Of(run.Journal)!;
        Assert.Equal("l1", open.Caller!.LocalTag);
        Assert.Equal("2001", Assert.Single(open.Agents).Agent);
        var closed = CallRecordFold.Of([.. run.Journal, open.Close(A.Start.AddHours(1), A.Start.AddSeconds(30))])!;
        Assert.Equal(CallOutcome.SystemLost, closed.Outcome);
        Assert.Equal(TimeSpan.FromSeconds(30), closed.TalkTime);
        Assert.True(closed.IsClosed);
        Assert.Null(OpenCall.Of([.. run.Journal, open.Close(A.Start.AddHours(1))]));
    }

    [Fact]
    public void A_call_whose_outcome_was_known_before_the_crash_keeps_it()
    {
        var run = CallRun.Bridged().After(9).On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        var close = OpenCall.Of(run.Journal)!.Close(A.Start.AddHours(1));
        Assert.Equal(CallOutcome.Answered, Assert.IsType<CallEnded>(close.Payload).Outcome);
    }

    [Fact]
    public void The_leg_of_a_lost_agent_needs_no_BYE_after_a_crash()
    {
        var run = CallRun.Bridged().On(new CallInput.AgentConfirmed(A.Offer, A.Leg(LegConfirmed.AgentLeg, 1)))
            .On(new CallInput.AgentLost(A.Offer));
        Assert.Empty(OpenCall.Of(run.Journal)!.Agents);
    }
}
