using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Diversion (RFC 5806): who sent the call on, most recent first.</summary>
public static class DiversionHeader
{
    /// <summary>The readable ones, in wire order.</summary>
    public static IReadOnlyList<NameAddress> Of(HeaderList headers) => HeaderElements.Readable(headers, "Diversion", NameAddress.Parse);

    /// <summary>The number dialled in the first place: the last entry; null when there is none.</summary>
    public static NameAddress? Original(HeaderList headers) => Of(headers) is { Count: > 0 } entries ? entries[^1] : null;
}
