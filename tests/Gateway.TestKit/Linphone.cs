using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Gateway.TestKit;

/// <summary>A real softphone without sound devices (Debian: linphone-cli): it says one tone all the time. Driven by its standard input.</summary>
public sealed class Linphone : IAsyncDisposable
{
    private static readonly TimeSpan Voice = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;
    private readonly string _folder;

    private Linphone(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        _process.OutputDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static bool IsInstalled { get; } = File.Exists("/usr/bin/linphonec");

    public string Output => string.Join('\n', _output);

    /// <summary>An agent's phone: registers by the transport named and answers every call at once.</summary>
    public static Linphone Register(IPEndPoint registrar, TestAgent agent, double frequency, string transport = "udp", bool srtp = false) =>
        Start(frequency, ["-a"], $"register sip:{agent.Id}@{registrar} sip:{registrar};transport={transport} {agent.Password}", srtp);

    /// <summary>A caller behind a trunk: dials at once.</summary>
    public static Linphone Dial(IPEndPoint trunk, string number, double frequency, bool srtp = false) =>
        Start(frequency, [], $"call sip:{number}@{trunk}", srtp);

    /// <summary>BYE, then the end of the program.</summary>
    public async Task HangUpAsync(TimeSpan limit)
    {
        await _process.StandardInput.WriteLineAsync("terminate\nquit");
        await _process.StandardInput.FlushAsync();
        using var timeout = new CancellationTokenSource(limit);
        await _process.WaitForExitAsync(timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Linphone Start(double frequency, IEnumerable<string> arguments, string command, bool srtp)
    {
        var folder = Directory.CreateTempSubdirectory("linphone-").FullName;
        var voice = Path.Combine(folder, "voice.wav");
        Tone.Write(voice, frequency, Voice);
        Directory.CreateDirectory(Path.Combine(folder, ".local", "share", "linphone"));
        var file = Path.Combine(folder, "linphonerc");

        // A port of our choice for UDP, none for TCP and TLS servers: flows that it opens by itself need no server.
        File.WriteAllText(
            file,
            $"[sip]\nsip_port={Sipp.FreePort()}\nsip_tcp_port={(command.Contains("transport=tcp", StringComparison.Ordinal) ? Sipp.FreePort() : 0)}\n"
            + $"sip_tls_port=0\nuse_ipv6=0\nregister_only_when_network_is_up=0\n{(srtp ? "media_encryption=srtp\n" : "")}\n[rtp]\naudio_rtp_port={Sipp.FreeMediaPort()}\n");
        var start = new ProcessStartInfo("linphonec", ["-c", file, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["HOME"] = folder;
        var process = Process.Start(start)!;
        process.StandardInput.Write($"soundcard use files\nplay {voice}\n{command}\n");
        process.StandardInput.Flush();
        return new Linphone(process, folder);
    }
}
