using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Globalization;
using Gateway.TestKit;
using Microsoft.Diagnostics.NETCore.Client;

namespace Gateway.Functional.Tests;

/// <summary>Reads a metric again and again beside a test, and keeps its highest value.</summary>
internal sealed class Gauge : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    public Gauge(TestGateway gateway, string metric, TimeSpan period)
    {
        _reading = Task.Run(async () =>
        {
            using var pace = new PeriodicTimer(period);
            try
            {
                while (await pace.WaitForNextTickAsync(_stop.Token))
                {
                    Highest = Math.Max(Highest, await gateway.MetricAsync(metric));
                    Reads++;
                }
            }
            catch (OperationCanceledException)
            {
                // The test is done.
            }
        });
    }

    public double Highest { get; private set; }

    public int Reads { get; private set; }

    /// <summary>CPU time of a process so far, user and kernel.</summary>
    public static TimeSpan Cpu(TestGateway gateway)
    {
        using var process = Process.GetProcessById(gateway.ProcessId);
        return process.TotalProcessorTime;
    }

    /// <summary>Megabytes that are still referenced: the process is asked for a full collection first.</summary>
    public static async Task<double> LiveMegabytesAsync(TestGateway gateway)
    {
        const long GCHeapCollect = 0x80_0000;
        var provider = new EventPipeProvider("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, GCHeapCollect);
        using (var session = await new DiagnosticsClient(gateway.ProcessId).StartEventPipeSessionAsync(provider, requestRundown: false, 16, CancellationToken.None))
        {
            var reading = session.EventStream.CopyToAsync(Stream.Null);
            await session.StopAsync(CancellationToken.None);
            await reading;
        }

        return await gateway.MetricAsync("dotnet_total_memory_bytes") / 1024 / 1024;
    }

    /// <summary>Resident megabytes of a process.</summary>
    public static double Megabytes(TestGateway gateway)
    {
        var line = File.ReadLines($"/proc/{gateway.ProcessId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Stops reading; throws what the reading threw.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_reading);
        _stop.Dispose();
    }
}
