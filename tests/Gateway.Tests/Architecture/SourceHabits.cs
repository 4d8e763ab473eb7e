namespace Gateway.Tests.Architecture;

public sealed class SourceHabits
{
    private static IEnumerable<string> Sources =>
        Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    [Fact]
    public void No_source_file_is_longer_than_400_lines() =>
        Assert.Equal([], Sources.Where(f => File.ReadLines(f).Count() > 400).Select(f => Path.GetRelativePath(Repository.Root, f)));

    [Fact]
    public void No_namespace_part_is_called_Console_or_System() =>
        Assert.Equal([], Sources.Where(f => File.ReadLines(f).Any(l =>
            l.StartsWith("namespace Gateway", StringComparison.Ordinal)
            && l.TrimEnd(';').Split(' ', '.').Any(part => part is "Console" or "System"))));

    [Fact]
    public void Nothing_waits_with_sleep_or_reads_the_wall_clock_past_TimeProvider() =>
        Assert.Equal([], Sources.Where(f => File.ReadLines(f).Any(l =>
            l.Contains("Thread.Sleep", StringComparison.Ordinal)
            || l.Contains("DateTime.UtcNow", StringComparison.Ordinal)
            || l.Contains("DateTime.Now", StringComparison.Ordinal)
            || l.Contains("DateTimeOffset.UtcNow", StringComparison.Ordinal)
            || l.Contains("DateTimeOffset.Now", StringComparison.Ordinal))).Select(f => Path.GetRelativePath(Repository.Root, f)));

    /// <summary>Geolocation, Call-Info and the rest are a caller's words: nothing in the path of a call may open what they name (SSRF).</summary>
    [Fact]
    public void Nothing_that_a_caller_names_is_fetched() =>
        Assert.Equal(["HealthCommand.cs"], Sources.Where(f => File.ReadLines(f).Any(l =>
            l.Contains("HttpClient", StringComparison.Ordinal)
            || l.Contains("WebRequest", StringComparison.Ordinal)
            || l.Contains("XmlUrlResolver", StringComparison.Ordinal))).Select(f => Path.GetFileName(f)));

    [Fact]
    public void The_top_level_holds_what_the_design_fixes_and_nothing_else() =>
        Assert.Equal([], Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(e => Path.GetFileName(e)!)
            .Where(e => !e.StartsWith('.'))
            .Except(["src", "tests", "config", "sipp-scenarios", "Dockerfile", "Gateway.sln", "README.md"]));
}
