using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;

namespace Gateway.Calls.Tests;

public sealed class CallPauseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<CallEffect> _effects = [];
    private CallState _state = CallState.Initial;
    private DateTimeOffset _now = A.Start;

    [Fact]
    public void Pain19_a_pause_is_silence_an_event_with_who_and_why_and_a_limit_until_it_is_resumed()
    {
        Talking();
        On(new CallInput.PauseRecording("ani", "bank card", Limit));
        Assert.Equal([true], Paused());
        Assert.Contains(new CallEffect.StartTimer(CallTimer.PauseLimit, Limit), _effects);
        _now += TimeSpan.FromSeconds(7);
        On(new CallInput.ResumeRecording("budi"));
        Assert.Equal([true, false], Paused());
        Assert.Contains(new CallEffect.StopTimer(CallTimer.PauseLimit), _effects);
        Assert.Equal(
            [new RecordingPaused("ani", "2001", "bank card", 60_000), new RecordingContinued("budi", "asked", 7_000)],
            Journal().Where(p => p is RecordingPaused or RecordingContinued));
        var pause = Assert.Single(Record().Pauses);
        Assert.Equal(("ani", "2001", "bank card", "budi", "asked"), (pause.By, pause.Agent, pause.Reason, pause.ContinuedBy, pause.Because));
        Assert.Equal(TimeSpan.FromSeconds(7), pause.Until - pause.From);
    }

    [Fact]
    public void A_forgotten_pause_ends_at_its_limit_with_an_alarm()
    {
        Talking();
        On(new CallInput.PauseRecording("phone", "feature code", Limit));
        _now += Limit;
        On(new CallInput.TimerFired(CallTimer.PauseLimit));
        Assert.Equal([true, false], Paused());
        Assert.Contains(new CallEffect.PauseForgotten(A.Agent, Limit), _effects);
        Assert.Equal(new RecordingContinued("gateway", "limit", 60_000), Journal()[^1]);
        On(new CallInput.TimerFired(CallTimer.PauseLimit));
        Assert.Equal([true, false], Paused());
    }

    public static TheoryData<CallInput> Endings =>
    [
        new CallInput.AgentLost(A.Offer),
        new CallInput.AgentHungUp(A.Offer),
        new CallInput.AgentFailed(A.Offer, OfferFailure.Failed),
        new CallInput.CallerEnded(CallerEndCause.HungUp),
        new CallInput.Withdraw(WithdrawnBy.Shutdown, "drain"),
    ];

    [Theory]
    [MemberData(nameof(Endings))]
    public void A_pause_never_survives_the_conversation(CallInput ending)
    {
        Talking();
        On(new CallInput.PauseRecording("ani", "bank card", Limit));
        _now += TimeSpan.FromSeconds(9);
        On(ending);
        Assert.Null(_state.Pause);
        Assert.Equal([true, false], Paused());
        Assert.Contains(new RecordingContinued("gateway", "conversation_over", 9_000), Journal());
        On(new CallInput.RecordingCommitted(A.Recording));
        Assert.True(!_state.IsFinished || Journal()[^1] is CallEnded, "CallEnded is not the last event");
        Assert.Equal("conversation_over", Assert.Single(Record().Pauses).Because);
    }

    [Fact]
    public void A_blind_transfer_ends_the_pause_too()
    {
        Talking();
        On(new CallInput.PauseRecording("ani", "bank card", Limit));
        On(new CallInput.TransferAsked(A.Offer, "71.72", null, A.Neighbour));
        Assert.NotNull(_state.Pause);
        On(new CallInput.Transferred(A.Offer, A.Neighbour));
        Assert.Null(_state.Pause);
        Assert.Equal([true, false], Paused());
    }

    [Fact]
    public void Out_of_a_conversation_or_twice_or_without_a_recording_it_is_counted_and_nothing_else()
    {
        On(new CallInput.Begin(A.Facts()));
        On(new CallInput.PauseRecording("ani", "x", Limit));
        On(new CallInput.ResumeRecording("ani"));
        Assert.Empty(Paused());
        Talking(begun: true);
        On(new CallInput.PauseRecording("ani", "x", Limit));
        On(new CallInput.PauseRecording("ani", "x", Limit));
        Assert.Single(Paused());
        Assert.Equal(3, _effects.OfType<CallEffect.Counted>().Count(c => c.What.EndsWith("_out_of_phase", StringComparison.Ordinal)));

        (_state, _now) = (CallState.Initial, A.Start);
        _effects.Clear();
        On(new CallInput.Begin(A.Facts(recorded: false)));
        Talking(begun: true);
        On(new CallInput.PauseRecording("ani", "x", Limit));
        Assert.Empty(Paused());
    }

    [Fact]
    public void A_restart_of_the_gateway_ends_a_pause_in_the_record()
    {
        Talking();
        On(new CallInput.PauseRecording("ani", "bank card", Limit));
        var record = CallRecordFold.Apply(Record(), new JournalEntry(A.Call, _now, TimeSpan.FromSeconds(20), new CallInterrupted("71.71/darurat")))!;
        var pause = Assert.Single(record.Pauses);
        Assert.Equal(("interrupted", TimeSpan.FromSeconds(20)), (pause.Because, pause.Until));
    }

    [Fact]
    public void The_track_of_one_leg_is_written_down_and_the_call_still_waits_for_its_stereo_recording()
    {
        Talking();
        On(new CallInput.CallerEnded(CallerEndCause.HungUp));
        On(new CallInput.RecordingCommitted(A.Recording with { Path = "d/x.leg1.wav", Track = "caller" }));
        Assert.False(_state.IsFinished);
        On(new CallInput.RecordingCommitted(A.Recording));
        Assert.True(_state.IsFinished);
        Assert.Equal(["caller", null], Record().Recordings.Select(r => r.Track));
        Assert.Equal(A.Recording, Record().Recording);
    }

    private void Talking(bool begun = false)
    {
        if (!begun)
        {
            On(new CallInput.Begin(A.Facts()));
        }

        On(new CallInput.CallerEstablished(false));
        On(new CallInput.Located(A.Location, A.Route));
        On(new CallInput.QueueEntered(A.Queue, 1));
        On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10)));
        On(new CallInput.AgentAnswered(A.Offer));
        On(new CallInput.AgentConnected(A.Offer));
        _now += TimeSpan.FromSeconds(5);
    }

    private void On(CallInput input)
    {
        (_state, var effects) = CallMachine.On(_state, input, _now);
        _effects.AddRange(effects);
    }

    private List<bool> Paused() => [.. _effects.OfType<CallEffect.PauseRecording>().Select(p => p.Paused)];

    private List<JournalPayload> Journal() => [.. _effects.OfType<CallEffect.Append>().Select(a => a.Entry.Payload)];

    private CallRecord Record() => CallRecordFold.Of(_effects.OfType<CallEffect.Append>().Select(a => a.Entry))!;
}
