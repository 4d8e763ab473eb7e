using System.Text;
using Gateway.Configuration.Json;
using Gateway.Location.Areas;
using Gateway.Location.Cells;

namespace Gateway.Configuration.Sections;

/// <summary>service-areas.geojson and cells.csv; both may be absent, then location knows hints only.</summary>
internal static class MapSection
{
    public const string AreasFile = "service-areas.geojson";
    public const string CellsFile = "cells.csv";

    public static ServiceAreaMap ReadAreas(ConfigurationFolder folder)
    {
        if (folder.Bytes(AreasFile, required: false) is not { } bytes)
        {
            return ServiceAreaMap.Empty;
        }

        var (map, errors) = ServiceAreaMap.Parse(Text(bytes));
        folder.Errors.AddRange(errors.Select(e =>
            new ConfigurationError(AreasFile, 0, e.Feature is { } feature ? $"features[{feature}]" : "", e.Wrong, e.Right)));
        return map;
    }

    public static CellTable ReadCells(ConfigurationFolder folder)
    {
        if (folder.Bytes(CellsFile, required: false) is not { } bytes)
        {
            return CellTable.Empty;
        }

        var (table, errors) = CellTable.Parse(Text(bytes));
        folder.Errors.AddRange(errors.Select(e => new ConfigurationError(CellsFile, e.Line, "", e.Wrong, e.Right)));
        return table;
    }

    /// <summary>Every area that a centre serves is on the map, when there is a map.</summary>
    public static void Check(ConfigurationFolder folder, ServiceAreaMap map, IReadOnlyList<Placed<CentreOptions>> centres)
    {
        if (map.Areas.Count == 0)
        {
            return;
        }

        var known = map.Areas.Select(a => a.Code).ToList();
        foreach (var (centre, at) in centres)
        {
            // A province's code stands for all of its areas.
            var missing = centre.ServiceAreas.Where(a => !known.Exists(k => k == a || k.StartsWith(a + ".", StringComparison.Ordinal)));
            foreach (var area in missing)
            {
                folder.Errors.Add(
                    at.Error($"The area \"{area}\" of centre {centre.Code} is not in {AreasFile}", Nearest.Suggest(area, known)));
            }
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
