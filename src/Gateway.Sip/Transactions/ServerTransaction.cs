using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Transactions;

/// <summary>Identifies a request across the paths it may take (RFC 3261 §8.2.2.2, merged requests).</summary>
internal readonly record struct MergeKey(string CallId, string? FromTag, uint CSeq, SipMethod Method)
{
    public static MergeKey Of(SipRequest request) => new(request.CallId, request.From.Tag, request.CSeq.Number, request.Method);
}

/// <summary>Who answers a request of a peer.</summary>
internal interface IServerTransactionUser
{
    /// <summary>An ACK to a 2xx that came with the INVITE's own branch (RFC 2543 peers, and broken ones).</summary>
    void OnAck(ServerTransaction transaction, SipRequest ack);

    void OnFailed(ServerTransaction transaction, TransactionFailure failure);
}

/// <summary>A request of a peer that has been taken in.</summary>
/// <param name="arrival">The flow the request came by.</param>
/// <param name="flow">The flow its responses take.</param>
/// <param name="localTag">Our To tag in its responses.</param>
internal sealed class ServerTransaction(
    long id, TransactionKey key, SipTransaction machine, SipRequest request, SipFlow arrival, SipFlow flow, string localTag)
    : RunningTransaction(id, key, machine, flow)
{
    public SipRequest Request { get; } = request;

    public SipFlow Arrival { get; } = arrival;

    public string LocalTag { get; } = localTag;

    public IServerTransactionUser? User { get; set; }

    /// <summary>A 300-699 went out: the same request by another path or with credentials is then a new one, not a merged one.</summary>
    public bool WasRefused { get; set; }

    public bool IsFinalSent => Machine.State is not (TransactionState.Trying or TransactionState.Proceeding);
}
