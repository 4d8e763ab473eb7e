using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>Requests in the dialog, both directions: order, glare (RFC 3261 §14), ACK, BYE.</summary>
internal sealed partial class InviteUsage : IClientTransactionUser
{
    private readonly List<AcceptedInvite> _accepted = new(1);
    private readonly List<UacInDialog> _running = new(1);
    private readonly Queue<UacInDialog> _held = new(0);
    private ServerTransaction? _reinvite;
    private string? _byeReason;
    private ClientRequestId? _byeId;
    private bool _byeAuthorized;

    /// <summary>A re-INVITE of ours that has no final response yet.</summary>
    private bool InvitesPeer => _running.Exists(r => r.IsInvite && !r.WaitsForRetry);

    // ---- from the peer

    /// <summary>A request with our tag, other than ACK and CANCEL; its server transaction has begun.</summary>
    public void OnRequest(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (State == UsageState.Calling)
        {
            OnEarlyRequest(transaction);
            return;
        }

        if ((request.From.Tag ?? "") != _dialog!.RemoteTag || State == UsageState.Over)
        {
            // A fork whose dialog we ended sends its own BYE: nothing to add.
            Reply(transaction, request.Is(SipMethod.Bye) && _uacInvite is not null ? StatusCode.Ok : StatusCode.CallOrTransactionDoesNotExist);
            return;
        }

        if (!_dialog.IsInOrder(request))
        {
            Reply(transaction, StatusCode.ServerInternalError, "CSeq out of order");
            return;
        }

        _dialog = _dialog with { RemoteCSeq = request.CSeq.Number, Flow = transaction.Arrival };
        if (request.Is(SipMethod.Bye))
        {
            OnBye(transaction);
        }
        else if (State == UsageState.Ending)
        {
            Reply(transaction, StatusCode.CallOrTransactionDoesNotExist);
        }
        else if (request.Is(SipMethod.Invite))
        {
            OnReinvite(transaction);
        }
        else if (request.Is(SipMethod.Prack))
        {
            OnPrack(transaction);
        }
        else if (request.Is(SipMethod.Update))
        {
            OnUpdate(transaction);
        }
        else
        {
            _host.Emit(new SipEvent.InDialogRequest(Id, _host.Await(transaction, this), request));
        }
    }

    /// <summary>An ACK to a 2xx of ours; further ones are absorbed.</summary>
    public void OnAck(SipRequest ack)
    {
        var index = _accepted.FindIndex(a => a.CSeq == ack.CSeq.Number);
        if (index < 0 || _dialog is null || (ack.From.Tag ?? "") != _dialog.RemoteTag)
        {
            return;
        }

        _accepted[index].Stop();
        _accepted.RemoveAt(index);
        SettleOfferOfInvite();
        if (State == UsageState.Confirmed)
        {
            _host.Emit(new SipEvent.Acknowledged(Id, ack));
        }

        AfterAck();
    }

    public void OnAck(ServerTransaction transaction, SipRequest ack) => OnAck(ack);

    public void OnAckMissing(AcceptedInvite accepted)
    {
        _accepted.Remove(accepted);
        SettleOfferOfInvite();
        if (State == UsageState.Confirmed)
        {
            _host.Emit(new SipEvent.AckMissing(Id));
        }

        AfterAck();
    }

    /// <summary>CANCEL of a re-INVITE: 487 to it, the dialog goes on.</summary>
    public void OnReinviteCancelled(ServerTransaction reinvite)
    {
        if (!reinvite.IsFinalSent)
        {
            Reply(reinvite, StatusCode.RequestTerminated);
            OnPeersRequestSettled(reinvite);
        }
    }

    // ---- from the user

    /// <summary>The user's answer to a request in the dialog.</summary>
    public void Respond(ServerTransaction transaction, ResponseSpec spec)
    {
        if (transaction.IsFinalSent)
        {
            return;
        }

        var request = transaction.Request;
        var refreshes = State == UsageState.Confirmed && spec.StatusCode is >= 200 and < 300
            && (request.Is(SipMethod.Invite) || request.Is(SipMethod.Update));
        var terms = refreshes ? SessionTimer.AsUas(request, _host.Options.SessionTimers, _session.Terms) : null;
        var response = _host.Messages.Response(transaction, refreshes ? WithSession(spec, terms) : spec);
        _host.Transactions.Respond(transaction, response);
        if (!response.IsFinal)
        {
            return;
        }

        if (response.IsSuccess)
        {
            OnPeersRequestAccepted(request, response);
        }

        if (response.IsSuccess && request.Is(SipMethod.Invite))
        {
            Accepted(transaction, response);
        }

        if (refreshes)
        {
            _session.Restart(terms);
        }

        OnPeersRequestSettled(transaction);
    }

    /// <summary>The user never answered a request of the peer; its sender has given up.</summary>
    public void OnUnanswered(ServerTransaction transaction) => OnPeersRequestSettled(transaction);

    public void SendInDialog(SipCommand.SendInDialog command) => Send(new UacInDialog(this, _host, command));

    private void Send(UacInDialog request)
    {
        if (!CanSend(request))
        {
            request.GiveUp();
        }
        else if (_held.Count > 0 && (request.IsInvite || request.IsUpdate) || MustWait(request))
        {
            _held.Enqueue(request);
        }
        else
        {
            _running.Add(request);
            request.Start();
        }
    }

    // ---- from requests of ours

    public (SipRequest Request, SipFlow Flow) NewRequest(
        SipMethod method, IReadOnlyList<HeaderField>? headers = null, SipBody? body = null, string? remoteTag = null)
    {
        if (_dialog is null)
        {
            var early = _uacInvite!.Early(remoteTag)!;
            var cseq = early.NextCSeq();
            var hop = early.Dialog.NextHop(_host.Transports.IsFlowSticky(early.Dialog.Flow));
            return (_host.Messages.InDialog(early.Dialog, method, cseq, hop, headers, body), hop);
        }

        _dialog = _dialog with { LocalCSeq = _dialog.LocalCSeq + 1 };
        var flow = NextHop();
        return (_host.Messages.InDialog(_dialog, method, _dialog.LocalCSeq, flow, headers, body), flow);
    }

    public (SipRequest Request, SipFlow Flow) NewAck(uint cseq)
    {
        var flow = NextHop();
        return (_host.Messages.InDialog(_dialog!, SipMethod.Ack, cseq, flow), flow);
    }

    public void OnReinviteAccepted(SipResponse response, SipFlow from)
    {
        _dialog = _dialog!.Refreshed(response) with { Flow = from };
        OnSessionAccepted(response);
        if (State == UsageState.Confirmed)
        {
            _host.Emit(new SipEvent.Confirmed(Id, _dialog));
        }
    }

    public void Retry(UacInDialog request)
    {
        if (!CanSend(request))
        {
            request.GiveUp();
        }
        else if (MustWait(request))
        {
            _running.Remove(request);
            _held.Enqueue(request);
        }
        else
        {
            request.Start();
        }
    }

    public void OnRequestSettled(UacInDialog request)
    {
        if (_running.Remove(request))
        {
            OnOfferSettled(request);
        }
    }

    /// <summary>Something has its final response: what was held back may go, in order.</summary>
    private void SendHeld()
    {
        while (!IsEnding && _held.TryPeek(out var next) && !MustWait(next))
        {
            _held.Dequeue();
            if (CanSend(next))
            {
                _running.Add(next);
                next.Start();
            }
            else
            {
                next.GiveUp();
            }
        }
    }

    /// <summary>Our BYE: any end of it ends the usage.</summary>
    void IClientTransactionUser.OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
        if (response.StatusCode is 401 or 407 && !_byeAuthorized && _host.Authorize(response, transaction.Request, transaction.Flow) is { } authorization)
        {
            _byeAuthorized = true;
            SendBye(authorization);
        }
        else if (response.IsFinal)
        {
            ByeSettled(response.StatusCode, response);
            End();
        }
    }

    void IClientTransactionUser.OnFailed(ClientTransaction transaction, TransactionFailure failure)
    {
        ByeSettled(failure == TransactionFailure.TimedOut ? StatusCode.RequestTimeout : StatusCode.ServiceUnavailable, null);
        End();
    }

    private void ByeSettled(int status, SipResponse? response)
    {
        if (_byeId is { } id)
        {
            _byeId = null;
            _host.Emit(new SipEvent.RequestFinished(id, Id, status, response));
        }
    }

    /// <summary>§14.1: no new INVITE while one is in progress in either direction, or a 2xx of ours lacks its ACK.</summary>
    private bool IsInviteBusy => InvitesPeer || _reinvite is { IsFinalSent: false } || _accepted.Count > 0;

    private void OnBye(ServerTransaction bye)
    {
        var wasEnding = State == UsageState.Ending;
        Reply(bye, StatusCode.Ok);
        foreach (var pending in new[] { _incoming, _reinvite, _update })
        {
            // §15.1.2: pending requests in the dialog end with 487.
            if (pending is { IsFinalSent: false })
            {
                Reply(pending, StatusCode.RequestTerminated);
            }
        }

        if (!wasEnding)
        {
            _host.Emit(new SipEvent.ByeReceived(Id, bye.Request));
        }

        ByeSettled(StatusCode.Ok, null);

        End();
    }

    private void OnReinvite(ServerTransaction transaction)
    {
        transaction.User = this;
        if (State == UsageState.Incoming || _reinvite is { IsFinalSent: false })
        {
            // §14.2: the earlier INVITE of the peer has no final response yet.
            RefuseForNow(transaction);
        }
        else if (InvitesPeer || OffersPeer)
        {
            Reply(transaction, StatusCode.RequestPending);
        }
        else if (_update is not null && _offer == OfferState.Peers)
        {
            RefuseForNow(transaction);
        }
        else if (!IsTooBrief(transaction))
        {
            _reinvite = transaction;
            OnPeersRequest(transaction.Request);
            Reply(transaction, StatusCode.Trying);
            _host.Emit(new SipEvent.ReinviteReceived(Id, _host.Await(transaction, this), transaction.Request));
        }
    }

    /// <summary>A 2xx of ours to an INVITE or re-INVITE went out.</summary>
    private void Accepted(ServerTransaction transaction, SipResponse response)
    {
        if (IsEnding)
        {
            return;
        }

        _accepted.Add(new AcceptedInvite(this, _host, transaction, response));
        _dialog = _dialog!.Refreshed(transaction.Request);
        _host.Emit(new SipEvent.Confirmed(Id, _dialog));
    }

    private void AfterAck()
    {
        if (State == UsageState.Ending && _accepted.Count == 0)
        {
            SendBye();
        }
        else
        {
            SendHeld();
        }
    }

    private void SendBye(HeaderField? authorization = null)
    {
        List<HeaderField> headers = _byeReason is null ? [] : [new HeaderField("Reason", _byeReason)];
        if (authorization is { } answer)
        {
            headers.Add(answer);
        }

        var (bye, flow) = NewRequest(SipMethod.Bye, headers);
        _host.Transactions.Send(bye, flow, this);
    }

    /// <summary>What waited for its turn or its retry will not be sent; what is on its way keeps its own end.</summary>
    private void SettleHeld()
    {
        foreach (var waiting in _running.FindAll(r => r.WaitsForRetry))
        {
            waiting.GiveUp();
        }

        while (_held.TryDequeue(out var held))
        {
            held.GiveUp();
        }
    }

    private SipFlow NextHop() => _dialog!.NextHop(_host.Transports.IsFlowSticky(_dialog!.Flow));

    private void Reply(ServerTransaction transaction, int status, string? phrase = null) =>
        _host.Transactions.Respond(transaction, _host.Messages.Response(transaction, new ResponseSpec(status, phrase)));
}
