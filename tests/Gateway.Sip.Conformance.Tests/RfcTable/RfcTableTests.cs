using System.Text.RegularExpressions;

namespace Gateway.Sip.Conformance.Tests.RfcTable;

/// <summary>The conformance table: what of each RFC is there and which test shows it. Prints itself; a test that is gone fails it.</summary>
public sealed class RfcTableTests(ITestOutputHelper output)
{
    private static readonly string Tests = Path.Combine(Root(), "tests");

    private static IReadOnlyList<RfcRows> Table { get; } =
    [
        .. typeof(RfcRows).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RfcRows)) && !t.IsAbstract)
            .Select(t => (RfcRows)Activator.CreateInstance(t)!).OrderBy(r => r.Rfc, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Rfcs => [.. Table.Select(r => r.Rfc)];

    [Theory]
    [MemberData(nameof(Rfcs))]
    public void Every_row_names_a_test_that_is_there_or_says_why_it_is_not_done(string rfc)
    {
        var rows = Table.Single(r => r.Rfc == rfc).Rows;
        Assert.NotEmpty(rows);
        foreach (var row in rows)
        {
            output.WriteLine($"| {rfc} | {row.Section} | {row.What} | {(row.WhyNot is null ? "yes" : $"no: {row.WhyNot}")} | {string.Join("<br>", row.Tests)} |");
        }

        var missing = rows.SelectMany(r => r.Tests).Distinct().Where(t => !Exists(t)).ToList();
        Assert.True(missing.Count == 0, "no such test: " + string.Join(", ", missing));
        Assert.DoesNotContain(rows, r => r.WhyNot is null && r.Tests.Count == 0);
        Assert.DoesNotContain(rows, r => r.WhyNot is { Length: 0 });
    }

    [Fact]
    public void No_RFC_stands_in_two_files() => Assert.Equal(Table.Count, Table.Select(r => r.Rfc).Distinct().Count());

    [Fact]
    public void A_test_that_is_not_there_is_noticed()
    {
        Assert.False(Exists("Gateway.Sip.Conformance.Tests:RfcTableTests.Nobody_wrote_this"));
        Assert.False(Exists("Gateway.Sip.Conformance.Tests:NoSuchTests." + nameof(A_test_that_is_not_there_is_noticed)));
        Assert.True(Exists("Gateway.Sip.Conformance.Tests:RfcTableTests." + nameof(A_test_that_is_not_there_is_noticed)));
    }

    /// <summary>Other test projects are not referenced: their sources are read.</summary>
    private static bool Exists(string test)
    {
        var (project, name) = (test.Split(':')[0], test.Split(':')[1].Split('.'));
        var folder = Path.Combine(Tests, project);
        return Directory.Exists(folder)
            && Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Select(File.ReadAllText)
                .Any(text => Regex.IsMatch(text, $@"\bclass {name[0]}\b")
                    && Regex.IsMatch(text, $@"\[(Fact|Theory)[^\n]*\]\s(\s*\[[^\n]*\]\s)*\s*public (async )?(void|Task) {name[1]}\("));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Gateway.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the repository's root is not above the test's folder");
    }
}
