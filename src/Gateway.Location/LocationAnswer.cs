using Gateway.Location.Shapes;

namespace Gateway.Location;

/// <summary>How well a caller is located.</summary>
public enum LocationQuality
{
    /// <summary>Not at all: the trunk's centre takes the call.</summary>
    None,

    /// <summary>By dialled digits only.</summary>
    Hint,

    /// <summary>By location or tracking area.</summary>
    Area,

    /// <summary>By cell.</summary>
    Cell,

    /// <summary>By a fix of the phone or an address of its line.</summary>
    Device,
}

/// <summary>Who says where the caller is, best first (the order of ranking).</summary>
public enum LocationSource
{
    /// <summary>PIDF-LO with a measured fix.</summary>
    PidfDevice,

    /// <summary>PIDF-LO of the network, from the cell.</summary>
    PidfCell,

    /// <summary>Cell of P-Access-Network-Info, written by the network.</summary>
    NetworkCell,

    /// <summary>Cell of P-Access-Network-Info, written by the phone.</summary>
    PhoneCell,

    /// <summary>Cell of Cellular-Network-Info that the phone saw on its way into Wi-Fi.</summary>
    CellularCell,

    /// <summary>PIDF-LO whose fix is old, or so coarse that a cell says more.</summary>
    PidfWeak,

    /// <summary>Area of a cell that is not in the table.</summary>
    CellArea,

    /// <summary>Cell that the phone saw long ago.</summary>
    OldCell,

    /// <summary>The dialled number belongs to a centre.</summary>
    DialledCentre,

    /// <summary>Telephone area code.</summary>
    AreaCode,

    /// <summary>Location by reference (RFC 6753).</summary>
    Reference,

    /// <summary>Nothing: the trunk's centre.</summary>
    TrunkDefault,
}

/// <summary>Why a source did not decide.</summary>
public enum SetAsideReason
{
    /// <summary>A better source decided, for the same area.</summary>
    Agrees,

    /// <summary>A better source decided, for another area.</summary>
    Disagrees,

    /// <summary>The network's cell makes it impossible.</summary>
    Contradicted,

    /// <summary>It could not be read.</summary>
    NotUnderstood,

    /// <summary>Neither the cell nor its area is in the table.</summary>
    UnknownCell,

    /// <summary>A civic address without a position: shown, not routed by.</summary>
    CivicOnly,

    /// <summary>In no service area and near none.</summary>
    OutsideAreas,

    /// <summary>A centre or area code that is not configured.</summary>
    UnknownHint,

    /// <summary>Several centres share the area code.</summary>
    SharedAreaCode,

    /// <summary>A reference, which was not followed.</summary>
    NotFetched,
}

/// <summary>A source that did not decide.</summary>
/// <param name="Detail">The cell, the area or the trouble, for a person to read.</param>
public sealed record SetAside(LocationSource Source, SetAsideReason Reason, string Detail);

/// <summary>Where the caller is, and how sure we are. Immutable.</summary>
public sealed record LocationAnswer
{
    /// <summary>Dotted Kemendagri code; null when no source said anything: then <see cref="DefaultArea"/> takes the call.</summary>
    public string? AreaCode { get; init; }

    /// <summary>Name of the area, or null.</summary>
    public string? AreaName { get; init; }

    /// <summary>The trunk's centre, for calls that nothing locates; null when it has none.</summary>
    public string? DefaultArea { get; init; }

    /// <summary>Also set, with quality None, for a caller in no area and near none.</summary>
    public Position? Position { get; init; }

    /// <summary>Metres around <see cref="Position"/>; null without position.</summary>
    public double? Uncertainty { get; init; }

    /// <summary>Percent with which the caller is within <see cref="Uncertainty"/> (RFC 7459), or null when nobody said.</summary>
    public double? Confidence { get; init; }

    public LocationQuality Quality { get; init; }

    public LocationSource DecidedBy { get; init; } = LocationSource.TrunkDefault;

    /// <summary>What decided, for a person to read: method, cell or number; notes such as swapped axes.</summary>
    public string Detail { get; init; } = "";

    /// <summary>In the order of ranking.</summary>
    public IReadOnlyList<SetAside> SetAside { get; init; } = [];

    /// <summary>Another area may be the right one: border, disagreement of sources, shared area code.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Codes of those areas, most likely first.</summary>
    public IReadOnlyList<string> Neighbours { get; init; } = [];

    /// <summary>Civic address as text (RFC 5139), or null.</summary>
    public string? Civic { get; init; }
}
