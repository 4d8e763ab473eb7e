namespace Gateway.Web.Ports;

/// <summary>Checks of the process. Called at any rate from any thread, so cheap and never blocking.</summary>
public interface IGatewayHealth
{
    /// <summary>Fails only when a restart would help: a loop that no longer turns.</summary>
    IReadOnlyList<HealthCheck> Live();

    /// <summary>Fails while new calls should go elsewhere: starting, draining, no SIP listener, a journal that does not write.</summary>
    IReadOnlyList<HealthCheck> Ready();
}

/// <summary>One check.</summary>
/// <param name="Name">Stable name, e.g. "journal".</param>
/// <param name="Reason">What is wrong, or what was measured; no personal data, since health is open to all.</param>
public sealed record HealthCheck(string Name, bool Ok, string? Reason = null);
