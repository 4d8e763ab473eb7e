using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>sipp-scenarios/ as testers read it.</summary>
public sealed partial class ScenarioFiles
{
    [Fact]
    public void Each_says_first_what_it_shows_and_where_that_is_written_and_stands_in_the_table()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var files = Directory.GetFiles(Path.Combine(Repository.Root, "sipp-scenarios"), "*.xml");
        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            Assert.Matches(FirstComment(), File.ReadAllText(file));
            Assert.Contains($"| `{Path.GetFileName(file)}` |", readme, StringComparison.Ordinal);
        });
    }

    [GeneratedRegex(@"^<\?xml [^\n]*\n<!--[^>]*(RFC|3GPP TS) [^>]*-->\n<scenario name=")]
    private static partial Regex FirstComment();
}
