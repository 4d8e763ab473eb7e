using System.Diagnostics;
using System.Security.Cryptography;
using Gateway.Calls.Journal;
using Gateway.Media.Recording;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>Recordings that lie on the disk encrypted: what kill -9 leaves of them, who can hear them, and how they come before a court.</summary>
public sealed class SealedRecordingTests
{
    private static readonly TestSetup Sealing = new()
    {
        FixedPorts = true,
        Recordings = new Dictionary<string, object> { ["keys"] = new[] { new { id = "first", key = "file:secrets/recordings" } } },
    };

    [Fact]
    public async Task After_kill_9_a_sealed_recording_is_whole_and_heard_by_API_and_by_decrypt_and_by_nobody_without_the_key()
    {
        await using var gateway = await TestGateway.StartAsync(Sealing);
        using var farEnd = new FarEnd();
        await farEnd.PhoneAsync(gateway, Sealing.Agents[0]);
        var caller = farEnd.Call(gateway);
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => (string?)x!["phase"] == "talking"));
        var talking = Files(gateway, ".part").Sum(f => f.Length);
        await Until.TrueAsync("4 s of talk are on the disk", () => Files(gateway, ".part").Sum(f => f.Length) > talking + (4 * 32_000));
        var killedAt = TimeProvider.System.GetUtcNow();
        await gateway.KillAsync();
        await gateway.RestartAsync();
        await gateway.WaitForAsync("/api/v1/calls", c => c["inProgress"]!.AsArray().Any(x => (string?)x!["phase"] == "talking"));
        caller.HangUp();
        await caller.EndAsync();
        var record = (await gateway.WaitForAsync("/api/v1/calls", c => c["ended"]!.AsArray().Count == 1))["ended"]![0]!;
        var played = await gateway.Http.GetByteArrayAsync(
            $"/api/v1/calls/{record["id"]}/recording", TestContext.Current.CancellationToken);
        var before = await gateway.Http.GetByteArrayAsync(
            $"/api/v1/calls/{record["id"]}/recording?part=1", TestContext.Current.CancellationToken);
        var parts = (await gateway.GetAsync($"/api/v1/calls/{record["id"]}/recordings"))["parts"]!.AsArray();
        Assert.Equal([(1, true, true), (2, true, false)], parts.Select(p => ((int)p!["part"]!, (bool)p["isSealed"]!, (bool)p["isSalvaged"]!)));
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        Assert.Empty(gateway.Recordings());
        Assert.Empty(Files(gateway, ".part"));
        var files = Files(gateway, RecordingFileEnd.SealedEnding);
        Assert.Equal(2, files.Length);
        using (var evidence = new Evidence(gateway))
        {
            evidence.JournalIsWhole();
            Assert.Contains(evidence.Events(), e => e.Read()!.Payload is Audited { Act: "recording_opened" });
            var call = Assert.Single(evidence.Records());
            Assert.Equal([true, false], call.Recordings.Select(r => r.Salvaged));
            Assert.Equal(files.Select(Hash).Order(), call.Recordings.Select(r => r.Sha256).Order());
            Assert.InRange((killedAt - call.ReceivedAt).TotalMilliseconds - call.Recordings[0].DurationMs, 0, 3000);
        }

        var first = files.Single(f => f.Name.Count(c => c == '.') == 2).FullName;
        var wav = Path.Combine(gateway.Folder, "evidence.wav");
        Assert.Equal((0, ""), await DecryptAsync(gateway, first, wav));
        Assert.Equal(await File.ReadAllBytesAsync(wav, TestContext.Current.CancellationToken), before);
        var heard = Wav.Read(wav);
        Assert.True(heard.Heard(heard.Left, FarEnd.CallerTone) > TimeSpan.FromSeconds(2), "the caller is not heard before the kill");
        Assert.True(heard.Heard(heard.Right, FarEnd.AgentTone) > TimeSpan.FromSeconds(2), "the agent is not heard before the kill");
        Assert.Contains("exists", (await DecryptAsync(gateway, first, wav)).Errors, StringComparison.Ordinal);
        File.Delete(wav);
        Assert.Equal(0, (await DecryptAsync(gateway, files.Single(f => f.FullName != first).FullName, wav)).Code);
        Assert.Equal(await File.ReadAllBytesAsync(wav, TestContext.Current.CancellationToken), played);

        // Cut off, and without its key.
        File.Delete(wav);
        using (var cut = File.OpenWrite(first))
        {
            cut.SetLength(cut.Length - 100);
        }

        Assert.Contains("cut off", (await DecryptAsync(gateway, first, wav)).Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(wav));
        await File.WriteAllTextAsync(Path.Combine(gateway.Config, "secrets", "recordings"), new string('8', 64), TestContext.Current.CancellationToken);
        var (code, errors) = await DecryptAsync(gateway, first, wav);
        Assert.Equal(2, code);
        Assert.Contains("not the key that sealed", errors, StringComparison.Ordinal);
    }

    private static FileInfo[] Files(TestGateway gateway, string ending) =>
        Directory.Exists(gateway.Data) ? new DirectoryInfo(gateway.Data).GetFiles("*" + ending, SearchOption.AllDirectories) : [];

    private static string Hash(FileInfo file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.FullName)));

    private static async Task<(int Code, string Errors)> DecryptAsync(TestGateway gateway, string file, string output)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Repository.GatewayProgram, "recording", "decrypt", file, "--output", output, "--config", gateway.Config])
        {
            RedirectStandardError = true,
        })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }
}
