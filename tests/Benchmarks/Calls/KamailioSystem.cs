using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Gateway.TestKit;

namespace Gateway.Benchmarks.Calls;

/// <summary>Kamailio (Debian) that forwards every call, transaction-stateful, to the same agents. No B2BUA: no queue, media, recording, journal.</summary>
internal sealed class KamailioSystem : ISystem
{
    public const string Program = "/usr/sbin/kamailio";

    private readonly Process _process;
    private readonly SippLoad _agents;
    private readonly string _folder;

    private KamailioSystem(Process process, int port, SippLoad agents, string folder)
    {
        _process = process;
        _agents = agents;
        _folder = folder;
        Trunk = new IPEndPoint(IPAddress.Loopback, port);
    }

    public string Name => "Kamailio";

    public int ProcessId => _process.Id;

    public IPEndPoint Trunk { get; }

    public static async Task<ISystem> StartAsync(MediaSink sink)
    {
        var folder = Directory.CreateTempSubdirectory("kamailio-").FullName;
        var (port, agents) = (Sipp.FreePort(), Sipp.FreePort());
        var modules = Directory.GetDirectories("/usr/lib").Select(d => Path.Combine(d, "kamailio", "modules")).First(Directory.Exists);
        var file = Path.Combine(folder, "kamailio.cfg");
        var template = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Calls", "kamailio.cfg"));
        await File.WriteAllTextAsync(file, template.Replace(":PORT", $":{port}").Replace(":TARGET", $":{agents}").Replace("\"MODULES\"", $"\"{modules}\""));
        var process = Process.Start(new ProcessStartInfo(Program, ["-DD", "-E", "-f", file, "-Y", folder]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var system = new KamailioSystem(process, port, SippLoad.Agents(agents, sink), folder);
        for (var tries = 0; tries < 100 && !Listens(port); tries++)
        {
            await Task.Delay(100);
        }

        return Listens(port) ? system : throw new InvalidOperationException("Kamailio does not listen");
    }

    /// <summary>A caller's 200 comes from an agent; what was sent again shows on the callers' side.</summary>
    public Task<(long Answered, long Retransmissions)> CountsAsync() => Task.FromResult((0L, 0L));

    public Task SettleAsync() => Task.Delay(TimeSpan.FromMilliseconds(500));

    public async ValueTask DisposeAsync()
    {
        await _agents.DisposeAsync();
        using (var stop = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await stop.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool Listens(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveUdpListeners().Any(l => l.Port == port);
}
