using Gateway.Acd;

namespace Gateway.Calls.Tests;

/// <summary>A caller forgotten on hold: an alarm again and again, never the end of the call.</summary>
public sealed class HoldAlarmTests
{
    private static CallRun Bridged(double alarm = 60) => CallRun.Waiting()
        .On(new CallInput.OfferMade(A.Offer, A.Agent, A.Queue, TimeSpan.FromSeconds(10), HoldAlarm: TimeSpan.FromSeconds(alarm)))
        .On(new CallInput.AgentAnswered(A.Offer)).On(new CallInput.AgentConnected(A.Offer));

    private static CallInput Fired => new CallInput.TimerFired(CallTimer.HoldAlarm);

    [Fact]
    public void Pain24_A_caller_on_hold_for_too_long_is_an_alarm_that_comes_again_and_ends_nothing()
    {
        var run = Bridged().On(new CallInput.AgentHeld(A.Offer));
        Assert.Equal(new CallEffect.StartTimer(CallTimer.HoldAlarm, TimeSpan.FromSeconds(60)), run.Did<CallEffect.StartTimer>());
        for (var minute = 1; minute <= 3; minute++)
        {
            run.After(60).On(Fired);
            Assert.Equal(new CallEffect.HeldTooLong(A.Agent, TimeSpan.FromMinutes(minute)), run.Did<CallEffect.HeldTooLong>());
            Assert.Equal(CallTimer.HoldAlarm, run.Did<CallEffect.StartTimer>().Timer);
        }

        Assert.Equal(CallPhase.Bridged, run.State.Phase);
    }

    [Fact]
    public void Pain24_Taking_the_caller_back_ends_the_alarm()
    {
        var run = Bridged().On(new CallInput.AgentHeld(A.Offer)).After(10).On(new CallInput.AgentResumed(A.Offer));
        Assert.Equal(CallTimer.HoldAlarm, run.Did<CallEffect.StopTimer>().Timer);
        run.On(Fired);
        run.DidNot<CallEffect.HeldTooLong>();
    }

    [Fact]
    public void Pain24_A_held_agent_who_is_lost_leaves_no_alarm_behind()
    {
        var run = Bridged().On(new CallInput.AgentHeld(A.Offer)).On(new CallInput.AgentLost(A.Offer));
        Assert.Contains(run.Last.OfType<CallEffect.StopTimer>(), s => s.Timer == CallTimer.HoldAlarm);
        Assert.Equal(CallPhase.Waiting, run.State.Phase);
    }

    [Fact]
    public void Zero_means_never() => Bridged(alarm: 0).On(new CallInput.AgentHeld(A.Offer)).DidNot<CallEffect.StartTimer>();
}
