using Gateway.Sip.Messages;
using static Gateway.Sip.Transactions.TransactionEffect;
using static Gateway.Sip.Transactions.TransactionInput;
using static Gateway.Sip.Transactions.TransactionState;

namespace Gateway.Sip.Transactions;

/// <summary>INVITE client transaction: RFC 3261 §17.1.1 figure 5 with the Accepted state of RFC 6026 §8.4.</summary>
public sealed record InviteClientTransaction(SipTimers Timers, bool IsReliable) : SipTransaction(Timers, IsReliable)
{
    private TimeSpan IntervalA { get; init; } = Timers.T1;

    public override Transition On(TransactionInput input) => (State, input) switch
    {
        (Calling, Start) => Stay([new SendRequest(false), .. Begin(TimerName.A), .. Begin(TimerName.B)]),
        (Calling, TimerFired { Timer: TimerName.A }) => Retransmit(),
        (Calling, TimerFired { Timer: TimerName.B }) => Fail(TransactionFailure.TimedOut),
        (Calling, TransportFailed) => Fail(TransactionFailure.Transport),

        (Calling or Proceeding, ProvisionalReceived r) => new(this with { State = Proceeding }, [new PassResponse(r.Response)]),
        (Calling or Proceeding, SuccessReceived r) => new(this with { State = Accepted }, [.. Begin(TimerName.M), new PassResponse(r.Response)]),
        (Calling or Proceeding, FailureReceived r) => Complete(r.Response),

        (Completed, FailureReceived r) => Stay(new SendAck(r.Response)),
        (Completed, TransportFailed) => Fail(TransactionFailure.Transport),
        (Completed, TimerFired { Timer: TimerName.D }) => End(),

        (Accepted, SuccessReceived r) => Stay(new PassResponse(r.Response)),
        (Accepted, TimerFired { Timer: TimerName.M }) => End(),

        _ => Absorb(),
    };

    private Transition Retransmit()
    {
        var next = Timers.Next(TimerName.A, IntervalA);
        return new(this with { IntervalA = next }, [new SendRequest(true), new StartTimer(TimerName.A, next)]);
    }

    private Transition Complete(SipResponse response) =>
        new(this with { State = Completed }, [new SendAck(response), .. Begin(TimerName.D), new PassResponse(response)]);
}
