using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>
/// A request of ours in a dialog. For a re-INVITE also the ACK to its 2xx; for that and UPDATE the retry after 491 (RFC 3261 §14.1,
/// RFC 3311 §5.1) and after 422 (RFC 4028 §7.3). For all of them once more after 401 or 407 (RFC 3261 §22) where there is an answer.
/// </summary>
internal sealed class UacInDialog : IClientTransactionUser, IUsageTimerTarget
{
    private readonly InviteUsage _usage;
    private readonly IUsageHost _host;
    private readonly SipCommand.SendInDialog _command;
    private readonly Action<int, SipResponse?> _finish;
    private ClientTransaction? _transaction;
    private (SipRequest Request, SipFlow Flow)? _ack;
    private TimerHandle _timer;
    private int _retries;
    private bool _waitsForRetry;
    private bool _finished;
    private HeaderField? _authorization;

    /// <param name="finish">Told of the end once; null: the user is, by the command's id.</param>
    public UacInDialog(InviteUsage usage, IUsageHost host, SipCommand.SendInDialog command, Action<int, SipResponse?>? finish = null)
    {
        _usage = usage;
        _host = host;
        _command = command;
        _finish = finish ?? ((status, response) => _host.Emit(new SipEvent.RequestFinished(_command.Id, _usage.Id, status, response)));
    }

    public bool IsInvite => _command.Method == SipMethod.Invite;

    public bool IsUpdate => _command.Method == SipMethod.Update;

    /// <summary>The early dialog that it belongs to; null: the newest, or the confirmed one.</summary>
    public string? RemoteTag => _command.RemoteTag;

    /// <summary>An INVITE or UPDATE with a description of ours.</summary>
    public bool CarriesOffer => (IsInvite || IsUpdate) && _command.Body is not null;

    /// <summary>Waits out the random time after 491; the peer's own re-INVITE may come meanwhile.</summary>
    public bool WaitsForRetry => _waitsForRetry;

    public void Start()
    {
        _waitsForRetry = false;
        IReadOnlyList<HeaderField> headers = IsInvite || IsUpdate ? [.. _command.Headers, .. _usage.SessionHeaders] : _command.Headers;
        headers = _authorization is { } authorization ? [.. headers, authorization] : headers;
        var (request, flow) = _usage.NewRequest(_command.Method, headers, _command.Body, RemoteTag);
        if (CarriesOffer)
        {
            _usage.OnOfferSent(RemoteTag, request);
        }

        if (IsInvite)
        {
            // A 1xx stops Timer B; no re-INVITE rings, so a bound of its own keeps it from hanging.
            var limit = _host.Options.Timers.TransactionTimeout + _host.Options.Timers.T2;
            _host.StopTimer(_timer);
            _timer = _host.StartTimer(limit, new UsageTimer(_usage, this));
        }

        _transaction = _host.Transactions.Send(request, flow, this);
    }

    /// <summary>The dialog is gone: nothing more is tried, the user is told.</summary>
    public void GiveUp() => Finish(StatusCode.CallOrTransactionDoesNotExist, null);

    public void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
        if (response.IsProvisional)
        {
            if (IsInvite)
            {
                _usage.AcknowledgeProvisional(response);
            }

            return;
        }

        if (IsInvite && response.IsSuccess)
        {
            Acknowledge(response, from);
        }
        else if (response.IsSuccess)
        {
            if (IsUpdate)
            {
                _usage.OnUpdated(response, from);
            }

            Finish(response.StatusCode, response);
        }
        else if (response.StatusCode is 401 or 407 && _authorization is null && !_finished && !_usage.IsEnding
            && _host.Authorize(response, transaction.Request, transaction.Flow) is { } authorization)
        {
            _authorization = authorization;
            _usage.OnOfferSettled(this);
            Start();
        }
        else if ((IsInvite || IsUpdate) && !_finished && !_usage.IsEnding && RetryAfter(response) is { } delay)
        {
            _retries++;
            _waitsForRetry = true;
            _host.StopTimer(_timer);
            _timer = _host.StartTimer(delay, new UsageTimer(_usage, this));
            _usage.OnOfferSettled(this);
        }
        else
        {
            Finish(response.StatusCode, response);
        }
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure) =>
        Finish(failure == TransactionFailure.TimedOut ? StatusCode.RequestTimeout : StatusCode.ServiceUnavailable, null);

    public void OnTimer()
    {
        if (_finished)
        {
            return;
        }

        if (_waitsForRetry)
        {
            _usage.Retry(this);
            return;
        }

        _host.Transactions.Abandon(_transaction!);
        Finish(StatusCode.RequestTimeout, null);
    }

    private void Acknowledge(SipResponse response, SipFlow from)
    {
        if (_ack is { } known)
        {
            _host.Transmit(known.Request, known.Flow, isRetransmission: true);
            return;
        }

        _usage.OnReinviteAccepted(response, from);
        var ack = _usage.NewAck(response.CSeq.Number);
        _ack = ack;
        _host.Transmit(ack.Request, ack.Flow);
        Finish(response.StatusCode, response);
    }

    private TimeSpan? RetryAfter(SipResponse response) =>
        _retries >= _host.Options.GlareRetries ? null
        : response.StatusCode == StatusCode.RequestPending ? GlareDelay()
        : _usage.TryRaiseSession(response) ? TimeSpan.Zero
        : null;

    /// <summary>§14.1: 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in steps of 10 ms.</summary>
    private TimeSpan GlareDelay() =>
        TimeSpan.FromMilliseconds(10 * (_usage.IsUac ? 210 + _host.Random(191) : _host.Random(201)));

    private void Finish(int status, SipResponse? response)
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        _waitsForRetry = false;
        _host.StopTimer(_timer);
        _usage.OnRequestSettled(this);
        _finish(status, response);
    }
}
