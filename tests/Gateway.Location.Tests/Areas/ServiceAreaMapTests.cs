using CsCheck;
using Gateway.Location.Areas;
using Gateway.Location.Shapes;

namespace Gateway.Location.Tests.Areas;

public sealed class ServiceAreaMapTests
{
    private static readonly Gen<Position> InManado = Gen.Select(
        Gen.Double[1.4001, 1.5999], Gen.Double[124.8001, 124.8999], (la, lo) => new Position(la, lo));

    [Fact]
    public void A_point_inside_an_area_resolves_to_it() => InManado.Sample(position =>
    {
        var match = Fixtures.Map.Resolve(position, 0);
        Assert.Equal((AreaRelation.Inside, "71.71", false), (match.Relation, match.Area?.Code, match.Ambiguous));
    });

    [Fact]
    public void A_circle_is_ambiguous_exactly_when_it_reaches_a_second_area() => Gen.Select(InManado, Gen.Double[10, 20_000]).Sample((
        position, radius) =>
    {
        // On these rectangles the distance to the others is the distance to the east and south edges.
        var east = (124.9 - position.Longitude) * 111_319.5 * Math.Cos(double.DegreesToRadians(position.Latitude));
        var south = (position.Latitude - 1.4) * 110_574;
        var edge = Math.Min(east, south);
        if (Math.Abs(edge - radius) / radius < 0.06)
        {
            return;
        }

        var match = Fixtures.Map.Resolve(position, radius);
        Assert.Equal(radius > edge, match.Ambiguous);
        Assert.Equal(radius > edge, match.Neighbours.Count > 0);
    });

    [Fact]
    public void A_circle_over_a_border_goes_to_the_bigger_share_and_names_the_neighbour()
    {
        var match = Fixtures.Map.Resolve(new Position(1.5, 124.895), 2000);
        Assert.Equal("71.71", match.Area!.Code);
        Assert.InRange(match.Share, 0.6, 0.8);
        Assert.True(match.Ambiguous);
        Assert.Equal(["71.06"], match.Neighbours.Select(n => n.Code));
    }

    [Fact]
    public void A_polygon_with_nine_tenths_in_one_area_is_not_ambiguous()
    {
        var clear = Fixtures.Map.Resolve(Box(1.45, 124.85, 1.55, 124.904));
        Assert.Equal(("71.71", false), (clear.Area!.Code, clear.Ambiguous));
        var split = Fixtures.Map.Resolve(Box(1.45, 124.85, 1.55, 124.92));
        Assert.Equal(("71.71", true), (split.Area!.Code, split.Ambiguous));
        Assert.Equal(5d / 7, split.Share, 2);
    }

    [Fact]
    public void Half_over_the_sea_is_not_half_undecided()
    {
        var match = Fixtures.Map.Resolve(Box(1.45, 124.7, 1.55, 124.89));
        Assert.Equal(("71.71", false, AreaRelation.Inside), (match.Area!.Code, match.Ambiguous, match.Relation));
    }

    [Fact]
    public void An_enclave_goes_before_its_surroundings()
    {
        Assert.Equal("71.73", Fixtures.Map.Resolve(new Position(1.3, 124.85), 0).Area!.Code);
        Assert.Equal("71.73", Fixtures.Map.Resolve(new Position(1.3, 124.85), 500).Area!.Code);
        Assert.Equal("71.02", Fixtures.Map.Resolve(new Position(1.3, 125.0), 500).Area!.Code);
    }

    [Fact]
    public void At_sea_the_nearest_area_is_taken_and_its_distance_is_in_metres()
    {
        // 0.1 degrees west of Manado's coast, where a degree of longitude is 111.28 km long.
        var match = Fixtures.Map.Resolve(new Position(1.5, 124.7), 0);
        Assert.Equal((AreaRelation.Nearest, "71.71"), (match.Relation, match.Area?.Code));
        Assert.InRange(match.Distance, 11_120, 11_136);

        // 0.1 degrees north of it: a degree of latitude is 110.58 km long.
        Assert.InRange(Fixtures.Map.Resolve(new Position(1.7, 124.85), 0).Distance, 11_053, 11_063);
    }

    [Fact]
    public void Where_two_coasts_are_equally_near_both_are_named()
    {
        var match = Fixtures.Map.Resolve(new Position(1.65, 124.9), 0);
        Assert.True(match.Ambiguous);
        Assert.Equal(2, match.Neighbours.Append(match.Area!).Distinct().Count());
    }

    [Fact]
    public void Far_out_there_is_no_area() =>
        Assert.Equal(AreaRelation.None, Fixtures.Map.Resolve(new Position(1.5, 124.0), 100).Relation);

    [Fact]
    public void No_shape_makes_it_throw() =>
        Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180], Gen.Double[0, 1e6], Gen.Int[0, 4]).Sample((la, lo, size, kind) =>
        {
            var at = new Position(la, lo);
            LocationShape shape = kind switch
            {
                0 => new LocationShape.Circle(at, size),
                1 => new LocationShape.Ellipse(at, size, size / 3, lo),
                2 => new LocationShape.ArcBand(at, size / 2, size, lo, Math.Abs(la) * 4),
                3 => new LocationShape.Polygon([at, new Position(la, -lo), new Position(-la, lo), new Position(-la, -lo)]),
                _ => new LocationShape.Point(at),
            };
            Assert.NotNull(Fixtures.Map.Resolve(shape));
        });

    [Fact]
    public void A_bow_tie_is_read_as_the_area_it_encloses()
    {
        var match = Fixtures.Map.Resolve(
            new LocationShape.Polygon([new(1.5, 124.85), new(1.51, 124.86), new(1.5, 124.86), new(1.51, 124.85)]));
        Assert.Equal("71.71", match.Area!.Code);
    }

    [Fact]
    public void All_errors_of_a_map_are_found_with_their_feature()
    {
        var (map, errors) = ServiceAreaMap.Parse(Fixtures.Collection(
            Fixtures.Rectangle("71.71", "Kota Manado", 124.8, 1.4, 124.9, 1.6),
            Fixtures.Rectangle("7172", "Kota Bitung", 125, 1.4, 125.2, 1.6),
            """{"type":"Feature","properties":{"kode":"71.73"},"geometry":{"type":"Point","coordinates":[124.8,1.3]}}""",
            """
            {"type":"Feature","properties":{"kode":"71.74","priority":"high"},
             "geometry":{"type":"Polygon","coordinates":[[[1,124],[2,124],[2,125],[1,124]]]}}
            """,
            Fixtures.Rectangle("71.71", "Kota Manado", 124.8, 1.4, 124.9, 1.6),
            "7"));
        Assert.Equal([1, 2, 3, 3, 4, 5], errors.Select(e => e.Feature));
        Assert.Contains("longitude before latitude", errors[3].Right, StringComparison.Ordinal);
        Assert.Equal("71.71", Assert.Single(map.Areas).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"features\":1}")]
    [InlineData("{\"features\":[")]
    public void What_is_no_map_is_an_error(string text)
    {
        var (map, errors) = ServiceAreaMap.Parse(text);
        Assert.Single(errors);
        Assert.Empty(map.Areas);
    }

    private static LocationShape.Polygon Box(double south, double west, double north, double east) =>
        new([new(south, west), new(south, east), new(north, east), new(north, west)]);
}
