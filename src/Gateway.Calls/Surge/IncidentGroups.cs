using System.Globalization;
using Gateway.Acd;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Surge;

/// <summary>Calls from one place within five minutes of each other: probably one incident.</summary>
/// <param name="Id">The first call's id.</param>
/// <param name="Cell">Of the first call, or null.</param>
/// <param name="Latitude">Of the first call; null when it had no position.</param>
/// <param name="Calls">All, in order of their INVITEs; at most <see cref="IncidentGroups.MaxCallsInGroup"/> are kept.</param>
/// <param name="Total">Also those not kept.</param>
/// <param name="InWindow">Calls of the last five minutes.</param>
public sealed record IncidentGroup(
    string Id, string Centre, string? Cell, double? Latitude, double? Longitude, DateTimeOffset FirstAt, DateTimeOffset LastAt,
    IReadOnlyList<CallId> Calls, int Total, int InWindow);

/// <summary>A call's place in its group, when it came.</summary>
/// <param name="Number">1 for a group's first call within the window.</param>
/// <param name="Basis">"cell" or "place".</param>
public readonly record struct IncidentPlace(string Group, int Number, string Basis);

/// <summary>
/// Groups calls by serving cell, or by distance where both have a position: 500 m to 2 km by their uncertainty. A group ends when five minutes have
/// passed without a call of it. Mutable, for one owner; deterministic.
/// </summary>
public sealed class IncidentGroups
{
    public const int MaxGroups = 2_000;
    public const int MaxCallsInGroup = 500;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const double Near = 500;
    private const double Far = 2_000;

    /// <summary>Metres; a position less sure than this places nobody.</summary>
    private const double TooUncertain = 5_000;

    private const double MetresPerDegree = 111_195;

    private readonly List<Group> _groups = [];

    /// <summary>The present groups of two calls and more, largest first.</summary>
    public IReadOnlyList<IncidentGroup> Current(DateTimeOffset now)
    {
        Forget(now);
        return [.. _groups.Where(g => g.Total > 1).Select(g => g.Shown(now))
            .OrderByDescending(g => g.InWindow).ThenBy(g => g.Id, StringComparer.Ordinal)];
    }

    /// <summary>Places a call that has just been located; null: nobody knows where it is, so it is alone.</summary>
    public IncidentPlace? Place(SeenCall call, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(call);
        Forget(now);
        var placed = call is { Latitude: not null, Longitude: not null, UncertaintyMetres: <= TooUncertain };
        if (call.Cell is null && !placed)
        {
            return null;
        }

        foreach (var group in _groups)
        {
            if (group.Basis(call, placed) is { } basis)
            {
                return new IncidentPlace(group.Id, group.Add(call, placed, now), basis);
            }
        }

        if (_groups.Count == MaxGroups)
        {
            _groups.RemoveAt(0);
        }

        var first = new Group(call.Call.Value, call.Centre, call.Cell);
        _groups.Add(first);
        return new IncidentPlace(first.Id, first.Add(call, placed, now), call.Cell is null ? "place" : "cell");
    }

    /// <summary>"12th call from here in 5 minutes".</summary>
    public static string Words(int number)
    {
        var suffix = (number % 100, number % 10) switch
        {
            (11 or 12 or 13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{suffix} call from here in 5 minutes");
    }

    private void Forget(DateTimeOffset now) => _groups.RemoveAll(g => g.LastAt < now - Window);

    private static double Distance(double latitude, double longitude, double toLatitude, double toLongitude)
    {
        // A plane is exact enough for two kilometres.
        var north = (toLatitude - latitude) * MetresPerDegree;
        var east = (toLongitude - longitude) * MetresPerDegree * Math.Cos(latitude * Math.PI / 180);
        return Math.Sqrt((north * north) + (east * east));
    }

    /// <summary>Cell and place are the founder's: a group that followed its members would wander through the city.</summary>
    private sealed class Group(string id, string centre, string? cell)
    {
        private readonly List<CallId> _calls = [];
        private readonly Queue<DateTimeOffset> _times = new();
        private (double Latitude, double Longitude, double Uncertainty)? _place;
        private DateTimeOffset _firstAt;

        public string Id => id;

        public int Total { get; private set; }

        public DateTimeOffset LastAt { get; private set; }

        public string? Basis(SeenCall call, bool placed)
        {
            if (cell is not null && call.Cell == cell)
            {
                return "cell";
            }

            if (!placed || _place is not { } here)
            {
                return null;
            }

            var reach = Math.Clamp(Math.Max(here.Uncertainty, call.UncertaintyMetres!.Value), Near, Far);
            return Distance(here.Latitude, here.Longitude, call.Latitude!.Value, call.Longitude!.Value) <= reach ? "place" : null;
        }

        /// <returns>The call's number among those of the window.</returns>
        public int Add(SeenCall call, bool placed, DateTimeOffset now)
        {
            _firstAt = Total == 0 ? now : _firstAt;
            LastAt = now;
            Total++;
            _times.Enqueue(now);
            if (_calls.Count < MaxCallsInGroup)
            {
                _calls.Add(call.Call);
            }

            _place = Total > 1 ? _place : placed ? (call.Latitude!.Value, call.Longitude!.Value, call.UncertaintyMetres!.Value) : null;
            return InWindow(now);
        }

        public IncidentGroup Shown(DateTimeOffset now) =>
            new(id, centre, cell, _place?.Latitude, _place?.Longitude, _firstAt, LastAt, [.. _calls], Total, InWindow(now));

        private int InWindow(DateTimeOffset now)
        {
            while (_times.TryPeek(out var oldest) && oldest < now - Window)
            {
                _times.Dequeue();
            }

            return _times.Count;
        }
    }
}
