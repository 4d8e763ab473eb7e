using System.Globalization;
using Gateway.Location.Areas;
using Gateway.Location.Cells;
using Gateway.Location.PidfLo;

namespace Gateway.Location;

/// <summary>
/// Where is this caller, and how sure are we? Every source makes a claim; the best ranked one (the order of
/// <see cref="LocationSource"/>, then
/// the smaller uncertainty) decides, the others are set aside with a reason. A fix that the network's cell makes impossible does not
/// decide, since
/// radio does not reach that far and phones lie. Never throws: trouble is a reason. Immutable, thread-safe.
/// </summary>
public sealed class LocationResolver
{
    private readonly LocationSources _sources;
    private readonly ServiceAreaMap _areas;

    /// <summary>Farther than this beyond its cell's range no phone can be, in metres: the reach of GSM's timing advance.</summary>
    public const double ReachBeyondCell = 35_000;

    /// <param name="areaCodes">Centres by telephone area code, e.g. "0431" to 71.71 and 71.73.</param>
    /// <param name="centres">Codes of all configured centres.</param>
    /// <param name="bounds">Null: Indonesia.</param>
    public LocationResolver(
        ServiceAreaMap areas,
        CellTable cells,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? areaCodes = null,
        IReadOnlyCollection<string>? centres = null,
        PlausibleBounds? bounds = null)
    {
        ArgumentNullException.ThrowIfNull(areas);
        ArgumentNullException.ThrowIfNull(cells);
        _areas = areas;
        _sources = new LocationSources(areas, cells, areaCodes ?? new Dictionary<string, IReadOnlyList<string>>(), centres ?? [], bounds);
    }

    /// <summary>The answer to all evidence there is; with none, quality None.</summary>
    public LocationAnswer Resolve(LocationEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        try
        {
            var (candidates, civic) = _sources.Claims(evidence);
            return Decide(candidates, civic, evidence.TrunkCentre);
        }
#pragma warning disable CA1031 // A caller must be queued whatever a sender wrote; the reason shows the trouble.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Nothing(evidence.TrunkCentre, null) with
            {
                SetAside = [new SetAside(LocationSource.TrunkDefault, SetAsideReason.NotUnderstood, $"{e.GetType().Name}: {e.Message}")],
            };
        }
    }

    private LocationAnswer Decide(IReadOnlyList<LocationCandidate> candidates, string? civic, string? trunkCentre)
    {
        var ranked = candidates.OrderBy(c => c.Source).ThenBy(c => c.Uncertainty).Select(c => Doubt(c, candidates)).ToList();
        var best = ranked.Find(c => c.Useless is null);
        if (best is null)
        {
            var place = ranked.Find(c => c.Shape is not null);
            return Nothing(trunkCentre, civic) with
            {
                Position = place?.Shape!.Center,
                Uncertainty = place?.Shape!.Uncertainty,
                SetAside = [.. ranked.Select(c => new SetAside(c.Source, c.Useless!.Value, c.Detail))],
            };
        }

        var others = ranked.Where(c => !ReferenceEquals(c, best)).ToList();

        // Hints and old sights that differ are weaker than what decided, so they make no doubt.
        var rivals = others.Where(c => c.Useless is null && c.Area != best.Area && c.Source <= LocationSource.CellularCell).Select(
            c => c.Area!);
        var neighbours = best.Neighbours.Concat(rivals).Where(a => a != best.Area).Distinct().ToList();
        return new LocationAnswer
        {
            AreaCode = best.Area,
            AreaName = _areas.Find(best.Area!)?.Name,
            DefaultArea = trunkCentre,
            Position = best.Shape?.Center,
            Uncertainty = best.Shape?.Uncertainty,
            Confidence = best.Confidence,
            Quality = best.Quality,
            DecidedBy = best.Source,
            Detail = best.Detail,
            SetAside = [.. others.Select(c => new SetAside(c.Source, c.Useless ?? Compare(c, best), c.Detail))],
            Ambiguous = best.Ambiguous || neighbours.Count > 0,
            Neighbours = neighbours,
            Civic = civic,
        };
    }

    private static SetAsideReason Compare(LocationCandidate other, LocationCandidate best) =>
        other.Area == best.Area ? SetAsideReason.Agrees : SetAsideReason.Disagrees;

    private static LocationCandidate Doubt(LocationCandidate candidate, IReadOnlyList<LocationCandidate> all)
    {
        if (candidate is not { Source: LocationSource.PidfDevice or LocationSource.PidfWeak, Useless: null, Shape: { } fix })
        {
            return candidate;
        }

        var cell = all.FirstOrDefault(c => c is { Source: LocationSource.NetworkCell, Useless: null, Shape: not null });
        if (cell is null)
        {
            return candidate;
        }

        var distance = fix.Center.DistanceTo(cell.Shape!.Center);
        return distance > fix.Uncertainty + cell.Shape.Uncertainty + ReachBeyondCell
            ? candidate with
            {
                Useless = SetAsideReason.Contradicted,
                Detail = string.Create(CultureInfo.InvariantCulture, $"{candidate.Detail}; {distance / 1000:0} km from {cell.Detail}"),
            }
            : candidate;
    }

    private static LocationAnswer Nothing(string? trunkCentre, string? civic) => new() { DefaultArea = trunkCentre, Civic = civic };
}
