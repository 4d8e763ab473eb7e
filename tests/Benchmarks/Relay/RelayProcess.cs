using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.Relay;

/// <summary>A relay in a process of its own, with its calls open.</summary>
internal interface IRelay : IAsyncDisposable
{
    int ProcessId { get; }

    IReadOnlyList<RelayPorts> Calls { get; }
}

/// <summary>A relay that prints "caller agent" ports per call, then "ready".</summary>
internal sealed class RelayProcess : IRelay
{
    private readonly Process _process;

    private RelayProcess(Process process, IReadOnlyList<RelayPorts> calls)
    {
        _process = process;
        Calls = calls;
    }

    public int ProcessId => _process.Id;

    public IReadOnlyList<RelayPorts> Calls { get; }

    public static async Task<IRelay> StartAsync(string program, params IEnumerable<string> arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var calls = new List<RelayPorts>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
            {
                return new RelayProcess(process, calls);
            }

            var ports = line.Split(' ');
            calls.Add(new RelayPorts(int.Parse(ports[0], CultureInfo.InvariantCulture), int.Parse(ports[1], CultureInfo.InvariantCulture)));
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode} before it was ready");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        if (Path.GetFileName(_process.StartInfo.FileName) == "relay")
        {
            _process.Kill();
        }

        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
