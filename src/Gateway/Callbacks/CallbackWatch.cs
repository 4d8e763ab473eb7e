using Gateway.Calls.Records;
using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Storage.Records;

namespace Gateway.Callbacks;

/// <summary>Once a minute: entries that are too old leave the callback list, and the figures of the last 24 hours are made.</summary>
internal sealed class CallbackWatch(CallbackWork work, IRecordStore records, Func<CallbackOptions> options, AlarmBoard alarms, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Span = TimeSpan.FromHours(24);

    private volatile CallbackStatistics? _figures;

    /// <summary>Of callers lost in the last 24 hours; at most a minute old; null before the first.</summary>
    public CallbackStatistics? Figures => _figures;

    /// <summary>One pass; never throws.</summary>
    internal void Pass()
    {
        try
        {
            var now = time.GetUtcNow();
            work.Expire();
            _figures = records.CallbackStatistics(now - Span, now, now, levels: options().Levels);
        }
#pragma warning disable CA1031 // The disk of the records is in trouble: the next minute may be better.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            alarms.Raise("callbacks_behind", AlarmSeverity.Warning, $"the callback list could not be looked after, the next try is in a minute: {fault.Message}");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                Pass();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
