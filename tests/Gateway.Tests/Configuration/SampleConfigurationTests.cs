using Gateway.Configuration;
using Gateway.Media.Prompts;
using Gateway.Tests.Architecture;

namespace Gateway.Tests.Configuration;

/// <summary>The sample that is shipped must be right, and must be what README and its comments say.</summary>
public sealed class SampleConfigurationTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "config");

    private static GatewayConfiguration Sample()
    {
        var (configuration, errors) = ConfigurationReader.Read(Folder, _ => null);
        Assert.Equal([], errors.Select(e => e.ToString()));
        return configuration!;
    }

    [Fact]
    public void It_has_no_error_and_four_centres()
    {
        var sample = Sample();
        Assert.Equal(["71.71", "71.72", "71.73", "71.06"], sample.Centres.Select(c => c.Code));
        Assert.Equal("71.71/darurat", sample.Centre("71.71")!.DefaultQueue.Value);
        Assert.Equal("71.71/kebakaran", sample.Centre("71.71")!.QueuesByService["urn:service:sos.fire"].Value);
        Assert.Equal(8, sample.Agents.Count);
    }

    [Fact]
    public void Every_trunk_of_it_can_be_played_from_loopback()
    {
        var sample = Sample();
        Assert.Equal("operator-a", sample.TrunkOf(System.Net.IPAddress.Loopback)?.Name);
        Assert.Equal("operator-a", sample.TrunkOf(System.Net.IPAddress.IPv6Loopback)?.Name);
        Assert.Equal("operator-a", sample.TrunkOf(System.Net.IPAddress.Parse("::ffff:127.0.0.1"))?.Name);
        Assert.Equal("operator-b", sample.TrunkOf(System.Net.IPAddress.Parse("127.0.0.2"))?.Name);
        Assert.Null(sample.TrunkOf(System.Net.IPAddress.Parse("10.0.0.1")));
    }

    [Fact]
    public void Every_prompt_that_a_centre_names_is_there_and_can_be_played()
    {
        var sample = Sample();
        var library = PromptLibrary.Load(sample.Media.Prompts, sample.Centres.SelectMany(c => c.Prompts.All));
        Assert.Equal([], library.Errors);
    }

    [Fact]
    public void Its_prompts_stay_small_enough_for_the_repository() =>
        Assert.InRange(Directory.GetFiles(Path.Combine(Folder, "prompts"), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length), 1, 1_500_000);

    [Fact]
    public void Its_passwords_are_refused_as_soon_as_other_machines_can_reach_it()
    {
        var (configuration, errors) = ConfigurationReader.Read(Folder, name => name == "GATEWAY_BIND" ? "192.0.2.7" : null);
        Assert.Null(configuration);
        Assert.Contains(errors, e => e.File == "agents.json" && e.Wrong.Contains("published sample password", StringComparison.Ordinal));
    }
}
