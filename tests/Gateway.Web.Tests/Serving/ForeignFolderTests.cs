using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;

namespace Gateway.Web.Tests.Serving;

/// <summary>The pages' files are found however the host is started: by `dotnet run` from a foreign folder, and published.</summary>
public sealed class ForeignFolderTests : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
    private const string Listening = "listening on ";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gateway-web-");

    private static string Project { get; } = Path.GetFullPath("../../Gateway.Web.TestHost", Path.GetDirectoryName(Here())!);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public Task Run_from_a_foreign_folder() => ServesItsFilesAsync(["run", "--no-build", "-c", Configuration, "--project", Project]);

    [Fact]
    public async Task Published()
    {
        var target = Path.Combine(folder.FullName, "out");
        using var publish = Start(["publish", Project, "--no-build", "-c", Configuration, "-o", target, "-v", "q", "--nologo"]);
        var output = await publish.StandardOutput.ReadToEndAsync(Cancellation);
        await publish.WaitForExitAsync(Cancellation);
        Assert.True(publish.ExitCode == 0, output);
        await ServesItsFilesAsync([Path.Combine(target, "Gateway.Web.TestHost.dll")]);
    }

    private async Task ServesItsFilesAsync(string[] arguments)
    {
        using var host = Start(arguments);
        try
        {
            var line = "";
            while (line is not null && !line.StartsWith(Listening, StringComparison.Ordinal))
            {
                line = await host.StandardOutput.ReadLineAsync(Cancellation);
            }

            Assert.NotNull(line);
            using var http = new HttpClient { BaseAddress = new Uri(line[Listening.Length..]) };
            var page = await http.GetStringAsync("/", Cancellation);
            string[] roots = ["_content/", "_framework/"];
            var files = page.Split('"').Where(s => roots.Any(r => s.StartsWith(r, StringComparison.Ordinal))).Distinct().ToList();
            Assert.True(files.Count >= 6, page);
            foreach (var file in files)
            {
                using var answer = await http.GetAsync(file, Cancellation);
                Assert.True(answer.StatusCode == HttpStatusCode.OK, file);
                Assert.True(answer.Content.Headers.ContentLength is null or > 0, file);
            }
        }
        finally
        {
            host.Kill(entireProcessTree: true);
            await host.WaitForExitAsync(CancellationToken.None);
        }
    }

    private Process Start(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        WorkingDirectory = folder.FullName,
        RedirectStandardOutput = true,
        Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["MSBUILDDISABLENODEREUSE"] = "1" },
    })!;

    private static string Here([CallerFilePath] string path = "") => path;
}
