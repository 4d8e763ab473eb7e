using Gateway.Location.Areas;
using Gateway.Location.Shapes;

namespace Gateway.Location.Tests.Areas;

/// <summary>The real (simplified) borders of North Sulawesi, which are not part of the repository.</summary>
public sealed class NorthSulawesiTests
{
    private static string? Find(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var file = Path.Combine(at, "shared", "data", "service-areas-sulut.geojson");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }

    [Theory]
    [InlineData(1.4748, 124.8421, "71.71", AreaRelation.Inside)]
    [InlineData(1.4400, 125.1900, "71.72", null)] // Bitung's port: at the simplified coast
    [InlineData(1.3250, 124.8400, "71.73", AreaRelation.Inside)]
    [InlineData(1.3050, 124.9100, "71.02", AreaRelation.Inside)]
    [InlineData(1.4230, 124.9900, "71.06", AreaRelation.Inside)]
    [InlineData(1.6200, 124.7600, "71.71", AreaRelation.Nearest)] // water off Bunaken
    [InlineData(0.7300, 124.3150, "71.74", AreaRelation.Inside)]
    [InlineData(3.6100, 125.4900, "71.03", AreaRelation.Inside)]
    public void A_known_place_is_in_its_area(double latitude, double longitude, string code, AreaRelation? relation)
    {
        var file = Find(AppContext.BaseDirectory);
        Assert.SkipWhen(file is null, "shared/data/service-areas-sulut.geojson is not there");
        var (map, errors) = ServiceAreaMap.Parse(File.ReadAllText(file!));
        Assert.Equal([], errors);
        var match = map.Resolve(new Position(latitude, longitude), 0);
        Assert.Equal(code, match.Area?.Code);
        if (relation is not null)
        {
            Assert.Equal(relation, match.Relation);
        }
    }
}
