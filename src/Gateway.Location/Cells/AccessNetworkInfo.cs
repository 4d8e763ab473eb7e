using System.Globalization;

namespace Gateway.Location.Cells;

/// <summary>
/// One access-net-spec of P-Access-Network-Info (RFC 7315 §5.4, RFC 7913) or Cellular-Network-Info (TS 24.229). Parameters come in any
/// order,
/// quoted or not, hex in either case. Immutable.
/// </summary>
/// <param name="AccessType">E.g. "3GPP-E-UTRAN-FDD", as received.</param>
/// <param name="Cell">The cell or area, or null: <paramref name="Problem"/> says why.</param>
/// <param name="NetworkProvided">Written by the network, not by the phone.</param>
/// <param name="Age">cell-info-age: how long ago the phone saw the cell; null: now.</param>
/// <param name="Problem">Null, or what could not be read.</param>
public sealed record AccessNetworkInfo(string AccessType, CellId? Cell, bool NetworkProvided, TimeSpan? Age, string? Problem)
{
    /// <summary>Cells seen longer ago are weak evidence.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(300);

    /// <summary><see cref="Problem"/> of a spec that names no cell at all, e.g. Wi-Fi or a fixed line.</summary>
    public const string NoCell = "no cell id";

    /// <summary>Specs that are read from one header; more are left out.</summary>
    public const int MaxSpecs = 16;

    /// <summary>Characters that are read from one header; more are left out.</summary>
    public const int MaxLength = 4096;

    public bool IsFresh => Age is null || Age <= Fresh;

    /// <summary>All specs of a header's value, those of the network first; never throws.</summary>
    public static IReadOnlyList<AccessNetworkInfo> Parse(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return [];
        }

        var text = header.Length > MaxLength ? header[..MaxLength] : header;
        return [.. Split(text, ',').Where(s => !string.IsNullOrWhiteSpace(s))
            .Take(MaxSpecs).Select(Spec).OrderByDescending(i => i.NetworkProvided)];
    }

    private static AccessNetworkInfo Spec(string text)
    {
        var parts = Split(text, ';').Select(p => p.Trim()).ToList();
        var type = parts[0];
        CellId? cell = null;
        TimeSpan? age = null;
        var provided = false;
        string? problem = null;
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? part : part[..equals]).Trim().ToLowerInvariant();
            var value = equals < 0 ? "" : Unquote(part[(equals + 1)..].Trim());
            switch (name)
            {
                case "network-provided" or "np":
                    provided = true;
                    break;
                case "cell-info-age":
                    age = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                        ? TimeSpan.FromSeconds(seconds)
                        : TimeSpan.MaxValue;
                    break;
                case "cgi-3gpp" or "utran-cell-id-3gpp" or "utran-sai-3gpp" or "nr-cell-id-3gpp":
                    cell ??= CellIdReader.Read(name, type, value);
                    problem ??= cell is null ? $"{name} \"{Shorten(value)}\" has no known layout" : null;
                    break;
                default:
                    // Wi-Fi, fixed-line and unknown parameters say nothing about a cell.
                    break;
            }
        }

        return new AccessNetworkInfo(type, cell, provided, age, cell is null ? problem ?? NoCell : null);
    }

    /// <summary>Splits outside quotes; an unclosed quote reaches to the end.</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (text[i] == separator && !quoted)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Unquote(string value) => value.Trim('"').Trim();

    private static string Shorten(string value) => value.Length > 40 ? value[..40] + "…" : value;
}
