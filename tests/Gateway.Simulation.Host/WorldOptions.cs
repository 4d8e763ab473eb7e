using Gateway.Media.Engine.Virtual;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>What a world is like.</summary>
/// <param name="Calm">Nothing is lost, nobody fails, every caller waits: for tests of order.</param>
internal sealed record WorldOptions(int Seed, bool Calm = false)
{
    public int Callers { get; init; } = 50;

    /// <summary>At most five.</summary>
    public int Agents { get; init; } = 5;

    /// <summary>Callers whose machine dies in the middle.</summary>
    public int Vanishing { get; init; } = 2;

    public NetworkConditions Network { get; init; } =
        new(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(40), Loss: 0.05, Duplication: 0.03);

    public VirtualMediaConditions Media { get; init; } =
        new() { Latency = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(30), Loss = 0.02, Duplication = 0.01 };
}

/// <summary>Something that must hold does not; the message begins with the seed and the virtual time.</summary>
internal sealed class BrokenInvariantException(string message) : Exception(message);
