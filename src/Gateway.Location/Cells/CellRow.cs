using Gateway.Location.Shapes;

namespace Gateway.Location.Cells;

/// <summary>What the table knows of a cell or area. Immutable.</summary>
/// <param name="AreaCode">Dotted Kemendagri code that the operator gave, or null.</param>
/// <param name="Site">Where the antenna stands, or null.</param>
/// <param name="Range">Metres within which the cell's callers are.</param>
/// <param name="Azimuth">Direction of the sector in degrees clockwise from north, or null for all around.</param>
/// <param name="Beam">Width of the sector in degrees; set when <paramref name="Azimuth"/> is.</param>
public sealed record CellRow(CellId Cell, string? AreaCode, Position? Site, double Range, double? Azimuth = null, double? Beam = null)
{
    /// <summary>Where callers of the cell are, or null without a site.</summary>
    public LocationShape? Shape => Site is not { } site ? null
        : Azimuth is { } azimuth && Beam is { } beam && beam < 360 ? new LocationShape.ArcBand(site, 0, Range, azimuth - (beam / 2), beam)
        : new LocationShape.Circle(site, Range);
}

/// <summary>How far the ladder cell, area, nothing was gone.</summary>
public enum CellMatch
{
    None,

    /// <summary>The cell is not in the table, but its location or tracking area is.</summary>
    Area,
    Cell,
}

/// <summary>One line of a cell table that cannot be used.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Right">What would be right.</param>
public sealed record CellTableError(int Line, string Wrong, string Right);
