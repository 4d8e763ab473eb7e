namespace Gateway.Acd.Configuration;

/// <summary>One agent.</summary>
public sealed record AgentOptions
{
    public required AgentId Id { get; init; }

    /// <summary>Goes before <see cref="QueueOptions.WrapUpTime"/> when set; zero: none.</summary>
    public TimeSpan? WrapUpTime { get; init; }

    /// <summary>Skills and their levels, 1 to 100; languages are skills named by their tag ("en", "tnt").</summary>
    public IReadOnlyDictionary<string, int> Skills { get; init; } = new Dictionary<string, int>();

    /// <summary>Until the agent declares one or one is restored.</summary>
    public AgentStatus InitialStatus { get; init; } = AgentStatus.LoggedOut;
}

/// <summary>An agent works for a queue (mod_callcenter's tier).</summary>
/// <param name="Level">Lower levels are asked first; see <see cref="QueueOptions.TierWait"/>.</param>
/// <param name="Position">Decides among agents that the strategy finds equal.</param>
public sealed record Tier(QueueId Queue, AgentId Agent, int Level = 0, int Position = 0);
