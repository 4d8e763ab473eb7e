namespace Gateway.Acd.Tests;

public sealed class AgentTests
{
    // ---- status and state

    [Fact]
    public void An_agent_is_ready_when_available_and_reachable()
    {
        var floor = Floor.With(1);
        Assert.Equal((AgentState.Waiting, IdleCause.None), (floor.AgentOf(1).State, floor.AgentOf(1).Cause));
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        Assert.Equal((AgentState.Idle, IdleCause.NotReachable), (floor.AgentOf(1).State, floor.AgentOf(1).Cause));
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), true));
        floor.Apply(new AcdEvent.SetBusyElsewhere(Floor.Agent(1), true));
        Assert.Equal(IdleCause.BusyElsewhere, floor.AgentOf(1).Cause);
        floor.Apply(new AcdEvent.SetBusyElsewhere(Floor.Agent(1), false));
        floor.Declare(1, AgentStatus.OnBreak, "lunch");
        var agent = floor.AgentOf(1);
        Assert.Equal((IdleCause.OnBreak, "lunch", floor.Now), (agent.Cause, agent.Reason, agent.StatusSince));
        floor.Declare(1, AgentStatus.LoggedOut);
        Assert.Equal(IdleCause.LoggedOut, floor.AgentOf(1).Cause);
    }

    [Fact]
    public void A_change_is_announced_with_status_reason_and_times()
    {
        var floor = Floor.With(1);
        floor.Pass(5);
        floor.Apply(new AcdEvent.SetStatus(Floor.Agent(1), AgentStatus.OnBreak, "lunch", floor.Now.AddSeconds(-2)));
        Assert.Equal(
            new AcdEffect.AgentChanged(
                Floor.Agent(1), AgentStatus.OnBreak, AgentState.Idle, "lunch", floor.Now, floor.Now.AddSeconds(-2), IdleCause.OnBreak),
            floor.Of<AcdEffect.AgentChanged>().Single());
        Assert.Empty(floor.Apply(new AcdEvent.SetStatus(Floor.Agent(1), AgentStatus.OnBreak, "lunch", floor.Now.AddSeconds(-2))));
    }

    [Fact]
    public void Pain22_A_registration_that_is_lost_or_made_anew_ends_neither_conversation_nor_status()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        Assert.Equal(AgentState.InCall, floor.AgentOf(1).State);
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), true));
        Assert.Equal((AgentStatus.Available, AgentState.InCall), (floor.AgentOf(1).Status, floor.AgentOf(1).State));
        floor.End("a");
        floor.Pass(10);
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
    }

    [Fact]
    public void Losing_the_phone_lets_an_offer_that_is_out_go_on_and_the_agent_is_not_ready_afterwards()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Apply(new AcdEvent.SetReachable(Floor.Agent(1), false));
        Assert.Equal(AgentState.Reserved, floor.AgentOf(1).State);
        floor.Talk("a");
        floor.End("a");
        floor.Pass(10);
        Assert.Equal(IdleCause.NotReachable, floor.AgentOf(1).Cause);
    }

    [Theory]
    [InlineData(AgentStatus.OnBreak, false)]
    [InlineData(AgentStatus.LoggedOut, true)]
    public void A_phone_that_rings_is_taken_back_when_the_agent_leaves(AgentStatus status, bool rings)
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var offer = floor.OfferOf("a")!.Value;
        if (rings)
        {
            floor.Apply(new AcdEvent.OfferRinging(offer));
        }

        floor.Declare(1, status);
        Assert.Equal((offer, WithdrawReason.AgentLeft), floor.Of<AcdEffect.WithdrawOffer>().Select(w => (w.Id, w.Reason)).Single());
        Assert.Equal(["a→2"], floor.Offers);
        Assert.Equal(AgentState.Idle, floor.AgentOf(1).State);
    }

    [Fact]
    public void An_answered_offer_and_a_conversation_survive_the_agents_leaving()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Apply(new AcdEvent.OfferAnswered(floor.OfferOf("a")!.Value));
        floor.Declare(1, AgentStatus.OnBreak);
        Assert.Empty(floor.Of<AcdEffect.WithdrawOffer>());
        floor.Apply(new AcdEvent.OfferConfirmed(floor.OfferOf("a")!.Value));
        floor.Declare(1, AgentStatus.LoggedOut);
        Assert.Equal(AgentState.InCall, floor.AgentOf(1).State);
        floor.End("a");
        Assert.Equal((AgentState.Idle, IdleCause.LoggedOut), (floor.AgentOf(1).State, floor.AgentOf(1).Cause));
    }

    [Fact]
    public void AvailableOnDemand_is_ready_for_one_conversation_until_asked_again()
    {
        var floor = Floor.With(1, q => q with { WrapUpTime = default });
        floor.Declare(1, AgentStatus.AvailableOnDemand);
        floor.Enter("a");
        floor.Enter("b");
        floor.Talk("a");
        floor.End("a");
        Assert.Empty(floor.Offers);
        Assert.Equal(IdleCause.OnDemandServed, floor.AgentOf(1).Cause);
        floor.Declare(1, AgentStatus.AvailableOnDemand);
        Assert.Equal(["b→1"], floor.Offers);
    }

    [Fact]
    public void AvailableOnDemand_stays_ready_when_an_offer_fails_or_a_conversation_is_lost()
    {
        var floor = Floor.With(1);
        floor.Declare(1, AgentStatus.AvailableOnDemand);
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.Busy);
        floor.Pass(5);
        Assert.Equal(["a→1"], floor.Offers);
        floor.Fail(floor.Talk("a"), OfferFailure.Lost);
        floor.Pass(5);
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void Declaring_Available_ends_the_delay_after_a_failed_offer()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.Declined);
        floor.Declare(1, AgentStatus.Available);
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void A_stored_status_with_reason_and_since_is_restored()
    {
        var floor = new Floor(new()
        {
            Queues = [new() { Id = Floor.Manado }],
            Agents = [new() { Id = Floor.Agent(1) }, new() { Id = Floor.Agent(2), InitialStatus = AgentStatus.Available }],
        });
        floor.Apply(new AcdEvent.Restore([new(Floor.Agent(1), AgentStatus.OnBreak, "lunch", Floor.Start.AddHours(-1))]));
        var agent = floor.AgentOf(1);
        Assert.Equal((AgentStatus.OnBreak, "lunch", Floor.Start.AddHours(-1)), (agent.Status, agent.Reason, agent.StatusSince));
        Assert.Equal(AgentStatus.Available, floor.AgentOf(2).Status);
    }

    [Fact]
    public void Agents_who_are_named_before_they_are_configured_are_remembered()
    {
        var floor = new Floor(new() { Queues = [new() { Id = Floor.Manado }] });
        floor.Staff(1);
        floor.Enter("a");
        Assert.Empty(floor.Snapshot.Agents);
        floor.Apply(new AcdEvent.Configure(floor.Configuration with
        {
            Agents = [new() { Id = Floor.Agent(1) }],
            Tiers = [new(Floor.Manado, Floor.Agent(1))],
        }));
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Fact]
    public void Agents_who_are_never_configured_are_remembered_up_to_a_bound()
    {
        var engine = new AcdEngine();
        for (var n = 0; n < AcdEngine.MaxUnconfiguredAgents + 5; n++)
        {
            engine.Apply(new AcdEvent.SetReachable(new($"x{n}"), true), Floor.Start);
        }

        Assert.Equal(5, engine.Snapshot(Floor.Start).Ignored[Statistics.IgnoredReason.UnknownAgent]);
    }

    // ---- RONA

    [Fact]
    public void Two_unanswered_offers_in_a_row_put_the_agent_on_a_break_with_reason_RONA()
    {
        var floor = Floor.With(2, q => q with { Delays = new() { NoAnswer = default }, WrapUpTime = default });
        floor.Declare(2, AgentStatus.OnBreak);
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Equal(AgentStatus.Available, floor.AgentOf(1).Status);
        floor.Declare(2, AgentStatus.Available);
        floor.Pass(1);
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Contains(AcdAlert.Rona, floor.Alerts);
        var agent = floor.AgentOf(1);
        Assert.Equal((AgentStatus.OnBreak, "RONA", floor.Now), (agent.Status, agent.Reason, agent.StatusSince));
        Assert.Contains(floor.Of<AcdEffect.AgentChanged>(), c => c is { Status: AgentStatus.OnBreak, Reason: "RONA" });
        Assert.Equal(["a→2"], floor.Offers);
    }

    [Fact]
    public void The_last_agent_of_a_queue_stays_available_and_somebody_is_told()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        floor.Pass(5);
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Equal([AcdAlert.RonaLastAgent], floor.Alerts);
        Assert.Equal(AgentStatus.Available, floor.AgentOf(1).Status);
        floor.Pass(5);
        Assert.Equal(["a→1"], floor.Offers);
    }

    [Theory]
    [InlineData(OfferFailure.Busy)]
    [InlineData(OfferFailure.Declined)]
    [InlineData(OfferFailure.Unregistered)]
    [InlineData(OfferFailure.Failed)]
    public void Other_failures_are_not_counted_as_unanswered(OfferFailure failure)
    {
        var floor = Floor.With(2, q => q with
        {
            MaxNoAnswer = 1,
            Delays = new() { Busy = default, Declined = default, Unregistered = default, Failed = default },
        });
        floor.Enter("a");
        for (var n = 0; n < 10; n++)
        {
            floor.Fail(floor.OfferOf("a")!.Value, failure);
        }

        Assert.All(floor.Snapshot.Agents, a => Assert.Equal(AgentStatus.Available, a.Status));
    }

    [Fact]
    public void A_conversation_between_two_unanswered_offers_starts_the_count_anew()
    {
        var floor = Floor.With(2, q => q with
        {
            Strategy = Configuration.DistributionStrategy.SequentiallyByOrder,
            WrapUpTime = default,
            Delays = new() { NoAnswer = default },
        });
        floor.Enter("a");
        floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        Assert.Equal(["a→1"], floor.Offers);
        floor.Talk("a");
        floor.End("a");
        floor.Enter("b");
        floor.Fail(floor.OfferOf("b")!.Value, OfferFailure.NoAnswer);
        Assert.Equal(AgentStatus.Available, floor.AgentOf(1).Status);
        floor.Fail(floor.OfferOf("b")!.Value, OfferFailure.NoAnswer);
        Assert.Equal(AgentStatus.OnBreak, floor.AgentOf(1).Status);
    }

    [Fact]
    public void Zero_unanswered_offers_means_never()
    {
        var floor = Floor.With(2, q => q with { MaxNoAnswer = 0, Delays = new() { NoAnswer = default } });
        floor.Enter("a");
        for (var n = 0; n < 20; n++)
        {
            floor.Fail(floor.OfferOf("a")!.Value, OfferFailure.NoAnswer);
        }

        Assert.DoesNotContain(floor.All, e => e is AcdEffect.Alert);
    }

    // ---- wrap-up

    [Fact]
    public void Wrap_up_is_a_state_with_a_deadline()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.Enter("b");
        floor.End("a");
        Assert.Equal((AgentState.WrapUp, floor.Now.AddSeconds(10)), (floor.AgentOf(1).State, floor.AgentOf(1).WrapUpUntil));
        floor.Pass(9.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["b→1"], floor.Offers);
        Assert.Null(floor.AgentOf(1).WrapUpUntil);
    }

    [Fact]
    public void Wrap_up_can_be_ended_early_and_switched_off()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.End("a");
        floor.Apply(new AcdEvent.EndWrapUp(Floor.Agent(1)));
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);

        var off = Floor.With(1, q => q with { WrapUpTime = default });
        off.Enter("a");
        off.Talk("a");
        off.End("a");
        Assert.Equal(AgentState.Waiting, off.AgentOf(1).State);
    }

    [Fact]
    public void The_agents_own_wrap_up_time_goes_before_the_queues()
    {
        var floor = new Floor(new()
        {
            Queues = [new() { Id = Floor.Manado }],
            Agents = [new() { Id = Floor.Agent(1), WrapUpTime = TimeSpan.FromSeconds(30) }],
            Tiers = [new(Floor.Manado, Floor.Agent(1))],
        });
        floor.Staff(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(floor.Now.AddSeconds(30), floor.AgentOf(1).WrapUpUntil);
    }

    [Fact]
    public void A_break_declared_in_wrap_up_begins_after_it_and_logging_out_ends_it()
    {
        var floor = Floor.With(1);
        floor.Enter("a");
        floor.Talk("a");
        floor.End("a");
        floor.Declare(1, AgentStatus.OnBreak);
        Assert.Equal(AgentState.WrapUp, floor.AgentOf(1).State);
        floor.Declare(1, AgentStatus.LoggedOut);
        Assert.Equal(AgentState.Idle, floor.AgentOf(1).State);
        Assert.DoesNotContain(floor.Timers, t => t is AcdTimer.WrapUp);
    }
}
