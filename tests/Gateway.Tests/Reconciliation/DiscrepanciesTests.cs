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
        var first = Discrepancies.Find(Journal(CallPhase.Offered), [Actor(CallPhase.Offered)], Acd(AcdCallPhase.Waiting), _ => true);
        var later = Actor(CallPhase.Offered) with { PhaseSince = At.AddSeconds(2) };
        var second = Discrepancies.Find(Journal(CallPhase.Offered), [later], Acd(AcdCallPhase.Waiting), _ => true);
        Assert.Single(first);
        Assert.Single(second);
        Assert.DoesNotContain(second, first.Contains);
    }

    private static IEnumerable<DiscrepancyKind> Find(CallPhase? journal, CallSummary? actor, AcdCallPhase? acd, bool isOpen = true) =>
        Discrepancies.Find(Journal(journal), actor is null ? [] : [actor], Acd(acd), _ => isOpen).Select(d => d.Kind);

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
