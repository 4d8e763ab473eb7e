using System.Net;

namespace Gateway.Media.Sdp;

/// <summary>A session description (RFC 8866). Immutable; media lines and attributes keep wire order, unknown lines are kept.</summary>
public sealed record SessionDescription
{
    public required SdpOrigin Origin { get; init; }

    /// <summary>The s= line; "-" when there was none.</summary>
    public string SessionName { get; init; } = "-";

    /// <summary>The t= line's value; "0 0" when there was none.</summary>
    public string Time { get; init; } = "0 0";

    /// <summary>Session-level c= line, which holds for media lines without one of their own.</summary>
    public SdpConnection? Connection { get; init; }

    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    public IReadOnlyList<MediaDescription> Media { get; init; } = [];

    /// <summary>Other lines of the session level (i=, b=, k=, … and what no RFC knows).</summary>
    public IReadOnlyList<SdpLine> OtherLines { get; init; } = [];

    /// <summary>The same without keys (a=crypto, k=), for what is kept: tag and suite stay.</summary>
    public SessionDescription WithoutKeys() => this with
    {
        Attributes = Cleaned(Attributes),
        OtherLines = [.. OtherLines.Where(l => l.Type != 'k')],
        Media = [.. Media.Select(m => m with
        {
            Attributes = Cleaned(m.Attributes),
            OtherLines = [.. m.OtherLines.Where(l => l.Type != 'k')],
        })],
    };

    private static IReadOnlyList<SdpAttribute> Cleaned(IReadOnlyList<SdpAttribute> attributes) =>
        [.. attributes.Select(a => a.Name.Equals(CryptoAttribute.Name, StringComparison.OrdinalIgnoreCase) ? CryptoAttribute.WithoutKey(a) : a)];

    /// <summary>The text as sent, with CRLF.</summary>
    public override string ToString() => SdpWriter.Write(this);

    /// <summary>The text as sent, in UTF-8.</summary>
    public byte[] ToBytes() => System.Text.Encoding.UTF8.GetBytes(ToString());
}

/// <summary>The o= line (RFC 8866 §5.2).</summary>
/// <param name="SessionId">Constant for the life of the leg. Text, since peers send numbers of any size.</param>
/// <param name="Version">Goes up by one when the description changes (RFC 3264 §8), and only then.</param>
/// <param name="Address">Address or name of the sender.</param>
public sealed record SdpOrigin(string Username, string SessionId, ulong Version, string Address)
{
    /// <summary>Stands where a peer sent no o= line.</summary>
    public static readonly SdpOrigin None = new("-", "0", 0, "0.0.0.0");
}

/// <summary>The c= line (RFC 8866 §5.7).</summary>
/// <param name="Address">As received, without TTL.</param>
public sealed record SdpConnection(string Address)
{
    public SdpConnection(IPAddress address)
        : this((address ?? throw new ArgumentNullException(nameof(address))).ToString())
    {
    }

    /// <summary>Null for a host name, which is not looked up: the source latch finds the peer.</summary>
    public IPAddress? Ip => IPAddress.TryParse(Address, out var ip) ? ip : null;

    /// <summary>0.0.0.0 or ::, the hold of RFC 2543 (RFC 3264 §8.4).</summary>
    public bool IsUnspecified => Ip is { } ip && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
}

/// <summary>An a= line.</summary>
/// <param name="Value">What follows the colon; null for a flag.</param>
public readonly record struct SdpAttribute(string Name, string? Value = null)
{
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}

/// <summary>Any line, by its letter.</summary>
public readonly record struct SdpLine(char Type, string Value);
