using Gateway.Location.Shapes;

namespace Gateway.Location;

/// <summary>What one source claims: an area, and a place where it knows one.</summary>
/// <param name="Area">Null: the source names no area, the reason says why.</param>
internal sealed record LocationCandidate(LocationSource Source, LocationQuality Quality, string? Area, string Detail)
{
    public LocationShape? Shape { get; init; }

    public double? Confidence { get; init; }

    public bool Ambiguous { get; init; }

    public IReadOnlyList<string> Neighbours { get; init; } = [];

    /// <summary>Set when it cannot decide.</summary>
    public SetAsideReason? Useless { get; init; }

    /// <summary>Metres; unknown is far.</summary>
    public double Uncertainty => Shape?.Uncertainty ?? double.MaxValue;

    public static LocationCandidate Unusable(LocationSource source, SetAsideReason reason, string detail) =>
        new(source, LocationQuality.None, null, detail) { Useless = reason };
}
