using Gateway.Loops;
using Gateway.Operations;

namespace Gateway.Tests.Operations;

public sealed class AlarmBoardTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 8, 17, 0, 0, 0, TimeSpan.Zero));
    private readonly List<Alarm> _logged = [];
    private readonly AlarmBoard _board;

    public AlarmBoardTests()
    {
        _board = new AlarmBoard(_time);
        _board.Raised += _logged.Add;
    }

    [Fact]
    public void The_same_alarm_is_counted_and_comes_to_the_top()
    {
        _board.Raise("disk", AlarmSeverity.Critical, "full");
        _board.Raise("trunk", AlarmSeverity.Warning, "down");
        _time.Advance(TimeSpan.FromSeconds(1));
        _board.Raise("disk", AlarmSeverity.Critical, "full");
        Assert.Equal([("disk", 2L), ("trunk", 1L)], _board.Snapshot().Select(a => (a.Kind, a.Count)));
        Assert.Equal(3, _board.Total);
    }

    [Fact]
    public void It_is_logged_at_once_and_then_at_most_once_a_minute()
    {
        for (var second = 0; second < 150; second++)
        {
            _board.Raise("disk", AlarmSeverity.Critical, "full");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1L, 61L, 121L], _logged.Select(a => a.Count));
    }

    [Fact]
    public void A_storm_of_different_alarms_keeps_the_newest()
    {
        for (var i = 0; i < AlarmBoard.Capacity + 10; i++)
        {
            _board.Raise("kind", AlarmSeverity.Info, $"{i}");
        }

        Assert.Equal(AlarmBoard.Capacity, _board.Snapshot().Count);
        Assert.Equal($"{AlarmBoard.Capacity + 9}", _board.Snapshot()[0].Text);
        Assert.DoesNotContain(_board.Snapshot(), a => a.Text == "9");
    }
}
