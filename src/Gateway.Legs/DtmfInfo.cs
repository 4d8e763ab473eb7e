using System.Text;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>A key in an INFO body, older than RFC 6086: application/dtmf-relay ("Signal=5") or application/dtmf ("5").</summary>
internal static class DtmfInfo
{
    public static char? Digit(SipRequest info)
    {
        var type = info.ContentType?.Split(';')[0].Trim();
        if (info.Body.Length is 0 or > 200)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(info.Body.Span);
        var signal = type?.ToLowerInvariant() switch
        {
            "application/dtmf" => text.Trim(),
            "application/dtmf-relay" => text.Split('\n')
                .Select(l => l.Split('=', 2))
                .FirstOrDefault(p => p.Length == 2 && p[0].Trim().Equals("Signal", StringComparison.OrdinalIgnoreCase))?[1].Trim(),
            _ => null,
        };
        return signal switch
        {
            "10" => '*',
            "11" => '#',
            { Length: 1 } when "0123456789*#ABCDabcd".Contains(signal[0], StringComparison.Ordinal) => char.ToUpperInvariant(signal[0]),
            _ => null,
        };
    }
}
