using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Gateway.Location.PidfLo;

/// <summary>
/// Reads PIDF-LO (RFC 4119, 5491, 5139, 7459) as it comes: names count, namespaces do not, since senders get those wrong. Hardened: no
/// DTD, no
/// entities, nothing is fetched, size and depth are bounded. Never throws. Thread-safe.
/// </summary>
public static class PidfLoReader
{
    /// <summary>Bytes of a body; a bigger one is not read.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Nesting of elements; a deeper body is not read.</summary>
    public const int MaxDepth = 40;

    private const int MaxLocations = 16;
    private const int MaxText = 200;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <param name="bounds">Null: Indonesia.</param>
    public static PidfLoResult Read(ReadOnlyMemory<byte> body, PlausibleBounds? bounds = null)
    {
        if (body.Length > MaxBytes)
        {
            return new PidfLoResult([], $"bigger than {MaxBytes} bytes");
        }

        try
        {
            var bytes = body.ToArray();
            return TooDeep(bytes)
                ? new PidfLoResult([], $"nested deeper than {MaxDepth}")
                : Locations(Load(bytes), bounds ?? PlausibleBounds.Indonesia);
        }
        catch (Exception e)
            when (e is XmlException or ArgumentException or InvalidOperationException
            or FormatException or OverflowException or NotSupportedException)
        {
            return new PidfLoResult([], $"no XML that can be read: {Shorten(e.Message)}");
        }
    }

    private static bool TooDeep(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings);
        while (reader.Read())
        {
            if (reader.Depth > MaxDepth)
            {
                return true;
            }
        }

        return false;
    }

    private static XDocument Load(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), Settings);
        return XDocument.Load(reader);
    }

    private static PidfLoResult Locations(XDocument document, PlausibleBounds bounds)
    {
        var found = new List<PidfLocation>();
        string? problem = null;
        foreach (var geopriv in document.Descendants().Where(e => e.Name.LocalName == "geopriv").Take(MaxLocations))
        {
            var info = Child(geopriv, "location-info");
            if (info is null)
            {
                problem ??= "geopriv without location-info";
                continue;
            }

            var (shape, swapped, wrong) = ShapeReader.Read(info, bounds);
            problem ??= wrong;
            var civic = Civic(info);
            if (shape is not null || civic is not null)
            {
                found.Add(new PidfLocation(
                    HolderOf(geopriv), shape, civic, Text(Child(geopriv, "method")), Timestamp(geopriv), Confidence(info), swapped));
            }
        }

        var sorted = found.OrderBy(l => l.Shape is null).ThenBy(l => l.Holder).ToList();
        return new PidfLoResult(sorted, problem ?? (sorted.Count == 0 ? "no location in it" : null));
    }

    private static PidfHolder HolderOf(XElement geopriv)
    {
        foreach (var ancestor in geopriv.Ancestors())
        {
            switch (ancestor.Name.LocalName)
            {
                case "device":
                    return PidfHolder.Device;
                case "person":
                    return PidfHolder.Person;
                case "tuple":
                    return PidfHolder.Tuple;
                default:
                    continue;
            }
        }

        return PidfHolder.Tuple;
    }

    /// <summary>timestamp stands in the tuple, device or person that holds the location.</summary>
    private static DateTimeOffset? Timestamp(XElement geopriv)
    {
        var text = geopriv.Ancestors().Take(4).Select(a => Text(Child(a, "timestamp"))).FirstOrDefault(t => t is not null);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private static double? Confidence(XElement info)
    {
        var element = info.Descendants().FirstOrDefault(e => e.Name.LocalName == "confidence");
        if (element is null)
        {
            return 95;
        }

        return double.TryParse(element.Value.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent)
            && percent is > 0 and <= 100
            ? percent
            : null;
    }

    private static string? Civic(XElement info)
    {
        var address = info.Descendants().FirstOrDefault(e => e.Name.LocalName == "civicAddress");
        var parts = address?.Elements().Where(e => !string.IsNullOrWhiteSpace(e.Value)).Take(40)
            .Select(e => $"{e.Name.LocalName}={Text(e)}").ToList();
        return parts is { Count: > 0 } ? string.Join(", ", parts) : null;
    }

    internal static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(e => e.Name.LocalName == name);

    private static string? Text(XElement? element) => element is null || string.IsNullOrWhiteSpace(element.Value) ? null : Shorten(
        element.Value.Trim());

    private static string Shorten(string text) => text.Length > MaxText ? text[..MaxText] : text;
}
