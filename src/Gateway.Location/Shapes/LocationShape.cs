namespace Gateway.Location.Shapes;

/// <summary>Where somebody is, as a shape (RFC 5491 §5.2). Lengths in metres, angles in degrees clockwise from north. Immutable.</summary>
public abstract record LocationShape
{
    private const int CircleCorners = 32;

    private LocationShape()
    {
    }

    /// <summary>The place to show and to route by.</summary>
    public abstract Position Center { get; }

    /// <summary>Radius of a circle around <see cref="Center"/> that holds the shape; 0 for a point.</summary>
    public abstract double Uncertainty { get; }

    /// <summary>Corners of the shape's outline without the closing one; one corner for a shape without extent.</summary>
    public abstract IReadOnlyList<Position> Outline { get; }

    public sealed record Point(Position At) : LocationShape
    {
        public override Position Center => At;

        public override double Uncertainty => 0;

        public override IReadOnlyList<Position> Outline => [At];
    }

    /// <summary>Also for a sphere, whose height is left out.</summary>
    public sealed record Circle(Position At, double Radius) : LocationShape
    {
        public override Position Center => At;

        public override double Uncertainty => Radius;

        public override IReadOnlyList<Position> Outline =>
            Radius <= 0 ? [At] : [.. Enumerable.Range(0, CircleCorners).Select(i => At.Move(Radius, i * 360d / CircleCorners))];
    }

    /// <summary>A polygon's outer ring; also the base of a prism. At least three corners.</summary>
    public sealed record Polygon(IReadOnlyList<Position> Corners) : LocationShape
    {
        /// <summary>Centre of gravity of the area; of the corners when they enclose none.</summary>
        public override Position Center
        {
            get
            {
                var origin = Corners[0];
                double area = 0, north = 0, east = 0;
                for (var i = 0; i < Corners.Count; i++)
                {
                    var (a, b) = (Corners[i], Corners[(i + 1) % Corners.Count]);
                    var (ax, ay) = (a.Longitude - origin.Longitude, a.Latitude - origin.Latitude);
                    var (bx, by) = (b.Longitude - origin.Longitude, b.Latitude - origin.Latitude);
                    var cross = (ax * by) - (bx * ay);
                    area += cross;
                    east += (ax + bx) * cross;
                    north += (ay + by) * cross;
                }

                return Math.Abs(area) < 1e-14
                    ? new Position(Corners.Average(c => c.Latitude), Corners.Average(c => c.Longitude))
                    : new Position(origin.Latitude + (north / (3 * area)), origin.Longitude + (east / (3 * area)));
            }
        }

        public override double Uncertainty
        {
            get
            {
                var center = Center;
                return Corners.Max(center.DistanceTo);
            }
        }

        public override IReadOnlyList<Position> Outline => Corners;

        public bool Equals(Polygon? other) => other is not null && Corners.SequenceEqual(other.Corners);

        public override int GetHashCode() => HashCode.Combine(Corners.Count, Corners[0]);
    }

    /// <summary>Also for an ellipsoid, whose height is left out.</summary>
    /// <param name="Orientation">Direction of the major axis.</param>
    public sealed record Ellipse(Position At, double SemiMajorAxis, double SemiMinorAxis, double Orientation) : LocationShape
    {
        public override Position Center => At;

        public override double Uncertainty => Math.Max(SemiMajorAxis, SemiMinorAxis);

        public override IReadOnlyList<Position> Outline =>
            Uncertainty <= 0
                ? [At]
                : [.. Enumerable.Range(0, CircleCorners).Select(i =>
                {
                    var angle = i * Math.Tau / CircleCorners;
                    var (along, across) = (SemiMajorAxis * Math.Cos(angle), SemiMinorAxis * Math.Sin(angle));
                    return At.Move(
                        Math.Sqrt((along * along) + (across * across)), Orientation + double.RadiansToDegrees(Math.Atan2(across, along)));
                })];
    }

    /// <summary>A cell's sector with timing advance: between two radii, from a direction on over an opening angle.</summary>
    public sealed record ArcBand(Position Apex, double InnerRadius, double OuterRadius, double StartAngle, double OpeningAngle)
        : LocationShape
    {
        private double MiddleAngle => StartAngle + (OpeningAngle / 2);

        public override Position Center =>
            OpeningAngle >= 360 ? Apex : Apex.Move((InnerRadius + OuterRadius) / 2, MiddleAngle);

        public override double Uncertainty
        {
            get
            {
                var center = Center;
                return Outline.Max(center.DistanceTo);
            }
        }

        public override IReadOnlyList<Position> Outline
        {
            get
            {
                if (OuterRadius <= 0)
                {
                    return [Apex];
                }

                if (OpeningAngle >= 360)
                {
                    // The hole of a full ring is left out: it makes the shape bigger, never smaller.
                    return new Circle(Apex, OuterRadius).Outline;
                }

                var steps = Math.Max(2, (int)Math.Ceiling(OpeningAngle / 10));
                var angles = Enumerable.Range(0, steps + 1).Select(i => StartAngle + (OpeningAngle * i / steps)).ToList();
                var outer = angles.Select(a => Apex.Move(OuterRadius, a));
                return InnerRadius <= 0
                    ? [Apex, .. outer]
                    : [.. outer, .. Enumerable.Reverse(angles).Select(a => Apex.Move(InnerRadius, a))];
            }
        }
    }
}
