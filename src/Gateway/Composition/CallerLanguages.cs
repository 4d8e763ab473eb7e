using System.Globalization;
using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Composition;

/// <summary>
/// Which languages a caller's phone asks for: hlang-send of the SDP (RFC 8373), then hlang-recv, then Accept-Language (RFC 3261 §20.3).
/// Pure;
/// what cannot be read is left out, and nothing here delays or refuses a call.
/// </summary>
internal static class CallerLanguages
{
    /// <summary>More are nobody's wish.</summary>
    private const int Most = 8;

    private const int LongestSdp = 16_384;

    /// <returns>Tags in lower case, best first; a tag with a region is followed by its language alone ("en-us", "en").</returns>
    public static IReadOnlyList<string> Of(SipRequest invite, ReadOnlyMemory<byte> sdp)
    {
        var wanted = Hlang(sdp, "a=hlang-send:").Concat(Hlang(sdp, "a=hlang-recv:")).Concat(Accepted(invite));
        var tags = new List<string>();
        foreach (var tag in wanted.Select(t => t.ToLowerInvariant()).Where(IsTag).SelectMany(t => new[] { t, t.Split('-')[0] }))
        {
            if (!tags.Contains(tag) && tags.Count < Most)
            {
                tags.Add(tag);
            }
        }

        return tags;
    }

    /// <summary>Tags separated by blanks, best first; an asterisk at the end says that any other will do.</summary>
    private static IEnumerable<string> Hlang(ReadOnlyMemory<byte> sdp, string attribute) =>
        Encoding.ASCII.GetString(sdp.Span[..Math.Min(sdp.Length, LongestSdp)]).Split('\n')
            .Where(line => line.StartsWith(attribute, StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => line[attribute.Length..].Trim().TrimEnd('*').Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static IEnumerable<string> Accepted(SipRequest invite) =>
        invite.Headers.Values("Accept-Language").Take(2 * Most).Select(Weighed)
            .Where(w => w.Q > 0).OrderByDescending(w => w.Q).Select(w => w.Tag);

    private static (string Tag, double Q) Weighed(string value)
    {
        var parts = value.Split(';');
        var q = parts.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
        var weight = 1.0;
        var isRead = q is null || double.TryParse(q[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight);
        return (parts[0].Trim(), isRead ? weight : 0);
    }

    private static bool IsTag(string tag) =>
        tag.Length is >= 2 and <= 35 && tag[0] != '-' && tag.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
