using Gateway.Acd;

namespace Gateway.Storage.State;

/// <summary>
/// Bindings, agent statuses and declared service states: what must outlive a restart and is nobody's history. Thread-safe. Writing never blocks and never throws:
/// the last word for a key wins, and reaches the disk soon after.
/// </summary>
public interface IStateStore : IDisposable
{
    /// <summary>Keeps a binding in place of the one with the same address of record and contact.</summary>
    void SaveBinding(StoredBinding binding);

    void RemoveBinding(string aor, string contact);

    /// <summary>Removes every binding of an address of record (<c>Contact: *</c>).</summary>
    void RemoveBindings(string aor);

    /// <summary>What was saved and has not expired, in order of address of record and contact; what has expired is forgotten.</summary>
    IReadOnlyList<StoredBinding> LoadBindings(DateTimeOffset now);

    void SaveStatus(StoredAgentStatus status);

    void RemoveStatus(AgentId agent);

    /// <summary>Every agent's last declared status, in order of agent.</summary>
    IReadOnlyList<StoredAgentStatus> LoadStatuses();

    void SaveServiceState(StoredServiceState state);

    /// <summary>The centre is left to its hours again.</summary>
    void RemoveServiceState(string centre);

    /// <summary>Every centre that is declared, in order of centre.</summary>
    IReadOnlyList<StoredServiceState> LoadServiceStates();
}
