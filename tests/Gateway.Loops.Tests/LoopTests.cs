using System.Collections.Concurrent;

namespace Gateway.Loops.Tests;

public sealed class LoopTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);

    private sealed class Recorder(ILoopScheduler scheduler, int capacity = 1000) : Loop<string>("recorder", scheduler, capacity)
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public int Overflows { get; private set; }

        public int Running;

        public bool Overlapped { get; private set; }

        protected override void On(string input)
        {
            Overlapped |= Interlocked.Increment(ref Running) != 1;
            switch (input)
            {
                case "throw":
                    Interlocked.Decrement(ref Running);
                    throw new InvalidOperationException("on purpose");
                case "later":
                    StartTimer(TimeSpan.FromMilliseconds(30), "timer");
                    break;
                case "never":
                    StopTimer(StartTimer(TimeSpan.FromMilliseconds(1), "stopped"));
                    break;
            }

            Seen.Enqueue(input);
            Interlocked.Decrement(ref Running);
        }

        protected override void OnFault(string input, Exception fault) => Seen.Enqueue($"fault:{input}");

        protected override void OnOverflow() => Overflows++;
    }

    [Fact]
    public void Inputs_are_handled_in_order_and_a_turn_that_throws_fails_alone()
    {
        var scheduler = new SeededScheduler(1, Start);
        using var loop = new Recorder(scheduler);
        loop.Post("a");
        loop.Post("throw");
        loop.Post("b");
        scheduler.RunUntil(TimeSpan.FromSeconds(1));

        Assert.Equal(["a", "fault:throw", "b"], loop.Seen);
        Assert.Equal(1, loop.Faults);
    }

    [Fact]
    public void Timers_come_back_as_inputs_at_their_virtual_time()
    {
        var scheduler = new SeededScheduler(1, Start);
        using var loop = new Recorder(scheduler);
        loop.Post("later");
        loop.Post("never");
        scheduler.RunUntil(TimeSpan.FromMilliseconds(29));
        Assert.Equal(["later", "never"], loop.Seen);
        scheduler.RunUntil(TimeSpan.FromMilliseconds(30));
        Assert.Equal(["later", "never", "timer"], loop.Seen);
        Assert.Equal(Start.AddMilliseconds(30), scheduler.Time.GetUtcNow());
    }

    [Fact]
    public void A_full_mailbox_is_reported_once_and_nothing_is_dropped()
    {
        var scheduler = new SeededScheduler(1, Start);
        using var loop = new Recorder(scheduler, capacity: 10);
        for (var i = 0; i < 50; i++)
        {
            loop.Post($"{i}");
        }

        Assert.Equal(1, loop.Overflows);
        scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Equal(50, loop.Seen.Count);
    }

    [Fact]
    public void One_seed_gives_one_history_and_seeds_differ()
    {
        static string History(int seed)
        {
            var scheduler = new SeededScheduler(seed, Start);
            var order = new List<string>();
            var loops = Enumerable.Range(0, 8).Select(i => new Recorder(scheduler)).ToList();
            for (var i = 0; i < loops.Count; i++)
            {
                loops[i].Post($"{i}");
            }

            scheduler.AfterStep = () => order.Add(string.Concat(loops.Select(l => l.Seen.Count)));
            scheduler.RunUntil(TimeSpan.FromSeconds(1));
            return string.Join(' ', order);
        }

        Assert.Equal(History(7), History(7));
        Assert.True(Enumerable.Range(0, 10).Select(History).Distinct().Count() > 5);
    }

    [Fact]
    public async Task On_threads_a_loop_never_runs_twice_at_once_and_sees_every_input()
    {
        using var scheduler = new ThreadScheduler("test", 4);
        using var loop = new Recorder(scheduler, capacity: 100_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(p => Task.Run(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                loop.Post($"{p}:{i}");
            }
        }, TestContext.Current.CancellationToken)));

        Assert.True(SpinWait.SpinUntil(() => loop.Seen.Count == 16_000, TimeSpan.FromSeconds(30)));
        Assert.False(loop.Overlapped);
        foreach (var producer in loop.Seen.GroupBy(s => s.Split(':')[0]))
        {
            var numbers = producer.Select(s => int.Parse(s.Split(':')[1], null)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public void On_threads_a_timer_fires_though_nobody_posts()
    {
        using var scheduler = new ThreadScheduler("test", 1);
        using var loop = new Recorder(scheduler);
        loop.Post("later");
        Assert.True(SpinWait.SpinUntil(() => loop.Seen.Contains("timer"), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void After_disposal_inputs_are_absorbed()
    {
        var scheduler = new SeededScheduler(1, Start);
        var loop = new Recorder(scheduler);
        loop.Dispose();
        loop.Post("a");
        scheduler.RunUntil(TimeSpan.FromSeconds(1));
        Assert.Empty(loop.Seen);
    }
}
