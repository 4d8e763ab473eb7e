using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>Agents call each other: whoever is in such a call is offered nothing, and one of them may take the caller over.</summary>
public sealed class AgentCallTests
{
    private static readonly AgentCallId Own = new(1);

    [Fact]
    public void Both_agents_of_a_call_of_their_own_are_offered_nothing_until_it_is_released()
    {
        var floor = Floor.With(2);
        Assert.Null(Assert.Single(Claim(floor, 1, 2).OfType<AcdEffect.Claimed>()).During);
        floor.Enter("a");
        Assert.Empty(floor.All.OfType<AcdEffect.Offer>());
        Assert.All([1, 2], n => Assert.Equal(IdleCause.BusyElsewhere, floor.AgentOf(n).Cause));
        Assert.Single(floor.Apply(new AcdEvent.ReleaseClaim(Own)).OfType<AcdEffect.Offer>());
    }

    [Fact]
    public void A_queue_whose_agents_consult_each_other_is_still_staffed()
    {
        var floor = Floor.With(2);
        Claim(floor, 1, 2);
        Assert.Equal(2, floor.QueueOf(Floor.Manado).StaffedAgents);
    }

    [Fact]
    public void An_agent_who_is_offered_a_caller_or_talks_is_not_dialled()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var busy = int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        Assert.Equal(ClaimRefusal.Busy, Refused(Claim(floor, 3 - busy, busy)));
        floor.Talk("a");
        Assert.Equal(ClaimRefusal.Busy, Refused(Claim(floor, 3 - busy, busy)));
    }

    [Fact]
    public void An_agent_at_whom_a_caller_rings_does_not_dial_and_one_who_talks_does()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var busy = int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        Assert.Equal(ClaimRefusal.CallerFirst, Refused(Claim(floor, busy, 3 - busy)));
        floor.Talk("a");
        Assert.Equal(Floor.Call("a"), Assert.Single(Claim(floor, busy, 3 - busy).OfType<AcdEffect.Claimed>()).During);
        Assert.Equal(AgentState.InCall, floor.AgentOf(busy).State);
    }

    [Fact]
    public void One_call_of_the_own_at_a_time_and_nobody_dials_an_unknown_agent_or_the_own_phone()
    {
        var floor = Floor.With(3);
        Claim(floor, 1, 2);
        Assert.Equal(ClaimRefusal.Busy, Refused(Claim(floor, 3, 2, call: 2)));
        Assert.Equal(ClaimRefusal.CallerFirst, Refused(Claim(floor, 1, 3, call: 3)));
        Assert.Equal(ClaimRefusal.Unknown, Refused(Claim(floor, 3, 9, call: 4)));
        Assert.Equal(ClaimRefusal.Unknown, Refused(Claim(floor, 3, 3, call: 5)));
        Assert.Equal(ClaimRefusal.Unknown, Refused(Claim(floor, 3, null, call: 1)));
    }

    [Fact]
    public void A_claim_that_nobody_renews_ends_by_itself_with_an_alert()
    {
        var floor = Floor.With(2);
        Claim(floor, 1, 2);
        floor.Pass(60);
        floor.Apply(new AcdEvent.RenewClaim(Own));
        floor.Pass(60);
        Assert.Empty(floor.Alerts);
        floor.Pass(31);
        Assert.Equal([AcdAlert.LeaseExpired], floor.Alerts);
        Assert.All([1, 2], n => Assert.Equal(AgentState.Waiting, floor.AgentOf(n).State));
    }

    [Fact]
    public void The_dialled_agent_takes_the_caller_over_in_one_turn_and_the_other_goes_to_wrap_up()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var from = floor.Talk("a");
        var first = int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        var claimed = Assert.Single(Claim(floor, first, 3 - first).OfType<AcdEffect.Claimed>());
        var handed = Assert.Single(floor.Apply(new AcdEvent.HandOver(Floor.Call("a"), from, Own)).OfType<AcdEffect.HandedOver>());
        Assert.Equal((from, claimed.OfferId, Floor.Agent(3 - first), Floor.Manado), (handed.OfferId, handed.Next, handed.Agent, handed.Queue));
        Assert.Equal((AgentState.WrapUp, AgentState.InCall), (floor.AgentOf(first).State, floor.AgentOf(3 - first).State));
        Assert.DoesNotContain(floor.Of<AcdEffect.AgentChanged>(), c => c.State == AgentState.Waiting);
        Assert.Single(floor.All.OfType<AcdEffect.Connected>());
        floor.Fail(handed.Next, OfferFailure.Lost);
        Assert.Equal(1, floor.CallOf("a").Position);
    }

    [Fact]
    public void A_caller_who_rings_at_one_agent_is_picked_up_by_another_who_has_the_offer_from_then_on()
    {
        var floor = Floor.With(1);
        floor.Enter("a", age: 30);
        var rings = floor.OfferOf("a")!.Value;
        floor.Apply(new AcdEvent.OfferRinging(rings));
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Agents = [.. floor.Configuration.Agents, new AgentOptions { Id = Floor.Agent(2) }] }));
        floor.Apply(new AcdEvent.Claim(Own, null, Floor.Agent(2)));
        var effects = floor.Apply(new AcdEvent.PickUp(Floor.Call("a"), rings, Own));
        Assert.Equal((rings, WithdrawReason.AnsweredElsewhere), effects.OfType<AcdEffect.WithdrawOffer>().Select(w => (w.Id, w.Reason)).Single());
        var offer = Assert.Single(effects.OfType<AcdEffect.Offer>());
        Assert.Equal((Floor.Agent(2), Own), (offer.Agent, offer.PickedUp!.Value));
        Assert.Equal(AgentState.Waiting, floor.AgentOf(1).State);
        floor.Talk("a");
        Assert.Equal(AgentState.InCall, floor.AgentOf(2).State);
        floor.Fail(offer.Id, OfferFailure.Lost);
        Assert.Equal(Floor.Agent(1), floor.CallOf("a").Agent);
    }

    [Fact]
    public void An_offer_that_is_answered_or_over_is_not_picked_up()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var offer = floor.Talk("a");
        var free = 3 - int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        floor.Apply(new AcdEvent.Claim(Own, null, Floor.Agent(free)));
        Assert.Equal(ClaimRefusal.Gone, Refused(floor.Apply(new AcdEvent.PickUp(Floor.Call("a"), offer, Own))));
        Assert.Equal(ClaimRefusal.Gone, Refused(floor.Apply(new AcdEvent.PickUp(Floor.Call("a"), new OfferId(777), Own))));
        Assert.Equal(IdleCause.BusyElsewhere, floor.AgentOf(free).Cause);
    }

    [Fact]
    public void A_supervisor_whom_nobody_dialled_takes_a_conversation_over()
    {
        var floor = Floor.With(2);
        floor.Enter("a");
        var offer = floor.Talk("a");
        var first = int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        floor.Apply(new AcdEvent.Claim(Own, null, Floor.Agent(3 - first)));
        Assert.Equal(Floor.Agent(3 - first), Assert.Single(floor.Apply(new AcdEvent.HandOver(Floor.Call("a"), offer, Own)).OfType<AcdEffect.HandedOver>()).Agent);
        Assert.Equal((AgentState.WrapUp, AgentState.InCall), (floor.AgentOf(first).State, floor.AgentOf(3 - first).State));
    }

    [Fact]
    public void Who_is_not_claimed_by_this_call_takes_nothing_over()
    {
        var floor = Floor.With(3);
        floor.Enter("a");
        var from = floor.Talk("a");
        var first = int.Parse(floor.CallOf("a").Agent!.Value.Value, null);
        var others = new[] { 1, 2, 3 }.Except([first]).ToArray();
        Assert.Equal(TransferRefusal.UnknownTarget, NotHanded(floor, from));
        Claim(floor, others[0], others[1]);
        Assert.Equal(TransferRefusal.UnknownTarget, NotHanded(floor, from));
        floor.End("a");
        Assert.Equal(TransferRefusal.NotConnected, NotHanded(floor, from));
    }

    private static TransferRefusal NotHanded(Floor floor, OfferId from) =>
        Assert.Single(floor.Apply(new AcdEvent.HandOver(Floor.Call("a"), from, Own)).OfType<AcdEffect.TransferRefused>()).Reason;

    private static ClaimRefusal Refused(IReadOnlyList<AcdEffect> effects) => Assert.Single(effects.OfType<AcdEffect.ClaimRefused>()).Reason;

    private static IReadOnlyList<AcdEffect> Claim(Floor floor, int from, int? to, long call = 1) =>
        floor.Apply(new AcdEvent.Claim(new AgentCallId(call), Floor.Agent(from), to is { } n ? Floor.Agent(n) : null));
}
