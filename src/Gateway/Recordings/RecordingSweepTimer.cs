using Gateway.Operations;

namespace Gateway.Recordings;

/// <summary>Runs the sweep of recordings once a minute, and every second while there is more to erase.</summary>
internal sealed class RecordingSweepTimer(RecordingSweep sweep, AlarmBoard alarms, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pass() ? Breath : Period, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    /// <summary>One pass; never throws.</summary>
    private bool Pass()
    {
        try
        {
            return sweep.Pass();
        }
#pragma warning disable CA1031 // A disk that says no today may say yes in a minute.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            alarms.Raise(
                "recordings_not_erased", AlarmSeverity.Warning,
                $"recordings whose time is over could not be erased, the next try is in a minute: {fault.Message}");
            return false;
        }
    }
}
