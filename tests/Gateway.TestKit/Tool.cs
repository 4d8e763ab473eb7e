using System.Diagnostics;

namespace Gateway.TestKit;

/// <summary>A command-line program that says something and ends.</summary>
public static class Tool
{
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <returns>Exit code and everything it said; ended by force after <paramref name="limit"/>, with exit code -1.</returns>
    public static async Task<(int Code, string Said)> RunAsync(TimeSpan limit, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(limit);
        var code = -1;
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            code = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return (code, await said + await errors);
    }
}
