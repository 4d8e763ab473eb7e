using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Simulator;
using Gateway.Simulator.Load;
using Gateway.Sip.Transport.Tls;
using Spectre.Console;

namespace Gateway.Commands;

/// <summary><c>simulate</c>: load on any gateway, from callers and, if wished, agents of its own.</summary>
internal static class SimulateCommand
{
    /// <summary>Calls at the same time for which RTP ports are looked for.</summary>
    private const int MostAtOnce = 3_000;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var options = new SimulateOptions();
        var command = new Command(
            "simulate",
            "Load generator: callers (and, with --agent, agents' phones) with real audio against any gateway. Exit 1 if a call failed.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Plan(parsed), () => options.Tls(parsed), AnsiConsole.Console, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LoadPlan plan, Func<TlsOptions?> tls, IAnsiConsole console, CancellationToken cancelled)
    {
        using var stop = new StopSignals(cancelled);
        try
        {
            var bind = LocalAddressTowards(plan.Trunk);
            var pool = RtpPorts.Pool(
                new MediaOptions(bind, null, 0, 0, 1, ""), Math.Min(MostAtOnce, plan.Calls + plan.Agents.Count), TimeProvider.System);
            using var host = new SimulatorHost(bind, pool, Voices.Library(LoadRun.VoiceHertz), tls(), plan.SessionExpires);
            var run = new LoadRun(plan, host, TimeProvider.System);
            if (await run.RegisterAsync(stop.Token) is { Count: > 0 } refused)
            {
                foreach (var line in refused)
                {
                    System.Console.Error.WriteLine(line);
                }

                System.Console.Error.WriteLine("No call was placed. Give --agents-at the gateway's agent side, and --agent what its agents.json says.");
                return 1;
            }

            var summary = await WatchAsync(run, plan, console, stop.Token);
            await run.UnregisterAsync();
            Show(summary, plan, console);
            return summary.Failed == 0 && summary.Calls == plan.Calls ? 0 : 1;
        }
        catch (CertificateException e)
        {
            System.Console.Error.WriteLine(e.Message);
            return 1;
        }
        catch (SocketException e)
        {
            System.Console.Error.WriteLine($"{plan.Trunk} cannot be reached from here: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
    }

    /// <summary>One live line in a terminal; elsewhere a plain one every ten seconds.</summary>
    private static async Task<LoadSummary> WatchAsync(LoadRun run, LoadPlan plan, IAnsiConsole console, CancellationToken stop)
    {
        var whole = run.RunAsync(stop);
        if (console.Profile.Capabilities.Interactive && !System.Console.IsOutputRedirected)
        {
            return await console.Status().StartAsync("placing calls", async context =>
            {
                while (!whole.IsCompleted)
                {
                    context.Status(Line(run.Progress, plan));
                    await Task.WhenAny(whole, Task.Delay(ProgressEvery, CancellationToken.None));
                }

                return await whole;
            });
        }

        for (var second = 1; !whole.IsCompleted; second++)
        {
            await Task.WhenAny(whole, Task.Delay(ProgressEvery, CancellationToken.None));
            if (second % 10 == 0 && !whole.IsCompleted)
            {
                System.Console.WriteLine(Line(run.Progress, plan));
            }
        }

        return await whole;
    }

    private static string Line(LoadProgress progress, LoadPlan plan)
    {
        var going = plan.Agents.Count == 0 ? $"{progress.Waiting} going on" : $"{progress.Waiting} waiting, {progress.Talking} talking";
        return $"{progress.Placed} of {plan.Calls} calls placed, {going}, {progress.Answered} well ended, {progress.Failed} failed";
    }

    internal static void Show(LoadSummary summary, LoadPlan plan, IAnsiConsole console)
    {
        static string Number(FormattableString text) => FormattableString.Invariant(text);
        var seconds = Math.Max(0.001, summary.Took.TotalSeconds);
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 3, 0) }).AddColumn();
        void Row(string name, string value) => grid.AddRow(new Text(name), new Markup(value));
        string Wait(double percent) => summary.Wait(percent) is { } wait ? Number($"{wait.TotalSeconds:0.000} s") : "-";

        Row("calls", Number($"{summary.Calls} in {seconds:0.0} s ({summary.Calls / seconds:0.0} a second)"));
        Row("answered", summary.Answered == plan.Calls ? $"[green]{summary.Answered}[/]" : $"{summary.Answered}");
        Row("failed", summary.Failed == 0 ? "0" : $"[red]{summary.Failed}[/]");
        foreach (var (reason, count) in summary.Failures)
        {
            Row("", $"{count} {Markup.Escape(reason)}");
        }

        Row(plan.Agents.Count == 0 ? "INVITE to 200" : "INVITE to agent", $"p50 {Wait(50)}, p95 {Wait(95)}, p99 {Wait(99)}, longest {Wait(100)}");
        if (plan.Prack)
        {
            Row("reliable 1xx", $"{summary.ReliableResponses}");
        }

        if (plan.SessionExpires is not null)
        {
            Row("session refreshes", $"{summary.Refreshes}");
        }

        if (plan.Audio)
        {
            Row("RTP to callers", Number($"{summary.RtpReceived} packets, {summary.RtpLost} lost, worst jitter {summary.WorstJitterMs:0.0} ms"));
        }

        if (summary.Calls < plan.Calls)
        {
            Row("not placed or not ended", $"[red]{plan.Calls - summary.Calls}[/]");
        }

        console.Write(grid);
    }

    /// <summary>The address from which the gateway sees us, which is what its trunk's networks must hold.</summary>
    private static IPAddress LocalAddressTowards(IPEndPoint peer)
    {
        using var probe = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        probe.Connect(peer);
        return ((IPEndPoint)probe.LocalEndPoint!).Address;
    }
}
