using System.Globalization;
using System.Xml.Linq;
using Gateway.Location.Shapes;

namespace Gateway.Location.PidfLo;

/// <summary>
/// Reads the shapes of RFC 5491 §5.2. Lenient where senders differ: pos or posList, open or closed rings, commas, missing srsName. Axes are
/// latitude, longitude (EPSG 4326, 4979), or the other way round when srsName says CRS84 or only that gives a possible place.
/// </summary>
internal static class ShapeReader
{
    private const int MaxCorners = 500;

    /// <summary>Bigger shapes say nothing about where somebody is.</summary>
    private const double MaxRadius = 1_000_000;

    private static readonly char[] Separators = [' ', '\t', '\r', '\n', ',', ';'];

    public static (LocationShape? Shape, bool Swapped, string? Wrong) Read(XElement info, PlausibleBounds bounds)
    {
        foreach (var element in info.Descendants())
        {
            var name = element.Name.LocalName;
            if (name is "Point" or "Circle" or "Polygon" or "Ellipse" or "ArcBand" or "Sphere" or "Ellipsoid" or "Prism")
            {
                return new Reading(element, bounds).Shape(name);
            }
        }

        return (null, false, Contains(info, "civicAddress") ? null : "no shape in it");
    }

    private static bool Contains(XElement element, string name) => element.Descendants().Any(e => e.Name.LocalName == name);

    private sealed class Reading(XElement element, PlausibleBounds bounds)
    {
        private bool _swapped;
        private string? _wrong;

        public (LocationShape? Shape, bool Swapped, string? Wrong) Shape(string name)
        {
            var places = Places(name is "Polygon" or "Prism");
            if (places.Count == 0)
            {
                return (null, false, _wrong ?? $"{name} without a position");
            }

            var at = places[0];
            LocationShape? shape = name switch
            {
                "Point" => new LocationShape.Point(at),
                "Circle" or "Sphere" => Length("radius") is { } radius ? new LocationShape.Circle(at, radius) : null,
                "Ellipse" or "Ellipsoid" => Length("semiMajorAxis") is { } major && Length("semiMinorAxis") is { } minor
                    ? new LocationShape.Ellipse(at, major, minor, Angle("orientation"))
                    : null,
                "ArcBand" => Length("outerRadius") is { } outer
                    ? new LocationShape.ArcBand(
                        at, Math.Min(Optional("innerRadius") ?? 0, outer), outer, Angle("startAngle"), Math.Clamp(
                            Optional("openingAngle") ?? 360, 0, 360))
                    : null,
                _ => Ring(places),
            };

            // A position whose extent cannot be read is still a position.
            return shape is null && name is not ("Polygon" or "Prism")
                ? (new LocationShape.Point(at), _swapped, _wrong)
                : (shape, _swapped, _wrong);
        }

        private LocationShape.Polygon? Ring(List<Position> places)
        {
            if (places.Count > 1 && places[^1] == places[0])
            {
                places.RemoveAt(places.Count - 1);
            }

            var corners = places.Distinct().Count();
            if (corners == 0 || corners >= 3)
            {
                return corners == 0 ? null : new LocationShape.Polygon(places);
            }

            _wrong ??= $"a polygon of {corners} corners";
            return null;
        }

        private List<Position> Places(bool many)
        {
            // Only the outer ring: holes make no caller easier to find.
            var scope = element.Descendants().FirstOrDefault(e => e.Name.LocalName == "exterior") ?? element;
            var positions = scope.Descendants().Where(e => e.Name.LocalName is "pos" or "posList" or "coordinates").ToList();
            var places = new List<Position>();
            foreach (var source in many ? positions : positions.Take(1))
            {
                var numbers = Numbers(source.Value);
                if (numbers is null)
                {
                    _wrong ??= $"\"{Shorten(source.Value)}\" is no list of numbers";
                    return [];
                }

                var size = Dimension(source, numbers.Count);
                for (var i = 0; i + 1 < numbers.Count && places.Count < MaxCorners; i += size)
                {
                    places.Add(new Position(numbers[i], numbers[i + 1]));
                }
            }

            return Straighten(places);
        }

        private List<Position> Straighten(List<Position> places)
        {
            var turned = places.ConvertAll(p => new Position(p.Longitude, p.Latitude));
            var declaredTurned = SrsName().Contains("CRS84", StringComparison.OrdinalIgnoreCase);
            var (declared, other) = declaredTurned ? (turned, places) : (places, turned);
            if (declared.TrueForAll(bounds.Contains))
            {
                return declared;
            }

            if (other.TrueForAll(bounds.Contains))
            {
                _swapped = true;
                return other;
            }

            _wrong ??= $"{places[0]} is nowhere near";
            return [];
        }

        private int Dimension(XElement source, int count)
        {
            if (source.Name.LocalName == "pos")
            {
                // One position a pos, or all of them in one from senders that mistake it for posList.
                return count <= 3 ? Math.Max(count, 2) : Declared(source) ?? (count % 2 == 0 ? 2 : 3);
            }

            return Declared(source) ?? (count % 2 != 0 && count % 3 == 0 ? 3 : 2);
        }

        private int? Declared(XElement source)
        {
            var dimension = source.AncestorsAndSelf().Attributes().FirstOrDefault(a => a.Name.LocalName == "srsDimension")?.Value;
            return dimension switch
            {
                "2" => 2,
                "3" => 3,
                _ => SrsName().Contains("4979", StringComparison.Ordinal) ? 3 : null,
            };
        }

        private string SrsName() =>
            element.DescendantsAndSelf().Attributes().FirstOrDefault(a => a.Name.LocalName == "srsName")?.Value ?? "";

        private double? Length(string name)
        {
            var value = Optional(name);
            if (value is >= 0 and <= MaxRadius)
            {
                return value;
            }

            _wrong ??= $"{name} is missing or out of range";
            return null;
        }

        private double Angle(string name) => (Optional(name) ?? 0) % 360;

        private double? Optional(string name)
        {
            var text = element.Descendants().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
            return text is not null && double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
                ? number
                : null;
        }

        private static List<double>? Numbers(string text)
        {
            var numbers = new List<double>();
            foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries).Take(MaxCorners * 3))
            {
                if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
                {
                    return null;
                }

                numbers.Add(number);
            }

            return numbers;
        }

        private static string Shorten(string text) => text.Length > 60 ? text[..60] : text;
    }
}
