using System.Text.Json;
using Gateway.Configuration;
using Gateway.Location;
using Gateway.Location.Areas;
using Gateway.Media.Prompts;
using Gateway.Tests.Architecture;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Position = Gateway.Location.Shapes.Position;

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

    [Theory]
    [InlineData(1.4748, 124.8421, "71.71")]
    [InlineData(1.4400, 125.1900, "71.72")]
    [InlineData(1.3250, 124.8400, "71.73")]
    [InlineData(1.3050, 124.9100, "71.02")]
    [InlineData(1.4230, 124.9900, "71.06")]
    [InlineData(1.6200, 124.7600, "71.71")] // water off Bunaken
    public void A_known_place_lies_in_its_area(double latitude, double longitude, string code) =>
        Assert.Equal(code, Sample().ServiceAreas.Resolve(new Position(latitude, longitude), 0).Area?.Code);

    [Fact]
    public void Its_areas_are_valid_and_meet_without_overlapping()
    {
        var options = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "service-areas.geojson")));
        var shapes = document.RootElement.GetProperty("features").EnumerateArray()
            .Select(f => f.GetProperty("geometry").Deserialize<Geometry>(options)!).ToList();
        Assert.Equal(5, shapes.Count);
        Assert.All(shapes, s => Assert.True(s.IsValid));
        for (var i = 0; i < shapes.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.InRange(shapes[i].Intersection(shapes[j]).Area, 0, 1e-9);
            }
        }
    }

    [Fact]
    public void A_cell_is_where_the_operator_says_it_is()
    {
        var sample = Sample();
        foreach (var row in sample.Cells.Cells.Where(r => r.Site is not null))
        {
            Assert.Equal(row.AreaCode, sample.ServiceAreas.Resolve(row.Site!.Value, 0).Area?.Code);
        }
    }

    [Theory]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201", "71.71", LocationQuality.Cell)]
    [InlineData("3GPP-NR-TDD;utran-cell-id-3gpp=5101000A1B20123456A1", "71.71", LocationQuality.Cell)]
    [InlineData("3GPP-UTRAN-FDD;utran-cell-id-3gpp=510102B670A14E21", "71.71", LocationQuality.Cell)]
    [InlineData("3GPP-UTRAN-FDD;utran-sai-3gpp=510102B674E21;network-provided", "71.71", LocationQuality.Cell)]
    [InlineData("3GPP-GERAN;cgi-3gpp=510102B674E21", "71.71", LocationQuality.Cell)]
    [InlineData("3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4BFFFFFFF", "71.72", LocationQuality.Area)]
    public void The_example_cells_are_found(string header, string code, LocationQuality quality)
    {
        var answer = Sample().ToLocationResolver().Resolve(
            new LocationEvidence { ReceivedAt = DateTimeOffset.UnixEpoch, AccessNetworkInfo = [header] });
        Assert.Equal((code, quality), (answer.AreaCode, answer.Quality));
    }

    [Theory]
    [InlineData("sip:112@gw", "urn:service:sos", null)]
    [InlineData("sip:0438112@gw", "urn:service:sos", "71.72")]
    [InlineData("sip:113@gw", "urn:service:sos.fire", null)]
    public void The_example_numbers_mean_what_their_comments_say(string uri, string service, string? centre)
    {
        var sample = Sample();
        var dialled = sample.ToClassifier(sample.Trunk("operator-a")!).Classify(uri);
        Assert.Equal((service, centre), (dialled.Service, dialled.Centre));
    }

    [Fact]
    public void A_fire_in_Minahasa_goes_to_Manados_fire_queue() =>
        Assert.Equal("71.71/kebakaran", Sample().ToRouting().Route("71.02", null, "urn:service:sos.fire").Queue.Value);

    [Fact]
    public void Every_prompt_that_a_centre_names_is_there_and_can_be_played()
    {
        var sample = Sample();
        var library = PromptLibrary.Load(sample.Media.Prompts, sample.Centres.SelectMany(c => c.AllPrompts));
        Assert.Equal([], library.Errors);
    }

    [Fact]
    public void Its_prompts_stay_small_enough_for_the_repository() =>
        Assert.InRange(
            Directory.GetFiles(Path.Combine(Folder, "prompts"), "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length),
            1,
            1_500_000);

    [Fact]
    public void A_container_sets_addresses_and_secrets_by_environment()
    {
        var environment = new Dictionary<string, string>
        {
            ["GATEWAY_BIND"] = "0.0.0.0",
            ["GATEWAY_ADVERTISE"] = "192.0.2.7",
            ["GATEWAY_SIP_PORT"] = "0",
            ["GATEWAY_HTTP_BIND"] = "0.0.0.0",
            ["GATEWAY_HTTP_TOKEN_FROM"] = "env:TOKEN",
            ["TOKEN"] = "a token of enough length",
            ["GATEWAY_AGENT_PASSWORD_FROM"] = "env:PASSWORD",
            ["PASSWORD"] = "something else",
            ["GATEWAY_DATA"] = "/data",
        };
        var (configuration, errors) = ConfigurationReader.Read(Folder, name => environment.GetValueOrDefault(name));
        Assert.Equal([], errors.Select(e => e.ToString()));
        Assert.Equal(("192.0.2.7", 0), (configuration!.Listeners[0].Advertise, configuration.Listeners[0].Bind.Port));
        Assert.Equal(("192.0.2.7", "/data"), (configuration.Media.Advertise?.ToString(), configuration.Storage.Directory));
        Assert.Equal("a token of enough length", configuration.Http.Token?.Value);
        Assert.Equal(DigestCredential.Of("2001", "112.manado.example", "something else"), configuration.Agents[0].Credential);
    }

    [Fact]
    public void Its_passwords_are_refused_as_soon_as_other_machines_can_reach_it()
    {
        var (configuration, errors) = ConfigurationReader.Read(Folder, name => name == "GATEWAY_BIND" ? "192.0.2.7" : null);
        Assert.Null(configuration);
        Assert.Contains(errors, e => e.File == "agents.json" && e.Wrong.Contains("published sample password", StringComparison.Ordinal));
    }
}
