using System.Diagnostics;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Tests.Engine;

namespace Gateway.Media.Tests.Recording;

/// <summary>A real file system of 256 kB that gets full and read-only; needs root and mount, and says so where it has them not.</summary>
public sealed class RealDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("small-disk-").FullName;
    private readonly bool _isMounted;

    public RealDiskTests() =>
        _isMounted = OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && Mount("-t", "tmpfs", "-o", "size=256k", "tmpfs", _folder);

    public void Dispose()
    {
        if (_isMounted)
        {
            Assert.True(Run("umount", "-l", _folder));
        }

        Directory.Delete(_folder);
    }

    [Fact]
    public void A_full_disk_and_a_read_only_one_cost_what_was_said_meanwhile_are_told_and_calls_go_on()
    {
        Assert.SkipUnless(_isMounted, "no tmpfs could be mounted here: that needs root");
        using var bench = new SocketBench(files: new DiskRecordingFiles());
        var ballast = Path.Combine(_folder, "ballast");
        File.WriteAllBytes(ballast, new byte[160 * 1024]);

        // Full after some two seconds; then somebody makes room.
        var (call, caller, agent) = Talking(bench, 1, "full.wav");
        bench.Each(20, 200, _ => caller.Speak());
        bench.Expect<MediaEvent.RecordingFailed>(f => f.Call == call && f.Reason.Contains("space", StringComparison.OrdinalIgnoreCase));
        Assert.True(bench.Until(() => agent.Received.Count == 200), $"the agent got {agent.Received.Count} of 200");
        File.Delete(ballast);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>(c => c.Call == call);
        var wav = WavFile.Read(File.ReadAllBytes(Path.Combine(_folder, "full.wav")));
        Assert.InRange(wav.Left.Length / 8000.0, 3.9, 8);
        File.Delete(Path.Combine(_folder, "full.wav"));

        Assert.True(Mount("-o", "remount,ro,size=256k", _folder));
        (call, caller, agent) = Talking(bench, 2, "read-only.wav");
        bench.Each(20, 100, _ => caller.Speak());
        bench.Expect<MediaEvent.RecordingFailed>(f => f.Call == call && f.Reason.Contains("ead-only", StringComparison.Ordinal));
        Assert.True(Mount("-o", "remount,rw,size=256k", _folder));
        bench.Each(20, 125, _ => caller.Speak());
        Assert.True(bench.Until(() => agent.Received.Count == 225), $"the agent got {agent.Received.Count} of 225");
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.RecordingCommitted>(c => c.Call == call);
        Assert.InRange(WavFile.Read(File.ReadAllBytes(Path.Combine(_folder, "read-only.wav"))).Left.Length / 8000.0, 4, 8);
    }

    private (MediaCallId Call, TestPhone Caller, TestPhone Agent) Talking(SocketBench bench, long number, string name)
    {
        var call = new MediaCallId(number + 1_000_000_000);
        bench.Post(new MediaCommand.OpenCall(call, new RecordingSpec(_folder, name)));
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        return (call, caller, agent);
    }

    private static bool Mount(params string[] arguments) => Run("mount", arguments);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
