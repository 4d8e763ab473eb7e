using System.Diagnostics;

namespace Gateway.Simulation.Tests;

/// <summary>
/// The whole gateway under random callers, agents and networks. A failing seed is run again, alone, by
/// <c>dotnet run --project tests/Gateway.Simulation.Host -c Release -- SEED</c>.
/// </summary>
public sealed class WorldTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fifty_callers_and_five_agents_on_lossy_networks_break_no_invariant(int seed)
    {
        var started = Stopwatch.StartNew();
        using var world = new SimulatedWorld(new WorldOptions(seed));
        world.Run();
        output.WriteLine($"seed {seed}: {WorldReport.Of(world, started.Elapsed)}");
        Assert.Equal(50, new WorldInvariants(world).Records().Count);
    }
}
