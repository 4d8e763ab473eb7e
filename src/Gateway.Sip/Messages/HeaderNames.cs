using System.Text;

namespace Gateway.Sip.Messages;

/// <summary>Index into <see cref="HeaderNames"/>; the named ones are those that the parser itself looks at.</summary>
internal enum HeaderId : byte
{
    Unknown,
    Via,
    From,
    To,
    CallId,
    CSeq,
    ContentLength,
    ContentType,
    Contact,
    MaxForwards,
    FirstOther,
}

/// <summary>
/// Header names with their long spelling and compact form (RFC 3261 §7.3.3, §20 and the IANA registry). A name that is not here is kept as
/// on the wire.
/// </summary>
internal static class HeaderNames
{
    // The first ones stand in the order of HeaderId.
    private static readonly string[] Names =
    [
        "", "Via", "From", "To", "Call-ID", "CSeq", "Content-Length", "Content-Type", "Contact", "Max-Forwards",
        "Route", "Record-Route", "Require", "Proxy-Require", "Supported", "Unsupported", "Allow", "Allow-Events", "Accept",
        "Accept-Encoding",
        "Accept-Language", "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info",
        "Content-Encoding", "Content-Disposition", "Content-Language", "Content-ID", "Content-Transfer-Encoding", "MIME-Version",
        "Date", "Timestamp", "Expires", "Min-Expires", "Subject", "Server", "User-Agent", "Organization", "Priority", "Retry-After",
        "Warning",
        "Reason", "Privacy", "P-Asserted-Identity", "P-Preferred-Identity", "P-Access-Network-Info", "P-Visited-Network-ID",
        "P-Charging-Vector",
        "P-Early-Media", "Remote-Party-ID", "Geolocation", "Geolocation-Routing", "Geolocation-Error", "Call-Info", "Alert-Info",
        "Error-Info",
        "History-Info", "Diversion", "Resource-Priority", "Accept-Resource-Priority", "Session-Expires", "Min-SE", "RSeq", "RAck", "Event",
        "Subscription-State", "Refer-To", "Referred-By", "Replaces", "Join", "Path", "Service-Route", "In-Reply-To", "Reply-To",
        "Accept-Contact", "Reject-Contact", "Request-Disposition", "Identity", "Identity-Info", "Flow-Timer", "SIP-ETag", "SIP-If-Match",
        "Feature-Caps", "Session-ID", "User-to-User", "Emergency-ID",
    ];

    private static readonly Dictionary<char, string> Compact = new()
    {
        ['a'] = "Accept-Contact",
        ['b'] = "Referred-By",
        ['c'] = "Content-Type",
        ['d'] = "Request-Disposition",
        ['e'] = "Content-Encoding",
        ['f'] = "From",
        ['i'] = "Call-ID",
        ['j'] = "Reject-Contact",
        ['k'] = "Supported",
        ['l'] = "Content-Length",
        ['m'] = "Contact",
        ['n'] = "Identity-Info",
        ['o'] = "Event",
        ['r'] = "Refer-To",
        ['s'] = "Subject",
        ['t'] = "To",
        ['u'] = "Allow-Events",
        ['v'] = "Via",
        ['x'] = "Session-Expires",
        ['y'] = "Identity",
    };

    private static readonly HeaderId[] CompactIds = BuildCompact();
    private static readonly HeaderId[][] Buckets = BuildBuckets();

    public static string Name(HeaderId id) => Names[(int)id];

    public static HeaderId IdOf(ReadOnlySpan<byte> name)
    {
        if (name.Length == 1)
        {
            return name[0] < 128 ? CompactIds[name[0]] : HeaderId.Unknown;
        }

        foreach (var id in name.IsEmpty ? [] : Buckets[Hash(name.Length, name[0], name[^1])])
        {
            if (Ascii.EqualsIgnoreCase(name, Names[(int)id]))
            {
                return id;
            }
        }

        return HeaderId.Unknown;
    }

    public static HeaderId IdOf(ReadOnlySpan<char> name)
    {
        if (name.Length == 1)
        {
            return name[0] < 128 ? CompactIds[name[0]] : HeaderId.Unknown;
        }

        foreach (var id in name.IsEmpty ? [] : Buckets[Hash(name.Length, (byte)name[0], (byte)name[^1])])
        {
            if (name.Equals(Names[(int)id], StringComparison.OrdinalIgnoreCase))
            {
                return id;
            }
        }

        return HeaderId.Unknown;
    }

    /// <summary>One value per message, so that a comma in it does not split.</summary>
    public static bool IsSingle(HeaderId id) =>
        id is HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq or HeaderId.ContentLength
        or HeaderId.ContentType or HeaderId.MaxForwards;

    private static int Hash(int length, byte first, byte last) => ((length * 37) ^ ((first | 0x20) * 5) ^ (last | 0x20)) & 127;

    private static HeaderId[] BuildCompact()
    {
        var ids = new HeaderId[128];
        foreach (var (letter, name) in Compact)
        {
            ids[letter] = ids[char.ToUpperInvariant(letter)] = (HeaderId)Array.IndexOf(Names, name);
        }

        return ids;
    }

    private static HeaderId[][] BuildBuckets() =>
    [
        .. Enumerable.Range(0, 128).Select(bucket => Enumerable.Range(1, Names.Length - 1)
            .Where(i => Hash(Names[i].Length, (byte)Names[i][0], (byte)Names[i][^1]) == bucket)
            .Select(i => (HeaderId)i).ToArray()),
    ];
}
