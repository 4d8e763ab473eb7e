using Gateway.Loops;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Transactions;

/// <summary>A running transaction of the layer: its machine and what the machine's effects act on.</summary>
internal abstract class RunningTransaction(long id, TransactionKey key, SipTransaction machine, SipFlow flow)
{
    private readonly List<(TimerName Name, TimerHandle Handle)> _timers = new(2);

    /// <summary>Token by which transports report a failed send.</summary>
    public long Id { get; } = id;

    public TransactionKey Key { get; } = key;

    public SipTransaction Machine { get; set; } = machine;

    /// <summary>Changes once at most: when a large request goes back to UDP.</summary>
    public SipFlow Flow { get; set; } = flow;

    public bool IsTerminated => Machine.State == TransactionState.Terminated;

    public void Remember(TimerName name, TimerHandle handle)
    {
        _timers.RemoveAll(t => t.Name == name);
        _timers.Add((name, handle));
    }

    public TimerHandle Forget(TimerName name)
    {
        var index = _timers.FindIndex(t => t.Name == name);
        if (index < 0)
        {
            return default;
        }

        var handle = _timers[index].Handle;
        _timers.RemoveAt(index);
        return handle;
    }

    public IEnumerable<TimerHandle> ForgetAll()
    {
        var handles = _timers.ConvertAll(t => t.Handle);
        _timers.Clear();
        return handles;
    }
}

/// <summary>What became of a request of ours.</summary>
internal interface IClientTransactionUser
{
    /// <summary>A response, 1xx included; 2xx to INVITE once per arrival.</summary>
    void OnResponse(ClientTransaction transaction, SipResponse response, SipFlow from);

    void OnFailed(ClientTransaction transaction, TransactionFailure failure);
}

/// <summary>A request of ours on its way.</summary>
internal sealed class ClientTransaction(
    long id, TransactionKey key, SipTransaction machine, SipRequest request, SipFlow flow, IClientTransactionUser user)
    : RunningTransaction(id, key, machine, flow)
{
    public SipRequest Request { get; } = request;

    public IClientTransactionUser User { get; } = user;

    /// <summary>Path and top Via to go back to when TCP, taken for the size of the request alone, cannot be had; null: none, or not any more.</summary>
    public (SipFlow Flow, string Via)? Fallback { get; set; }

    /// <summary>The ACK to a 300-699, once built.</summary>
    public SipRequest? Ack { get; set; }
}
