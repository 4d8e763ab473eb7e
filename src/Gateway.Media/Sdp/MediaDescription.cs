using Gateway.Media.Engine;

namespace Gateway.Media.Sdp;

/// <summary>One m= line with what belongs to it (RFC 8866 §5.14). Immutable.</summary>
public sealed record MediaDescription
{
    /// <summary>"audio", "video", "text", ….</summary>
    public required string Media { get; init; }

    /// <summary>0 to 65535; 0: refused or ended (RFC 3264 §6), or unreadable.</summary>
    public required int Port { get; init; }

    /// <summary>"RTP/AVP", ….</summary>
    public required string Protocol { get; init; }

    /// <summary>RTP payload types, or other formats, in order of preference.</summary>
    public required IReadOnlyList<string> Formats { get; init; }

    public SdpConnection? Connection { get; init; }

    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    public IReadOnlyList<SdpLine> OtherLines { get; init; } = [];

    public bool IsAudio => Media.Equals("audio", StringComparison.OrdinalIgnoreCase);

    public bool Has(string attribute) => Attributes.Any(a => a.Name.Equals(attribute, StringComparison.OrdinalIgnoreCase));

    /// <summary>Value of the first attribute of that name, or null.</summary>
    public string? Attribute(string name) => Attributes.FirstOrDefault(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The value of rtpmap or fmtp for one payload type, or null.</summary>
    public string? AttributeOf(string name, string format) => Attributes
        .Where(a => a.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && a.Value is not null)
        .Select(a => a.Value!.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0] == format)?[1];

    /// <summary>The stated direction as its sender sees it, or null when nothing is stated.</summary>
    public MediaDirection? Direction => DirectionOf(Attributes);

    internal static MediaDirection? DirectionOf(IReadOnlyList<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute.Name.ToLowerInvariant())
            {
                case "sendrecv":
                    return MediaDirection.SendReceive;
                case "sendonly":
                    return MediaDirection.SendOnly;
                case "recvonly":
                    return MediaDirection.ReceiveOnly;
                case "inactive":
                    return MediaDirection.Inactive;
            }
        }

        return null;
    }
}
