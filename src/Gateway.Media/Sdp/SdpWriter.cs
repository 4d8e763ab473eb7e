using System.Globalization;
using System.Text;

namespace Gateway.Media.Sdp;

/// <summary>Writes session descriptions in the order of RFC 8866 §5. Thread-safe.</summary>
public static class SdpWriter
{
    public static string Write(SessionDescription session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var text = new StringBuilder(512);
        var origin = session.Origin;
        Line(text, 'v', "0");
        Line(text, 'o', string.Create(
            CultureInfo.InvariantCulture,
            $"{origin.Username} {origin.SessionId} {origin.Version} {NetworkAndAddress(origin.Address)}"));
        Line(text, 's', session.SessionName);
        Others(text, session.OtherLines, "iuep");
        Connection(text, session.Connection);
        Others(text, session.OtherLines, "b");
        Line(text, 't', session.Time);
        Others(text, session.OtherLines, "rzk");
        Attributes(text, session.Attributes);
        foreach (var media in session.Media)
        {
            var formats = media.Formats.Count == 0 ? "0" : string.Join(' ', media.Formats);
            Line(text, 'm', string.Create(CultureInfo.InvariantCulture, $"{media.Media} {media.Port} {media.Protocol} {formats}"));
            Others(text, media.OtherLines, "i");
            Connection(text, media.Connection);
            Others(text, media.OtherLines, "bk");
            Attributes(text, media.Attributes);
        }

        return text.ToString();
    }

    private static void Attributes(StringBuilder text, IReadOnlyList<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            Line(text, 'a', attribute.ToString());
        }
    }

    private static void Connection(StringBuilder text, SdpConnection? connection)
    {
        if (connection is not null)
        {
            Line(text, 'c', NetworkAndAddress(connection.Address));
        }
    }

    private static void Others(StringBuilder text, IReadOnlyList<SdpLine> lines, string types)
    {
        foreach (var line in lines.Where(l => types.Contains(l.Type, StringComparison.Ordinal)))
        {
            Line(text, line.Type, line.Value);
        }
    }

    private static string NetworkAndAddress(string address) =>
        (address.Contains(':', StringComparison.Ordinal) ? "IN IP6 " : "IN IP4 ") + address;

    private static void Line(StringBuilder text, char type, string value) => text.Append(type).Append('=').Append(value).Append("\r\n");
}
