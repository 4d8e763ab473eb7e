using System.Globalization;

namespace Gateway.Location.Cells;

/// <summary>Radio access of a cell id; each numbers its cells on its own.</summary>
public enum Rat
{
    /// <summary>CGI: LAC and CI of 16 bits.</summary>
    Gsm,

    /// <summary>LAC and UCI of 28 bits (RNC 12, cell 16).</summary>
    Umts,

    /// <summary>UMTS service area: LAC and SAC of 16 bits.</summary>
    Sai,

    /// <summary>ECGI: TAC of 16 bits and ECI of 28 bits.</summary>
    Lte,

    /// <summary>NCGI: TAC of 24 bits and NCI of 36 bits.</summary>
    Nr,
}

/// <summary>A cell, or a whole area of cells, of a mobile network.</summary>
/// <param name="Plmn">MCC and MNC, e.g. "510-10"; leading zeros of the MNC count.</param>
/// <param name="Area">LAC or TAC.</param>
/// <param name="Cell">Null: only the area is known.</param>
public readonly record struct CellId(string Plmn, Rat Rat, uint Area, ulong? Cell)
{
    /// <summary>The area that the cell belongs to; a service area lies in its UMTS location area.</summary>
    public CellId AreaOnly => this with { Rat = Rat == Rat.Sai ? Rat.Umts : Rat, Cell = null };

    /// <summary>
    /// Canonical text: plmn/rat/area/cell in hex of the layout's width, e.g. "510-10/LTE/1F4A/0A3B201"; "*" for an unknown cell.
    /// </summary>
    public override string ToString()
    {
        var area = Area.ToString(Rat == Rat.Nr ? "X6" : "X4", CultureInfo.InvariantCulture);
        var width = Rat switch { Rat.Nr => "X9", Rat.Gsm or Rat.Sai => "X4", _ => "X7" };
        return $"{Plmn}/{Rat.ToString().ToUpperInvariant()}/{area}/{Cell?.ToString(width, CultureInfo.InvariantCulture) ?? "*"}";
    }
}
