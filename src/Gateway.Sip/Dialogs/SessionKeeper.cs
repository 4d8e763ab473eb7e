using Gateway.Loops;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Dialogs;

/// <summary>The session timer of one dialog (RFC 4028 §10): refreshes when it is our turn, tells when the peer's turn passed by.</summary>
internal sealed class SessionKeeper(InviteUsage usage, IUsageHost host) : IUsageTimerTarget
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private TimeSpan _expiresAt;
    private TimeSpan? _minimum;
    private TimerHandle _timer;
    private bool _refreshing;

    /// <summary>Null: no timer runs.</summary>
    public SessionTerms? Terms { get; private set; }

    /// <summary>For an INVITE or UPDATE of ours: what is agreed, else what we wish.</summary>
    public IReadOnlyList<HeaderField> OfRequest => SessionTimer.OfRequest(
        Terms ?? (host.Options.SessionTimers.Interval is { } wished ? new SessionTerms(wished, IsOurs: true) : null), _minimum);

    /// <summary>A 2xx to INVITE or UPDATE went or came: a new interval begins, or none.</summary>
    public void Restart(SessionTerms? terms)
    {
        Stop();
        Terms = terms;
        if (terms is not null)
        {
            _expiresAt = host.Now + terms.ExpiresAfter;
            Wait(terms.IsOurs ? terms.RefreshAfter : terms.ExpiresAfter);
        }
    }

    public void Stop() => host.StopTimer(_timer);

    /// <summary>§7.3: a 422 that asks for more than we asked.</summary>
    public bool TryRaise(SipResponse response)
    {
        if (response.StatusCode != StatusCode.SessionIntervalTooSmall
            || SessionExpires.MinimumOf(response.Headers) is not { } seconds
            || TimeSpan.FromSeconds(seconds) <= (_minimum ?? TimeSpan.Zero))
        {
            return false;
        }

        _minimum = TimeSpan.FromSeconds(seconds);
        return true;
    }

    public void OnTimer()
    {
        if (Terms is not { } terms || usage.IsEnding || _refreshing)
        {
            return;
        }

        if (!terms.IsOurs)
        {
            Expire(terms, 0);
            return;
        }

        _refreshing = usage.TryRefresh(OnRefreshed);
        if (!_refreshing)
        {
            Expire(terms, 0);
        }
    }

    private void OnRefreshed(int status, SipResponse? response)
    {
        _refreshing = false;
        if (usage.IsEnding || Terms is not { } terms)
        {
            return;
        }

        if (response is { IsSuccess: true })
        {
            host.Emit(new SipEvent.SessionRefreshed(usage.Id, response));
            return;
        }

        var left = _expiresAt - host.Now;
        if (status is StatusCode.MethodNotAllowed or StatusCode.NotImplemented && usage.ForgetUpdate())
        {
            OnTimer();
        }
        else if (response is null || status is StatusCode.RequestTimeout or StatusCode.CallOrTransactionDoesNotExist || left < Least)
        {
            Expire(terms, status);
        }
        else
        {
            Wait(left / 2 > Least ? left / 2 : Least);
        }
    }

    private void Expire(SessionTerms terms, int status)
    {
        _expiresAt = host.Now + terms.ExpiresAfter;
        Wait(terms.IsOurs ? terms.RefreshAfter : terms.ExpiresAfter);
        host.Emit(new SipEvent.SessionExpired(usage.Id, status));
    }

    private void Wait(TimeSpan after)
    {
        host.StopTimer(_timer);
        _timer = host.StartTimer(after, new UsageTimer(usage, this));
    }
}
