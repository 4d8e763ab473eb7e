using System.Globalization;
using Gateway.Location.Shapes;

namespace Gateway.Location.Cells;

/// <summary>Reads <c>plmn,rat,area,cell,kab_code,lat,lon,range_m[,azimuth,beam]</c>; "#" starts a comment line.</summary>
internal static class CellTableReader
{
    private const double GsmRange = 35_000;
    private const double OtherRange = 10_000;

    /// <summary>Errors after which the rest is not listed.</summary>
    private const int MaxErrors = 200;

    private static readonly Dictionary<string, Rat> Rats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["GSM"] = Rat.Gsm,
        ["UMTS"] = Rat.Umts,
        ["SAI"] = Rat.Sai,
        ["LTE"] = Rat.Lte,
        ["NR"] = Rat.Nr,
    };

    public static (CellTable Table, IReadOnlyList<CellTableError> Errors) Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rows = new List<CellRow>();
        var lines = new Dictionary<CellId, int>();
        var errors = new List<CellTableError>();
        var number = 0;
        foreach (var raw in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            number++;
            var line = raw.Trim();
            if (line.IsEmpty || line[0] == '#' || line.StartsWith("plmn", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (errors.Count >= MaxErrors)
            {
                errors.Add(new CellTableError(number, "There are more errors from here on", "Correct those above first"));
                break;
            }

            var row = new Row(line.ToString().Split(','), number, errors).Read();
            if (row is null)
            {
                continue;
            }

            if (lines.TryAdd(row.Cell, number))
            {
                rows.Add(row);
            }
            else
            {
                errors.Add(
                    new CellTableError(number, $"The cell {row.Cell} is there twice", $"Keep one; the first is in line {lines[row.Cell]}"));
            }
        }

        return (new CellTable(rows), errors);
    }

    private sealed class Row(string[] fields, int line, List<CellTableError> errors)
    {
        private bool _failed;

        public CellRow? Read()
        {
            if (fields.Length is not (8 or 10))
            {
                Fail($"{fields.Length} columns", "Write 8 or 10: plmn,rat,area,cell,kab_code,lat,lon,range_m[,azimuth,beam]");
                return null;
            }

            var plmn = Field(0);
            var mnc = plmn.Length - 4;
            if (mnc is not (2 or 3) || plmn[3] != '-' || !plmn.Remove(3, 1).All(char.IsAsciiDigit))
            {
                Fail($"\"{plmn}\" is not a PLMN", "Write MCC-MNC, e.g. 510-10");
            }

            if (!Rats.TryGetValue(Field(1), out var rat))
            {
                Fail($"\"{Field(1)}\" is not a radio access", $"Write one of {string.Join(", ", Rats.Keys)}");
            }

            var area = Number(2, "area", rat == Rat.Nr ? 0xFFFFFFul : 0xFFFFul) ?? Missing("area", "Write the LAC or TAC");
            var cell = Number(3, "cell", rat switch { Rat.Nr => 0xF_FFFF_FFFFul, Rat.Lte or Rat.Umts => 0xFFF_FFFFul, _ => 0xFFFFul });
            var code = Field(4).Length == 0 ? null : Field(4);
            if (code is not null && !(code.Length == 5 && code[2] == '.' && code.Remove(2, 1).All(char.IsAsciiDigit)))
            {
                Fail($"\"{code}\" is not a dotted Kemendagri code", "Write e.g. 71.71, or leave it empty");
            }

            var (latitude, longitude) = (Decimal(5, "lat", -90, 90), Decimal(6, "lon", -180, 180));
            if (!_failed && latitude is null != longitude is null)
            {
                Fail("Only one of lat and lon is there", "Write both or none");
            }

            if (!_failed && latitude is null && code is null)
            {
                Fail("Neither kab_code nor lat and lon are there, so the row says nothing", "Write one of them or both");
            }

            var range = Decimal(7, "range_m", 1, 200_000) ?? (rat == Rat.Gsm ? GsmRange : OtherRange);
            var azimuth = fields.Length == 10 ? Decimal(8, "azimuth", 0, 360) : null;
            var beam = fields.Length == 10 ? Decimal(9, "beam", 1, 360) : null;
            if (!_failed && azimuth is null != beam is null)
            {
                Fail("Only one of azimuth and beam is there", "Write both or none");
            }

            var site = latitude is { } lat && longitude is { } lon ? new Position(lat, lon) : (Position?)null;
            return _failed ? null : new CellRow(new CellId(plmn, rat, (uint)area, cell), code, site, range, azimuth, beam);
        }

        private string Field(int index) => fields[index].Trim().Trim('"').Trim();

        private ulong? Number(int index, string name, ulong most)
        {
            var text = Field(index);
            if (text.Length == 0)
            {
                return null;
            }

            var hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (ulong.TryParse(
                    hex ? text[2..] : text, hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                        CultureInfo.InvariantCulture, out var number)
                && number <= most)
            {
                return number;
            }

            Fail($"{name} \"{text}\" does not fit", $"Write a decimal number, or hex with 0x, up to {most} (0x{most:X})");
            return 0;
        }

        private ulong Missing(string name, string right)
        {
            Fail($"{name} is empty", right);
            return 0;
        }

        private double? Decimal(int index, string name, double least, double most)
        {
            var text = Field(index);
            if (text.Length == 0)
            {
                return null;
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            Fail(
                $"{name} \"{text}\" does not fit",
                string.Create(CultureInfo.InvariantCulture, $"Write a number from {least} to {most}, with a dot"));
            return null;
        }

        private void Fail(string wrong, string right)
        {
            _failed = true;
            errors.Add(new CellTableError(line, wrong, right));
        }
    }
}
