using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>Whose offer is out (RFC 3264, 3311), UPDATE, and the session timer (RFC 4028).</summary>
internal sealed partial class InviteUsage
{
    private readonly SessionKeeper _session;
    private OfferState _offer;
    private ServerTransaction? _update;
    private SipBody? _description;
    private bool _peerUpdates;

    /// <summary>For an INVITE or UPDATE of ours.</summary>
    public IReadOnlyList<HeaderField> SessionHeaders => _session.OfRequest;

    /// <summary>An offer of ours in a re-INVITE or UPDATE is out.</summary>
    private bool OffersPeer => _running.Exists(r => r.CarriesOffer && !r.WaitsForRetry);

    /// <summary>What the peer says that it takes, where it says so.</summary>
    public void NoteAllow(SipMessage message)
    {
        if (message.Headers.Contains("Allow"))
        {
            _peerUpdates = OfferAnswerSteps.Lists(message, "Allow", "UPDATE");
        }
    }

    public bool TryRaiseSession(SipResponse response) => _session.TryRaise(response);

    /// <summary>
    /// Refreshes by UPDATE where the peer takes it, else by re-INVITE with the description that stands (RFC 4028 §7.4, §10).
    /// </summary>
    /// <returns>False: nothing to send.</returns>
    public bool TryRefresh(Action<int, SipResponse?> finish)
    {
        if (State != UsageState.Confirmed || (!_peerUpdates && _description is null))
        {
            return false;
        }

        var (method, body) = _peerUpdates ? (SipMethod.Update, null) : (SipMethod.Invite, _description);
        Send(new UacInDialog(this, _host, new SipCommand.SendInDialog(Id, default, method, [], body), finish));
        return true;
    }

    /// <summary>The peer refused UPDATE although it said otherwise: re-INVITE from now on.</summary>
    /// <returns>False when that was so already.</returns>
    public bool ForgetUpdate()
    {
        var before = _peerUpdates;
        _peerUpdates = false;
        return before;
    }

    /// <summary>A reliable response of ours went out, with or without a description.</summary>
    public void OnReliableSent(SipResponse response)
    {
        if (OfferAnswerSteps.DescriptionIn(response) is { } description)
        {
            _offer = _offer.WeSent();
            _description = description;
        }
    }

    public void OnOfferSent(string? remoteTag, SipRequest request)
    {
        if (_dialog is null)
        {
            _uacInvite!.Early(remoteTag)!.Offer = OfferState.Ours;
        }
        else
        {
            _offer = OfferState.Ours;
        }

        _description = OfferAnswerSteps.DescriptionIn(request) ?? _description;
    }

    /// <summary>A request of ours has its final response, or waits to be sent again: its offer is out no more.</summary>
    public void OnOfferSettled(UacInDialog request)
    {
        if (request.CarriesOffer)
        {
            if (_dialog is not null)
            {
                _offer = _offer == OfferState.Ours ? OfferState.None : _offer;
            }
            else if (_uacInvite?.Early(request.RemoteTag) is { } early)
            {
                early.Offer = OfferState.None;
            }
        }

        SendHeld();
    }

    /// <summary>2xx to an UPDATE of ours.</summary>
    public void OnUpdated(SipResponse response, SipFlow from)
    {
        var tag = response.To.Tag ?? "";
        if (_dialog is null)
        {
            if (_uacInvite?.Early(tag) is { } early)
            {
                early.Dialog = early.Dialog.Refreshed(response);
            }
        }
        else if (_dialog.RemoteTag == tag)
        {
            Retarget(response);
            OnSessionAccepted(response);
        }
    }

    private void OnSessionAccepted(SipResponse response)
    {
        NoteAllow(response);
        if (State == UsageState.Confirmed)
        {
            _session.Restart(SessionTimer.AsUac(response));
        }
    }

    /// <summary>UPDATE of the peer, in the confirmed dialog or in an early one of ours: the checks of RFC 3311 §5.2.</summary>
    private void OnUpdate(ServerTransaction transaction, EarlyDialog? early = null)
    {
        var hasOffer = OfferAnswerSteps.HasDescription(transaction.Request);
        var offer = early?.Offer ?? (State == UsageState.Calling ? OfferState.Ours : _offer);
        if (_update is { IsFinalSent: false } || (hasOffer && offer == OfferState.Peers))
        {
            RefuseForNow(transaction);
        }
        else if (hasOffer && offer == OfferState.Ours)
        {
            Reply(transaction, StatusCode.RequestPending);
        }
        else if (!IsTooBrief(transaction))
        {
            _update = transaction;
            NoteAllow(transaction.Request);
            if (hasOffer && early is not null)
            {
                early.Offer = OfferState.Peers;
            }
            else
            {
                OnPeersRequest(transaction.Request);
            }

            _host.Emit(new SipEvent.InDialogRequest(Id, _host.Await(transaction, this), transaction.Request));
        }
    }

    private void OnPeersRequest(SipRequest request)
    {
        NoteAllow(request);
        if (OfferAnswerSteps.HasDescription(request))
        {
            _offer = _offer.PeerSent();
        }
    }

    /// <summary>A re-INVITE, UPDATE or PRACK of the peer has its final response.</summary>
    private void OnPeersRequestSettled(ServerTransaction transaction)
    {
        var hadOffer = OfferAnswerSteps.HasDescription(transaction.Request);
        if (State == UsageState.Calling && hadOffer && _uacInvite!.Early(transaction.Request.From.Tag ?? "") is { } early)
        {
            early.Offer = OfferState.None;
        }
        else if (hadOffer && _offer == OfferState.Peers)
        {
            _offer = OfferState.None;
        }

        _reinvite = transaction == _reinvite ? null : _reinvite;
        _update = transaction == _update ? null : _update;
        SendHeldSuccess();
        SendHeld();
    }

    /// <summary>The ACK came, or never will: whatever our 2xx offered is settled by it.</summary>
    private void SettleOfferOfInvite()
    {
        if (_offer == OfferState.Ours && !OffersPeer)
        {
            _offer = OfferState.None;
        }
    }

    /// <summary>A 2xx to a re-INVITE, UPDATE or PRACK of the peer went out.</summary>
    private void OnPeersRequestAccepted(SipRequest request, SipResponse response)
    {
        if (_dialog is not null)
        {
            OnReliableSent(response);
            if (request.Is(SipMethod.Update))
            {
                Retarget(request);
            }
        }
        else if (_uacInvite!.Early(request.From.Tag ?? "") is { } early && request.Is(SipMethod.Update))
        {
            early.Dialog = early.Dialog.Refreshed(request);
            _description = OfferAnswerSteps.DescriptionIn(response) ?? _description;
        }
    }

    private void Retarget(SipMessage message)
    {
        var before = _dialog!;
        _dialog = before.Refreshed(message);
        if (State == UsageState.Confirmed && _dialog.RemoteTarget != before.RemoteTarget)
        {
            _host.Emit(new SipEvent.Confirmed(Id, _dialog));
        }
    }

    /// <summary>422 to somebody whom we called; who called us is never refused for it.</summary>
    private bool IsTooBrief(ServerTransaction transaction)
    {
        if (!IsUac || SessionTimer.Refusal(transaction.Request, _host.Options.SessionTimers, _session.Terms) is not { } minimum)
        {
            return false;
        }

        _host.Transactions.Respond(
            transaction, _host.Messages.Response(transaction, new ResponseSpec(StatusCode.SessionIntervalTooSmall, Headers: [minimum])));
        return true;
    }

    private bool CanSend(UacInDialog request) => State switch
    {
        UsageState.Confirmed => true,
        UsageState.Calling => !request.IsInvite && _uacInvite!.Early(request.RemoteTag) is not null,
        UsageState.Incoming => !request.IsInvite && _provisionals!.HasSent,
        _ => false,
    };

    /// <summary>RFC 3261 §14.1, RFC 3311 §5.1: one at a time, and no offer while another one is open.</summary>
    private bool MustWait(UacInDialog request)
    {
        var offer = _dialog is null ? _uacInvite?.Early(request.RemoteTag)?.Offer ?? OfferState.None : _offer;
        var updates = _running.Exists(r => r != request && r.IsUpdate);
        return request.IsInvite ? IsInviteBusy || updates || offer != OfferState.None || _running.Exists(r => r != request && r.IsInvite)
            : request.IsUpdate && (updates || (request.CarriesOffer && offer != OfferState.None));
    }

    private static ResponseSpec WithSession(ResponseSpec spec, SessionTerms? terms) =>
        terms is null ? spec : spec with { Headers = [.. spec.Headers ?? [], .. SessionTimer.OfResponse(terms)] };

    /// <summary>500 with a Retry-After of 0 to 10 s (RFC 3261 §14.2, RFC 3311 §5.2).</summary>
    private void RefuseForNow(ServerTransaction transaction)
    {
        var retryAfter = new HeaderField("Retry-After", $"{_host.Random(11)}");
        _host.Transactions.Respond(
            transaction, _host.Messages.Response(transaction, new ResponseSpec(StatusCode.ServerInternalError, Headers: [retryAfter])));
    }
}
