using System.Text;
using Gateway.Media.Sdp;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>The session description in a message, also as a part of a multipart body (RFC 2046 §5.1, RFC 5621).</summary>
/// <param name="IsPresent">There is one, readable or not.</param>
/// <param name="Session">Null when absent or not readable.</param>
/// <param name="Error">Why it is not readable.</param>
internal readonly record struct SdpBody(bool IsPresent, SessionDescription? Session, string Error)
{
    private const int DeepestNesting = 3;
    private static readonly SdpBody None = new(false, null, "");

    public static SdpBody Of(SipMessage message) =>
        message.Body.IsEmpty ? None : Of(message.ContentType ?? "application/sdp", message.Body.Span, depth: 0);

    private static SdpBody Of(string type, ReadOnlySpan<byte> body, int depth)
    {
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return depth < DeepestNesting ? InParts(type, Encoding.Latin1.GetString(body), depth) : None;
        }

        if (!type.Split(';')[0].Trim().Equals("application/sdp", StringComparison.OrdinalIgnoreCase))
        {
            return None;
        }

        return SdpParser.TryParse(body, out var session, out var error) ? new SdpBody(true, session, "") : new SdpBody(true, null, error);
    }

    private static SdpBody InParts(string type, string body, int depth)
    {
        // A boundary that the header does not name is the first line's.
        var delimiter = "--" + (Parameter(type, "boundary") ?? body.Split('\n', 2)[0].Trim().TrimStart('-'));
        if (delimiter.Length == 2)
        {
            return None;
        }

        var found = None;
        foreach (var part in ("\n" + body).Split("\n" + delimiter).Skip(1).TakeWhile(p => !p.StartsWith("--", StringComparison.Ordinal)))
        {
            var lines = part.Split('\n').Skip(1).ToList();
            var blank = lines.FindIndex(l => l.Trim().Length == 0);
            var partType = lines.Take(Math.Max(blank, 0))
                .Select(l => l.Split(':', 2))
                .FirstOrDefault(h => h.Length == 2 && h[0].Trim().ToUpperInvariant() is "CONTENT-TYPE" or "C")?[1].Trim() ?? "text/plain";
            var inside = Of(partType, Encoding.Latin1.GetBytes(string.Join('\n', lines.Skip(blank + 1))), depth + 1);
            if (inside.Session is not null)
            {
                return inside;
            }

            found = inside.IsPresent ? inside : found;
        }

        return found;
    }

    private static string? Parameter(string type, string name) => type.Split(';').Skip(1)
        .Select(p => p.Split('=', 2))
        .Where(p => p.Length == 2 && p[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(p => p[1].Trim().Trim('"'))
        .FirstOrDefault(v => v.Length > 0);
}
