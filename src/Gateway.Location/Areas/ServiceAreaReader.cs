using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO.Converters;

namespace Gateway.Location.Areas;

/// <summary>Reads service areas from GeoJSON, feature by feature, so that one bad feature does not hide the others' errors.</summary>
internal static class ServiceAreaReader
{
    private static readonly JsonDocumentOptions Document = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly JsonSerializerOptions GeoJson = new() { Converters = { new GeoJsonConverterFactory() } };

    public static (ServiceAreaMap Map, IReadOnlyList<ServiceAreaError> Errors) Read(string geoJson, double nearestWithin)
    {
        ArgumentNullException.ThrowIfNull(geoJson);
        var errors = new List<ServiceAreaError>();
        var areas = new List<(ServiceArea, Geometry)>();
        try
        {
            using var document = JsonDocument.Parse(geoJson, Document);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            {
                errors.Add(new ServiceAreaError(
                    null, "This is no FeatureCollection", "Write { \"type\": \"FeatureCollection\", \"features\": [ … ] } (RFC 7946)"));
                return (ServiceAreaMap.Empty, errors);
            }

            var index = 0;
            var codes = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var feature in features.EnumerateArray())
            {
                if (Feature(feature, index, errors) is { } area)
                {
                    if (codes.TryAdd(area.Area.Code, index))
                    {
                        areas.Add(area);
                    }
                    else
                    {
                        errors.Add(new ServiceAreaError(
                            index, $"The area {area.Area.Code} is there twice",
                                $"Join it with feature {codes[area.Area.Code]} in one MultiPolygon"));
                    }
                }

                index++;
            }
        }
        catch (JsonException e)
        {
            errors.Add(new ServiceAreaError(null, $"This is no JSON: {e.Message.TrimEnd('.')}", "Correct it there"));
        }

        return (new ServiceAreaMap(areas, nearestWithin), errors);
    }

    private static (ServiceArea Area, Geometry Geometry)? Feature(JsonElement feature, int index, List<ServiceAreaError> errors)
    {
        var before = errors.Count;
        if (feature.ValueKind != JsonValueKind.Object)
        {
            errors.Add(
                new ServiceAreaError(index, "This is no feature", "Write { \"type\": \"Feature\", \"properties\": …, \"geometry\": … }"));
            return null;
        }

        var properties = feature.TryGetProperty("properties", out var p) && p.ValueKind == JsonValueKind.Object ? p : default;
        var code = Text(properties, "kode");
        if (code is null || code.Length != 5 || code[2] != '.' || !code.Remove(2, 1).All(char.IsAsciiDigit))
        {
            errors.Add(new ServiceAreaError(
                index,
                code is null ? "The property \"kode\" is missing" : $"The property \"kode\" {code} is not a dotted code",
                "Write the dotted Kemendagri code as text, e.g. \"71.71\""));
        }

        var priority = 0;
        if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty("priority", out var given)
            && (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out priority)))
        {
            errors.Add(
                new ServiceAreaError(index, "The property \"priority\" is not a whole number", "Write e.g. 1, or leave it out for 0"));
        }

        var geometry = Shape(feature, index, errors);
        return errors.Count > before ? null : (new ServiceArea(code!, Text(properties, "name") ?? code!, priority), geometry!);
    }

    private static Geometry? Shape(JsonElement feature, int index, List<ServiceAreaError> errors)
    {
        Geometry? geometry;
        try
        {
            geometry = feature.TryGetProperty("geometry", out var json) && json.ValueKind == JsonValueKind.Object
                ? json.Deserialize<Geometry>(GeoJson)
                : null;
        }
        catch (Exception e)
            when (e is JsonException or ArgumentException or InvalidOperationException or FormatException or NotSupportedException)
        {
            errors.Add(new ServiceAreaError(
                index, $"The geometry cannot be read: {e.Message.TrimEnd('.')}", "Write a Polygon or MultiPolygon of closed rings"));
            return null;
        }

        if (geometry is not (Polygon or MultiPolygon) || geometry.IsEmpty)
        {
            errors.Add(
                new ServiceAreaError(index, $"The geometry is {geometry?.GeometryType ?? "missing"}", "Write a Polygon or MultiPolygon"));
            return null;
        }

        var envelope = geometry.EnvelopeInternal;
        if (envelope.MinX < -180 || envelope.MaxX > 180 || envelope.MinY < -90 || envelope.MaxY > 90)
        {
            errors.Add(new ServiceAreaError(index, "A coordinate is out of range", "Write longitude before latitude (RFC 7946 §3.1.1)"));
            return null;
        }

        // Hand-made maps cross themselves; the same area is meant.
        return geometry.IsValid ? geometry : GeometryFixer.Fix(geometry);
    }

    private static string? Text(JsonElement properties, string name) =>
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
        && !string.IsNullOrWhiteSpace(value.GetString())
            ? value.GetString()!.Trim()
            : null;
}
