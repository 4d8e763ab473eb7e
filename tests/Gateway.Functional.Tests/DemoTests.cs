using System.Diagnostics;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>The demo as a newcomer starts it: the program itself, from a foreign folder, its output into a file.</summary>
[Collection(Alone.Name)]
public sealed class DemoTests(ITestOutputHelper output)
{
    private const int Calls = 7;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Demo_ends_with_0_and_its_table_names_every_call_with_outcome_and_recording()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-demo-test-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Repository.GatewayProgram, "demo"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder.FullName,
            };
            start.Environment["TMPDIR"] = folder.FullName;
            using var process = Process.Start(start)!;
            var text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill();
                }
            }

            var shown = await text;
            output.WriteLine(shown + await errors);
            Assert.Equal(0, process.ExitCode);
            Assert.DoesNotContain("WRONG", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("[/]", shown, StringComparison.Ordinal);
            var rows = shown.Split('\n').Where(l => l.StartsWith("│ #", StringComparison.Ordinal)).ToList();
            Assert.Equal(2 * Calls, rows.Count);
            Assert.Equal(6, rows.Count(r => r.Contains("│ answered ", StringComparison.Ordinal)));
            Assert.Single(rows, r => r.Contains("│ abandoned ", StringComparison.Ordinal));
            Assert.Equal(Calls, folder.GetFiles("*.wav", SearchOption.AllDirectories).Length);
            Assert.Equal("", await errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
