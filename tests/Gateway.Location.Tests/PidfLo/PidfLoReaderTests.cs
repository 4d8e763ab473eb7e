using Gateway.Location.PidfLo;
using Gateway.Location.Shapes;

namespace Gateway.Location.Tests.PidfLo;

/// <summary>RFC 4119, RFC 5491 §5.2, RFC 7459.</summary>
public sealed class PidfLoReaderTests
{
    private static readonly Position Centre = new(1.47483, 124.84211);

    private static PidfLocation Read(string shape) =>
        Assert.Single(PidfLoReader.Read(Fixtures.Bytes(Fixtures.Pidf(shape))).Locations);

    [Fact]
    public void A_point_is_read_with_method_and_time()
    {
        var location = Read(Fixtures.PointShape(1.47483, 124.84211));
        Assert.Equal(new LocationShape.Point(Centre), location.Shape);
        Assert.Equal(("GPS", PidfHolder.Device, false), (location.Method, location.Holder, location.AxesSwapped));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 2, 59, 30, TimeSpan.Zero), location.Timestamp);
    }

    [Fact]
    public void A_circle_has_its_radius_and_confidence()
    {
        var location = Read(Fixtures.CircleShape(1.47483, 124.84211, 850) + """<con:confidence pdf="normal">68</con:confidence>""");
        Assert.Equal(new LocationShape.Circle(Centre, 850), location.Shape);
        Assert.Equal(68, location.Confidence);
    }

    [Theory]
    [InlineData("<gml:posList>1.470 124.840 1.470 124.850 1.480 124.850 1.480 124.840 1.470 124.840</gml:posList>")]
    [InlineData("<gml:posList>1.470 124.840 1.470 124.850 1.480 124.850 1.480 124.840</gml:posList>")]
    [InlineData("<gml:posList>1.470,124.840, 1.470,124.850, 1.480,124.850, 1.480,124.840</gml:posList>")]
    [InlineData(
        "<gml:posList srsDimension=\"3\">1.470 124.840 5 1.470 124.850 5 1.480 124.850 5 1.480 124.840 5 1.470 124.840 5</gml:posList>")]
    [InlineData(
        "<gml:pos>1.470 124.840</gml:pos><gml:pos>1.470 124.850</gml:pos>"
        + "<gml:pos>1.480 124.850</gml:pos><gml:pos>1.480 124.840</gml:pos><gml:pos>1.470 124.840</gml:pos>")]
    public void A_polygon_is_read_however_its_ring_is_written(string ring)
    {
        var location = Read($"""
            <gml:Polygon srsName="urn:ogc:def:crs:EPSG::4326"><gml:exterior><gml:LinearRing>{ring}</gml:LinearRing></gml:exterior>
            <gml:interior><gml:LinearRing><gml:posList>1.474 124.844 1.474 124.846 1.476 124.846 1.474 124.844</gml:posList>
            </gml:LinearRing></gml:interior></gml:Polygon>
            """);
        var polygon = Assert.IsType<LocationShape.Polygon>(location.Shape);
        Assert.Equal(4, polygon.Corners.Count);
        Assert.InRange(polygon.Center.DistanceTo(new Position(1.475, 124.845)), 0, 1);
    }

    [Fact]
    public void An_ellipse_an_arc_band_and_a_sphere_are_read()
    {
        var ellipse = Read("""
            <gs:Ellipse><gml:pos>1.47483 124.84211</gml:pos><gs:semiMajorAxis>300</gs:semiMajorAxis>
            <gs:semiMinorAxis>120</gs:semiMinorAxis><gs:orientation>35</gs:orientation></gs:Ellipse>
            """);
        Assert.Equal(new LocationShape.Ellipse(Centre, 300, 120, 35), ellipse.Shape);
        var band = Read("""
            <gs:ArcBand><gml:pos>1.4900 124.8400</gml:pos><gs:innerRadius>550</gs:innerRadius><gs:outerRadius>1100</gs:outerRadius>
            <gs:startAngle>60</gs:startAngle><gs:openingAngle>120</gs:openingAngle></gs:ArcBand>
            """);
        Assert.Equal(new LocationShape.ArcBand(new Position(1.49, 124.84), 550, 1100, 60, 120), band.Shape);

        // The middle of the band lies 825 m away in the direction of 120 degrees: half of it to the south.
        Assert.Equal(1.49 - (825 * 0.5 / 110_574), band.Shape!.Center.Latitude, 5);
        Assert.InRange(band.Shape.Center.DistanceTo(new Position(1.49, 124.84)), 819, 831);
        var sphere = Read("""
            <gs:Sphere srsName="urn:ogc:def:crs:EPSG::4979"><gml:pos>1.47483 124.84211 12</gml:pos><gs:radius>30</gs:radius></gs:Sphere>
            """);
        Assert.Equal(new LocationShape.Circle(Centre, 30), sphere.Shape);
    }

    [Theory]
    [InlineData("tuple", PidfHolder.Tuple)]
    [InlineData("dm:person", PidfHolder.Person)]
    [InlineData("dm:device", PidfHolder.Device)]
    public void The_location_is_found_wherever_the_document_holds_it(string holder, PidfHolder expected)
    {
        var location = Assert.Single(
            PidfLoReader.Read(Fixtures.Bytes(Fixtures.Pidf(Fixtures.PointShape(1.47, 124.84), holder: holder))).Locations);
        Assert.Equal(expected, location.Holder);
        Assert.NotNull(location.Timestamp);
    }

    [Fact]
    public void The_device_goes_before_the_person()
    {
        const string geopriv =
            "<gp:geopriv><gp:location-info><gml:Point><gml:pos>{0}</gml:pos></gml:Point></gp:location-info></gp:geopriv>";
        var document = $"""
            <presence xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
              xmlns:gml="http://www.opengis.net/gml">
            <dm:person>{geopriv.Replace("{0}", "1.1 124.1", StringComparison.Ordinal)}</dm:person>
            <dm:device>{geopriv.Replace("{0}", "1.2 124.2", StringComparison.Ordinal)}</dm:device></presence>
            """;
        var locations = PidfLoReader.Read(Fixtures.Bytes(document)).Locations;
        Assert.Equal([PidfHolder.Device, PidfHolder.Person], locations.Select(l => l.Holder));
        Assert.Equal(1.2, locations[0].Shape!.Center.Latitude);
    }

    [Fact]
    public void Longitude_before_latitude_is_put_right_and_said()
    {
        var location = Read(Fixtures.PointShape(124.84211, 1.47483));
        Assert.Equal(Centre, location.Shape!.Center);
        Assert.True(location.AxesSwapped);
    }

    [Fact]
    public void Crs84_means_longitude_first()
    {
        var location = Read("""<gml:Point srsName="urn:ogc:def:crs:OGC:1.3:CRS84"><gml:pos>124.84211 1.47483</gml:pos></gml:Point>""");
        Assert.Equal(Centre, location.Shape!.Center);
        Assert.False(location.AxesSwapped);
    }

    [Theory]
    [InlineData("0 0")]
    [InlineData("48.85 2.35")]
    [InlineData("NaN 124.8")]
    [InlineData("1e999 124.8")]
    [InlineData("one two")]
    [InlineData("")]
    [InlineData("1.47")]
    public void A_position_that_cannot_be_is_a_reason(string position)
    {
        var result = PidfLoReader.Read(Fixtures.Bytes(Fixtures.Pidf($"<gml:Point><gml:pos>{position}</gml:pos></gml:Point>")));
        Assert.Empty(result.Locations);
        Assert.NotNull(result.Problem);
    }

    [Fact]
    public void A_circle_without_a_radius_is_still_a_position()
    {
        var location = Read("<gs:Circle><gml:pos>1.47483 124.84211</gml:pos><gs:radius>far</gs:radius></gs:Circle>");
        Assert.Equal(new LocationShape.Point(Centre), location.Shape);
    }

    [Fact]
    public void A_civic_address_is_kept_as_text()
    {
        var location = Read(
            "<ca:civicAddress><ca:country>ID</ca:country><ca:A2>Kota Manado</ca:A2><ca:RD> Jalan Contoh </ca:RD></ca:civicAddress>");
        Assert.Null(location.Shape);
        Assert.Equal("country=ID, A2=Kota Manado, RD=Jalan Contoh", location.Civic);
    }

    [Fact]
    public void A_document_type_is_refused_so_that_no_entity_is_expanded()
    {
        const string bomb = """<!DOCTYPE p [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><presence>&b;</presence>""";
        Assert.Contains("no XML", PidfLoReader.Read(Fixtures.Bytes(bomb)).Problem, StringComparison.Ordinal);
        const string external = """<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/passwd">]><presence>&a;</presence>""";
        Assert.Contains("no XML", PidfLoReader.Read(Fixtures.Bytes(external)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_and_depth_are_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 5000)) + string.Concat(Enumerable.Repeat("</a>", 5000));
        Assert.Contains("deeper", PidfLoReader.Read(Fixtures.Bytes(deep)).Problem, StringComparison.Ordinal);
        Assert.Contains("bigger", PidfLoReader.Read(new byte[PidfLoReader.MaxBytes + 1]).Problem, StringComparison.Ordinal);
    }
}
