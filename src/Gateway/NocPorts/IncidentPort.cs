using Gateway.Screening;
using Gateway.Web.Ports;

namespace Gateway.NocPorts;

/// <summary>Supervisors' acts on incidents, posted to the screening desk and answered by it.</summary>
internal sealed class IncidentPort(ScreeningDesk desk, TimeProvider time) : IIncidents
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    public async ValueTask<int?> AcknowledgeAsync(string incident, string by, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Acknowledge(incident, by, told => answer.TrySetResult(told));
        return await answer.Task.WaitAsync(Deadline, time, cancellation);
    }
}
