using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;

namespace Gateway.TestKit;

/// <summary>
/// Kamailio (Debian) as the operator's side: a border controller in front of the gateway, whom callers reach by UDP, TCP or TLS and who stays in the path
/// (Record-Route, two values where the transport changes, RFC 5658); or a registrar, who sends calls to whoever has registered.
/// </summary>
public sealed class Kamailio : IAsyncDisposable
{
    private const string Program = "/usr/sbin/kamailio";

    private const string Script = """
        debug=1
        log_stderror=yes
        fork=yes
        children=2
        tcp_children=2
        auto_aliases=no
        shm_mem_size=128
        listen=udp:127.0.0.1:{port}
        listen=tcp:127.0.0.1:{port}
        {tls}
        mpath="{modules}"
        {tlsmodule}
        loadmodule "pv.so"
        loadmodule "tm.so"
        loadmodule "tmx.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "siputils.so"
        {more}
        modparam("rr", "enable_double_rr", 1)
        modparam("rr", "append_fromtag", 1)

        request_route {
            if (has_totag()) {
                if (loose_route()) {
                    if (!t_relay()) { sl_reply_error(); }
                    exit;
                }
                if (method == "ACK" && t_check_trans()) { t_relay(); exit; }
                sl_send_reply("404", "Not Here");
                exit;
            }
            if (method == "CANCEL") {
                if (t_check_trans()) { t_relay(); }
                exit;
            }
            {route}
            record_route();
            if (!t_relay()) { sl_reply_error(); }
        }
        """;

    private const string ToGateway = """$du = "sip:{gateway};transport={transport}";""";

    private const string RegistrarModules = """
        loadmodule "auth.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        """;

    private const string ToRegistered = """
        if (method == "REGISTER") {
            if (!pv_www_authenticate("$fd", "{password}", "0")) { www_challenge("$fd", "1"); exit; }
            save("location");
            exit;
        }
        if (method != "INVITE") { sl_send_reply("200", "OK"); exit; }
        $ru = "sip:{user}@127.0.0.1";
        if (!lookup("location")) { sl_send_reply("404", "Not registered"); exit; }
        """;

    private readonly Process _process;
    private readonly string _folder;

    private Kamailio(Process process, int port, int tlsPort, string folder)
    {
        _process = process;
        _folder = folder;
        Address = new IPEndPoint(IPAddress.Loopback, port);
        TlsAddress = new IPEndPoint(IPAddress.Loopback, tlsPort);
    }

    public static bool IsInstalled => File.Exists(Program) && Modules is not null;

    public static bool SpeaksTls => IsInstalled && File.Exists(Path.Combine(Modules!, "tls.so"));

    /// <summary>Where callers call, by UDP and TCP.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Where callers with a certificate call, if it was given an authority.</summary>
    public IPEndPoint TlsAddress { get; }

    private static string? Modules => Directory.GetDirectories("/usr/lib").Select(d => Path.Combine(d, "kamailio", "modules")).FirstOrDefault(Directory.Exists);

    /// <summary>A border controller.</summary>
    /// <param name="gateway">Where calls go.</param>
    /// <param name="transport">udp, tcp or tls: how they go there.</param>
    /// <param name="authority">For TLS on either side: gives Kamailio its certificate for sbc.carrier.example, and says whom it believes.</param>
    public static Task<Kamailio> StartSbcAsync(IPEndPoint gateway, string transport, TestAuthority? authority = null) =>
        StartAsync("", ToGateway.Replace("{gateway}", $"{gateway}", StringComparison.Ordinal).Replace("{transport}", transport, StringComparison.Ordinal), authority);

    /// <summary>A registrar for one user, who gets every call.</summary>
    public static Task<Kamailio> StartRegistrarAsync(string user, string password) =>
        StartAsync(
            RegistrarModules,
            ToRegistered.Replace("{user}", user, StringComparison.Ordinal).Replace("{password}", password, StringComparison.Ordinal),
            authority: null);

    private static async Task<Kamailio> StartAsync(string more, string route, TestAuthority? authority)
    {
        var folder = Directory.CreateTempSubdirectory("kamailio-").FullName;
        var (port, tlsPort) = (Sipp.FreePort(), Sipp.FreePort());
        var file = Path.Combine(folder, "kamailio.cfg");
        var tls = Path.Combine(folder, "tls.cfg");
        if (authority is not null)
        {
            // Certificate and key are in one file.
            var own = authority.Write("sbc.pem", ["sbc.carrier.example", "127.0.0.1"]);
            var side = $"method = TLSv1.2+\nverify_certificate = yes\nrequire_certificate = yes\nprivate_key = {own}\ncertificate = {own}\nca_list = {authority.RootFile}\n";
            await File.WriteAllTextAsync(tls, $"[server:default]\n{side}\n[client:default]\n{side}");
        }

        await File.WriteAllTextAsync(
            file,
            Script.Replace("{tls}", authority is null ? "" : $"enable_tls=yes\nlisten=tls:127.0.0.1:{tlsPort}", StringComparison.Ordinal)
                .Replace("{tlsmodule}", authority is null ? "" : $"loadmodule \"tls.so\"\nmodparam(\"tls\", \"config\", \"{tls}\")", StringComparison.Ordinal)
                .Replace("{more}", more, StringComparison.Ordinal)
                .Replace("{route}", route, StringComparison.Ordinal)
                .Replace("{port}", $"{port}", StringComparison.Ordinal)
                .Replace("{modules}", Modules, StringComparison.Ordinal));
        var start = new ProcessStartInfo(Program, ["-DD", "-E", "-f", file, "-Y", folder]) { RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var said = new System.Collections.Concurrent.ConcurrentQueue<string>();
        process.ErrorDataReceived += (_, e) => said.Enqueue(e.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var kamailio = new Kamailio(process, port, tlsPort, folder);
        var patience = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!Listens(port))
        {
            if (process.HasExited || patience.Elapsed > TimeSpan.FromSeconds(20))
            {
                await kamailio.DisposeAsync();
                throw new InvalidOperationException($"Kamailio does not listen:\n{string.Join('\n', said)}");
            }

            await pace.WaitForNextTickAsync();
        }

        return kamailio;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // Its workers end with it only when it is asked.
            using var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await stop.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool Listens(int port)
    {
        var all = IPGlobalProperties.GetIPGlobalProperties();
        return all.GetActiveUdpListeners().Any(l => l.Port == port) && all.GetActiveTcpListeners().Any(l => l.Port == port);
    }
}
