using System.Diagnostics;

namespace Gateway.Benchmarks;

/// <summary>Compiles the peers that are written in C (Debian: gcc).</summary>
internal static class Compiler
{
    /// <param name="source">Path below the benchmark's folder.</param>
    /// <returns>The program in <paramref name="folder"/>; null when there is no C compiler or a library is missing: that line is left out.</returns>
    public static string? Compile(string source, string folder, params IEnumerable<string> arguments)
    {
        if (!File.Exists("/usr/bin/gcc"))
        {
            return null;
        }

        var program = Path.Combine(folder, Path.GetFileNameWithoutExtension(source));
        var start = new ProcessStartInfo("/usr/bin/gcc", ["-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, source), .. arguments])
        {
            RedirectStandardError = true,
        };
        using var gcc = Process.Start(start)!;
        var said = gcc.StandardError.ReadToEnd();
        gcc.WaitForExit();
        if (gcc.ExitCode != 0)
        {
            Table.Note($"{source} does not compile: {said.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal), said)}");
        }

        return gcc.ExitCode == 0 ? program : null;
    }
}
