namespace Gateway.Acd.Tests;

public sealed class WatchdogTests
{
    [Fact]
    public void A_ready_agent_beside_a_waiting_call_is_an_alarm_and_is_healed()
    {
        var engine = Floor.With(1, q => q with { WrapUpTime = default }).Engine;
        var now = Floor.Start;
        engine.Apply(new AcdEvent.EnterQueue(Floor.Call("a"), Floor.Manado, now), now);
        var watchdog = engine.Apply(new AcdEvent.EnterQueue(Floor.Call("b"), Floor.Manado, now), now)
            .OfType<AcdEffect.StartTimer>().Select(s => s.Timer).OfType<AcdTimer.Watchdog>().Single();

        // A defect as in real engines: the index forgets a caller.
        var queue = engine.Queues[0];
        queue.Remove(queue.Waiting.Min!);
        Assert.Empty(engine.Apply(new AcdEvent.CallEnded(Floor.Call("a")), now).OfType<AcdEffect.Offer>());
        Assert.NotEmpty(AcdInvariants.Check(engine));

        var effects = engine.Apply(new AcdEvent.TimerFired(watchdog), now.AddSeconds(2));
        Assert.Equal(AcdAlert.Stalled, effects.OfType<AcdEffect.Alert>().Single().Kind);
        Assert.Equal(Floor.Call("b"), effects.OfType<AcdEffect.Offer>().Single().Call);
        Assert.Equal(1, engine.Snapshot(now).Stalls);
        Assert.Empty(AcdInvariants.Check(engine));
    }

    [Fact]
    public void It_looks_every_two_seconds_while_calls_wait_and_rests_when_none_does()
    {
        var floor = Floor.With(0);
        floor.Enter("a");
        floor.Pass(10);
        Assert.Equal(5, floor.Of<AcdEffect.StartTimer>().Count(s => s is { Timer: AcdTimer.Watchdog, After.TotalSeconds: 2 }));
        floor.Leave("a");
        Assert.Empty(floor.Timers);
        Assert.Equal(0, floor.Snapshot.Stalls);
    }
}
