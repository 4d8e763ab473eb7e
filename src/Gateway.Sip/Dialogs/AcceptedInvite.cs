using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;

namespace Gateway.Sip.Dialogs;

/// <summary>
/// A 2xx of ours to an INVITE until its ACK comes (RFC 3261 §13.3.1.4): sent again after T1, doubling to T2, for 64*T1, on any transport,
/// because a later hop may be UDP.
/// </summary>
internal sealed class AcceptedInvite : IUsageTimerTarget
{
    private readonly InviteUsage _usage;
    private readonly IUsageHost _host;
    private readonly ServerTransaction _transaction;
    private readonly SipResponse _response;
    private readonly TimeSpan _endsAt;
    private TimeSpan _interval;
    private TimerHandle _timer;

    public AcceptedInvite(InviteUsage usage, IUsageHost host, ServerTransaction transaction, SipResponse response)
    {
        _usage = usage;
        _host = host;
        _transaction = transaction;
        _response = response;
        _interval = host.Options.Timers.T1;
        _endsAt = host.Now + host.Options.Timers.TransactionTimeout;
        Wait();
    }

    public uint CSeq => _transaction.Request.CSeq.Number;

    public void Stop() => _host.StopTimer(_timer);

    public void OnTimer()
    {
        if (_host.Now >= _endsAt)
        {
            _usage.OnAckMissing(this);
            return;
        }

        _host.Transactions.Respond(_transaction, _response);
        var doubled = 2 * _interval;
        _interval = doubled < _host.Options.Timers.T2 ? doubled : _host.Options.Timers.T2;
        Wait();
    }

    private void Wait()
    {
        var left = _endsAt - _host.Now;
        _timer = _host.StartTimer(_interval < left ? _interval : left, new UsageTimer(_usage, this));
    }
}
