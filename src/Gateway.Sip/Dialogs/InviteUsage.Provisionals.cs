using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;

namespace Gateway.Sip.Dialogs;

/// <summary>Reliable provisional responses (RFC 3262) and early dialogs, both roles.</summary>
internal sealed partial class InviteUsage
{
    private UasProvisionals? _provisionals;
    private ResponseSpec? _heldSuccess;
    private (uint CSeq, uint RSeq)? _lastPrack;

    /// <summary>64*T1 without a PRACK. The RFC would refuse the INVITE; an emergency call goes on.</summary>
    public void OnPrackMissing()
    {
        _host.Emit(new SipEvent.PrackMissing(Id));
        SendHeldSuccess();
    }

    /// <summary>A reliable 1xx to a re-INVITE of ours: the stack acknowledges it, its final response decides.</summary>
    public void AcknowledgeProvisional(SipResponse response)
    {
        if (_dialog is null || !OfferAnswerSteps.Lists(response, "Require", "100rel") || RAck.RSeqOf(response.Headers) is not { } rseq
            || _lastPrack == (response.CSeq.Number, rseq))
        {
            return;
        }

        _lastPrack = (response.CSeq.Number, rseq);
        var (prack, flow) = NewRequest(SipMethod.Prack, [new HeaderField("RAck", new RAck(rseq, response.CSeq).ToString())]);
        _host.Transactions.Send(prack, flow, Discard.Instance);
    }

    /// <summary>A 200 to it unless it has a description, which is the user's to answer.</summary>
    private void OnPrack(ServerTransaction transaction)
    {
        if (_provisionals is null || !_provisionals.TryAcknowledge(transaction.Request))
        {
            Reply(transaction, StatusCode.CallOrTransactionDoesNotExist);
            return;
        }

        if (OfferAnswerSteps.HasDescription(transaction.Request))
        {
            OnPeersRequest(transaction.Request);
            _host.Emit(new SipEvent.PrackReceived(Id, _host.Await(transaction, this), transaction.Request));
        }
        else
        {
            Reply(transaction, StatusCode.Ok);
            _host.Emit(new SipEvent.PrackReceived(Id, null, transaction.Request));
        }

        _provisionals.SendNext();
        SendHeldSuccess();
    }

    /// <summary>A 2xx that waited for a PRACK goes as soon as nothing that the peer offered since lacks our answer.</summary>
    private void SendHeldSuccess()
    {
        if (_heldSuccess is { } success && State == UsageState.Incoming && !_provisionals!.HoldsSuccess && _offer != OfferState.Peers)
        {
            SendFinal(success);
        }
    }

    /// <summary>
    /// RFC 3261 §13.2.1: once a reliable 1xx with its PRACK has settled offer and answer, the 2xx says no more about them.
    /// </summary>
    private ResponseSpec WithoutRepeatedDescription(ResponseSpec spec) =>
        _provisionals!.DescriptionAcknowledged && _offer == OfferState.None ? spec with { Body = null } : spec;

    /// <summary>
    /// In an early dialog of an INVITE of ours. A callee must not send BYE there (§15): its 2xx was lost, so the call is given up.
    /// </summary>
    private void OnEarlyRequest(ServerTransaction transaction)
    {
        var request = transaction.Request;
        var early = _uacInvite!.Early(request.From.Tag ?? "");
        if (early is not null && !early.Dialog.IsInOrder(request))
        {
            Reply(transaction, StatusCode.ServerInternalError, "CSeq out of order");
            return;
        }

        if (early is not null)
        {
            early.Dialog = early.Dialog with { RemoteCSeq = request.CSeq.Number, Flow = transaction.Arrival };
        }

        if (request.Is(SipMethod.Bye))
        {
            Reply(transaction, StatusCode.Ok);
            _uacInvite.Cancel(null);
        }
        else if (request.Is(SipMethod.Invite))
        {
            Reply(transaction, StatusCode.RequestPending);
        }
        else if (request.Is(SipMethod.Prack))
        {
            Reply(transaction, StatusCode.CallOrTransactionDoesNotExist);
        }
        else if (request.Is(SipMethod.Update))
        {
            OnUpdate(transaction, early);
        }
        else
        {
            _host.Emit(new SipEvent.InDialogRequest(Id, _host.Await(transaction, this), request));
        }
    }
}
