namespace Gateway.Location.Shapes;

/// <summary>A place on the earth, WGS 84.</summary>
/// <param name="Latitude">Degrees north, -90 to 90.</param>
/// <param name="Longitude">Degrees east, -180 to 180.</param>
public readonly record struct Position(double Latitude, double Longitude)
{
    /// <summary>Whether both are finite and in range.</summary>
    public bool IsValid => Math.Abs(Latitude) <= 90 && Math.Abs(Longitude) <= 180;

    /// <summary>Metres along the great circle; within 0.6 % anywhere, since the earth counts as a sphere.</summary>
    public double DistanceTo(Position other)
    {
        const double radius = 6_371_008.8;
        var (lat1, lat2) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var a = Math.Pow(Math.Sin((lat2 - lat1) / 2), 2)
            + (Math.Cos(lat1) * Math.Cos(lat2) * Math.Pow(Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2), 2));
        return 2 * radius * Math.Asin(Math.Min(1, Math.Sqrt(a)));
    }

    /// <summary>
    /// The place so many metres away in a direction; good to a thousandth up to 100 km away and outside the polar regions.
    /// </summary>
    /// <param name="bearing">Degrees clockwise from north.</param>
    public Position Move(double metres, double bearing)
    {
        var angle = double.DegreesToRadians(bearing);
        return LocalPlane.At(this).ToPosition(metres * Math.Sin(angle), metres * Math.Cos(angle));
    }

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Latitude:0.#####},{Longitude:0.#####}");
}
