using System.Globalization;
using Gateway.Loops;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Subscriptions;

/// <summary>What a subscription needs from its loop.</summary>
internal interface ISubscriptionHost
{
    TransactionLayer Transactions { get; }

    MessageFactory Messages { get; }

    TransportTable Transports { get; }

    SipOptions Options { get; }

    TimeSpan Now { get; }

    TimerHandle StartTimer(TimeSpan after, SubscriptionUsage usage, SubscriptionInput input);

    void StopTimer(TimerHandle handle);

    void Emit(SipEvent sipEvent);

    void Leave(SubscriptionUsage usage);
}

/// <summary>A peer's subscription: its dialog (RFC 6665 §4.5, RFC 5057) around <see cref="SubscriptionMachine"/>. Owned by the SIP loop.</summary>
internal sealed class SubscriptionUsage(SubscriptionId id, ISubscriptionHost host, ServerTransaction first) : IClientTransactionUser
{
    private ServerTransaction? _pending = first;
    private DialogSnapshot _dialog = Dialog.AsUas(first.Request, first.LocalTag, first.Arrival);
    private SubscriptionState _state = SubscriptionState.Initial;
    private TimerHandle _expiry;
    private readonly string _event = first.Request.Headers["Event"]!;

    public SubscriptionId Id => id;

    public (string CallId, string LocalTag) Key => (_dialog.CallId, _dialog.LocalTag);

    /// <summary>The user takes it: 200 and the first NOTIFY.</summary>
    public void Accept(TimeSpan expires, SipBody? body)
    {
        if (_pending is not { } transaction)
        {
            return;
        }

        _pending = null;
        Ok(transaction, expires);
        On(new SubscriptionInput.Subscribed(expires, body));
    }

    /// <summary>The user does not take it.</summary>
    public void Reject(ResponseSpec response)
    {
        if (_pending is { } transaction)
        {
            _pending = null;
            host.Transactions.Respond(transaction, host.Messages.Response(transaction, response));
            host.Leave(this);
        }
    }

    /// <summary>A SUBSCRIBE in the dialog: refresh, or the end (§4.2.1.4).</summary>
    public void OnSubscribe(ServerTransaction transaction)
    {
        var request = transaction.Request;
        if (_pending is not null || !_dialog.IsInOrder(request))
        {
            host.Transactions.Respond(transaction, host.Messages.Response(transaction, new ResponseSpec(StatusCode.ServerInternalError)));
            return;
        }

        _dialog = _dialog.Refreshed(request) with { RemoteCSeq = request.CSeq.Number };
        var expires = SubscribeRequest.Expires(request, host.Options);
        Ok(transaction, expires);
        On(new SubscriptionInput.Subscribed(expires));
    }

    public void On(SubscriptionInput input)
    {
        (_state, var effects) = SubscriptionMachine.On(_state, input, host.Now, host.Options.NotifyPace);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SubscriptionEffect.SendNotify notify:
                    Send(notify);
                    break;
                case SubscriptionEffect.StartExpiry start:
                    host.StopTimer(_expiry);
                    _expiry = host.StartTimer(start.After, this, new SubscriptionInput.ExpiryFired());
                    break;
                case SubscriptionEffect.StartPace start:
                    host.StartTimer(start.After, this, new SubscriptionInput.PaceFired());
                    break;
                case SubscriptionEffect.Ended ended:
                    host.StopTimer(_expiry);
                    host.Leave(this);
                    host.Emit(new SipEvent.SubscriptionEnded(id, ended.Reason));
                    break;
            }
        }
    }

    public void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from)
    {
        if (response.IsFinal)
        {
            On(new SubscriptionInput.NotifyFinished(response.StatusCode, response.Headers.Contains("Retry-After")));
        }
    }

    public void OnFailed(ClientTransaction transaction, TransactionFailure failure) => On(new SubscriptionInput.NotifyFinished(
        failure == TransactionFailure.TimedOut ? StatusCode.RequestTimeout : StatusCode.ServiceUnavailable));

    private void Ok(ServerTransaction transaction, TimeSpan expires) => host.Transactions.Respond(
        transaction,
        host.Messages.Response(transaction, new ResponseSpec(StatusCode.Ok, Headers: [new HeaderField("Expires", Seconds(expires))])));

    private void Send(SubscriptionEffect.SendNotify notify)
    {
        _dialog = _dialog with { LocalCSeq = _dialog.LocalCSeq + 1 };
        var flow = _dialog.NextHop(host.Transports.IsFlowSticky(_dialog.Flow));
        List<HeaderField> headers = [new("Event", _event), new("Subscription-State", notify.State)];
        host.Transactions.Send(host.Messages.InDialog(_dialog, SipMethod.Notify, _dialog.LocalCSeq, flow, headers, notify.Body), flow, this);
    }

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
