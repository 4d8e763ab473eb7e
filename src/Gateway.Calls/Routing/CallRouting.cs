using Gateway.Acd;

namespace Gateway.Calls.Routing;

/// <summary>Why a call goes where it goes; wire names are journal schema.</summary>
public static class RouteRule
{
    /// <summary>The centre serves the caller's area.</summary>
    public const string Area = "area";

    /// <summary>The centre serves a wider area that the caller's area lies in.</summary>
    public const string WiderArea = "wider_area";

    /// <summary>No area, or nobody serves it: the trunk's centre.</summary>
    public const string TrunkDefault = "trunk_default";

    /// <summary>The trunk has no centre either: the installation's.</summary>
    public const string InstallationDefault = "installation_default";
}

/// <summary>Where a call goes.</summary>
/// <param name="Centre">Dotted Kemendagri code of the centre.</param>
/// <param name="Rule">One of <see cref="RouteRule"/>.</param>
public sealed record CallRoute(string Centre, QueueId Queue, string Rule);

/// <summary>One centre as routing sees it.</summary>
/// <param name="Code">Dotted Kemendagri code, e.g. "71.71".</param>
/// <param name="Areas">Codes of the areas it serves; its own code is always among them.</param>
/// <param name="DefaultQueue">For calls without a queue of their own.</param>
/// <param name="QueuesByService">Queue by service URN (RFC 5031), lower case, e.g. "urn:service:sos.fire".</param>
public sealed record CentreRoute(
    string Code,
    IReadOnlyList<string> Areas,
    QueueId DefaultQueue,
    IReadOnlyDictionary<string, QueueId>? QueuesByService = null);

/// <summary>Area to centre to queue. Total: every call gets a queue. Immutable, thread-safe.</summary>
public sealed class CallRouting
{
    private readonly Dictionary<string, CentreRoute> _byCode = [];
    private readonly Dictionary<string, CentreRoute> _byArea = [];
    private readonly CentreRoute _default;

    /// <param name="defaultCentre">Code of the centre that takes what nobody else does.</param>
    /// <exception cref="ArgumentException">No such default centre, a centre twice, or an area served by two centres.</exception>
    public CallRouting(IReadOnlyList<CentreRoute> centres, string defaultCentre)
    {
        ArgumentNullException.ThrowIfNull(centres);
        foreach (var centre in centres)
        {
            if (!_byCode.TryAdd(centre.Code, centre))
            {
                throw new ArgumentException($"centre {centre.Code} is there twice");
            }

            foreach (var area in centre.Areas.Append(centre.Code).Distinct())
            {
                if (!_byArea.TryAdd(area, centre))
                {
                    throw new ArgumentException(
                        $"area {area} is served by {_byArea[area].Code} and by {centre.Code}; one centre owns an area");
                }
            }
        }

        _default = _byCode.TryGetValue(defaultCentre, out var found)
            ? found
            : throw new ArgumentException($"default centre {defaultCentre} is no configured centre");
    }

    /// <summary>The queue of a call.</summary>
    /// <param name="areaCode">Where the caller is, or null.</param>
    /// <param name="trunkCentre">The trunk's default centre, or null.</param>
    /// <param name="serviceUrn">What was asked for, or null; unknown sub-services fall back label by label (RFC 5031 §4.2).</param>
    public CallRoute Route(string? areaCode, string? trunkCentre, string? serviceUrn)
    {
        var (centre, rule) = CentreOf(areaCode, trunkCentre);
        return new CallRoute(centre.Code, QueueOf(centre, serviceUrn), rule);
    }

    private (CentreRoute Centre, string Rule) CentreOf(string? areaCode, string? trunkCentre)
    {
        var rule = RouteRule.Area;
        for (var area = areaCode; !string.IsNullOrEmpty(area); area = Shorten(area))
        {
            if (_byArea.TryGetValue(area, out var centre))
            {
                return (centre, rule);
            }

            rule = RouteRule.WiderArea;
        }

        return trunkCentre is not null && _byCode.TryGetValue(trunkCentre, out var ofTrunk)
            ? (ofTrunk, RouteRule.TrunkDefault)
            : (_default, RouteRule.InstallationDefault);
    }

    private static QueueId QueueOf(CentreRoute centre, string? serviceUrn)
    {
        if (centre.QueuesByService is { } queues)
        {
            for (var service = serviceUrn?.ToLowerInvariant(); !string.IsNullOrEmpty(service); service = Shorten(service))
            {
                if (queues.TryGetValue(service, out var queue))
                {
                    return queue;
                }
            }
        }

        return centre.DefaultQueue;
    }

    private static string? Shorten(string dotted) =>
        dotted.LastIndexOf('.') is var dot and > 0 ? dotted[..dot] : null;
}
