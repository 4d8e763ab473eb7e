using System.Diagnostics;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>Callers and phones with real audio: the program's own <c>simulate</c> as a process of its own.</summary>
internal sealed class Callers : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private Callers(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public static Callers Start(TestGateway gateway, IReadOnlyList<TestAgent> agents, int calls, double perSecond, int hold)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            Repository.GatewayProgram, "simulate", "--trunk", $"{gateway.TrunkUdp}", "--agents-at", $"{gateway.AgentUdp}",
            "--calls", $"{calls}", "--cps", $"{perSecond}", "--hold", $"{hold}", "--ring", "0", "--timeout", "170",
            .. agents.SelectMany(a => new[] { "--agent", $"{a.Id}:{a.Password}" }),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new Callers(Process.Start(start)!);
    }

    /// <summary>The summary that it printed, once it has ended.</summary>
    public async Task<string> FinishAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
        return await _output;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }
}
