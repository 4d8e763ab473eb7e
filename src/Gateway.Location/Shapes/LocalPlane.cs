using NetTopologySuite.Geometries;

namespace Gateway.Location.Shapes;

/// <summary>
/// Metres east and north of an origin (equirectangular projection with the ellipsoid's radii there). A degree of longitude is as long as
/// one of
/// latitude only at the equator, and even there they differ by 0.7 %, so distances are never taken in degrees. Error: less than 0.1 %
/// within
/// 50 km of the origin at the latitudes of Indonesia.
/// </summary>
internal readonly struct LocalPlane
{
    private const double SemiMajorAxis = 6_378_137;
    private const double EccentricitySquared = 0.00669437999014;

    private readonly Position _origin;
    private readonly double _metresPerDegreeNorth;
    private readonly double _metresPerDegreeEast;

    private LocalPlane(Position origin)
    {
        _origin = origin;
        var latitude = double.DegreesToRadians(Math.Clamp(origin.Latitude, -89, 89));
        var w = 1 - (EccentricitySquared * Math.Pow(Math.Sin(latitude), 2));
        _metresPerDegreeNorth = double.DegreesToRadians(SemiMajorAxis * (1 - EccentricitySquared) / Math.Pow(w, 1.5));
        _metresPerDegreeEast = double.DegreesToRadians(SemiMajorAxis / Math.Sqrt(w) * Math.Cos(latitude));
    }

    public static LocalPlane At(Position origin) => new(origin);

    public Position ToPosition(double east, double north) =>
        new(_origin.Latitude + (north / _metresPerDegreeNorth), _origin.Longitude + (east / _metresPerDegreeEast));

    public Coordinate ToMetres(Coordinate degrees) =>
        new((degrees.X - _origin.Longitude) * _metresPerDegreeEast, (degrees.Y - _origin.Latitude) * _metresPerDegreeNorth);

    /// <summary>An envelope in degrees that holds everything within so many metres of the origin.</summary>
    public Envelope Around(double metres) => new(
        _origin.Longitude - (metres / _metresPerDegreeEast), _origin.Longitude + (metres / _metresPerDegreeEast),
        _origin.Latitude - (metres / _metresPerDegreeNorth), _origin.Latitude + (metres / _metresPerDegreeNorth));

    /// <summary>The geometry in metres.</summary>
    public Geometry ToMetres(Geometry degrees)
    {
        var copy = degrees.Copy();
        copy.Apply(new ToMetresFilter(this));
        copy.GeometryChanged();
        return copy;
    }

    private sealed class ToMetresFilter(LocalPlane plane) : ICoordinateFilter
    {
        public void Filter(Coordinate coordinate) => coordinate.CoordinateValue = plane.ToMetres(coordinate);
    }
}
