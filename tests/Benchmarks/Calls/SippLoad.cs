using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Gateway.Benchmarks.Calls;

/// <summary>What the callers' SIPp saw; times from INVITE to 200, in ms.</summary>
internal sealed record SippResult(int Calls, int Failed, int Retransmissions, double P50, double P99)
{
    public bool IsClean => Failed == 0 && Retransmissions == 0;
}

/// <summary>SIPp as load: no traces of messages, figures from its statistics.</summary>
internal sealed class SippLoad : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sipp-load-").FullName;
    private readonly Process _process;
    private readonly Task _output;

    private SippLoad(string scenario, IPEndPoint target, int port, MediaSink sink, IEnumerable<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo("sipp", [
            $"{target}", "-sf", Path.Combine(AppContext.BaseDirectory, "Calls", scenario + ".xml"), "-i", "127.0.0.1", "-p", $"{port}", "-nostdin",
            "-key", "sink", $"{sink.Ports.RtpPort}", "-l", "20000", "-trace_stat", "-stf", Path.Combine(_folder, "statistics.csv"), "-fd", "1", .. arguments,
        ])
        { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        _output = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>All agents behind one port, until disposed.</summary>
    public static SippLoad Agents(int port, MediaSink sink) => new("agents", new IPEndPoint(IPAddress.Loopback, 9), port, sink, []);

    /// <summary>Calls at a steady rate; returns when the last has ended.</summary>
    /// <exception cref="TimeoutException">They did not end a minute after the last should have.</exception>
    public static async Task<SippResult> CallAsync(IPEndPoint target, int port, MediaSink sink, int rate, int seconds)
    {
        var calls = rate * seconds;
        await using var load = new SippLoad("callers", target, port, sink, ["-r", $"{rate}", "-m", $"{calls}", "-trace_rtt", "-rtt_freq", "1"]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds + 60));
        try
        {
            await load._process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"SIPp's {calls} calls at {rate}/s did not end");
        }

        return load.Result(calls);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        await _output;
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private SippResult Result(int calls)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, "statistics.csv"));
        var heads = lines[0].Split(';');
        var last = lines[^1].Split(';');
        int Of(string head) => int.Parse(last[Array.IndexOf(heads, head)], CultureInfo.InvariantCulture);
        double[] times = [.. Directory.GetFiles(_folder, "*_rtt.csv")
            .SelectMany(f => File.ReadLines(f).Skip(1))
            .Select(l => double.Parse(l.Split(';')[1], CultureInfo.InvariantCulture))
            .Order()];
        double Part(double share) => times.Length == 0 ? double.NaN : times[(int)Math.Min(times.Length - 1, share * times.Length)];
        return new SippResult(calls, calls - Of("SuccessfulCall(C)"), Of("Retransmissions(C)"), Part(0.5), Part(0.99));
    }
}
