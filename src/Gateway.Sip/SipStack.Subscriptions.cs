using System.Globalization;
using Gateway.Loops;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Subscriptions;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

// Subscriptions of peers (RFC 6665): found, judged, accepted by the user, and ended.
public sealed partial class SipStack : ISubscriptionHost
{
    private readonly Dictionary<SubscriptionId, SubscriptionUsage> _subscriptions = [];
    private readonly Dictionary<(string CallId, string LocalTag), SubscriptionUsage> _subscriptionDialogs = [];
    private long _lastSubscription;

    SipOptions ISubscriptionHost.Options => _options;

    TransactionLayer ISubscriptionHost.Transactions => _layer;

    MessageFactory ISubscriptionHost.Messages => _messages;

    TransportTable ISubscriptionHost.Transports => _transports;

    TimeSpan ISubscriptionHost.Now => Time.GetElapsedTime(0);

    TimerHandle ISubscriptionHost.StartTimer(TimeSpan after, SubscriptionUsage usage, SubscriptionInput input) =>
        StartTimer(after, new SipInput.SubscriptionDue(usage, input));

    void ISubscriptionHost.StopTimer(TimerHandle handle) => StopTimer(handle);

    void ISubscriptionHost.Emit(SipEvent sipEvent) => Emit(sipEvent);

    void ISubscriptionHost.Leave(SubscriptionUsage usage)
    {
        _subscriptions.Remove(usage.Id);
        _subscriptionDialogs.Remove(usage.Key);
    }

    private bool TakesSubscriptions => _options.AllowEvents.Count > 0;

    private void OnSubscribe(ServerTransaction transaction, SipRequest request, SipFlow flow)
    {
        if (SubscribeRequest.Package(request) is not { } package || !_options.AllowEvents.Contains(package))
        {
            Answer(transaction, StatusCode.BadEvent, new HeaderField("Allow-Events", string.Join(", ", _options.AllowEvents)));
        }
        else if (SubscribeRequest.Expires(request, _options) is { Ticks: > 0 } expires && expires < _options.MinSubscription)
        {
            var least = ((long)_options.MinSubscription.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            Answer(transaction, StatusCode.IntervalTooBrief, new HeaderField("Min-Expires", least));
        }
        else if (_subscriptions.Count >= _options.MaxSubscriptions)
        {
            _metrics.Dropped("subscriptions full");
            Answer(transaction, StatusCode.ServiceUnavailable, new HeaderField("Retry-After", "60"));
        }
        else
        {
            var usage = new SubscriptionUsage(new SubscriptionId(++_lastSubscription), this, transaction);
            _subscriptions.Add(usage.Id, usage);
            _subscriptionDialogs[usage.Key] = usage;
            Emit(new SipEvent.SubscribeReceived(usage.Id, request, flow));
        }
    }

    /// <returns>False: no subscription's dialog.</returns>
    private bool OnSubscribeInDialog(SipRequest request, SipFlow flow, string tag)
    {
        if (!_subscriptionDialogs.TryGetValue((request.CallId, tag), out var usage))
        {
            return false;
        }

        var transaction = _layer.Accept(request, flow, ResponseRoute.For(request, flow), tag);
        _turnTransaction = transaction;
        if (request.Is(SipMethod.Subscribe))
        {
            usage.OnSubscribe(transaction);
        }
        else
        {
            Answer(transaction, StatusCode.MethodNotAllowed, new HeaderField("Allow", "SUBSCRIBE, NOTIFY"));
        }

        return true;
    }

    private void OnSubscriptionCommand(SipCommand command)
    {
        switch (command)
        {
            case SipCommand.AcceptSubscription accept:
                _subscriptions.GetValueOrDefault(accept.Id)?.Accept(accept.Expires, accept.Body);
                break;
            case SipCommand.RejectSubscription reject:
                _subscriptions.GetValueOrDefault(reject.Id)?.Reject(reject.Response);
                break;
            case SipCommand.Notify notify:
                _subscriptions.GetValueOrDefault(notify.Id)?.On(new SubscriptionInput.Changed(notify.Body, notify.Replaces));
                break;
            case SipCommand.EndSubscription end:
                _subscriptions.GetValueOrDefault(end.Id)?.On(new SubscriptionInput.Terminate(end.Reason, end.RetryAfter));
                break;
        }
    }

    private void Answer(ServerTransaction transaction, int status, HeaderField header) =>
        _layer.Respond(transaction, _messages.Response(transaction, new ResponseSpec(status, Headers: [header])));
}
