using System.Globalization;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Dialogs;

/// <summary>What was agreed about a session's timer.</summary>
/// <param name="IsOurs">We refresh; else the peer.</param>
internal sealed record SessionTerms(TimeSpan Interval, bool IsOurs)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <summary>RFC 4028 §10: half of the interval after the last refresh; no more often than once a second.</summary>
    public TimeSpan RefreshAfter => Interval / 2 > Least ? Interval / 2 : Least;

    /// <summary>RFC 4028 §10: the smaller of 32 s and a third of the interval before it ends.</summary>
    public TimeSpan ExpiresAfter => Interval - (Interval / 3 < TimeSpan.FromSeconds(32) ? Interval / 3 : TimeSpan.FromSeconds(32));
}

/// <summary>The rules of RFC 4028 §7 to §9 as pure functions.</summary>
internal static class SessionTimer
{
    private const string Tag = "timer";

    /// <summary>
    /// Table 2 of §9: what our 2xx to an INVITE or UPDATE says. The interval that is asked for is taken as it is; the refresher is us where
    /// the request leaves it open, unless the peer refreshes already.
    /// </summary>
    /// <returns>Null: no timer, and no Session-Expires in the 2xx.</returns>
    public static SessionTerms? AsUas(SipRequest request, SessionTimerOptions options, SessionTerms? current)
    {
        var canDoTimers = CanDoTimers(request);
        if (SessionExpires.Of(request.Headers) is { } asked)
        {
            var peerRefreshes = canDoTimers
                && (asked.Refresher == SessionRefresher.Uac || (asked.Refresher is null && current is { IsOurs: false }));
            return new SessionTerms(TimeSpan.FromSeconds(asked.Seconds), !peerRefreshes);
        }

        if (!canDoTimers || (current?.Interval ?? options.Interval) is not { } interval)
        {
            return null;
        }

        var least = TimeSpan.FromSeconds(SessionExpires.MinimumOf(request.Headers) ?? 0);
        return new SessionTerms(interval > least ? interval : least, current?.IsOurs ?? true);
    }

    /// <summary>Header lines of our 2xx (§9): Require when the peer has to act.</summary>
    public static IReadOnlyList<HeaderField> OfResponse(SessionTerms? terms) => terms switch
    {
        null => [],
        { IsOurs: true } => [Expires(terms, SessionRefresher.Uas)],
        _ => [new HeaderField("Require", Tag), Expires(terms, SessionRefresher.Uac)],
    };

    /// <summary>§7.2: what a 2xx to a request of ours says.</summary>
    public static SessionTerms? AsUac(SipResponse response) => SessionExpires.Of(response.Headers) is { } expires
        ? new SessionTerms(TimeSpan.FromSeconds(expires.Seconds), expires.Refresher != SessionRefresher.Uas)
        : null;

    /// <summary>Header lines of an INVITE or UPDATE of ours (§7.1, §7.4): roles stay as they are, at first we offer to refresh.</summary>
    /// <param name="minimum">Learned from a 422; null: the RFC's.</param>
    public static IReadOnlyList<HeaderField> OfRequest(SessionTerms? terms, TimeSpan? minimum)
    {
        if (terms is null)
        {
            return [];
        }

        var interval = minimum > terms.Interval ? minimum.Value : terms.Interval;
        var expires = Expires(terms with { Interval = interval }, terms.IsOurs ? SessionRefresher.Uac : SessionRefresher.Uas);
        return minimum is { } least ? [expires, new HeaderField("Min-SE", Seconds(least))] : [expires];
    }

    /// <summary>
    /// §9: the Min-SE of a 422 to this request, when its interval is below ours and below what is agreed, and its sender can do something
    /// about it.
    /// </summary>
    public static HeaderField? Refusal(SipRequest request, SessionTimerOptions options, SessionTerms? current)
    {
        var least = current?.Interval < options.Minimum ? current.Interval : options.Minimum;
        return CanDoTimers(request) && SessionExpires.Of(request.Headers) is { } asked && TimeSpan.FromSeconds(asked.Seconds) < least
            ? new HeaderField("Min-SE", Seconds(least))
            : null;
    }

    private static bool CanDoTimers(SipRequest request) =>
        OfferAnswerSteps.Lists(request, "Supported", Tag) || OfferAnswerSteps.Lists(request, "Require", Tag);

    private static HeaderField Expires(SessionTerms terms, SessionRefresher refresher) =>
        new("Session-Expires", new SessionExpires((uint)terms.Interval.TotalSeconds, refresher).ToString());

    private static string Seconds(TimeSpan time) => ((uint)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
