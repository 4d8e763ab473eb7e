using System.Diagnostics;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>sipvicious (Debian), the scanner that every address on the internet meets, at the agents' side.</summary>
public sealed class Scanner(ITestOutputHelper output)
{
    private const string Password = "rahasia-sekali";

    [Fact]
    public async Task Sipvicious_learns_neither_a_user_nor_a_version_nor_a_password_and_is_locked_out()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/svcrack"), "sipvicious is not installed (Debian: sipvicious)");
        await using var gateway = await TestGateway.StartAsync(new TestSetup { Agents = [new("2001", Password), new("2002", Password)] });
        var port = $"{gateway.AgentUdp.Port}";

        var map = await RunAsync("svmap", "-v", "-d", "-p", port, "-b", "127.0.0.1", "127.0.0.1");
        Assert.Contains($"127.0.0.1:{port}", map, StringComparison.Ordinal);
        Assert.Contains("| unknown", map, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?i)\r?\n(server|user-agent): (?!friendly)", map);
        Assert.DoesNotContain("Gateway", map, StringComparison.OrdinalIgnoreCase);

        foreach (var method in new[] { "REGISTER", "OPTIONS" })
        {
            var war = await RunAsync("svwar", "-v", "--force", "-t", "0.02", "-m", method, "-e", "1995-2010", "-p", port, "-b", "127.0.0.1", "127.0.0.1");
            var told = war.Split('\n').Where(l => l.Contains("exten", StringComparison.OrdinalIgnoreCase) && l.Contains("2001", StringComparison.Ordinal));
            var others = war.Split('\n').Where(l => l.Contains("exten", StringComparison.OrdinalIgnoreCase) && l.Contains("2009", StringComparison.Ordinal));
            Assert.Equal(told.Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace("2001", "N", StringComparison.Ordinal)),
                others.Select(l => l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace("2009", "N", StringComparison.Ordinal)));
        }

        // svcrack does not read compact headers: only an address that is proven is told enough for it to guess at all.
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Sipp.RegisterAsync(gateway.AgentUdp, new TestAgent("2002", "wrong"), Sipp.FreePort()));
        var dictionary = Path.Combine(gateway.Folder, "words");
        await File.WriteAllLinesAsync(dictionary, Enumerable.Range(1, 40).Select(n => $"word{n}").Append(Password), TestContext.Current.CancellationToken);
        string? alarm = null;

        // It gives up when it is told to wait, after four guesses; whoever starts it again and again meets the lock.
        for (var run = 0; run < 12 && alarm is null; run++)
        {
            var crack = await RunAsync(
                "svcrack", "-v", "-t", "0.02", "-u", "2001", "-d", dictionary, "-p", port, "--maximumtime", "1", "-b", "127.0.0.1", "127.0.0.1");
            Assert.DoesNotContain(Password, crack, StringComparison.Ordinal);
            Assert.Contains("found nothing", crack, StringComparison.Ordinal);
            alarm = (await gateway.GetAsync("/api/v1/alarms")).AsArray()
                .Where(a => (string)a!["kind"]! == "registration_guessing")
                .Select(a => (string)a!["text"]!)
                .FirstOrDefault(t => t.Contains("locked out", StringComparison.Ordinal));
        }

        Assert.StartsWith("127.0.0.1 sends wrong passwords of agent 2001; it is locked out for 15 minutes", alarm, StringComparison.Ordinal);
        Assert.Equal(1, await gateway.MetricAsync("gateway_registration_guesses_total{outcome=\"locked_out\"}"));
        output.WriteLine(alarm!);

        // Another agent behind the same address is not touched.
        await Sipp.RegisterAsync(gateway.AgentUdp, new TestAgent("2002", Password), Sipp.FreePort());
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var (told, complained) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            var text = await told + await complained;
            output.WriteLine($"--- {program} {string.Join(' ', arguments)}\n{text}");
            return text;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
