using System.Text;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Sip.Messages;

namespace Gateway.CallControl;

/// <summary>
/// Headers of the INVITE to an agent's phone beside the legs' own, in order of worth, as many as leave the request under 1,300 bytes
/// (RFC 3261 §18.1.1). Pure.
/// </summary>
internal static class AgentHeaders
{
    /// <summary>What is left of 1,300 bytes beside the request's own lines, its SDP and the ids.</summary>
    private const int Budget = 320;

    /// <summary>What two a=crypto lines take.</summary>
    public const int RoomForKeys = 170;

    /// <summary>Characters; the words are ASCII.</summary>
    private const int LongestSubject = 120;

    /// <param name="subject">What screening and incidents say of the call (RFC 3261 §20.36), cut to 120 bytes; null: nothing.</param>
    /// <param name="autoAnswer">The phone shall answer by itself; phones that do not know how ring as ever.</param>
    /// <param name="reserved">Octets of the request that something else needs.</param>
    public static IReadOnlyList<HeaderField> Of(
        CallFacts facts, AgentId agent, string domain, string? subject = null, bool autoAnswer = false, int reserved = 0)
    {
        // RFC 3261 §20.26 and RFC 7135: phones and routers between us and them treat the call as what it is.
        List<HeaderField> headers = [new("Priority", "emergency"), new("Resource-Priority", "esnet.1")];
        var left = Budget - reserved;
        if (autoAnswer)
        {
            // RFC 5373 §4.4 for phones that follow it, and the two ways of those that came before.
            Add("Answer-Mode", "Auto");
            Add("Call-Info", $"<sip:{domain}>;answer-after=0");
            Add("Alert-Info", $"<http://{domain}>;info=alert-autoanswer;delay=0");
        }

        if (subject is not null)
        {
            Add("Subject", subject.Length <= LongestSubject ? subject : subject[..LongestSubject]);
        }

        if (facts.Signals is { } signals)
        {
            foreach (var reference in signals.Geolocations)
            {
                Add("Geolocation", reference);
            }

            foreach (var data in signals.AdditionalData)
            {
                Add("Call-Info", data);
            }
        }

        History(facts, agent, domain, Add);
        foreach (var diversion in facts.Signals?.Diversions ?? [])
        {
            Add("Diversion", diversion);
        }

        return headers;

        bool Add(string name, string value)
        {
            var size = name.Length + 4 + Encoding.UTF8.GetByteCount(value);
            if (size > left)
            {
                return false;
            }

            left -= size;
            headers.Add(new HeaderField(name, value));
            return true;
        }
    }

    /// <summary>
    /// RFC 7044 §7.1: what the call was for until now, and that it goes to this agent. A history that does not fit is left out whole, since one
    /// with gaps says something wrong.
    /// </summary>
    private static void History(CallFacts facts, AgentId agent, string domain, Func<string, string, bool> add)
    {
        var last = facts.Signals is { History: [.., var newest] } ? newest : null;
        var index = last is null ? null : Index(last);
        var own = index is null
            ? $"<{facts.RequestUri}>;index=1, <sip:{agent}@{domain}>;index=1.1;mp=1"
            : $"<sip:{agent}@{domain}>;index={index}.1;mp={index}";
        var known = index is null ? "" : string.Join(", ", facts.Signals!.History) + ", ";
        if (!add("History-Info", known + own) && index is not null)
        {
            add("History-Info", $"<{facts.RequestUri}>;index=1, <sip:{agent}@{domain}>;index=1.1;mp=1");
        }
    }

    private static string? Index(string entry)
    {
        var at = entry.LastIndexOf("index=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var text = string.Concat(entry[(at + "index=".Length)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.'));
        return text.Length == 0 ? null : text;
    }
}
