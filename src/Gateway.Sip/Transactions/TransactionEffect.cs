using Gateway.Sip.Messages;

namespace Gateway.Sip.Transactions;

/// <summary>What a transaction wants done; performed in order by <see cref="TransactionLayer"/>.</summary>
public abstract record TransactionEffect
{
    private TransactionEffect()
    {
    }

    /// <summary>Client: send the request of the transaction.</summary>
    public sealed record SendRequest(bool IsRetransmission) : TransactionEffect;

    /// <summary>INVITE client: send the ACK to a 300-699 (RFC 3261 §17.1.1.3).</summary>
    public sealed record SendAck(SipResponse Response) : TransactionEffect;

    /// <summary>Server: send this response.</summary>
    public sealed record SendResponse(SipResponse Response, bool IsRetransmission) : TransactionEffect;

    /// <summary>Start the timer, or start it anew.</summary>
    public sealed record StartTimer(TimerName Timer, TimeSpan After) : TransactionEffect;

    /// <summary>Client: give the response to the user.</summary>
    public sealed record PassResponse(SipResponse Response) : TransactionEffect;

    /// <summary>Server: give the request to the user.</summary>
    public sealed record PassRequest : TransactionEffect;

    /// <summary>INVITE server in Accepted: give the ACK to the user (RFC 6026 §7.1).</summary>
    public sealed record PassAck(SipRequest Ack) : TransactionEffect;

    public sealed record Inform(TransactionFailure Failure) : TransactionEffect;

    /// <summary>The transaction is over; its timers are stopped.</summary>
    public sealed record Terminate : TransactionEffect;
}
