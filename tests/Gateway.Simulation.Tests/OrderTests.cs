using Gateway.Calls.Journal;

namespace Gateway.Simulation.Tests;

public sealed class OrderTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Equal_callers_are_answered_in_the_order_of_their_arrival(int seed)
    {
        using var world = new SimulatedWorld(new WorldOptions(seed, Calm: true) { Agents = 3 });
        world.Run();
        var arrived = Order<CallReceived>(world);
        output.WriteLine($"seed {seed}: {string.Join(' ', arrived)}");
        Assert.Equal(50, arrived.Count);
        Assert.Equal(arrived, Order<OfferMade>(world));
        Assert.Equal(arrived, Order<Connect>(world));
        Assert.Equal(arrived, Order<CompleteAgent>(world));
    }

    private static List<string> Order<T>(SimulatedWorld world) =>
        [.. new WorldInvariants(world).Events().Where(e => e.Read()?.Payload is T).Select(e => e.Call!.Value.Value)];
}
