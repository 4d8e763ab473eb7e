using System.Globalization;
using System.Text;
using Gateway.Location.Areas;
using Gateway.Location.Cells;

namespace Gateway.Location.Tests;

/// <summary>
/// Five areas as rectangles, drawn for the tests:
/// <code>
///   1.6 +--------+--------+--------+
///       | 71.71  | 71.06  | 71.72  |     71.73 is an enclave of 71.02 with a higher priority
///   1.4 +--------+--------+--------+
///       |   71.02 (71.73)          |     west of 124.8 and north of 1.6 is sea
///   1.2 +--------------------------+
///     124.8    124.9    125.0    125.2
/// </code>
/// </summary>
internal static class Fixtures
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 3, 0, 0, TimeSpan.Zero);

    public static readonly string GeoJson = Collection(
        Rectangle("71.71", "Kota Manado", 124.8, 1.4, 124.9, 1.6),
        Rectangle("71.06", "Kabupaten Minahasa Utara", 124.9, 1.4, 125.0, 1.6),
        Rectangle("71.72", "Kota Bitung", 125.0, 1.4, 125.2, 1.6),
        Rectangle("71.02", "Kabupaten Minahasa", 124.8, 1.2, 125.2, 1.4),
        Rectangle("71.73", "Kota Tomohon", 124.82, 1.25, 124.9, 1.35, priority: 1));

    public static readonly ServiceAreaMap Map = ServiceAreaMap.Parse(GeoJson).Map;

    public static readonly CellTable Cells = CellTable.Parse("""
        plmn,rat,area,cell,kab_code,lat,lon,range_m
        510-10,LTE,0x1F4A,0x0A3B201,71.71,1.4748,124.8421,900
        510-10,LTE,0x1F4A,0x0A3B202,71.71,1.4948,124.8421,900
        510-10,LTE,0x1F4B,0x0A3C101,71.72,1.4450,125.1850,1500
        510-10,LTE,0x1F4C,0x0A3D101,,1.5000,124.8950,2000
        510-10,LTE,0x1F4D,0x0A3E101,71.06,,,
        510-10,NR,0x00A1B2,0x0123456A1,71.71,1.4810,124.8450,400
        510-10,GSM,0x2B67,0x4E21,71.71,1.4900,124.8400,4000
        """).Table;

    public static readonly LocationResolver Resolver = new(
        Map,
        Cells,
        new Dictionary<string, IReadOnlyList<string>> { ["0431"] = ["71.71", "71.73"], ["0438"] = ["71.72"] },
        ["71.71", "71.72", "71.73"]);

    public static string Collection(params string[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",", features)}}]}""";

    public static string Rectangle(string code, string name, double west, double south, double east, double north, int priority = 0)
    {
        string N(double n) => n.ToString(CultureInfo.InvariantCulture);
        return "{\"type\":\"Feature\",\"properties\":{\"kode\":\"" + code + "\",\"name\":\"" + name + "\",\"priority\":" + priority
            + "},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[["
            + $"{N(west)},{N(south)}],[{N(east)},{N(south)}],[{N(east)},{N(north)}],[{N(west)},{N(north)}],[{N(west)},{N(south)}]]]" + "}}";
    }

    /// <summary>A presence document with one geopriv in the holder.</summary>
    public static string Pidf(string shape, string method = "GPS", string? timestamp = "2026-11-25T02:59:30Z", string holder = "dm:device")
    {
        var geopriv = $"<gp:geopriv><gp:location-info>{shape}</gp:location-info><gp:usage-rules/>"
            + $"<gp:method>{method}</gp:method></gp:geopriv>";
        var time = timestamp is null ? ""
            : holder == "tuple" ? $"<timestamp>{timestamp}</timestamp>"
            : $"<dm:timestamp>{timestamp}</dm:timestamp>";
        var inner = holder == "tuple" ? $"<status>{geopriv}</status>{time}" : $"{geopriv}{time}";
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10"
              xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:gml="http://www.opengis.net/gml"
              xmlns:gs="http://www.opengis.net/pidflo/1.0" xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr"
              xmlns:con="urn:ietf:params:xml:ns:geopriv:conf" entity="pres:a@b.example">
              <{holder} id="d1">{inner}</{holder}>
            </presence>
            """;
    }

    public static string PointShape(double latitude, double longitude) => string.Create(
        CultureInfo.InvariantCulture,
        $"""<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>{latitude} {longitude}</gml:pos></gml:Point>""");

    public static string CircleShape(double latitude, double longitude, double radius) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>{latitude} {longitude}</gml:pos>
        <gs:radius uom="urn:ogc:def:uom:EPSG::9001">{radius}</gs:radius></gs:Circle>
        """);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static LocationEvidence Evidence(string? pidf = null, string? pani = null) => new()
    {
        ReceivedAt = Now,
        PidfBodies = pidf is null ? [] : [Bytes(pidf)],
        AccessNetworkInfo = pani is null ? [] : [pani],
        TrunkCentre = "71.71",
    };
}
