using Gateway.Location.Numbers;

namespace Gateway.Location;

/// <summary>All that an INVITE and its trunk say about where the caller is. Texts as received; nothing needs to be there.</summary>
public sealed record LocationEvidence
{
    /// <summary>When the INVITE arrived: the age of a fix is counted from it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Bodies of application/pidf+xml, in the order of the parts.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PidfBodies { get; init; } = [];

    /// <summary>Values of Geolocation (RFC 6442).</summary>
    public IReadOnlyList<string> Geolocation { get; init; } = [];

    /// <summary>Values of P-Access-Network-Info.</summary>
    public IReadOnlyList<string> AccessNetworkInfo { get; init; } = [];

    /// <summary>Values of Cellular-Network-Info (Wi-Fi calling).</summary>
    public IReadOnlyList<string> CellularNetworkInfo { get; init; } = [];

    /// <summary>What was dialled, for its hints, or null.</summary>
    public DialledNumber? Dialled { get; init; }

    /// <summary>Code of the trunk's centre, or null.</summary>
    public string? TrunkCentre { get; init; }
}
