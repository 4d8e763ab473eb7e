using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

/// <summary>Agent 1 works on level 0, 2 on level 1, 3 on level 2; a level waits 20 s times its number.</summary>
public sealed class TierTests
{
    private static Floor Centre(int lowest = 0, TimeSpan? wait = null) => new(new AcdConfiguration
    {
        Queues = [new() { Id = Floor.Manado, TierWait = wait ?? TimeSpan.FromSeconds(20) }],
        Agents = [.. Enumerable.Range(1, 3).Select(n => new AgentOptions { Id = Floor.Agent(n) })],
        Tiers = [.. Enumerable.Range(1, 3).Select(n => new Tier(Floor.Manado, Floor.Agent(n), lowest + n - 1))],
    });

    [Fact]
    public void The_lowest_level_with_a_ready_agent_is_asked_first()
    {
        var floor = Centre();
        floor.Staff(3, 2, 1);
        floor.Enter("a");
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-5)]
    public void A_level_opens_after_the_wait_times_its_distance_to_the_lowest(int lowest)
    {
        var floor = Centre(lowest);
        floor.Staff(1);
        floor.Enter("busy");
        floor.Talk("busy");
        floor.Staff(2, 3);
        floor.Enter("a");
        floor.Enter("b");
        Assert.Empty(floor.Offers);
        floor.Pass(19.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["a→2"], floor.Offers);
        floor.Pass(19.9 - 13);
        Assert.Empty(floor.Offers);
    }

    [Fact]
    public void A_level_further_up_opens_later()
    {
        var floor = Centre();
        floor.Staff(1, 3);
        floor.Enter("busy");
        floor.Talk("busy");
        floor.Enter("a");
        floor.Pass(39.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["a→3"], floor.Offers);
    }

    [Theory]
    [InlineData(AgentStatus.OnBreak)]
    [InlineData(AgentStatus.LoggedOut)]
    public void A_level_opens_at_once_when_nobody_below_is_available(AgentStatus status)
    {
        var floor = Centre();
        floor.Staff(1);
        floor.Declare(1, status);
        floor.Staff(2);
        floor.Enter("a");
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void A_level_opens_at_once_for_those_who_wait_when_the_last_agent_below_leaves()
    {
        var floor = Centre();
        floor.Staff(1, 2);
        floor.Enter("busy");
        floor.Talk("busy");
        floor.Enter("a");
        Assert.Empty(floor.Offers);
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void An_older_call_for_which_the_level_is_open_goes_before_a_younger_one()
    {
        var floor = Centre();
        floor.Staff(1, 2);
        floor.Enter("x");
        floor.Talk("x");
        floor.Enter("a");
        floor.Pass(10);
        floor.Enter("b");
        floor.Pass(10);
        Assert.Equal(["a→2"], floor.Offers);
        floor.Leave("a");
        Assert.Empty(floor.Offers);
        floor.Pass(10);
        Assert.Equal(["b→2"], floor.Offers);
    }

    [Fact]
    public void A_caller_of_higher_rank_who_may_not_use_the_level_does_not_block_one_who_may()
    {
        var floor = Centre();
        floor.Staff(1);
        floor.Enter("x");
        floor.Talk("x");
        floor.Enter("old");
        floor.Pass(20);
        floor.Enter("urgent", bonus: 60);
        floor.Staff(2);
        Assert.Equal(["old→2"], floor.All.OfType<AcdEffect.Offer>().Skip(1).Select(o => $"{o.Call}→{o.Agent}"));
    }

    [Fact]
    public void A_wait_of_zero_opens_all_levels()
    {
        var floor = Centre(wait: TimeSpan.Zero);
        floor.Staff(1, 2, 3);
        floor.Enter("a");
        floor.Enter("b");
        floor.Enter("c");
        Assert.Equal(["a→1", "b→2", "c→3"], floor.All.OfType<AcdEffect.Offer>().Select(o => $"{o.Call}→{o.Agent}"));
    }

    [Fact]
    public void A_caller_who_was_lost_has_all_levels_open_that_time_has_opened()
    {
        var floor = Centre();
        floor.Staff(1);
        floor.Enter("a");
        var offer = floor.Talk("a");
        floor.Pass(60);
        floor.Staff(2, 3);
        floor.Fail(offer, OfferFailure.Lost);
        Assert.Equal(["a→2"], floor.Offers);
    }
}
