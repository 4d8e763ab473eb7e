using Gateway.Location.Shapes;

namespace Gateway.Location.PidfLo;

/// <summary>Which part of the presence document holds the location (RFC 5491 §3); a device's goes first.</summary>
public enum PidfHolder
{
    Device,
    Tuple,
    Person,
}

/// <summary>One geopriv element. Immutable.</summary>
/// <param name="Shape">Null: civic only.</param>
/// <param name="Civic">Civic address as text (RFC 5139), e.g. "A2=Kota Manado, RD=Jalan Contoh"; null when there is none.</param>
/// <param name="Method">As received, e.g. "GPS", "Cell" (RFC 4119 §2.2.3), or null.</param>
/// <param name="Timestamp">When the location was found, or null.</param>
/// <param name="Confidence">Percent, 0 to 100 (RFC 7459); null: "unknown". 95 when nothing is said.</param>
/// <param name="AxesSwapped">Longitude came before latitude; it has been put right.</param>
public sealed record PidfLocation(
    PidfHolder Holder,
    LocationShape? Shape,
    string? Civic,
    string? Method,
    DateTimeOffset? Timestamp,
    double? Confidence,
    bool AxesSwapped)
{
    private static readonly string[] NetworkMethods = ["cell", "cell-id", "cellid", "cell id", "mbs", "lte-cell", "nr-cell", "wcdma-cell"];

    /// <summary>The network found the cell; nobody measured the phone's place.</summary>
    public bool IsCell => Method is { } method && NetworkMethods.Contains(method.ToLowerInvariant());
}

/// <summary>What a body was worth.</summary>
/// <param name="Locations">Best first (device before tuple before person, shape before civic); empty when nothing could be used.</param>
/// <param name="Problem">Null, or why something of it could not be used.</param>
public sealed record PidfLoResult(IReadOnlyList<PidfLocation> Locations, string? Problem);

/// <summary>Where a caller can possibly be: what lies outside is an error, or has its axes swapped.</summary>
public sealed record PlausibleBounds(double South, double North, double West, double East)
{
    /// <summary>Indonesia with its waters.</summary>
    public static PlausibleBounds Indonesia { get; } = new(-13, 8, 93, 143);

    public bool Contains(Position position) =>
        position.Latitude >= South && position.Latitude <= North && position.Longitude >= West && position.Longitude <= East;
}
