using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Commands.Demo;

/// <summary><c>demo</c>: a whole 112 service on loopback, with calls that show what it does.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var stay = new Option<bool>("--stay")
        {
            Description = "Keeps the service and its agents running, with the page open, until Ctrl+C.",
        };
        var command = new Command(
            "demo",
            "Runs a whole 112 service on loopback with simulated callers and agents and real audio, and shows what happens. Exit 1 if "
            + "anything went wrong.")
        {
            stay,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(stay), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool stay, CancellationToken cancelled)
    {
        using var stop = new StopSignals(cancelled);
        var cancellation = stop.Token;

        // Not the caller's environment: the demo is the same everywhere.
        var (sample, errors) = ConfigurationReader.Read(DemoConfiguration.Sample, _ => null);
        if (sample is null)
        {
            foreach (var error in errors)
            {
                System.Console.Error.WriteLine(error);
            }

            return ConfigOption.Invalid;
        }

        var screen = DemoScreen.Create();
        await using var run = new DemoRun(sample, screen, TimeProvider.System);
        try
        {
            await run.StartAsync(cancellation);
            var wrong = await run.PlayAsync(cancellation);
            if (stay)
            {
                screen.Write($"\nStays until Ctrl+C; the agents go on answering. Page: {run.Url}");
                screen.Write($"Call it with any SIP phone on this machine: sip:112@{run.TrunkSide}");
                await UntilStopped(cancellation);
            }

            return wrong == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Write("[yellow]stopped[/]");
            return 1;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            screen.Write($"[red]{Spectre.Console.Markup.Escape(e.Message)}[/]");
            return 1;
        }
    }

    private static async Task UntilStopped(CancellationToken stop)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException)
        {
            // The signal.
        }
    }
}
