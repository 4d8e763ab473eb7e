using System.Globalization;

namespace Gateway.Location.Cells;

/// <summary>
/// The layouts of TS 24.229 §7.2A.4: MCC (3 digits), MNC (2 or 3), area, cell. The length tells the layout, since the access type lies:
/// a phone on 5G may name its LTE anchor, and a Kamailio P-CSCF writes LAC and RAC, an area, under the cell's name.
/// </summary>
internal static class CellIdReader
{
    /// <summary>The cell or area, or null when length or digits fit no layout.</summary>
    public static CellId? Read(string parameter, string accessType, string value)
    {
        if (value.Length is < 13 or > 21 || !value[..5].All(char.IsAsciiDigit) || !value.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        return (parameter, value.Length) switch
        {
            ("cgi-3gpp", 13 or 14) => Cell(value, Rat.Gsm, 4, 4),
            ("utran-sai-3gpp", 13 or 14) => Cell(value, Rat.Sai, 4, 4),
            ("utran-cell-id-3gpp", 13 or 14) => Cell(value, RatOf(accessType), 4, 4)?.AreaOnly,
            ("utran-cell-id-3gpp", 16 or 17) => Cell(value, RatOf(accessType), 4, 7),
            ("utran-cell-id-3gpp" or "nr-cell-id-3gpp", 20 or 21) => Cell(value, Rat.Nr, 6, 9),
            _ => null,
        };
    }

    /// <summary>For what is as long in LTE and UMTS.</summary>
    private static Rat RatOf(string accessType) =>
        accessType.Contains("UTRAN", StringComparison.OrdinalIgnoreCase) && !accessType.Contains(
            "E-UTRAN", StringComparison.OrdinalIgnoreCase)
        || accessType.Contains("HSPA", StringComparison.OrdinalIgnoreCase)
            ? Rat.Umts
            : Rat.Lte;

    private static CellId? Cell(string value, Rat rat, int areaDigits, int cellDigits)
    {
        var mnc = value.Length - 3 - areaDigits - cellDigits;
        if (mnc is not (2 or 3) || !value[3..(3 + mnc)].All(char.IsAsciiDigit))
        {
            return null;
        }

        var area = value[(3 + mnc)..(3 + mnc + areaDigits)];
        return new CellId(
            $"{value[..3]}-{value[3..(3 + mnc)]}",
            rat,
            uint.Parse(area, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            ulong.Parse(value[(3 + mnc + areaDigits)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
    }
}
