using Gateway.Loops;
using Gateway.Operations;

namespace Gateway.Tests.Operations;

public sealed class RateLimitTests
{
    [Fact]
    public void A_thousand_phones_that_come_at_once_are_served_in_turn_and_nobody_is_sent_away_often()
    {
        var time = new VirtualTime(DateTimeOffset.UnixEpoch);
        var limit = new RateLimit();
        var due = new PriorityQueue<int, TimeSpan>();
        var tries = new int[1000];
        for (var phone = 0; phone < tries.Length; phone++)
        {
            due.Enqueue(phone, TimeSpan.Zero);
        }

        while (due.TryDequeue(out var phone, out var at))
        {
            time.MoveTo(Math.Max(time.GetTimestamp(), (long)at.TotalMicroseconds));
            tries[phone]++;
            if (!limit.Take(50, time))
            {
                // As in a Retry-After: whole seconds.
                due.Enqueue(phone, at + TimeSpan.FromSeconds(Math.Ceiling(limit.Book(50, time).TotalSeconds)));
            }
        }

        Assert.InRange(time.GetElapsedTime(0).TotalSeconds, 18, 23);
        Assert.InRange(tries.Max(), 2, 4);
    }

    [Fact]
    public void Nobody_is_sent_away_for_longer_than_a_minute()
    {
        var time = new VirtualTime(DateTimeOffset.UnixEpoch);
        var limit = new RateLimit();
        var waits = Enumerable.Range(0, 1000).Select(_ => limit.Book(1, time)).ToList();
        Assert.InRange(waits[0].TotalSeconds, 1, 2);
        Assert.Equal(RateLimit.LongestWait, waits.Max());
    }
}
