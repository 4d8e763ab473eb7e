using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Gateway.TestKit;

/// <summary>Runs SIPp scenarios (Debian: sip-tester).</summary>
public static class Sipp
{
    public static bool IsInstalled { get; } = new[] { "/usr/bin/sipp", "/usr/local/bin/sipp" }.Any(File.Exists);

    /// <summary>A free port of 127.0.0.1 for UDP and TCP.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)udp.LocalEndPoint!).Port;
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken for TCP: the next one.
            }
        }
    }

    /// <summary>
    /// The first of four free UDP ports in a row: SIPp takes them for audio and video. Below the range that the system gives to others, so
    /// that nobody steps in between.
    /// </summary>
    public static int FreeMediaPort()
    {
        while (true)
        {
            var first = 2 * Random.Shared.Next(5_000, 16_000);
            if (Enumerable.Range(first, 4).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            udp.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Starts a scenario; <see cref="SippRun.FinishAsync"/> gives its verdict.</summary>
    /// <param name="port">Local SIP port.</param>
    /// <param name="arguments">Further SIPp arguments.</param>
    public static SippRun Start(string scenario, IPEndPoint target, int port, params IReadOnlyList<string> arguments)
    {
        var folder = Directory.CreateTempSubdirectory("sipp-").FullName;
        var start = new ProcessStartInfo("sipp")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] all =
        [
            target.ToString(), "-sf", Repository.Scenario(scenario), "-p", $"{port}", "-nostdin", "-trace_err", "-error_file", Path.Combine(folder, "errors.log"),
            "-trace_msg", "-message_file", Path.Combine(folder, "messages.log"), .. arguments,
        ];
        foreach (var argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        if (!arguments.Contains("-i"))
        {
            start.ArgumentList.Add("-i");
            start.ArgumentList.Add("127.0.0.1");
        }

        return new SippRun(scenario, Process.Start(start)!, folder);
    }

    /// <summary>Registers a phone that will answer at <paramref name="contactPort"/>.</summary>
    public static Task RegisterAsync(IPEndPoint registrar, TestAgent agent, int contactPort, string scenario = "agent-register") =>
        OnceAsync(scenario, registrar, agent, contactPort, $"{contactPort}");

    /// <summary>Dials a feature code from an agent's phone.</summary>
    public static Task DialAsync(IPEndPoint gateway, TestAgent agent, string code) =>
        OnceAsync("agent-feature-code", gateway, agent, FreePort(), code, "-mp", $"{FreeMediaPort()}");

    private static async Task OnceAsync(string scenario, IPEndPoint target, TestAgent agent, int port, string field, params string[] arguments)
    {
        var fields = Path.GetTempFileName();
        await File.WriteAllTextAsync(fields, $"SEQUENTIAL\n{agent.Id};[authentication username={agent.Id} password={agent.Password}];{field}\n");
        await using var run = Start(scenario, target, port, ["-inf", fields, "-m", "1", "-recv_timeout", "15000", .. arguments]);
        var verdict = await run.FinishAsync(TimeSpan.FromSeconds(20));
        File.Delete(fields);
        if (verdict is not null)
        {
            throw new InvalidOperationException($"{scenario} of {agent.Id} failed: {verdict}");
        }
    }
}

/// <summary>A running SIPp.</summary>
public sealed class SippRun(string scenario, Process process, string folder) : IAsyncDisposable
{
    private readonly Task<string> _output = process.StandardOutput.ReadToEndAsync();
    private readonly Task<string> _errors = process.StandardError.ReadToEndAsync();

    public string Scenario { get; } = scenario;

    public int ProcessId => process.Id;

    /// <summary>Waits for the end; null when every call of it was good, else what went wrong with the messages.</summary>
    public async Task<string?> FinishAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            return $"{Scenario}: not done after {limit}\n{Details()}";
        }

        return process.ExitCode == 0 ? null : $"{Scenario}: exit {process.ExitCode}\n{Details()}";
    }

    /// <summary>SIGKILL, as when the power is cut.</summary>
    public void Kill() => process.Kill();

    public string Messages() => Read("messages.log");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        await Task.WhenAll(_output, _errors);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private string Details() => Read("errors.log") + "\n" + Tail(Read("messages.log"), 8000);

    private string Read(string file) => File.Exists(Path.Combine(folder, file)) ? File.ReadAllText(Path.Combine(folder, file)) : "";

    private static string Tail(string text, int length) => text.Length > length ? text[^length..] : text;
}
