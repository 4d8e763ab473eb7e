using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>An initial INVITE of ours: its responses, the ACKs to its 2xx, forks, and CANCEL (RFC 3261 §9.1, §13.2).</summary>
internal sealed class UacInvite : IClientTransactionUser, IUsageTimerTarget
{
    private readonly InviteUsage _usage;
    private readonly IUsageHost _host;
    private readonly Dictionary<string, (SipRequest Ack, SipFlow Flow)> _acks = new(1);
    private readonly SipRequest _request;
    private readonly SipFlow _flow;
    private ClientTransaction? _transaction;
    private TimerHandle _cancelTimer;
    private string? _cancelReason;
    private bool _cancelWanted;
    private bool _cancelSent;
    private bool _answeredAtAll;
    private bool _reported;

    public UacInvite(InviteUsage usage, IUsageHost host, SipRequest request, SipFlow flow)
    {
        _usage = usage;
        _host = host;
        _request = request;
        _flow = flow;
    }

    /// <summary>The user has heard Succeeded or Failed.</summary>
    public bool IsReported => _reported;

    public void Start() => _transaction = _host.Transactions.Send(_request, _flow, this);

    public void Cancel(string? reason)
    {
        if (_reported || _cancelWanted)
        {
            return;
        }

        _cancelWanted = true;
        _cancelReason = reason;
        if (_answeredAtAll)
        {
            SendCancel();
        }
    }

    public void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
        if (response.IsSuccess)
        {
            OnSuccess(response, from);
        }
        else if (response.IsProvisional)
        {
            OnProvisional(response);
        }
        else
        {
            Report(response.StatusCode, response.ReasonPhrase, response);
        }
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure)
    {
        var status = failure == TransactionFailure.TimedOut ? StatusCode.RequestTimeout : StatusCode.ServiceUnavailable;
        Report(status, failure == TransactionFailure.TimedOut ? "no answer" : "not delivered", null);
    }

    /// <summary>64*T1 after our CANCEL without a final: the INVITE counts as cancelled (§9.1).</summary>
    public void OnTimer()
    {
        if (!_reported)
        {
            _host.Transactions.Abandon(_transaction!);
            Report(StatusCode.RequestTerminated, "cancelled, no final response", null);
        }
    }

    private void OnProvisional(SipResponse response)
    {
        _answeredAtAll = true;
        if (!_cancelWanted)
        {
            _host.Emit(new SipEvent.Provisional(_usage.Id, response));
        }
        else if (!_cancelSent)
        {
            SendCancel();
        }
    }

    private void OnSuccess(SipResponse response, SipFlow from)
    {
        var tag = response.To.Tag ?? "";
        if (_acks.TryGetValue(tag, out var known))
        {
            _host.Transmit(known.Ack, known.Flow, isRetransmission: true);
            return;
        }

        var dialog = Dialog.AsUac(_request, response, from);
        var next = dialog.NextHop(_host.Transports.IsFlowSticky(from));
        var ack = _host.Messages.InDialog(dialog, SipMethod.Ack, _request.CSeq.Number, next);
        _acks.Add(tag, (ack, next));
        _host.Transmit(ack, next);
        if (!_reported && !_cancelWanted)
        {
            _reported = true;
            _usage.OnAnswered(dialog, response);
            return;
        }

        // A further fork, or our CANCEL crossed this 2xx: that dialog ends at once (§13.2.2.4).
        var bye = _host.Messages.InDialog(dialog, SipMethod.Bye, dialog.LocalCSeq + 1, next);
        _host.Transactions.Send(bye, next, Discard.Instance);
        Report(StatusCode.RequestTerminated, "answered after CANCEL", response);
    }

    private void SendCancel()
    {
        _cancelSent = true;
        _host.Transactions.Send(RequestBuilder.Cancel(_request, _cancelReason), _transaction!.Flow, Discard.Instance);
        _cancelTimer = _host.StartTimer(_host.Options.Timers.TransactionTimeout, new UsageTimer(_usage, this));
    }

    private void Report(int status, string reason, SipResponse? response)
    {
        if (_reported)
        {
            return;
        }

        _reported = true;
        _host.StopTimer(_cancelTimer);
        _usage.OnNotAnswered(status, reason, response);
    }
}
