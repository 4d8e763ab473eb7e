using Gateway.Location.Shapes;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Prepared;
using NetTopologySuite.Index.Strtree;
using NetTopologySuite.Operation.Distance;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using Position = Gateway.Location.Shapes.Position;

namespace Gateway.Location.Areas;

/// <summary>
/// Which area a shape lies in. Shares are ratios of areas, for which degrees do, since a shape is small; distances are taken in metres on a
/// plane around the shape. Immutable, thread-safe.
/// </summary>
public sealed class ServiceAreaMap
{
    /// <summary>How far from the coast an area is still the nearest one, in metres.</summary>
    public const double DefaultNearestWithin = 30_000;

    /// <summary>From this part on, an area shape is in one area (facts of the field: simplified borders).</summary>
    private const double ClearShare = 0.9;

    /// <summary>Parts below it are rounding at a shared border.</summary>
    private const double LeastShare = 0.001;

    /// <summary>Two coasts whose distances differ by less are equally near, in metres.</summary>
    private const double LeastDifference = 500;

    private readonly List<Entry> _entries;
    private readonly STRtree<Entry> _tree = new();
    private readonly double _nearestWithin;

    internal ServiceAreaMap(IEnumerable<(ServiceArea Area, Geometry Geometry)> areas, double nearestWithin)
    {
        _nearestWithin = nearestWithin;
        _entries = [.. areas.Select(a => new Entry(a.Area, a.Geometry, PreparedGeometryFactory.Prepare(a.Geometry)))];
        foreach (var entry in _entries)
        {
            _tree.Insert(entry.Geometry.EnvelopeInternal, entry);

            // Prepared geometries build their indexes at the first question; here one thread asks it.
            entry.Prepared.Covers(entry.Geometry.InteriorPoint);
            entry.Prepared.Intersects(entry.Geometry.Envelope);
        }

        _tree.Build();
    }

    public static ServiceAreaMap Empty { get; } = new([], DefaultNearestWithin);

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ServiceArea> Areas => [.. _entries.Select(e => e.Area)];

    public ServiceArea? Find(string code) => _entries.Find(e => e.Area.Code == code)?.Area;

    /// <summary>
    /// Reads a GeoJSON FeatureCollection (RFC 7946: longitude before latitude) of Polygon and MultiPolygon features with "kode", "name",
    /// optional "priority".
    /// </summary>
    /// <param name="nearestWithin">Metres, see <see cref="DefaultNearestWithin"/>.</param>
    /// <returns>The map of all areas that could be read, and all errors.</returns>
    public static (ServiceAreaMap Map, IReadOnlyList<ServiceAreaError> Errors) Parse(
        string geoJson, double nearestWithin = DefaultNearestWithin) =>
        ServiceAreaReader.Read(geoJson, nearestWithin);

    /// <summary>The area of a circle around a position; with uncertainty 0, of the position.</summary>
    /// <param name="uncertainty">Metres, at least 0.</param>
    public AreaMatch Resolve(Position position, double uncertainty) =>
        Resolve(uncertainty > 0 ? new LocationShape.Circle(position, uncertainty) : new LocationShape.Point(position));

    /// <summary>The area of a shape: the one it lies in, the one with the biggest part of it, or the nearest. Never throws.</summary>
    public AreaMatch Resolve(LocationShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (!shape.Center.IsValid)
        {
            return AreaMatch.None;
        }

        var outline = shape.Outline;
        var footprint = outline.Count >= 3 ? Footprint(outline) : null;
        return (footprint is null ? AtPoint(shape.Center) : Over(shape, footprint)) ?? Nearest(shape);
    }

    private AreaMatch? AtPoint(Position position)
    {
        var point = new Point(position.Longitude, position.Latitude);
        var entries = Candidates(point).Where(e => e.Prepared.Covers(point)).ToList();
        return entries.Count == 0 ? null : new AreaMatch(AreaRelation.Inside, entries[0].Area, 1, 0, false, []);
    }

    private AreaMatch? Over(LocationShape shape, Geometry footprint)
    {
        var touched = Candidates(footprint).Where(e => e.Prepared.Intersects(footprint)).ToList();
        if (touched.Count == 0)
        {
            return null;
        }

        if (touched.Count == 1 || touched[0].Prepared.Covers(footprint))
        {
            return new AreaMatch(AreaRelation.Inside, touched[0].Area, 1, 0, false, []);
        }

        try
        {
            return Shares(shape, touched, footprint);
        }
        catch (Exception e) when (e is TopologyException or ArgumentException or InvalidOperationException)
        {
            // Geometry that even the robust overlay refuses: the centre decides, and the doubt shows.
            return AtPoint(shape.Center) is { } match
                ? match with { Ambiguous = true, Neighbours = [.. touched.Select(t => t.Area).Where(a => a != match.Area)] }
                : null;
        }
    }

    /// <summary>Where areas overlap, the part belongs to the one that comes first, so that the shares add up.</summary>
    private static AreaMatch? Shares(LocationShape shape, List<Entry> touched, Geometry footprint)
    {
        var rest = footprint;
        var parts = new List<(ServiceArea Area, double Size)>();
        foreach (var entry in touched)
        {
            parts.Add((entry.Area, OverlayNGRobust.Overlay(rest, entry.Geometry, SpatialFunction.Intersection).Area));
            rest = OverlayNGRobust.Overlay(rest, entry.Geometry, SpatialFunction.Difference);
        }

        var covered = parts.Sum(p => p.Size);
        if (covered <= 0)
        {
            return null;
        }

        // Only land counts: a shape half over the sea is not half undecided. The sort is stable, so equal parts keep the order of priority.
        var shares = parts.Select(p => (p.Area, Share: p.Size / covered))
            .Where(p => p.Share >= LeastShare)
            .OrderByDescending(p => p.Share).ToList();
        var ambiguous = shares.Count > 1 && (shape is LocationShape.Circle || shares[0].Share < ClearShare);
        return new AreaMatch(AreaRelation.Inside, shares[0].Area, shares[0].Share, 0, ambiguous, [.. shares.Skip(1).Select(s => s.Area)]);
    }

    private AreaMatch Nearest(LocationShape shape)
    {
        var centre = shape.Center;
        var plane = LocalPlane.At(centre);
        var origin = new Point(0, 0);
        var near = _tree.Query(plane.Around(_nearestWithin + shape.Uncertainty))
            .Select(e => (e.Area, Distance: DistanceOp.Distance(plane.ToMetres(e.Geometry), origin)))
            .Where(e => e.Distance <= _nearestWithin + shape.Uncertainty)
            .OrderBy(e => e.Distance).ThenBy(e => e.Area.Code, StringComparer.Ordinal)
            .ToList();
        if (near.Count == 0)
        {
            return AreaMatch.None;
        }

        var limit = near[0].Distance + Math.Max(shape.Uncertainty, LeastDifference);
        var neighbours = near.Skip(1).TakeWhile(e => e.Distance < limit).Select(e => e.Area).ToList();
        return new AreaMatch(AreaRelation.Nearest, near[0].Area, 1, near[0].Distance, neighbours.Count > 0, neighbours);
    }

    /// <summary>By priority, then smallest first (an enclave that its surroundings forgot to leave out), then by code.</summary>
    private List<Entry> Candidates(Geometry geometry) =>
    [
        .. _tree.Query(geometry.EnvelopeInternal)
            .OrderByDescending(e => e.Area.Priority).ThenBy(e => e.Geometry.Area).ThenBy(e => e.Area.Code, StringComparer.Ordinal),
    ];

    private static Geometry? Footprint(IReadOnlyList<Position> outline)
    {
        var ring = outline.Append(outline[0]).Select(p => new Coordinate(p.Longitude, p.Latitude)).ToArray();
        Geometry polygon = new Polygon(new LinearRing(ring));
        if (!polygon.IsValid)
        {
            polygon = NetTopologySuite.Geometries.Utilities.GeometryFixer.Fix(polygon);
        }

        return polygon.Area > 0 ? polygon : null;
    }

    private sealed record Entry(ServiceArea Area, Geometry Geometry, IPreparedGeometry Prepared);
}
