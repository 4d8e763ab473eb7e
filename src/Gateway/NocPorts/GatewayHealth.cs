using Gateway.Calls.Journal;
using Gateway.Composition;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Live: every loop turns. Ready: new calls may come here.</summary>
internal sealed class GatewayHealth(GatewayRuntime runtime, IJournal journal, TimeProvider time) : IGatewayHealth
{
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private long _lastPasses = -1;
    private long _changedAt = time.GetTimestamp();

    public IReadOnlyList<HealthCheck> Live()
    {
        // The reconciler's pass goes through the service loop and the ACD: while it counts on, they turn.
        lock (_lock)
        {
            var passes = runtime.Reconciler.Passes;
            if (passes != _lastPasses)
            {
                _lastPasses = passes;
                _changedAt = time.GetTimestamp();
            }

            var still = time.GetElapsedTime(_changedAt);
            return [still < Stuck ? new HealthCheck("loops", true) : new HealthCheck("loops", false, $"no reconciler pass for {still.TotalSeconds:0} s")];
        }
    }

    public IReadOnlyList<HealthCheck> Ready()
    {
        var statistics = journal.Statistics;
        return
        [
            statistics.Failing ? new HealthCheck("journal", false, "the last commit failed, it is being retried") : new HealthCheck("journal", true),
            runtime.TakesCalls ? new HealthCheck("admission", true) : new HealthCheck("admission", false, "draining; new calls take the alternate route"),
            new HealthCheck("sip", runtime.Sip.Transports.Count > 0, $"{runtime.Sip.Transports.Count} listeners"),
        ];
    }
}
