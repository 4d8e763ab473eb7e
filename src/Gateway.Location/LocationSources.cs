using Gateway.Location.Areas;
using Gateway.Location.Cells;
using Gateway.Location.Numbers;
using Gateway.Location.PidfLo;
using Gateway.Location.Shapes;

namespace Gateway.Location;

/// <summary>Makes one claim of each source that the evidence holds.</summary>
internal sealed class LocationSources(
    ServiceAreaMap areas,
    CellTable cells,
    IReadOnlyDictionary<string, IReadOnlyList<string>> areaCodes,
    IReadOnlyCollection<string> centres,
    PlausibleBounds? bounds)
{
    /// <summary>Bodies and headers that are read; more say nothing new.</summary>
    private const int MaxItems = 8;

    /// <summary>An older fix is weaker than the cell.</summary>
    private static readonly TimeSpan FreshFix = TimeSpan.FromMinutes(30);

    /// <summary>Metres; a cell says more.</summary>
    private const double CoarseFix = 5_000;

    /// <summary>A fix from farther in the future is noted, and still used: a phone's clock is wrong more often than its GPS.</summary>
    private static readonly TimeSpan FutureFix = TimeSpan.FromMinutes(5);

    public (IReadOnlyList<LocationCandidate> Candidates, string? Civic) Claims(LocationEvidence evidence)
    {
        var claims = new List<LocationCandidate>();
        string? civic = null;
        foreach (var body in evidence.PidfBodies.Take(MaxItems))
        {
            var result = PidfLoReader.Read(body, bounds);
            civic ??= result.Locations.Select(l => l.Civic).FirstOrDefault(c => c is not null);
            claims.AddRange(result.Locations.Where(l => l.Shape is not null).Select(l => Pidf(l, evidence.ReceivedAt)));
            if (result.Locations.Count == 0)
            {
                claims.Add(
                    LocationCandidate.Unusable(LocationSource.PidfDevice, SetAsideReason.NotUnderstood, result.Problem ?? "nothing in it"));
            }
            else if (result.Locations.All(l => l.Shape is null))
            {
                claims.Add(LocationCandidate.Unusable(
                    LocationSource.PidfDevice,
                    result.Problem is null ? SetAsideReason.CivicOnly : SetAsideReason.NotUnderstood,
                    result.Problem ?? result.Locations[0].Civic!));
            }
        }

        claims.AddRange(evidence.AccessNetworkInfo.Take(MaxItems).SelectMany(AccessNetworkInfo.Parse)
            .Select(i => Cell(i, i.NetworkProvided ? LocationSource.NetworkCell : LocationSource.PhoneCell)).OfType<LocationCandidate>());
        claims.AddRange(evidence.CellularNetworkInfo.Take(MaxItems).SelectMany(AccessNetworkInfo.Parse)
            .Select(i => Cell(i, LocationSource.CellularCell)).OfType<LocationCandidate>());
        claims.AddRange(evidence.Geolocation.Take(MaxItems).Where(g => !g.Contains("cid:", StringComparison.OrdinalIgnoreCase))
            .Select(g => LocationCandidate.Unusable(LocationSource.Reference, SetAsideReason.NotFetched, DialledUri.Bare(g))));
        claims.AddRange(Hints(evidence));
        return (claims, civic);
    }

    private LocationCandidate Pidf(PidfLocation location, DateTimeOffset receivedAt)
    {
        var age = location.Timestamp is { } at ? receivedAt - at : TimeSpan.Zero;
        var shape = Widen(location.Shape!, location.Confidence);
        var source = age > FreshFix || shape.Uncertainty > CoarseFix ? LocationSource.PidfWeak
            : location.IsCell ? LocationSource.PidfCell
            : LocationSource.PidfDevice;
        var detail = string.Join(
            ", ",
            new[]
            {
                location.Method ?? "no method", location.Holder.ToString().ToLowerInvariant(),
                    location.AxesSwapped ? "axes were swapped" : null,
                age > FreshFix ? $"{age.TotalMinutes:0} min old" : age < -FutureFix ? "from the future" : null,
            }.OfType<string>());
        return Placed(source, location.IsCell ? LocationQuality.Cell : LocationQuality.Device, shape, null, detail)
            with
        { Confidence = location.Shape is LocationShape.Point ? null : location.Confidence };
    }

    /// <summary>A shape of less than 95 % confidence grows to 95 % (RFC 7459 §5, normal distribution in two dimensions).</summary>
    private static LocationShape Widen(LocationShape shape, double? confidence)
    {
        if (confidence is not (> 0 and < 95))
        {
            return shape;
        }

        var factor = Math.Min(10, Math.Sqrt(Math.Log(0.05) / Math.Log(1 - (confidence.Value / 100))));
        return shape switch
        {
            LocationShape.Circle circle => circle with { Radius = circle.Radius * factor },
            LocationShape.Ellipse ellipse => ellipse with
            {
                SemiMajorAxis = ellipse.SemiMajorAxis * factor,
                SemiMinorAxis = ellipse.SemiMinorAxis * factor,
            },
            _ => shape,
        };
    }

    private LocationCandidate? Cell(AccessNetworkInfo info, LocationSource source)
    {
        if (info.Cell is not { } id)
        {
            // Wi-Fi and fixed lines name no cell; that is no fault.
            return info.Problem == AccessNetworkInfo.NoCell
                ? null
                : LocationCandidate.Unusable(source, SetAsideReason.NotUnderstood, info.Problem ?? info.AccessType);
        }

        var match = cells.Find(id, out var row);
        var detail = id.ToString();
        if (row is null)
        {
            return LocationCandidate.Unusable(source, SetAsideReason.UnknownCell, detail);
        }

        var (found, quality) = (match, info.IsFresh) switch
        {
            (_, false) => (LocationSource.OldCell, match == CellMatch.Cell ? LocationQuality.Cell : LocationQuality.Area),
            (CellMatch.Area, _) => (LocationSource.CellArea, LocationQuality.Area),
            _ => (source, LocationQuality.Cell),
        };
        return row.Shape is { } shape
            ? Placed(found, quality, shape, row.AreaCode, detail)
            : new LocationCandidate(found, quality, row.AreaCode, detail)
            {
                Useless = row.AreaCode is null ? SetAsideReason.UnknownCell : null,
            };
    }

    /// <summary>A claim about a place. An area that the source itself names goes before the map's, which then is a neighbour.</summary>
    private LocationCandidate Placed(LocationSource source, LocationQuality quality, LocationShape shape, string? named, string detail)
    {
        var match = areas.Resolve(shape);
        var mapped = match.Area?.Code;
        if (named is null && mapped is null)
        {
            return LocationCandidate.Unusable(source, SetAsideReason.OutsideAreas, $"{detail} at {shape.Center}") with { Shape = shape };
        }

        var area = named ?? mapped!;
        var neighbours = match.Neighbours.Select(n => n.Code);
        return new LocationCandidate(source, quality, area, detail)
        {
            Shape = shape,
            Ambiguous = match.Ambiguous || (mapped is not null && mapped != area),
            Neighbours = [.. (mapped is null ? neighbours : neighbours.Prepend(mapped)).Where(c => c != area).Distinct()],
        };
    }

    private IEnumerable<LocationCandidate> Hints(LocationEvidence evidence)
    {
        if (evidence.Dialled is not { } dialled)
        {
            yield break;
        }

        if (dialled.Centre is { } centre)
        {
            yield return centres.Contains(centre)
                ? new LocationCandidate(LocationSource.DialledCentre, LocationQuality.Hint, centre, dialled.Text)
                : LocationCandidate.Unusable(LocationSource.DialledCentre, SetAsideReason.UnknownHint, centre);
        }

        if (dialled.AreaCode is { } code)
        {
            yield return AreaCode(code, evidence.TrunkCentre);
        }
    }

    /// <summary>An area code that several centres share can confirm the trunk's centre, never choose among the others.</summary>
    private LocationCandidate AreaCode(string code, string? trunkCentre)
    {
        var sharing = areaCodes.GetValueOrDefault(code) ?? [];
        if (sharing.Count == 0)
        {
            return LocationCandidate.Unusable(LocationSource.AreaCode, SetAsideReason.UnknownHint, code);
        }

        if (sharing.Count == 1)
        {
            return new LocationCandidate(LocationSource.AreaCode, LocationQuality.Hint, sharing[0], code);
        }

        return trunkCentre is not null && sharing.Contains(trunkCentre)
            ? new LocationCandidate(LocationSource.AreaCode, LocationQuality.Hint, trunkCentre, code)
            {
                Ambiguous = true,
                Neighbours = [.. sharing.Where(c => c != trunkCentre)],
            }
            : LocationCandidate.Unusable(LocationSource.AreaCode, SetAsideReason.SharedAreaCode, $"{code}: {string.Join(", ", sharing)}");
    }
}
