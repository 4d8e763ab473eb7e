using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

/// <summary>What the strategies know of agents outlives a restart, and begins anew at midnight.</summary>
public sealed class StandingTests
{
    private static readonly DateTimeOffset Before = Floor.Start.AddMinutes(-30);

    private static Floor Centre(DistributionStrategy strategy, int agents = 3) =>
        Floor.With(agents, q => q with { Strategy = strategy, WrapUpTime = default });

    private static void Restore(Floor floor, params RestoredStanding[] standings) => floor.Apply(new AcdEvent.RestoreStandings(standings));

    private static RestoredStanding Standing(int agent, int calls = 0, double talk = 0, double? idle = null, double? offered = null) => new(
        Floor.Agent(agent), calls, TimeSpan.FromSeconds(talk), idle is { } i ? Before.AddSeconds(i) : null, offered is { } o ? Before.AddSeconds(o) : null);

    private static string[] Next(Floor floor, int calls) =>
        [.. Enumerable.Range(0, calls).Select(n => floor.Enter($"n{n}").OfType<AcdEffect.Offer>().Single().Agent.Value)];

    [Theory]
    [InlineData(DistributionStrategy.LongestIdleAgent)]
    [InlineData(DistributionStrategy.FewestCalls)]
    [InlineData(DistributionStrategy.LeastTalkTime)]
    [InlineData(DistributionStrategy.RoundRobin)]
    public void Agents_who_are_ready_already_get_the_place_that_they_had(DistributionStrategy strategy)
    {
        var floor = Centre(strategy);
        Restore(floor, Standing(1, 3, 300, 30, 30), Standing(2, 1, 100, 10, 10), Standing(3, 2, 200, 20, 20));
        Assert.Equal(["2", "3", "1"], Next(floor, 3));
    }

    [Fact]
    public void Phones_that_come_back_in_another_order_change_nothing_among_the_idle()
    {
        var floor = Centre(DistributionStrategy.LongestIdleAgent, agents: 4);
        foreach (var agent in new[] { 1, 2, 3, 4 })
        {
            floor.Apply(new AcdEvent.SetReachable(Floor.Agent(agent), false));
        }

        // 4 talked when the service ended: idle from now on only.
        Restore(floor, Standing(1, idle: 20), Standing(2, idle: 10), Standing(3, idle: 30), Standing(4));
        foreach (var agent in new[] { 4, 3, 1, 2 })
        {
            floor.Pass(5);
            floor.Apply(new AcdEvent.SetReachable(Floor.Agent(agent), true));
        }

        Assert.Equal(Before.AddSeconds(10), floor.All.OfType<AcdEffect.AgentChanged>().Last().IdleSince);
        Assert.Equal(["2", "1", "3", "4"], Next(floor, 4));
    }

    [Fact]
    public void The_place_is_kept_for_the_first_time_only_and_not_for_who_went_on_a_break_meanwhile()
    {
        var floor = Centre(DistributionStrategy.LongestIdleAgent);
        foreach (var agent in new[] { 1, 2 })
        {
            floor.Apply(new AcdEvent.SetReachable(Floor.Agent(agent), false));
        }

        Restore(floor, Standing(1, idle: 10), Standing(2, idle: 10));
        floor.Declare(1, AgentStatus.OnBreak);
        floor.Declare(1, AgentStatus.Available);
        foreach (var reachable in new[] { true, false, true })
        {
            floor.Pass(1);
            floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), reachable));
            floor.Apply(new AcdEvent.SetReachable(Floor.Agent(2), reachable));
        }

        Assert.Equal(["3", "1", "2"], Next(floor, 3));
    }

    [Fact]
    public void What_came_late_is_added_to_what_was_done_since_the_start()
    {
        var floor = Centre(DistributionStrategy.FewestCalls, agents: 2);
        floor.Enter("a");
        floor.Talk("a");
        floor.Pass(10);
        floor.End("a");
        Restore(floor, Standing(1, calls: 2, idle: 10), Standing(2, calls: 3, idle: 20));
        Assert.Equal((3, 3), (floor.AgentOf(1).CallsHandled, floor.AgentOf(2).CallsHandled));

        // Equal: who has been idle longest, and 1 had a caller just now.
        Assert.Equal(["2", "1"], Next(floor, 2));
    }

    [Fact]
    public void Standings_of_unknown_agents_are_nobodys()
    {
        var floor = Centre(DistributionStrategy.FewestCalls, agents: 1);
        Restore(floor, Standing(9, calls: 2));
        Assert.Single(floor.Snapshot.Agents);
    }

    [Fact]
    public void At_midnight_conversations_and_talk_time_begin_anew_also_in_the_middle_of_one()
    {
        var floor = Centre(DistributionStrategy.LeastTalkTime, agents: 2);
        Restore(floor, Standing(1, 5, 500), Standing(2, 4, 400));
        floor.Enter("a");
        Assert.Equal(Floor.Agent(2), floor.CallOf("a").Agent);
        floor.Talk("a");
        floor.Pass(60);
        floor.Apply(new AcdEvent.NewDay(floor.Now, [Floor.Agent(1), Floor.Agent(2)]));
        Assert.Equal((0, 0), (floor.AgentOf(1).CallsHandled, floor.AgentOf(2).CallsHandled));
        floor.Enter("b");
        floor.Talk("b");
        floor.Pass(10);
        floor.End("b");
        floor.Pass(10);
        floor.End("a");

        // 10 s against 20 s of the new day; the 60 s before count no more.
        Assert.Equal(["1"], Next(floor, 1));
        floor.Talk("n0");
        floor.Pass(15);
        floor.End("n0");
        Assert.Equal("2", floor.Enter("c").OfType<AcdEffect.Offer>().Single().Agent.Value);
    }

    [Fact]
    public void The_roll_call_says_of_everybody_what_is_known_and_changes_nothing()
    {
        var floor = Centre(DistributionStrategy.LongestIdleAgent);
        floor.Declare(2, AgentStatus.OnBreak, "makan");
        floor.Enter("a");
        var before = floor.Snapshot;
        floor.Pass(1);
        var roll = Assert.IsType<AcdEffect.RollCall>(Assert.Single(floor.Apply(new AcdEvent.RollCall())));
        Assert.Equal(
            [("1", AgentState.Reserved, "", (DateTimeOffset?)null), ("2", AgentState.Idle, "makan", null), ("3", AgentState.Waiting, "", Floor.Start)],
            roll.Agents.Select(a => (a.Agent.Value, a.State, a.Reason, a.IdleSince)));
        Assert.Equal(before.Agents.Select(a => (a.State, a.StateSince)), floor.Snapshot.Agents.Select(a => (a.State, a.StateSince)));
    }
}
