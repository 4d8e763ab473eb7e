using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

/// <summary>Voice, keys and announcements while no agent talks.</summary>
public sealed class CallScreeningTests
{
    [Fact]
    public void The_first_voice_is_written_once_with_what_the_caller_heard()
    {
        var run = CallRun.Waiting().After(2).On(new CallInput.VoiceHeard());
        Assert.Equal("greeting", run.Wrote<VoiceDetected>().During);
        run.On(new CallInput.VoiceHeard());
        Assert.Empty(run.Last);
        Assert.Equal(TimeSpan.FromSeconds(2), CallRecordFold.Of(run.Journal)!.VoiceAfter);
    }

    [Fact]
    public void Keys_are_written_down_until_an_agent_answers_and_no_longer()
    {
        var run = CallRun.Offered().On(new CallInput.AgentRinging(A.Offer)).On(new CallInput.KeyPressed('5')).On(new CallInput.KeyPressed('5'));
        Assert.Equal("55", run.State.Keys);
        run.On(new CallInput.AgentAnswered(A.Offer)).On(new CallInput.KeyPressed('9'));
        Assert.Empty(run.Last);
        Assert.Equal("55", CallRecordFold.Of(run.Journal)!.Keys);
    }

    [Fact]
    public void A_caller_who_leans_on_the_keys_does_not_fill_the_journal()
    {
        var run = CallRun.Waiting();
        for (var i = 0; i < 1_000; i++)
        {
            run.On(new CallInput.KeyPressed('1'));
        }

        Assert.Equal(32, run.Journal.Count(e => e.Payload is KeyPressed));
        Assert.Equal("key_not_kept", run.Did<CallEffect.Counted>().What);
    }

    [Fact]
    public void An_announcement_plays_once_over_the_queue_audio_and_the_call_keeps_its_place()
    {
        var run = CallRun.Waiting().On(new CallInput.PlayFinished());
        Assert.Equal(CallerAudio.QueueAudio, run.State.Hears);
        run.On(new CallInput.Announce(CallerAudio.Acknowledgement, "ani"));
        Assert.Equal(CallerAudio.Acknowledgement, run.Did<CallEffect.PlayToCaller>().Audio);
        Assert.Equal(("acknowledgement", "ani"), (run.Wrote<Announced>().What, run.Wrote<Announced>().By));
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
        Assert.DoesNotContain(run.Last, e => e is CallEffect.EnterQueue or CallEffect.AcdCallEnded);
        run.On(new CallInput.PlayFinished());
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
    }

    [Fact]
    public void Who_waits_hears_the_wait_announced_again_and_again_but_never_over_a_greeting_a_ringing_phone_or_an_agent()
    {
        var run = CallRun.Waiting();
        Assert.Contains(run.All, e => e is CallEffect.AwaitAnnouncement);
        run.On(new CallInput.TimerFired(CallTimer.AnnouncementDue));
        Assert.IsType<CallEffect.AwaitAnnouncement>(Assert.Single(run.Last));
        run.On(new CallInput.PlayFinished());
        for (var i = 0; i < 3; i++)
        {
            run.On(new CallInput.TimerFired(CallTimer.AnnouncementDue));
            Assert.Equal(CallerAudio.QueueAnnouncement, run.Did<CallEffect.PlayToCaller>().Audio);
            Assert.Contains(run.Last, e => e is CallEffect.AwaitAnnouncement);
            run.On(new CallInput.PlayFinished());
            Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
        }

        // An offer is made while it speaks; the agent's answer ends it.
        run.On(new CallInput.TimerFired(CallTimer.AnnouncementDue)).On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)))
            .On(new CallInput.AgentAnswered(A.Offer));
        Assert.Equal(CallerAudio.Nothing, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.TimerFired(CallTimer.AnnouncementDue));
        Assert.IsType<CallEffect.AwaitAnnouncement>(Assert.Single(run.Last));
        run.On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        Assert.Contains(new CallEffect.StopTimer(CallTimer.AnnouncementDue), run.Last);
    }

    [Fact]
    public void An_announcement_waits_for_the_greeting_and_an_agent_waits_for_neither()
    {
        var run = CallRun.Waiting().On(new CallInput.Announce(CallerAudio.ScreeningPrompt, "gateway"));
        run.DidNot<CallEffect.PlayToCaller>();
        run.On(new CallInput.PlayFinished());
        Assert.Equal(CallerAudio.ScreeningPrompt, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10))).On(new CallInput.AgentRinging(A.Offer))
            .On(new CallInput.AgentAnswered(A.Offer));
        Assert.Equal(CallerAudio.Nothing, run.Did<CallEffect.PlayToCaller>().Audio);
        run.On(new CallInput.AgentConnected(A.Offer)).On(new CallInput.AgentLost(A.Offer));
        Assert.Equal(CallerAudio.QueueAudio, run.Did<CallEffect.PlayToCaller>().Audio);
    }

    [Fact]
    public void Nothing_is_announced_to_a_caller_who_talks_with_an_agent()
    {
        var run = CallRun.Bridged().On(new CallInput.Announce(CallerAudio.Acknowledgement, "ani"));
        Assert.Equal("announcement_not_due", run.Did<CallEffect.Counted>().What);
        run.DidNot<CallEffect.PlayToCaller>();
    }

    [Fact]
    public void Score_and_incident_are_in_the_record()
    {
        var score = new CallScored(45, 9_000, [new ScoredEvidence("silence", 15, "silent for 10 s")]);
        var run = CallRun.Waiting().On(new CallInput.Scored(score)).On(new CallInput.Grouped(new CallGrouped("C1", 12, "cell")));
        var record = CallRecordFold.Of(run.Journal)!;
        Assert.Equal(score, record.Score);
        Assert.Equal(12, record.Group!.Number);
        Assert.Equal(CallPhase.Waiting, record.Phase);
    }
}
