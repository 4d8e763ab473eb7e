using Gateway.Sip.Messages;

namespace Gateway.Sip.Transactions;

/// <summary>What happens to a transaction. A closed set; each machine knows the arrows it has and absorbs the rest.</summary>
public abstract record TransactionInput
{
    private TransactionInput()
    {
    }

    /// <summary>Client: the user sends the request. Server: the request came for the first time.</summary>
    public sealed record Start : TransactionInput;

    /// <summary>Client: a 1xx came.</summary>
    public sealed record ProvisionalReceived(SipResponse Response) : TransactionInput;

    /// <summary>Client: a 2xx came.</summary>
    public sealed record SuccessReceived(SipResponse Response) : TransactionInput;

    /// <summary>Client: a 300 to 699 came.</summary>
    public sealed record FailureReceived(SipResponse Response) : TransactionInput;

    /// <summary>Server: the request came again.</summary>
    public sealed record RequestRetransmitted : TransactionInput;

    /// <summary>INVITE server: an ACK matched.</summary>
    public sealed record AckReceived(SipRequest Ack) : TransactionInput;

    /// <summary>Server: 100 to 199 from the user.</summary>
    public sealed record RespondProvisional(SipResponse Response) : TransactionInput;

    /// <summary>Server: 2xx from the user.</summary>
    public sealed record RespondSuccess(SipResponse Response) : TransactionInput;

    /// <summary>Server: 300 to 699 from the user.</summary>
    public sealed record RespondFailure(SipResponse Response) : TransactionInput;

    public sealed record TimerFired(TimerName Timer) : TransactionInput;

    public sealed record TransportFailed : TransactionInput;

    /// <summary>The client's input for a response of that class.</summary>
    public static TransactionInput Received(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.IsProvisional ? new ProvisionalReceived(response)
            : response.IsSuccess ? new SuccessReceived(response)
            : new FailureReceived(response);
    }

    /// <summary>The server's input for a response of that class.</summary>
    public static TransactionInput Respond(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.IsProvisional ? new RespondProvisional(response)
            : response.IsSuccess ? new RespondSuccess(response)
            : new RespondFailure(response);
    }
}
