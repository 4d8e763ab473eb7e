using System.Xml.Linq;

namespace Gateway.Tests.Architecture;

/// <summary>The house's arrows: a new one is a decision, so it fails here first.</summary>
public sealed class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Gateway.Loops"] = [],
        ["Gateway.Sip"] = ["Gateway.Loops"],
        ["Gateway.Media"] = ["Gateway.Loops"],
        ["Gateway.Location"] = [],
        ["Gateway.Acd"] = [],
        ["Gateway.Calls"] = ["Gateway.Acd", "Gateway.Location"],
        ["Gateway.Legs"] = ["Gateway.Sip", "Gateway.Media"],
        ["Gateway.Storage"] = ["Gateway.Calls", "Gateway.Acd"],
        ["Gateway.Web"] = ["Gateway.Calls", "Gateway.Acd"],
        ["Gateway.Simulator"] = ["Gateway.Sip", "Gateway.Media"],
        ["Gateway"] =
        [
            "Gateway.Loops", "Gateway.Sip", "Gateway.Media", "Gateway.Location", "Gateway.Acd", "Gateway.Calls", "Gateway.Legs", "Gateway.Storage",
            "Gateway.Web", "Gateway.Simulator",
        ],
    };

    private static readonly string[] Pure = ["Gateway.Location", "Gateway.Acd", "Gateway.Calls", "Gateway.Legs"];

    [Fact]
    public void Every_project_under_src_is_in_the_picture_and_the_other_way_round()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension)
            .Order();
        Assert.Equal(Allowed.Keys.Order(), projects);
    }

    [Fact]
    public void No_project_has_an_arrow_that_the_picture_lacks()
    {
        foreach (var (project, allowed) in Allowed)
        {
            var arrows = Read(project).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            Assert.Equal([], arrows.Except(allowed).Select(a => $"{project} -> {a}"));
        }
    }

    [Fact]
    public void Pure_projects_are_checked_by_the_banned_api_analyzer()
    {
        foreach (var project in Pure)
        {
            Assert.Equal("true", Read(project).Descendants("PureProject").SingleOrDefault()?.Value);
        }

        var props = XDocument.Load(Path.Combine(Repository.Root, "src", "Directory.Build.props"));
        Assert.Contains(props.Descendants("PackageReference"), p => p.Attribute("Include")?.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
    }

    [Fact]
    public void No_package_version_stands_outside_the_central_file()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(Repository.Root, "tests"), "*.csproj", SearchOption.AllDirectories));
        foreach (var project in projects)
        {
            Assert.DoesNotContain(XDocument.Load(project).Descendants("PackageReference"), p => p.Attribute("Version") is not null);
        }
    }

    private static XDocument Read(string project) =>
        XDocument.Load(Path.Combine(Repository.Root, "src", project, project + ".csproj"));
}
