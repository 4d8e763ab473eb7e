using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void The_defaults_are_the_published_table()
    {
        var queue = new QueueOptions { Id = Floor.Manado };
        Assert.Equal(DistributionStrategy.LongestIdleAgent, queue.Strategy);
        Assert.Equal(10, queue.RingTimeout.TotalSeconds);
        Assert.Equal(10, queue.WrapUpTime.TotalSeconds);
        Assert.Equal(2, queue.MaxNoAnswer);
        Assert.Equal(20, queue.TierWait.TotalSeconds);
        Assert.Equal([10, 15, 20], queue.ServiceLevels);
        Assert.Empty(queue.Overflow);
        Assert.All(Enum.GetValues<OfferFailure>(), f => Assert.Equal(5, queue.Delays.Of(f).TotalSeconds));
        var acd = new AcdConfiguration();
        Assert.Equal((120, 30), (acd.MaxPriorityBonus.TotalSeconds, acd.MaxPenalty.TotalSeconds));
        Assert.Equal((3, 5, 2), (acd.LeaseMargin.TotalSeconds, acd.ConfirmTimeout.TotalSeconds, acd.WatchdogPeriod.TotalSeconds));
        Assert.Equal(5, acd.MaxQueuesPerCall);
        Assert.Null(new AgentOptions { Id = new("1") }.WrapUpTime);
        Assert.Equal(AgentStatus.LoggedOut, new AgentOptions { Id = new("1") }.InitialStatus);
    }

    [Fact]
    public void A_configuration_without_errors_is_used_as_it_is()
    {
        var configuration = Floor.With(2).Configuration;
        var check = ConfigurationCheck.Of(configuration);
        Assert.Empty(check.Errors);
        Assert.Equal(configuration.Tiers, check.Usable.Tiers);
        Assert.Equal(configuration.Agents, check.Usable.Agents);
    }

    [Fact]
    public void Every_error_is_found_at_once_and_names_its_place()
    {
        var check = ConfigurationCheck.Of(new()
        {
            Queues =
            [
                new()
                {
                    Id = Floor.Manado,
                    RingTimeout = TimeSpan.Zero,
                    WrapUpTime = TimeSpan.FromDays(2),
                    MaxNoAnswer = -1,
                    Strategy = (DistributionStrategy)99,
                    TierWait = TimeSpan.MaxValue,
                    ServiceLevels = [0],
                    Overflow = [new(Floor.Manado) { After = TimeSpan.Zero }, new(new("none")) { After = TimeSpan.Zero }, new(Floor.Bitung)],
                    Delays = new() { Busy = TimeSpan.FromSeconds(-1) },
                },
                new() { Id = Floor.Bitung },
                new() { Id = Floor.Bitung, RingTimeout = TimeSpan.FromSeconds(3) },
            ],
            Agents = [new() { Id = Floor.Agent(1), WrapUpTime = TimeSpan.FromSeconds(-1) }, new() { Id = Floor.Agent(1) }],
            Tiers =
            [
                new(Floor.Manado, Floor.Agent(1), int.MaxValue), new(Floor.Manado, Floor.Agent(1)), new(new("none"), Floor.Agent(1)),
                new(Floor.Manado, Floor.Agent(9)),
            ],
            DefaultQueue = new("none"),
            MaxQueuesPerCall = 0,
            WatchdogPeriod = TimeSpan.Zero,
        });
        Assert.Equal(20, check.Errors.Count);
        Assert.All(check.Errors, e => Assert.Matches("^(queue 71|agent 1|tier of agent|ACD)", e));
        Assert.Equal([Floor.Manado, Floor.Bitung], check.Usable.Queues.Select(q => q.Id));
        Assert.Equal(10, check.Usable.Queues[1].RingTimeout.TotalSeconds);
        Assert.Equal(ConfigurationCheck.HighestLevel, Assert.Single(check.Usable.Tiers).Level);
    }

    [Fact]
    public void The_engine_uses_the_usable_part_and_alerts_the_rest()
    {
        var engine = new AcdEngine();
        var queue = new QueueOptions { Id = Floor.Manado, Overflow = [new(new("none")) { After = TimeSpan.Zero }] };
        var effects = engine.Apply(new AcdEvent.Configure(new() { Queues = [queue] }), Floor.Start);
        Assert.Equal(AcdAlert.Configuration, effects.OfType<AcdEffect.Alert>().Single().Kind);
        effects = engine.Apply(new AcdEvent.EnterQueue(Floor.Call("a"), Floor.Manado, Floor.Start), Floor.Start);
        Assert.Empty(effects.OfType<AcdEffect.Overflowed>());
    }
}
