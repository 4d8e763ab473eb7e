using System.CommandLine;
using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Commands.Demo;

/// <summary><c>demo</c>: a whole 112 service on loopback, with calls that show what it does.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var stay = new Option<bool>("--stay") { Description = "Keeps the service and its agents running, with the page open, until Ctrl+C." };
        var command = new Command(
            "demo", "Runs a whole 112 service on loopback with simulated callers and agents and real audio; shows what happens. Exit 1 if anything went wrong.")
        {
            stay,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(stay), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool stay, CancellationToken cancellation)
    {
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
                screen.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"\nStays until Ctrl+C. Page: {run.Url} . The agents go on answering: call sip:112@{run.TrunkSide} with a SIP phone on this machine."));
                await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
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
}
