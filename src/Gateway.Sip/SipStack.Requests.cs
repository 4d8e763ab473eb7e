using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Overload;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

public sealed partial class SipStack
{
    /// <summary>
    /// A request of a peer: (1) a retransmission is absorbed; (2) ACK and CANCEL find what they are about; (3) a request with our tag goes to its
    /// usage; (4) anything else is judged before it costs a transaction.
    /// </summary>
    private void OnRequest(SipRequest request, SipFlow flow)
    {
        if (_layer.TryAbsorb(request))
        {
            return;
        }

        GiveFeedback(request, flow);
        if (request.Is(SipMethod.Ack))
        {
            OnAck(request);
        }
        else if (request.Is(SipMethod.Cancel))
        {
            OnCancel(request, flow);
        }
        else if (request.To.Tag is { } tag && !request.Is(SipMethod.Register))
        {
            OnInDialog(request, flow, tag);
        }
        else
        {
            OnOutOfDialog(request, flow);
        }
    }

    private void OnAck(SipRequest ack)
    {
        if (ack.To.Tag is { } tag && _dialogs.TryGetValue((ack.CallId, tag), out _turnUsage))
        {
            _turnUsage.OnAck(ack);
        }
        else
        {
            _metrics.Dropped("stray ACK");
        }
    }

    private void OnCancel(SipRequest cancel, SipFlow flow)
    {
        if (_layer.FindCancelled(cancel) is not { } invite)
        {
            AnswerStateless(cancel, flow, StatusCode.CallOrTransactionDoesNotExist);
            return;
        }

        var transaction = _layer.Accept(cancel, flow, ResponseRoute.For(cancel, flow), invite.LocalTag);
        _turnTransaction = transaction;
        _layer.Respond(transaction, _messages.Response(transaction, new ResponseSpec(StatusCode.Ok)));
        if (invite.User is InviteUsage usage)
        {
            _turnUsage = usage;
            if (invite.Request.To.Tag is null)
            {
                usage.OnCancel(cancel);
            }
            else
            {
                usage.OnReinviteCancelled(invite);
            }
        }
    }

    private void OnInDialog(SipRequest request, SipFlow flow, string tag)
    {
        if (!_dialogs.TryGetValue((request.CallId, tag), out var usage))
        {
            if (OnSubscribeInDialog(request, flow, tag))
            {
                return;
            }

            AnswerStateless(request, flow, StatusCode.CallOrTransactionDoesNotExist);
            return;
        }

        _turnUsage = usage;
        var transaction = _layer.Accept(request, flow, ResponseRoute.For(request, flow), tag);
        _turnTransaction = transaction;
        if (Unsupported(request.Method) is { } status)
        {
            _layer.Respond(transaction, _messages.Response(transaction, new ResponseSpec(status)));
        }
        else
        {
            usage.OnRequest(transaction);
        }
    }

    private void OnOutOfDialog(SipRequest request, SipFlow flow)
    {
        // §8.2.2.2: the same request by another path; or one of our own that came back to us.
        if (_layer.IsMerged(request) || (request.From.Tag is { } tag && _dialogs.ContainsKey((request.CallId, tag))))
        {
            Reply(request, flow, StatusCode.LoopDetected);
            return;
        }

        if (!IsAccepted(request, flow))
        {
            return;
        }

        if (Unsupported(request.Method) is { } status)
        {
            Reply(request, flow, status);
        }
        else if (IsDialogOnly(request.Method))
        {
            Reply(request, flow, StatusCode.CallOrTransactionDoesNotExist);
        }
        else
        {
            var transaction = _layer.Accept(request, flow, ResponseRoute.For(request, flow));
            _turnTransaction = transaction;
            if (request.Is(SipMethod.Subscribe))
            {
                OnSubscribe(transaction, request, flow);
            }
            else if (request.Is(SipMethod.Invite))
            {
                _turnUsage = New(_ids.NewUsage());
                _turnUsage.BeginAsUas(transaction);
            }
            else
            {
                Emit(new SipEvent.RequestReceived(Await(transaction, null), request, flow));
            }
        }
    }

    private bool IsAccepted(SipRequest request, SipFlow flow)
    {
        var verdict = _user.Judge(request, flow);
        if (verdict.StatusCode > 0)
        {
            Reply(request, flow, verdict.StatusCode, verdict.Headers);
        }
        else if (verdict.StatusCode < 0)
        {
            _metrics.Dropped("refused source");
        }

        return verdict.StatusCode == 0;
    }

    /// <summary>A request about something that we do not have: strangers get no better answer than the judge gives them.</summary>
    private void AnswerStateless(SipRequest request, SipFlow flow, int status)
    {
        if (IsAccepted(request, flow))
        {
            Reply(request, flow, status);
        }
    }

    private int? Unsupported(SipMethod method) =>
        _options.Allow.Contains(method) || (method == SipMethod.Subscribe && TakesSubscriptions) ? null : method.IsRegistered ? StatusCode.MethodNotAllowed : StatusCode.NotImplemented;

    private static bool IsDialogOnly(SipMethod method) =>
        method == SipMethod.Bye || method == SipMethod.Info || method == SipMethod.Update || method == SipMethod.Prack;

    /// <summary>RFC 7339 §4.3: whatever answers this request carries what we ask of its sender in the topmost Via.</summary>
    private void GiveFeedback(SipRequest request, SipFlow flow)
    {
        if (OverloadControl.IsAnnounced(request.Via) && _user.OverloadFor(flow) is { } control)
        {
            var rest = CommaList.Split(request.Headers["Via"]!).Skip(1);
            request.Headers.SetFirst("Via", string.Join(", ", rest.Prepend(control.Answer(request.Via).ToString())));
        }
    }
}
