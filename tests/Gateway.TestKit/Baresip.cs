using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Gateway.TestKit;

/// <summary>A real softphone without sound devices (Debian: baresip-core): it says one tone all the time.</summary>
public sealed class Baresip : IAsyncDisposable
{
    private static readonly TimeSpan Voice = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;
    private readonly string _folder;

    private Baresip(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        _process.OutputDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        _process.ErrorDataReceived += (_, e) => _output.Enqueue(e.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public static bool IsInstalled { get; } = File.Exists("/usr/bin/baresip");

    /// <summary>What it has printed, with every SIP message.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>An agent's phone: registers and answers every call at once.</summary>
    /// <param name="authority">Not null: over TLS, with its certificates.</param>
    /// <param name="srtp">Its media encryption: "srtp" (when it can be had), "srtp-mand" (RTP/SAVP), "srtp-mandf" (RTP/SAVPF); null: none.</param>
    public static Baresip Register(IPEndPoint registrar, TestAgent agent, double frequency, TestAuthority? authority = null, string? srtp = null) => Start(
        $"<sip:{agent.Id}@{registrar};transport={Transport(authority)}>;auth_user={agent.Id};auth_pass={agent.Password};answermode=auto;regint=60{Srtp(srtp)}",
        frequency,
        Tls(authority, agent.Id));

    /// <summary>A caller behind a trunk: dials at once.</summary>
    /// <param name="authority">Not null: over TLS, with a certificate of the trunk "carrier".</param>
    /// <param name="srtp">As of <see cref="Register"/>.</param>
    public static Baresip Dial(IPEndPoint trunk, string number, double frequency, TestAuthority? authority = null, string? srtp = null) => Start(
        $"<sip:+6281234567890@{trunk};transport={Transport(authority)}>;regint=0{Srtp(srtp)}",
        frequency,
        Tls(authority, "sbc.carrier.example"),
        "-e",
        $"/dial sip:{number}@{trunk}{(authority is null ? "" : ";transport=tls")}");

    /// <summary>SIGKILL, as when the power is cut.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGSTOP, as when a cable is pulled: unlike a dead process it does not even cause an ICMP error.</summary>
    public void Freeze()
    {
        using var signal = Process.Start("kill", ["-STOP", $"{_process.Id}"]);
        signal.WaitForExit();
    }

    /// <summary>SIGTERM: hangs up and ends.</summary>
    public async Task HangUpAsync(TimeSpan limit)
    {
        using var signal = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
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

    private static string Srtp(string? encryption) => encryption is null ? "" : $";mediaenc={encryption}";

    private static string Transport(TestAuthority? authority) => authority is null ? "udp" : "tls";

    private static string[] Tls(TestAuthority? authority, string name) =>
        authority is null ? [] : [$"sip_cafile {authority.RootFile}", $"sip_certificate {authority.Write($"baresip-{name}.pem", [name])}"];

    private static Baresip Start(string account, double frequency, string[] configuration, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("baresip-").FullName;
        Tone.Write(Path.Combine(folder, "voice.wav"), frequency, Voice);
        File.WriteAllText(Path.Combine(folder, "accounts"), account + "\n");
        var rtp = Sipp.FreeMediaPort();
        File.WriteAllLines(
            Path.Combine(folder, "config"),
            [
                $"sip_listen 127.0.0.1:{Sipp.FreePort()}",
                "net_interface 127.0.0.1",
                "module_path /usr/lib/baresip/modules",
                // Before the accounts, which name it.
                "module srtp.so",
                "module account.so",
                "module g711.so",
                "module aufile.so",
                "module_app menu.so",
                $"audio_source aufile,{folder}/voice.wav",
                "audio_alert aufile,none",
                "statmode_default off",
                $"rtp_ports {rtp}-{rtp + 40}",
                .. configuration,
            ]);
        var start = new ProcessStartInfo("baresip", ["-4", "-s", "-f", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        return new Baresip(Process.Start(start)!, folder);
    }
}
