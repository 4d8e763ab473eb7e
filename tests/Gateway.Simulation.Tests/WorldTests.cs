using System.Diagnostics;
using Gateway.Calls;
using Gateway.Calls.Records;

namespace Gateway.Simulation.Tests;

/// <summary>
/// The whole gateway under random callers, agents and networks. A failing seed is run again, alone, by
/// <c>dotnet run --project tests/Gateway.Simulation.Host -c Release -- SEED WORLD</c>.
/// </summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fifty_callers_and_five_agents_on_lossy_networks_break_no_invariant(int seed) =>
        Assert.Equal(50, Run(seed, "plain").Count);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Killed_and_started_again_it_owes_every_call_one_ending_and_its_recording(int seed)
    {
        var records = Run(seed, "kill");
        var lost = records.Where(r => r.Outcome == CallOutcome.SystemLost).ToList();
        Assert.NotEmpty(lost);
        Assert.Contains(records, r => r.Recordings is [{ Salvaged: true }, { Salvaged: false }]);
        var callbacks = lost.Aggregate(CallbackList.Empty, (list, record) => list.Apply(record)).Entries.SelectMany(e => e.Calls);
        Assert.Equal(lost.Select(r => r.Call.Value).Order(), callbacks.Select(c => c.Value).Order());
    }

    [Fact]
    public void Sealed_recordings_are_whole_and_open_also_those_that_a_kill_cut()
    {
        var records = Run(3, "sealed");
        Assert.Contains(records, r => r.Recordings is [{ Salvaged: true }, { Salvaged: false }]);
        Assert.All(records.SelectMany(r => r.Recordings), r => Assert.EndsWith(".wav.sealed", r.Path, StringComparison.Ordinal));
    }

    /// <summary>The invariants say that nobody who had been answered was lost; here that there were such callers, also twice in a row.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pain15_callers_who_had_been_answered_are_kept_over_six_kills_and_are_served_by_an_agent(int seed)
    {
        var kept = Run(seed, "kills").Where(r => r.Interruptions > 0 && r.Outcome == CallOutcome.Answered).ToList();
        Assert.True(kept.Count > 5, $"{kept.Count} kept");
        Assert.Contains(kept, r => r.Interruptions > 1);
        Assert.All(kept, r => Assert.Equal(r.Interruptions + 1, r.Recordings.Count));
        Assert.Contains(kept, r => r.Offers.Any(o => o is { Result: "interrupted", ConnectedAfter: not null }) && r.Offers[^1].Result == "completed_agent");
    }

    [Fact]
    public void Told_to_end_it_tells_every_call() =>
        Assert.Contains(Run(3, "shutdown"), r => r.Outcome == CallOutcome.SystemLost);

    [Fact]
    public void A_recording_disk_that_fails_again_and_again_ends_no_call() =>
        Assert.Contains(Run(4, "disk"), r => r.RecordingTrouble.Count > 0);

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Every_fifth_message_lost_and_doubled_and_all_of_them_in_disorder_ends_no_call(int seed) =>
        Assert.Equal(50, Run(seed, "storm").Count);

    [Theory]
    [InlineData(1, "ring-all")]
    [InlineData(2, "ring-all")]
    [InlineData(3, "ring-progressively")]
    [InlineData(4, "ring-storm")]
    public void Pain01_Several_phones_that_ring_for_one_caller_give_exactly_one_winner(int seed, string world)
    {
        var records = Run(seed, world);
        var several = records.Count(r => r.Offers.Zip(r.Offers.Skip(1)).Any(p => p.Second.MadeAfter < p.First.EndedAfter));
        Assert.True(several > 2, $"only {several} callers rang several phones at once");
        foreach (var talks in records.Select(r => r.Offers.Where(o => o.ConnectedAfter is not null).ToList()))
        {
            Assert.All(talks.Zip(talks.Skip(1)), p => Assert.True(p.First.EndedAfter <= p.Second.ConnectedAfter));
        }
    }

    [Fact]
    public void Callers_whose_network_dies_are_noticed() =>
        Assert.Contains(Run(7, "dying"), r => r.Outcome == CallOutcome.CallerLegLost);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void A_turn_that_throws_ends_its_own_call_only_and_leaves_a_record(int seed)
    {
        var records = Run(seed, "defects");
        Assert.Contains(records, r => r.Outcome == CallOutcome.SystemLost);
        Assert.Contains(records, r => r.Outcome == CallOutcome.Answered);
    }

    [Fact]
    public void Too_few_ports_refuse_callers_and_lose_none_who_were_taken() =>
        Assert.Contains(Run(2, "ports"), r => r is { Outcome: CallOutcome.Refused, RefusedWith: 503 });

    /// <summary>
    /// Small worlds with kills, failing disks, defects, shutdowns, storms and every strategy as the seed draws them. Ten thousand:
    /// <c>dotnet run --project tests/Gateway.Simulation.Host -c Release -- 1-10000 mixed</c>.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(51)]
    [InlineData(101)]
    [InlineData(151)]
    public void Fifty_seeds_of_mixed_troubles_break_no_invariant(int first)
    {
        for (var seed = first; seed < first + 50; seed++)
        {
            using var world = new SimulatedWorld(WorldOptions.Parse(seed, "mixed")!);
            world.Run();
        }

        output.WriteLine($"seeds {first} to {first + 49} of mixed");
    }

    [Fact]
    public void Pain01_Two_phones_that_answer_at_once_race_for_a_thousand_callers_and_nobody_is_answered_twice()
    {
        var records = Run(1, "race");
        Assert.Equal(1000, records.Count(r => r.Outcome == CallOutcome.Answered));
        Assert.All(records, r => Assert.Equal(["canceled", "completed_caller"], r.Offers.Select(o => o.Result).Order()));
        Assert.All(records, r => Assert.Single(r.Offers, o => o.ConnectedAfter is not null));
        Assert.Equal(2, records.SelectMany(r => r.Offers).Where(o => o.ConnectedAfter is not null).Select(o => o.Agent).Distinct().Count());
    }

    private IReadOnlyList<CallRecord> Run(int seed, string name)
    {
        var started = Stopwatch.StartNew();
        using var world = new SimulatedWorld(WorldOptions.Parse(seed, name)!);
        world.Run();
        output.WriteLine($"seed {seed} {name}: {WorldReport.Of(world, started.Elapsed)}, figures compared {world.Figures.Comparisons} times");
        Assert.True(world.Figures.Comparisons > 5 + world.Options.KilledAt.Count, $"figures were compared {world.Figures.Comparisons} times only");
        return new WorldInvariants(world).Records();
    }
}
