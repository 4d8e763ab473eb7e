using Gateway.Location.Shapes;

namespace Gateway.Location.Cells;

/// <summary>
/// Which cell stands where, from the operators. The ladder: the cell; else its LAC or TAC, from a row of its own or from the cells in
/// it; else
/// nothing. Immutable, thread-safe.
/// </summary>
public sealed class CellTable
{
    private readonly Dictionary<CellId, CellRow> _cells;
    private readonly Dictionary<CellId, CellRow> _areas;

    /// <param name="rows">Rows with a cell, and rows for whole areas; of two rows for the same, the later counts.</param>
    public CellTable(IEnumerable<CellRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _cells = [];
        _areas = [];
        foreach (var row in rows)
        {
            if (row.Cell.Cell is null)
            {
                _areas[row.Cell.AreaOnly] = row;
            }
            else
            {
                _cells[row.Cell] = row;
            }
        }

        foreach (var group in _cells.Values.GroupBy(r => r.Cell.AreaOnly))
        {
            _areas.TryAdd(group.Key, Summary(group.Key, [.. group]));
        }
    }

    public static CellTable Empty { get; } = new([]);

    /// <summary>Cells; areas are not counted.</summary>
    public int Count => _cells.Count;

    public IEnumerable<CellRow> Cells => _cells.Values;

    /// <summary>Reads a table of the format that config/cells.csv explains.</summary>
    /// <returns>All rows that could be read, and all errors.</returns>
    public static (CellTable Table, IReadOnlyList<CellTableError> Errors) Parse(string text) => CellTableReader.Read(text);

    /// <summary>The cell's row or its area's.</summary>
    public CellMatch Find(CellId cell, out CellRow? row)
    {
        if (cell.Cell is not null && _cells.TryGetValue(cell, out row))
        {
            return CellMatch.Cell;
        }

        return _areas.TryGetValue(cell.AreaOnly, out row) ? CellMatch.Area : CellMatch.None;
    }

    /// <summary>A circle around all cells of the area; an area code only when all of them agree.</summary>
    private static CellRow Summary(CellId area, IReadOnlyList<CellRow> cells)
    {
        var codes = cells.Select(c => c.AreaCode).Distinct().ToList();
        var code = codes.Count == 1 ? codes[0] : null;
        var sites = cells.Where(c => c.Site is not null).ToList();
        if (sites.Count == 0)
        {
            return new CellRow(area, code, null, 0);
        }

        var centre = new Position(sites.Average(c => c.Site!.Value.Latitude), sites.Average(c => c.Site!.Value.Longitude));
        return new CellRow(area, code, centre, sites.Max(c => centre.DistanceTo(c.Site!.Value) + c.Range));
    }
}
