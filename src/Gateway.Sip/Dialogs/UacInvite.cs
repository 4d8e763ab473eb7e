using Gateway.Loops;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>
/// An initial INVITE of ours: its responses, early dialogs and PRACK (RFC 3262 §4), the ACKs to its 2xx, forks, CANCEL (RFC 3261 §9.1,
/// §13.2), and once more after 422 (RFC 4028 §7.3) and after 401 or 407 (RFC 3261 §22) where there is an answer.
/// </summary>
internal sealed class UacInvite : IClientTransactionUser, IUsageTimerTarget
{
    /// <summary>Forks of one INVITE that we keep apart; reliable responses of further ones are not acknowledged.</summary>
    private const int EarlyLimit = 32;

    /// <summary>How often an INVITE goes out again after 422.</summary>
    private const int RaiseLimit = 3;
    private readonly InviteUsage _usage;
    private readonly IUsageHost _host;
    private readonly Dictionary<string, (SipRequest Ack, SipFlow Flow)> _acks = new(1);
    private readonly OrderedDictionary<string, EarlyDialog> _early = new(1);
    private readonly RequestSpec _spec;
    private readonly SipFlow _flow;
    private SipRequest _request;
    private ClientTransaction? _transaction;
    private TimerHandle _cancelTimer;
    private string? _cancelReason;
    private bool _cancelWanted;
    private bool _cancelSent;
    private bool _answeredAtAll;
    private bool _reported;
    private int _raises;
    private HeaderField? _authorization;

    public UacInvite(InviteUsage usage, IUsageHost host, RequestSpec spec, SipFlow flow)
    {
        _usage = usage;
        _host = host;
        _spec = spec;
        _flow = flow;
        _request = NewRequest(spec);
    }

    public SipRequest Request => _request;

    /// <summary>The user has heard Succeeded or Failed.</summary>
    public bool IsReported => _reported;

    /// <param name="remoteTag">Null: the newest.</param>
    public EarlyDialog? Early(string? remoteTag) =>
        remoteTag is not null ? _early.GetValueOrDefault(remoteTag)
        : _early.Count > 0 ? _early.GetAt(_early.Count - 1).Value
        : null;

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
            OnProvisional(response, from);
        }
        else if (!_reported && !_cancelWanted && _raises < RaiseLimit && _usage.TryRaiseSession(response))
        {
            _raises++;
            Again();
        }
        else if (response.StatusCode is 401 or 407 && _authorization is null && !_reported && !_cancelWanted
            && _host.Authorize(response, transaction.Request, transaction.Flow) is { } authorization)
        {
            _authorization = authorization;
            Again();
        }
        else
        {
            Report(response.StatusCode, response.ReasonPhrase, response);
        }
    }

    /// <summary>A new transaction with the same Call-ID and tag; the old one has sent its ACK.</summary>
    private void Again()
    {
        _request = NewRequest(_spec with
        {
            From = _request.From,
            CallId = _request.CallId,
            CSeq = _request.CSeq.Number + 1,
            Headers = _authorization is { } authorization ? [.. _spec.Headers ?? [], authorization] : _spec.Headers,
        });
        _early.Clear();
        _answeredAtAll = false;
        Start();
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure)
    {
        if (transaction != _transaction)
        {
            // The one before a 422.
            return;
        }

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

    private void OnProvisional(SipResponse response, SipFlow from)
    {
        _answeredAtAll = true;
        var early = response.StatusCode > StatusCode.Trying && response.To.Tag is { } tag ? Enter(tag, response, from) : null;
        var isReliable = response.StatusCode > StatusCode.Trying && OfferAnswerSteps.Lists(response, "Require", "100rel");
        if (!isReliable || TryAcknowledge(early, response))
        {
            _usage.NoteAllow(response);
            if (!_cancelWanted)
            {
                _host.Emit(new SipEvent.Provisional(_usage.Id, response) { IsReliable = isReliable });
            }
        }

        if (_cancelWanted && !_cancelSent)
        {
            SendCancel();
        }
    }

    /// <summary>A fork's early dialog; null beyond the limit.</summary>
    private EarlyDialog? Enter(string tag, SipResponse response, SipFlow from)
    {
        if (!_early.TryGetValue(tag, out var early) && _early.Count < EarlyLimit)
        {
            early = new EarlyDialog(
                Dialog.AsUac(_request, response, from), OfferAnswerSteps.HasDescription(_request) ? OfferState.Ours : OfferState.None);
            _early.Add(tag, early);
        }

        return early;
    }

    /// <summary>PRACK to a reliable response that is next in its dialog (RFC 3262 §4); what repeats or skips one is dropped.</summary>
    private bool TryAcknowledge(EarlyDialog? early, SipResponse response)
    {
        if (early is null || RAck.RSeqOf(response.Headers) is not { } rseq || !early.TryTake(rseq))
        {
            return false;
        }

        if (early.Offer == OfferState.Ours && OfferAnswerSteps.HasDescription(response))
        {
            early.Offer = OfferState.None;
        }

        early.Dialog = early.Dialog.Refreshed(response);
        var flow = early.Dialog.NextHop(_host.Transports.IsFlowSticky(early.Dialog.Flow));
        var rack = new HeaderField("RAck", new RAck(rseq, response.CSeq).ToString());
        var prack = _host.Messages.InDialog(early.Dialog, SipMethod.Prack, early.NextCSeq(), flow, [rack]);
        _host.Transactions.Send(prack, flow, Discard.Instance);
        return true;
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
        if (_early.TryGetValue(tag, out var early))
        {
            dialog = dialog with { LocalCSeq = early.Dialog.LocalCSeq, RemoteCSeq = early.Dialog.RemoteCSeq };
        }

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

    private SipRequest NewRequest(RequestSpec spec) => _host.Messages.OutOfDialog(
        SipMethod.Invite,
        spec.Headers?.Any(h => h.Name == "Session-Expires") == true
            ? spec
            : spec with { Headers = [.. spec.Headers ?? [], .. _usage.SessionHeaders] },
        _flow);

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
