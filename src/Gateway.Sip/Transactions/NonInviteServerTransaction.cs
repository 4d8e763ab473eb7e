using Gateway.Sip.Messages;
using static Gateway.Sip.Transactions.TransactionEffect;
using static Gateway.Sip.Transactions.TransactionInput;
using static Gateway.Sip.Transactions.TransactionState;

namespace Gateway.Sip.Transactions;

/// <summary>Non-INVITE server transaction: RFC 3261 §17.2.2 figure 8.</summary>
public sealed record NonInviteServerTransaction : SipTransaction
{
    public NonInviteServerTransaction(SipTimers timers, bool isReliable)
        : base(timers, isReliable) => State = Trying;

    /// <summary>The response that a retransmitted request gets again.</summary>
    public SipResponse? LastResponse { get; init; }

    public override Transition On(TransactionInput input) => (State, input) switch
    {
        (Trying, Start) => Stay(new PassRequest()),
        (Trying, RequestRetransmitted) => Stay(),
        (Trying or Proceeding, RespondProvisional r) =>
            new(this with { State = Proceeding, LastResponse = r.Response }, [new SendResponse(r.Response, false)]),
        (Trying or Proceeding, RespondSuccess r) => Complete(r.Response),
        (Trying or Proceeding, RespondFailure r) => Complete(r.Response),

        (Proceeding or Completed, RequestRetransmitted) => Stay(new SendResponse(LastResponse!, true)),
        (Proceeding or Completed, TransportFailed) => Fail(TransactionFailure.Transport),
        (Completed, TimerFired { Timer: TimerName.J }) => End(),

        _ => Absorb(),
    };

    private Transition Complete(SipResponse response) =>
        new(this with { State = Completed, LastResponse = response }, [new SendResponse(response, false), .. Begin(TimerName.J)]);
}
