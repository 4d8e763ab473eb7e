using CsCheck;

namespace Gateway.Loops.Tests;

public sealed class TimerQueueTests
{
    [Fact]
    public void Timers_fire_in_order_of_deadline_and_equal_deadlines_in_order_of_start()
    {
        Gen.Int[0, 50].List[0, 200].Sample(deadlines =>
        {
            var queue = new TimerQueue<(int Due, int Order)>();
            for (var i = 0; i < deadlines.Count; i++)
            {
                queue.Start(deadlines[i], (deadlines[i], i));
            }

            var fired = new List<(int, int)>();
            while (queue.TryTakeDue(100, out var timer))
            {
                fired.Add(timer);
            }

            return fired.SequenceEqual(fired.Order()) && fired.Count == deadlines.Count;
        });
    }

    [Fact]
    public void A_stopped_timer_never_fires_and_stopping_twice_says_so()
    {
        var queue = new TimerQueue<string>();
        var first = queue.Start(10, "first");
        queue.Start(20, "second");

        Assert.True(queue.Stop(first));
        Assert.False(queue.Stop(first));
        Assert.Equal(20, queue.NextDueAt);
        Assert.True(queue.TryTakeDue(30, out var timer));
        Assert.Equal("second", timer);
        Assert.False(queue.TryTakeDue(30, out _));
        Assert.Equal(long.MaxValue, queue.NextDueAt);
    }

    [Fact]
    public void Nothing_fires_before_its_deadline()
    {
        var queue = new TimerQueue<int>();
        queue.Start(10, 1);
        Assert.False(queue.TryTakeDue(9, out _));
        Assert.True(queue.TryTakeDue(10, out _));
    }

    [Fact]
    public void Starting_and_stopping_many_timers_keeps_only_the_live_ones()
    {
        var queue = new TimerQueue<int>();
        for (var i = 0; i < 100_000; i++)
        {
            queue.Stop(queue.Start(i, i));
        }

        queue.Start(5, 5);
        Assert.Equal(1, queue.Count);
        Assert.Equal(5, queue.NextDueAt);
    }
}
