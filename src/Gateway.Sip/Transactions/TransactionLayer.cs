using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Transactions;

/// <summary>A timer of a transaction; comes back to the layer when it fires.</summary>
internal sealed record TransactionTimer(RunningTransaction Transaction, TimerName Name);

/// <summary>What the layer needs from its loop.</summary>
internal interface ITransactionHost
{
    TimerHandle StartTimer(TimeSpan after, TransactionTimer timer);

    void StopTimer(TimerHandle handle);

    /// <summary>Hands a message to the transport; a failure comes back as <see cref="TransactionLayer.SendFailed(long)"/> with the token.</summary>
    void Transmit(SipMessage message, SipFlow flow, long token, bool isRetransmission);

    /// <summary>
    /// The flow over TCP, and the sent-by on it, for a request that is too large for the datagrams of its own flow (RFC 3261 §18.1.1). Null: it
    /// goes as it is.
    /// </summary>
    (SipFlow Flow, string Host, int Port)? WiderFlow(SipRequest request, SipFlow flow);

    /// <summary>An input met no arrow of its machine.</summary>
    void CountAbsorbed();
}

/// <summary>
/// All transactions of a stack: matches by dictionary, feeds the machines, performs their effects. Owned by the SIP loop, not thread-safe.
/// </summary>
internal sealed class TransactionLayer(ITransactionHost host, SipTimers timers, Func<string> newToken)
{
    private readonly Dictionary<TransactionKey, ClientTransaction> _clients = [];
    private readonly Dictionary<TransactionKey, ServerTransaction> _servers = [];
    private readonly Dictionary<MergeKey, ServerTransaction> _merge = [];
    private readonly Dictionary<long, RunningTransaction> _byId = [];
    private long _lastId;

    public int Open => _byId.Count;

    /// <summary>Starts a client transaction for a complete request (its Via on top) and sends it.</summary>
    public ClientTransaction Send(SipRequest request, SipFlow flow, IClientTransactionUser user)
    {
        (SipFlow, string)? fallback = null;
        if (host.WiderFlow(request, flow) is { } wider)
        {
            fallback = (flow, request.Via.ToString());
            flow = wider.Flow;
            request.Headers.SetFirst("Via", (request.Via with { Transport = flow.Transport.ViaName(), Host = wider.Host, Port = wider.Port }).ToString());
        }

        var transaction = new ClientTransaction(++_lastId, TransactionKey.ForClient(request), ClientMachine(request, flow), request, flow, user)
        {
            Fallback = fallback,
        };
        _clients.Add(transaction.Key, transaction);
        _byId.Add(transaction.Id, transaction);
        Feed(transaction, new TransactionInput.Start());
        return transaction;
    }

    /// <summary>Gives a response to its transaction.</summary>
    /// <returns>False for a stray one, which RFC 6026 §8.9 drops.</returns>
    public bool Receive(SipResponse response, SipFlow from)
    {
        if (!_clients.TryGetValue(TransactionKey.ForClient(response), out var transaction))
        {
            return false;
        }

        transaction.Fallback = null;
        Feed(transaction, TransactionInput.Received(response), from);
        return true;
    }

    /// <summary>The server transaction that a request belongs to: retransmission, or ACK to a final of ours.</summary>
    public bool TryAbsorb(SipRequest request)
    {
        if (!_servers.TryGetValue(TransactionKey.ForServer(request), out var transaction))
        {
            return false;
        }

        if (!request.Is(SipMethod.Ack))
        {
            Feed(transaction, new TransactionInput.RequestRetransmitted());
            return true;
        }

        // RFC 2543 peers are matched without a branch, so the To tag has to be ours (§17.2.3).
        if (request.To.Tag is { } tag && tag != transaction.LocalTag)
        {
            return false;
        }

        Feed(transaction, new TransactionInput.AckReceived(request));
        return true;
    }

    /// <summary>The INVITE that a CANCEL is about, or null.</summary>
    public ServerTransaction? FindCancelled(SipRequest cancel) => _servers.GetValueOrDefault(TransactionKey.OfCancelled(cancel));

    /// <summary>True when the same request is being handled under another branch: it came by two paths (§8.2.2.2).</summary>
    public bool IsMerged(SipRequest request) => _merge.TryGetValue(MergeKey.Of(request), out var first) && !first.WasRefused;

    /// <summary>Starts a server transaction.</summary>
    /// <param name="localTag">Our tag; null for a new one.</param>
    public ServerTransaction Accept(SipRequest request, SipFlow arrival, SipFlow responseFlow, string? localTag = null)
    {
        var reliable = arrival.Transport != SipTransportKind.Udp;
        SipTransaction machine = request.Is(SipMethod.Invite)
            ? new InviteServerTransaction(timers, reliable)
            : new NonInviteServerTransaction(timers, reliable);
        var transaction = new ServerTransaction(
            ++_lastId, TransactionKey.ForServer(request), machine, request, arrival, responseFlow, localTag ?? newToken());
        _servers.Add(transaction.Key, transaction);
        _byId.Add(transaction.Id, transaction);
        if (request.To.Tag is null)
        {
            _merge[MergeKey.Of(request)] = transaction;
        }

        Feed(transaction, new TransactionInput.Start());
        return transaction;
    }

    /// <summary>Sends a response of the user's through its transaction.</summary>
    public void Respond(ServerTransaction transaction, SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (!transaction.IsTerminated)
        {
            transaction.WasRefused |= response.StatusCode >= 300;
            Feed(transaction, TransactionInput.Respond(response));
        }
    }

    public void TimerFired(TransactionTimer timer)
    {
        timer.Transaction.Forget(timer.Name);
        Feed(timer.Transaction, new TransactionInput.TimerFired(timer.Name));
    }

    public void SendFailed(long token)
    {
        if (!_byId.TryGetValue(token, out var transaction))
        {
            return;
        }

        if (transaction is ClientTransaction { Fallback: { } back } client)
        {
            FallBack(client, back.Flow, back.Via);
        }
        else
        {
            Feed(transaction, new TransactionInput.TransportFailed());
        }
    }

    /// <summary>A request of ours came back as undeliverable.</summary>
    public void SendFailed(TransactionKey key)
    {
        if (_clients.TryGetValue(key, out var transaction))
        {
            Feed(transaction, new TransactionInput.TransportFailed());
        }
    }

    /// <summary>Ends a transaction that its user has given up (RFC 3261 §9.1, last paragraph), without a word to the user.</summary>
    public void Abandon(RunningTransaction transaction)
    {
        transaction.Machine = transaction.Machine with { State = TransactionState.Terminated };
        Remove(transaction);
    }

    private SipTransaction ClientMachine(SipRequest request, SipFlow flow) => request.Is(SipMethod.Invite)
        ? new InviteClientTransaction(timers, flow.Transport.IsReliable())
        : new NonInviteClientTransaction(timers, flow.Transport.IsReliable());

    /// <summary>The peer takes no TCP: the same request, and the same branch in case it came through, by UDP (RFC 3261 §18.1.1).</summary>
    private void FallBack(ClientTransaction client, SipFlow flow, string via)
    {
        client.Fallback = null;
        foreach (var handle in client.ForgetAll())
        {
            host.StopTimer(handle);
        }

        client.Request.Headers.SetFirst("Via", via);
        client.Flow = flow;
        client.Machine = ClientMachine(client.Request, flow);
        Feed(client, new TransactionInput.Start());
    }

    private void Feed(RunningTransaction transaction, TransactionInput input, SipFlow? from = null)
    {
        var (next, effects, absorbed) = transaction.Machine.On(input);
        transaction.Machine = next;
        if (absorbed)
        {
            host.CountAbsorbed();
        }

        foreach (var effect in effects)
        {
            Perform(transaction, effect, from);
        }
    }

    private void Perform(RunningTransaction transaction, TransactionEffect effect, SipFlow? from)
    {
        switch (effect)
        {
            case TransactionEffect.StartTimer timer when !transaction.IsTerminated:
                host.StopTimer(transaction.Forget(timer.Timer));
                transaction.Remember(timer.Timer, host.StartTimer(timer.After, new TransactionTimer(transaction, timer.Timer)));
                break;
            case TransactionEffect.Terminate:
                Remove(transaction);
                break;
            default:
                switch (transaction)
                {
                    case ClientTransaction client:
                        PerformClient(client, effect, from);
                        break;
                    case ServerTransaction server:
                        PerformServer(server, effect);
                        break;
                }

                break;
        }
    }

    private void PerformClient(ClientTransaction client, TransactionEffect effect, SipFlow? from)
    {
        switch (effect)
        {
            case TransactionEffect.SendRequest send:
                Transmit(client.Request, client, send.IsRetransmission);
                break;
            case TransactionEffect.SendAck ack:
                var again = client.Ack is not null;
                client.Ack ??= RequestBuilder.AckToFailure(client.Request, ack.Response);
                Transmit(client.Ack, client, again);
                break;
            case TransactionEffect.PassResponse pass:
                client.User.OnResponse(client, pass.Response, from ?? client.Flow);
                break;
            case TransactionEffect.Inform inform:
                client.User.OnFailed(client, inform.Failure);
                break;
        }
    }

    private void PerformServer(ServerTransaction server, TransactionEffect effect)
    {
        switch (effect)
        {
            case TransactionEffect.SendResponse send:
                Transmit(send.Response, server, send.IsRetransmission);
                break;
            case TransactionEffect.PassAck pass:
                server.User?.OnAck(server, pass.Ack);
                break;
            case TransactionEffect.Inform inform:
                server.User?.OnFailed(server, inform.Failure);
                break;
        }
    }

    private void Transmit(SipMessage message, RunningTransaction transaction, bool isRetransmission) =>
        host.Transmit(message, transaction.Flow, transaction.Id, isRetransmission);

    private void Remove(RunningTransaction transaction)
    {
        foreach (var handle in transaction.ForgetAll())
        {
            host.StopTimer(handle);
        }

        _byId.Remove(transaction.Id);
        switch (transaction)
        {
            case ClientTransaction client:
                _clients.Remove(client.Key);
                break;
            case ServerTransaction server:
                _servers.Remove(server.Key);
                var merge = MergeKey.Of(server.Request);
                if (_merge.TryGetValue(merge, out var owner) && owner == server)
                {
                    _merge.Remove(merge);
                }

                break;
        }
    }
}
