using Gateway.Loops;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip;

public sealed partial class SipStack : ITransactionHost, IUsageHost
{
    /// <summary>Largest request that goes by UDP where the path's MTU is unknown (RFC 3261 §18.1.1).</summary>
    private const int MaxDatagramBytes = 1300;

    private readonly Dictionary<InviteUsage, (string CallId, string LocalTag)> _keys = [];

    SipOptions IUsageHost.Options => _options;

    TransactionLayer IUsageHost.Transactions => _layer;

    MessageFactory IUsageHost.Messages => _messages;

    TransportTable IUsageHost.Transports => _transports;

    TimeSpan IUsageHost.Now => Time.GetElapsedTime(0);

    TimerHandle ITransactionHost.StartTimer(TimeSpan after, TransactionTimer timer) => StartTimer(after, new SipInput.TransactionDue(timer));

    void ITransactionHost.StopTimer(TimerHandle handle) => StopTimer(handle);

    void ITransactionHost.Transmit(SipMessage message, SipFlow flow, long token, bool isRetransmission) =>
        Transmit(message, flow, token, isRetransmission);

    (SipFlow Flow, string Host, int Port)? ITransactionHost.WiderFlow(SipRequest request, SipFlow flow)
    {
        // Phones keep the transport that they registered with: nothing else may come through their NAT.
        if (flow.Transport != SipTransportKind.Udp || _transports.IsFlowSticky(flow) || SipWriter.ToBytes(request).Length <= MaxDatagramBytes)
        {
            return null;
        }

        var wider = flow with { Transport = SipTransportKind.Tcp, ConnectionId = 0 };
        if (_transports.Find(wider) is not { } transport)
        {
            return null;
        }

        var (host, port) = _transports.Advertised(wider);
        return (wider with { Local = transport.LocalFor(flow.Remote) }, host, port);
    }

    void ITransactionHost.CountAbsorbed() => _metrics.Absorbed();

    void IUsageHost.Emit(SipEvent sipEvent) => Emit(WithReplaced(sipEvent));

    HeaderField? IUsageHost.Authorize(SipResponse challenge, SipRequest request, SipFlow flow) => _user.Authorize(challenge, request, flow);

    void IUsageHost.Transmit(SipMessage message, SipFlow flow, bool isRetransmission) => Transmit(message, flow, 0, isRetransmission);

    TimerHandle IUsageHost.StartTimer(TimeSpan after, UsageTimer timer) => StartTimer(after, new SipInput.UsageDue(timer));

    void IUsageHost.StopTimer(TimerHandle handle) => StopTimer(handle);

    ServerRequestId IUsageHost.Await(ServerTransaction transaction, InviteUsage? usage) => Await(transaction, usage);

    int IUsageHost.Random(int below) => _ids.Random(below);

    void IUsageHost.Enter(InviteUsage usage, string callId, string localTag)
    {
        _dialogs[(callId, localTag)] = usage;
        _keys[usage] = (callId, localTag);
    }

    void IUsageHost.Leave(InviteUsage usage) => Leave(usage);

    private void Leave(InviteUsage usage)
    {
        _usages.Remove(usage.Id);
        _openUsages.TryRemove(usage.Id, out _);
        if (_keys.Remove(usage, out var key) && _dialogs.GetValueOrDefault(key) == usage)
        {
            _dialogs.Remove(key);
        }
    }

    private ServerRequestId Await(ServerTransaction transaction, InviteUsage? usage)
    {
        var id = _ids.NewServerRequest();
        _awaited.Add(id, new AwaitedRequest(transaction, usage, StartTimer(_options.Timers.TransactionTimeout, new SipInput.AnswerDue(id))));
        return id;
    }

    private void Emit(SipEvent sipEvent)
    {
        _metrics.Told(sipEvent);
        try
        {
            _user.OnEvent(sipEvent);
        }
#pragma warning disable CA1031 // A user that throws must not cut a turn short: transactions and dialogs stay whole.
        catch (Exception)
#pragma warning restore CA1031
        {
            _metrics.Faulted();
        }
    }

    private void Transmit(SipMessage message, SipFlow flow, long token, bool isRetransmission = false)
    {
        if (isRetransmission)
        {
            _metrics.Retransmitted(message);
        }
        else
        {
            _metrics.Sent(message);
        }

        if (_transports.Find(flow) is { } transport)
        {
            if ((message is SipResponse response ? WithinCredit(response, flow) : SipWriter.ToBytes(message)) is { } bytes)
            {
                transport.Send(bytes, flow, token);
            }
        }
        else
        {
            _metrics.Dropped("no transport");
            OnSendFailed(token);
        }
    }
}
