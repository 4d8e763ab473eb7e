using Gateway.Web.Ports;
using Microsoft.Extensions.Logging;

namespace Gateway.Web.Live;

/// <summary>The last call records and the callback list, read at most once a second however many pages are open. Thread-safe.</summary>
internal sealed class RecentCalls(IRecordCatalog catalog, GatewayWebOptions options, TimeProvider time, ILogger<RecentCalls> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private volatile IReadOnlyList<CallRecordView> current = [];
    private volatile IReadOnlyList<CallbackView> callbacks = [];
    private volatile bool failed;
    private long lastStart = long.MinValue;
    private int running;

    /// <summary>Newest first; what was read last also while reading fails.</summary>
    public IReadOnlyList<CallRecordView> Current => current;

    /// <summary>Callers whom somebody should call back, most urgent first.</summary>
    public IReadOnlyList<CallbackView> Callbacks => callbacks;

    /// <summary>True while the last reading failed.</summary>
    public bool Failed => failed;

    /// <summary>Starts a reading unless one runs or has just been made. Completes when it is done; never throws.</summary>
    public async Task RefreshAsync()
    {
        if (Interlocked.Exchange(ref running, 1) == 1)
        {
            return;
        }

        try
        {
            if (lastStart != long.MinValue && time.GetElapsedTime(lastStart) < Interval)
            {
                return;
            }

            lastStart = time.GetTimestamp();
            using var limit = new CancellationTokenSource(Deadline, time);
            current = await catalog.LastAsync(new RecordQuery(options.LastCalls), limit.Token);
            callbacks = await catalog.CallbacksAsync(options.LastCalls, null, limit.Token);
            failed = false;
        }
        catch (Exception e)
        {
            if (!failed)
            {
                log.LogWarning(e, "The page cannot read call records");
            }

            failed = true;
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }
}
