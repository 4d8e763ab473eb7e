using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>Where an INVITE usage stands.</summary>
internal enum UsageState
{
    /// <summary>A peer's INVITE that has no final response yet.</summary>
    Incoming,

    /// <summary>Our INVITE without a final response yet.</summary>
    Calling,

    /// <summary>A 2xx went or came: the dialog stays until BYE.</summary>
    Confirmed,

    /// <summary>Our BYE is out.</summary>
    Ending,

    Over,
}

/// <summary>
/// One INVITE usage (RFC 5057): the INVITE, its dialog, and what follows in it. Owned by the SIP loop.
/// This file: how it begins and ends. InviteUsage.Requests.cs: what peers and users send in the dialog. InviteUsage.Provisionals.cs: PRACK
/// and early dialogs. InviteUsage.Sessions.cs: whose offer is out, UPDATE, session timers.
/// </summary>
internal sealed partial class InviteUsage : IServerTransactionUser
{
    private readonly IUsageHost _host;
    private UacInvite? _uacInvite;
    private ServerTransaction? _incoming;
    private DialogSnapshot? _dialog;

    public InviteUsage(UsageId id, IUsageHost host)
    {
        Id = id;
        _host = host;
        _session = new SessionKeeper(this, host);
    }

    public UsageId Id { get; }

    public UsageState State { get; private set; } = UsageState.Incoming;

    public bool IsUac => _dialog?.IsUac ?? _uacInvite is not null;

    public bool IsEnding => State is UsageState.Ending or UsageState.Over;

    /// <summary>Whether the usage has a dialog for metrics.</summary>
    public bool IsConfirmed => State is UsageState.Confirmed or UsageState.Ending;

    /// <summary>Which dialog a Replaces with our tag and this tag of the peer means (RFC 3891 §3); null: none of this usage.</summary>
    public ReplacedStage? StageFor(string remoteTag) => State switch
    {
        UsageState.Calling => _uacInvite!.Early(remoteTag) is null ? null : ReplacedStage.Early,
        _ when _dialog!.RemoteTag != remoteTag => null,
        UsageState.Incoming => ReplacedStage.EarlyOfPeer,
        UsageState.Confirmed => ReplacedStage.Confirmed,
        _ => ReplacedStage.Ending,
    };

    /// <summary>Begins as UAS with a peer's INVITE.</summary>
    public void BeginAsUas(ServerTransaction transaction)
    {
        _incoming = transaction;
        transaction.User = this;
        _dialog = Dialog.AsUas(transaction.Request, transaction.LocalTag, transaction.Arrival);
        _host.Enter(this, _dialog.CallId, _dialog.LocalTag);
        _provisionals = new UasProvisionals(this, _host, transaction);
        NoteAllow(transaction.Request);
        if (OfferAnswerSteps.HasDescription(transaction.Request))
        {
            _offer = OfferState.Peers;
        }

        _host.Transactions.Respond(transaction, _host.Messages.Response(transaction, new ResponseSpec(StatusCode.Trying)));
        _host.Emit(new SipEvent.InviteReceived(Id, transaction.Request, transaction.Arrival) { Dialog = _dialog });
    }

    /// <summary>Begins as UAC with an INVITE of ours.</summary>
    public void BeginAsUac(RequestSpec spec, SipFlow flow)
    {
        State = UsageState.Calling;
        _uacInvite = new UacInvite(this, _host, spec, flow);
        _description = OfferAnswerSteps.DescriptionIn(_uacInvite.Request);
        _host.Enter(this, _uacInvite.Request.CallId, _uacInvite.Request.From.Tag!);
        _uacInvite.Start();
    }

    /// <summary>Begins with a dialog that another process confirmed.</summary>
    public void Adopt(DialogSnapshot dialog)
    {
        State = UsageState.Confirmed;
        _dialog = dialog;
        _host.Enter(this, dialog.CallId, dialog.LocalTag);
    }

    /// <summary>The user answers the initial INVITE; without effect when a final response is out (a CANCEL crossed).</summary>
    public void RespondInvite(ResponseSpec spec)
    {
        if (_incoming is not { IsFinalSent: false } || State != UsageState.Incoming)
        {
            return;
        }

        switch (spec.StatusCode)
        {
            case > StatusCode.Trying and < StatusCode.Ok:
                if (_heldSuccess is null)
                {
                    _provisionals!.Send(spec);
                }

                break;
            case >= StatusCode.Ok and < 300 when _heldSuccess is not null || _provisionals!.HoldsSuccess:
                _heldSuccess ??= spec;
                break;
            default:
                SendFinal(spec);
                break;
        }
    }

    private void SendFinal(ResponseSpec spec)
    {
        var transaction = _incoming!;
        var terms = SessionTimer.AsUas(transaction.Request, _host.Options.SessionTimers, null);
        _heldSuccess = null;
        _provisionals!.Stop();
        if (spec.StatusCode < 300)
        {
            spec = WithSession(WithoutRepeatedDescription(spec), terms);
        }

        var response = _host.Messages.Response(transaction, spec);
        _host.Transactions.Respond(transaction, response);
        if (response.IsSuccess)
        {
            State = UsageState.Confirmed;
            _incoming = null;
            if (!_provisionals.HasDescribed)
            {
                OnReliableSent(response);
            }

            if (_offer == OfferState.Peers)
            {
                // A 2xx without an answer: the offer is over all the same.
                _offer = OfferState.None;
            }

            Accepted(transaction, response);
            _session.Restart(terms);
        }
        else
        {
            End();
        }
    }

    /// <summary>A CANCEL for the initial INVITE (§9.2): 487 before a final response, nothing after. Its own 200 is out.</summary>
    public void OnCancel(SipRequest cancel)
    {
        if (State == UsageState.Incoming && _incoming is { IsFinalSent: false })
        {
            RefuseIncoming();
            _host.Emit(new SipEvent.Cancelled(Id, cancel));
            End();
        }
    }

    /// <summary>The user gives up an INVITE of ours; one that has just succeeded ends with BYE and the same event.</summary>
    public void Cancel(string? reason)
    {
        if (State == UsageState.Calling)
        {
            _uacInvite!.Cancel(reason);
        }
        else if (State == UsageState.Confirmed && _uacInvite is not null)
        {
            Bye(reason);
            _host.Emit(new SipEvent.Failed(Id, StatusCode.RequestTerminated, "answered before CANCEL", null));
        }
    }

    /// <summary>The user ends the dialog. The callee's BYE waits for the ACK to its 2xx, 64*T1 at most (§15).</summary>
    public void Bye(string? reason, ClientRequestId? id = null)
    {
        var begins = State == UsageState.Confirmed;
        if (begins)
        {
            _byeId = id;
        }
        else if (id is { } late)
        {
            _host.Emit(new SipEvent.RequestFinished(late, Id, StatusCode.CallOrTransactionDoesNotExist, null));
        }

        if (State == UsageState.Incoming && _heldSuccess is not null)
        {
            // The user has answered, the 2xx still waits for a PRACK: there is nothing to end yet, so the INVITE is refused.
            HeaderField[] headers = reason is null ? [] : [new HeaderField("Reason", reason)];
            SendFinal(new ResponseSpec(StatusCode.TemporarilyUnavailable, Headers: headers));
            return;
        }

        if (!begins)
        {
            return;
        }

        State = UsageState.Ending;
        _byeReason = reason;
        _session.Stop();
        SettleHeld();
        if (_reinvite is { IsFinalSent: false })
        {
            Reply(_reinvite, StatusCode.RequestTerminated);
        }

        if (_accepted.Count == 0)
        {
            SendBye();
        }
    }

    /// <summary>A turn on this usage threw: what has not been answered is, the rest stands.</summary>
    public void OnFault()
    {
        switch (State)
        {
            case UsageState.Incoming:
                RespondInvite(new ResponseSpec(StatusCode.ServerInternalError));
                break;
            case UsageState.Calling:
                _uacInvite?.Cancel(null);
                break;
        }
    }

    // ---- from UacInvite

    public void OnAnswered(DialogSnapshot dialog, SipResponse response)
    {
        State = UsageState.Confirmed;
        _dialog = dialog;
        _offer = OfferState.None;
        NoteAllow(response);
        _session.Restart(SessionTimer.AsUac(response));
        _host.Emit(new SipEvent.Succeeded(Id, response));
        _host.Emit(new SipEvent.Confirmed(Id, dialog));
        SendHeld();
    }

    public void OnNotAnswered(int status, string reason, SipResponse? response)
    {
        _host.Emit(new SipEvent.Failed(Id, status, reason, response));
        End();
    }

    // ---- from server transactions

    public void OnFailed(ServerTransaction transaction, TransactionFailure failure)
    {
        // No ACK to a refusal, or a response that could not be sent: RFC 6026 keeps the transaction, the peer will ask again.
    }

    private void RefuseIncoming() =>
        _host.Transactions.Respond(_incoming!, _host.Messages.Response(_incoming!, new ResponseSpec(StatusCode.RequestTerminated)));

    private void End()
    {
        if (State == UsageState.Over)
        {
            return;
        }

        State = UsageState.Over;
        _session.Stop();
        _provisionals?.Stop();
        _heldSuccess = null;
        foreach (var accepted in _accepted)
        {
            accepted.Stop();
        }

        _accepted.Clear();
        SettleHeld();
        _incoming = null;
        _host.Leave(this);
    }
}
