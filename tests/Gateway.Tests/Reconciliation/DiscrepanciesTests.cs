using System.Collections.Frozen;
using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Reconciliation;
using Gateway.Sip;

namespace Gateway.Tests.Reconciliation;

public sealed class DiscrepanciesTests
{
    private static readonly CallId Call = new("A");
    private static readonly DateTimeOffset At = new(2026, 8, 17, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CallPhase.Waiting, AcdCallPhase.Waiting)]
    [InlineData(CallPhase.Offered, AcdCallPhase.Offered)]
    [InlineData(CallPhase.Bridged, AcdCallPhase.Connected)]
    public void Owners_that_agree_differ_in_nothing(CallPhase phase, AcdCallPhase acd) => Assert.Empty(Find(phase, Actor(phase), acd));

    [Fact]
    public void A_call_that_is_admitted_or_over_needs_no_place_in_the_acd()
    {
        Assert.Empty(Find(CallPhase.Admitting, Actor(CallPhase.Admitting), null));
        Assert.Empty(Find(CallPhase.Ended, Actor(CallPhase.Ended), null));
    }

    [Fact]
    public void Each_owner_that_disagrees_is_named()
    {
        Assert.Equal([DiscrepancyKind.JournalWithoutActor], Find(CallPhase.Waiting, null, null));
        Assert.Equal([DiscrepancyKind.ActorWithoutJournal], Find(null, Actor(CallPhase.Waiting), AcdCallPhase.Waiting));
        Assert.Equal([DiscrepancyKind.AcdWithoutActor], Find(null, null, AcdCallPhase.Connected));
        Assert.Equal([DiscrepancyKind.JournalPhase], Find(CallPhase.Offered, Actor(CallPhase.Bridged), AcdCallPhase.Connected));
        Assert.Equal([DiscrepancyKind.AcdPhase], Find(CallPhase.Waiting, Actor(CallPhase.Waiting), null));
        Assert.Equal([DiscrepancyKind.AcdPhase], Find(CallPhase.Ended, Actor(CallPhase.Ended), AcdCallPhase.Waiting));
        Assert.Equal([DiscrepancyKind.CallWithoutDialog], Find(CallPhase.Waiting, Actor(CallPhase.Waiting), AcdCallPhase.Waiting, isOpen: false));
    }

    [Fact]
    public void Two_moments_of_a_call_that_were_both_met_in_flight_are_two_discrepancies()
    {
        var first = Discrepancies.Find(Journal(CallPhase.Offered), [Actor(CallPhase.Offered)], Acd(AcdCallPhase.Waiting), _ => true, _ => true);
        var later = Actor(CallPhase.Offered) with { PhaseSince = At.AddSeconds(2) };
        var second = Discrepancies.Find(Journal(CallPhase.Offered), [later], Acd(AcdCallPhase.Waiting), _ => true, _ => true);
        Assert.Single(first);
        Assert.Single(second);
        Assert.DoesNotContain(second, first.Contains);
    }

    [Fact]
    public void Pain06_An_agent_whom_the_acd_holds_in_a_call_that_knows_nothing_of_it_is_freed_and_the_caller_offered_again()
    {
        foreach (var phase in new[] { AcdCallPhase.Offered, AcdCallPhase.Connected })
        {
            var held = Acd(phase);
            held = held with { Calls = [held.Calls[0] with { Offer = new OfferId(7), Agent = new AgentId("2001") }] };
            var found = Assert.Single(
                Discrepancies.Find(Journal(CallPhase.Waiting), [Actor(CallPhase.Waiting)], held, _ => true, _ => true));
            Assert.Equal(DiscrepancyKind.AcdPhase, found.Kind);
            Assert.Equal(
                ("agent_stuck", new AcdEvent.OfferFailed(new OfferId(7), OfferFailure.Lost)),
                Discrepancies.Repair(found, [Actor(CallPhase.Waiting)], held, _ => true));
        }
    }

    [Fact]
    public void What_the_acd_holds_of_calls_that_are_over_is_let_go_and_two_who_talk_are_not_parted()
    {
        (string, AcdEvent)? Repaired(DiscrepancyKind kind, CallPhase? actor, AcdCallPhase acd) =>
            Discrepancies.Repair(new Discrepancy(Call, kind), actor is { } phase ? [Actor(phase)] : [], Acd(acd), _ => true);

        Assert.Equal(("acd_without_actor", new AcdEvent.LeaveQueue(Call)), Repaired(DiscrepancyKind.AcdWithoutActor, null, AcdCallPhase.Connected));
        Assert.Equal(("acd_after_end", new AcdEvent.LeaveQueue(Call)), Repaired(DiscrepancyKind.AcdPhase, CallPhase.Ended, AcdCallPhase.Waiting));
        Assert.Null(Repaired(DiscrepancyKind.AcdPhase, CallPhase.Bridged, AcdCallPhase.Waiting));
        Assert.Null(Repaired(DiscrepancyKind.JournalPhase, CallPhase.Bridged, AcdCallPhase.Connected));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_registrar_knows_better_than_the_acd_who_has_a_phone(bool hasPhone)
    {
        var agent = new AgentId("2001");
        var acd = Acd(null) with { Agents = [Agent(agent, !hasPhone)] };
        var found = Assert.Single(Discrepancies.Find(Journal(null), [], acd, _ => true, _ => hasPhone));
        Assert.Equal((DiscrepancyKind.AgentReachability, agent), (found.Kind, found.Agent));
        Assert.Equal(("agent_reachability", new AcdEvent.SetReachable(agent, hasPhone)), Discrepancies.Repair(found, [], acd, _ => hasPhone));
        Assert.Empty(Discrepancies.Find(Journal(null), [], acd with { Agents = [Agent(agent, hasPhone)] }, _ => true, _ => hasPhone));
    }

    private static AgentSnapshot Agent(AgentId id, bool reachable) => new()
    {
        Agent = id,
        Status = AgentStatus.Available,
        Reason = "",
        StatusSince = At,
        State = AgentState.Idle,
        StateSince = At,
        Cause = IdleCause.NotReachable,
        Reachable = reachable,
        Call = null,
        Offer = null,
        WrapUpUntil = null,
        CallsHandled = 0,
        Queues = [],
    };

    private static IEnumerable<DiscrepancyKind> Find(CallPhase? journal, CallSummary? actor, AcdCallPhase? acd, bool isOpen = true) =>
        Discrepancies.Find(Journal(journal), actor is null ? [] : [actor], Acd(acd), _ => isOpen, _ => true).Select(d => d.Kind);

    private static Dictionary<CallId, CallPhase> Journal(CallPhase? phase) => phase is { } known ? new() { [Call] = known } : [];

    private static CallSummary Actor(CallPhase phase) =>
        new(Call, phase, At, At, null, null, null, null, null, "trunk", null, new UsageId(1));

    private static AcdSnapshot Acd(AcdCallPhase? phase)
    {
        var queue = new QueueId("71.71/darurat");
        return new AcdSnapshot
        {
            At = At,
            ConfigurationVersion = 1,
            Queues = [],
            Agents = [],
            Calls = phase is { } known ? [new CallSnapshot(Call, queue, [queue], known, At, 1, null, null)] : [],
            Ignored = FrozenDictionary<IgnoredReason, long>.Empty,
            Stalls = 0,
        };
    }
}
