using static Gateway.Sip.Transactions.TransactionEffect;
using static Gateway.Sip.Transactions.TransactionInput;
using static Gateway.Sip.Transactions.TransactionState;

namespace Gateway.Sip.Transactions;

/// <summary>Non-INVITE client transaction: RFC 3261 §17.1.2 figure 6.</summary>
public sealed record NonInviteClientTransaction : SipTransaction
{
    public NonInviteClientTransaction(SipTimers timers, bool isReliable)
        : base(timers, isReliable)
    {
        ArgumentNullException.ThrowIfNull(timers);
        State = Trying;
        IntervalE = timers.T1;
    }

    private TimeSpan IntervalE { get; init; }

    public override Transition On(TransactionInput input) => (State, input) switch
    {
        (Trying, Start) => Stay([new SendRequest(false), .. Begin(TimerName.E), .. Begin(TimerName.F)]),
        (Trying, TimerFired { Timer: TimerName.E }) => Retransmit(Timers.Next(TimerName.E, IntervalE)),
        (Proceeding, TimerFired { Timer: TimerName.E }) => Retransmit(Timers.T2),
        (Trying or Proceeding, TimerFired { Timer: TimerName.F }) => Fail(TransactionFailure.TimedOut),
        (Trying or Proceeding, TransportFailed) => Fail(TransactionFailure.Transport),

        (Trying or Proceeding, ProvisionalReceived r) => new(this with { State = Proceeding }, [new PassResponse(r.Response)]),
        (Trying or Proceeding, SuccessReceived r) => new(this with { State = Completed }, [new PassResponse(r.Response), .. Begin(TimerName.K)]),
        (Trying or Proceeding, FailureReceived r) => new(this with { State = Completed }, [new PassResponse(r.Response), .. Begin(TimerName.K)]),

        (Completed, TimerFired { Timer: TimerName.K }) => End(),

        _ => Absorb(),
    };

    private Transition Retransmit(TimeSpan next) =>
        new(this with { IntervalE = next }, [new SendRequest(true), new StartTimer(TimerName.E, next)]);
}
