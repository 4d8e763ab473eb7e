using System.Diagnostics;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The program's verbs, as a person or a container starts them.</summary>
public sealed class CommandLineTests
{
    private static readonly string Sample = Path.Combine(Repository.Root, "config");

    [Fact]
    public async Task Run_with_a_broken_configuration_exits_2_and_lists_every_error_with_file_and_remedy()
    {
        var folder = Directory.CreateTempSubdirectory("broken-config-").FullName;
        CopyTo(folder);
        await Edit(folder, "gateway.json", "\"defaultCentre\": \"71.71\"", "\"defaultCentre\": \"99.99\"");
        await Edit(folder, "trunks.json", "\"trunks\":", "\"trunk\":");
        await Edit(folder, "agents.json", "\"initialStatus\": \"available\"", "\"initialStatus\": \"awake\"");
        var (code, _, errors) = await RunAsync("run", "--config", folder);
        Assert.Equal(2, code);
        Assert.Contains("gateway.json", errors, StringComparison.Ordinal);
        Assert.Contains("99.99", errors, StringComparison.Ordinal);
        Assert.Contains("trunks.json", errors, StringComparison.Ordinal);
        Assert.Contains("agents.json", errors, StringComparison.Ordinal);
        Assert.Contains("awake", errors, StringComparison.Ordinal);
        Assert.Contains("available", errors, StringComparison.Ordinal);
        Assert.Matches("[3-9] errors in ", errors);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Check_accepts_the_shipped_configuration_and_says_what_it_would_do()
    {
        var (code, said, errors) = await RunAsync("check", "--config", Sample);
        Assert.Equal(0, code);
        Assert.Empty(errors);
        Assert.Contains("Manado", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_exits_2_for_a_folder_that_is_not_there()
    {
        var (code, _, errors) = await RunAsync("check", "--config", Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}"));
        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task Health_is_0_while_the_gateway_runs_and_1_when_it_does_not()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { FixedPorts = true });
        Assert.Equal(0, (await RunAsync("health", "--config", gateway.Config)).Code);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));
        var (code, _, errors) = await RunAsync("health", "--config", gateway.Config);
        Assert.Equal(1, code);
        Assert.Contains("no answer", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Journal_verify_is_0_for_a_whole_file_1_for_a_cut_tail_and_2_for_none()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup());
        var (code, said, _) = await RunAsync("journal", "verify", "--config", gateway.Config);
        Assert.Equal(0, code);
        Assert.Matches("journal.db: [0-9]+ events, head [0-9a-f]{64}, .*whole", said);
        Assert.Equal(0, await gateway.StopAsync(TimeSpan.FromSeconds(20)));

        // A copy without its log, as somebody would restore it: what was in the log is missing, and the anchor knows.
        var copy = Path.Combine(gateway.Folder, "copy");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(gateway.Data, "journal.db"), Path.Combine(copy, "journal.db"));
        await File.WriteAllTextAsync(
            Path.Combine(copy, "journal.anchor"), $"2026-11-29T00:00:00Z test 100000 {new string('a', 64)}", TestContext.Current.CancellationToken);
        (code, _, var errors) = await RunAsync("journal", "verify", "--data", copy);
        Assert.Equal(1, code);
        Assert.Contains("event 100000 was anchored", errors, StringComparison.Ordinal);

        (code, _, errors) = await RunAsync("journal", "verify", "--data", Path.Combine(gateway.Folder, "none"));
        Assert.Equal(2, code);
        Assert.Contains("cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_another_program_holds_is_told_and_exits_1()
    {
        await using var gateway = await TestGateway.StartAsync(new TestSetup { FixedPorts = true });
        var second = Directory.CreateTempSubdirectory("second-").FullName;
        foreach (var file in Directory.GetFiles(gateway.Config, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(second, Path.GetRelativePath(gateway.Config, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var own = text.Replace(gateway.Data, Path.Combine(second, "data"), StringComparison.Ordinal);
            await File.WriteAllTextAsync(to, own, TestContext.Current.CancellationToken);
        }

        var (code, _, errors) = await RunAsync("run", "--config", second);
        Assert.Equal(1, code);
        Assert.Contains("An address cannot be used", errors, StringComparison.Ordinal);
        Directory.Delete(second, recursive: true);
    }

    private static async Task<(int Code, string Said, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Repository.GatewayProgram, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, await said, await errors);
    }

    private static void CopyTo(string folder)
    {
        foreach (var file in Directory.GetFiles(Sample, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(folder, Path.GetRelativePath(Sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    private static async Task Edit(string folder, string file, string from, string to)
    {
        var path = Path.Combine(folder, file);
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
