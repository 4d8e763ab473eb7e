using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>What a caller may be told of the wait.</summary>
public sealed class ExpectedWaitTests
{
    [Theory]
    [InlineData(1, 3, 1, 0)]
    [InlineData(1, 3, 0, 30)]
    [InlineData(6, 3, 0, 180)]
    [InlineData(6, 3, 3, 90)]
    public void Everybody_ahead_takes_a_turn_at_the_agents_who_are_there(int position, int staffed, int ready, double seconds) =>
        Assert.Equal(seconds, ExpectedWait.Of(position, staffed, ready, TimeSpan.FromSeconds(90))!.Value.TotalSeconds, 6);

    [Fact]
    public void Where_nobody_is_nothing_is_promised() => Assert.Null(ExpectedWait.Of(1, 0, 0, TimeSpan.FromSeconds(90)));

    [Fact]
    public void The_snapshot_tells_each_waiting_caller_by_the_conversations_of_late()
    {
        var floor = Floor.With(1);
        for (var i = 0; i < 60; i++)
        {
            floor.Enter($"before {i}");
            floor.Talk($"before {i}");
            floor.Pass(20);
            floor.End($"before {i}");
            floor.Pass(20);
        }

        floor.Enter("talks");
        floor.Talk("talks");
        floor.Enter("first");
        floor.Enter("second");
        var snapshot = floor.Snapshot;
        TimeSpan? Of(string call) => snapshot.Calls.Single(c => c.Call.Value == call).ExpectedWait;
        var handling = Of("first")!.Value.TotalSeconds;
        Assert.InRange(handling, 20, 40);
        Assert.Equal(2 * handling, Of("second")!.Value.TotalSeconds, 3);
        Assert.Null(Of("talks"));
        Assert.Equal(3 * handling, snapshot.Queues[0].ExpectedWait!.Value.TotalSeconds, 3);
        floor.Declare(1, AgentStatus.OnBreak);
        snapshot = floor.Snapshot;
        Assert.Null(Of("first"));
    }
}
