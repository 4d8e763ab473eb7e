using System.Diagnostics;

namespace Gateway.Simulation.Tests;

/// <summary>One seed is one history: string hashes, thread ids, time zone and the machine's clock must not leak into the journal.</summary>
public sealed class ReproducibilityTests(ITestOutputHelper output)
{
    private const int Seed = 4711;

    [Fact]
    public async Task One_seed_in_two_processes_gives_byte_equal_journals()
    {
        var cancel = TestContext.Current.CancellationToken;
        var first = await JournalOf(Seed, "Asia/Makassar", cancel);
        var second = await JournalOf(Seed, "America/New_York", cancel);
        var other = await JournalOf(Seed + 1, "UTC", cancel);
        output.WriteLine($"seed {Seed}: {first} and {second}; seed {Seed + 1}: {other}");
        Assert.Equal(64, first.Length);
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    private static async Task<string> JournalOf(int seed, string timeZone, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gateway.Simulation.Host.dll"), $"{seed}", "mixed"])
        {
            RedirectStandardOutput = true,
            Environment = { ["TZ"] = timeZone },
        };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, text);
        return text.Split(' ', StringSplitOptions.TrimEntries)[^1];
    }
}
