using Gateway.Sip.Messages;
using static Gateway.Sip.Transactions.TransactionEffect;
using static Gateway.Sip.Transactions.TransactionInput;
using static Gateway.Sip.Transactions.TransactionState;

namespace Gateway.Sip.Transactions;

/// <summary>
/// INVITE server transaction: RFC 3261 §17.2.1 figure 7 as corrected by RFC 6026 §7.1 (Accepted, Timer L, transport errors).
/// The 2xx is retransmitted by the INVITE usage (§13.3.1.4), not here.
/// </summary>
public sealed record InviteServerTransaction : SipTransaction
{
    public InviteServerTransaction(SipTimers timers, bool isReliable)
        : base(timers, isReliable)
    {
        ArgumentNullException.ThrowIfNull(timers);
        State = Proceeding;
        IntervalG = timers.T1;
    }

    /// <summary>The response that a retransmitted INVITE gets again.</summary>
    public SipResponse? LastResponse { get; init; }

    private TimeSpan IntervalG { get; init; }

    public override Transition On(TransactionInput input) => (State, input) switch
    {
        (Proceeding, Start) => Stay(new PassRequest()),
        (Proceeding, RequestRetransmitted) => Resend(),
        (Proceeding, RespondProvisional r) =>
            new(this with { LastResponse = r.Response }, [new SendResponse(r.Response, ReferenceEquals(r.Response, LastResponse))]),
        (Proceeding, RespondFailure r) => Complete(r.Response),
        (Proceeding, RespondSuccess r) =>
            new(this with { State = Accepted, LastResponse = r.Response }, [new SendResponse(r.Response, false), .. Begin(TimerName.L)]),
        (Proceeding, TransportFailed) => Stay(new Inform(TransactionFailure.Transport)),

        (Completed, RequestRetransmitted) => Resend(),
        (Completed, TimerFired { Timer: TimerName.G }) => RetransmitFinal(),
        (Completed, AckReceived) => new(this with { State = Confirmed }, Begin(TimerName.I)),
        (Completed, TimerFired { Timer: TimerName.H }) => Fail(TransactionFailure.TimedOut),
        (Completed, TransportFailed) => Stay(new Inform(TransactionFailure.Transport)),

        (Confirmed, TimerFired { Timer: TimerName.I }) => End(),

        (Accepted, RequestRetransmitted) => Stay(),
        (Accepted, RespondSuccess r) => Stay(new SendResponse(r.Response, true)),
        (Accepted, AckReceived a) => Stay(new PassAck(a.Ack)),
        (Accepted, TransportFailed) => Stay(new Inform(TransactionFailure.Transport)),
        (Accepted, TimerFired { Timer: TimerName.L }) => End(),

        _ => Absorb(),
    };

    private Transition Resend() => LastResponse is null ? Stay() : Stay(new SendResponse(LastResponse, true));

    private Transition Complete(SipResponse response) =>
        new(this with { State = Completed, LastResponse = response },
            [new SendResponse(response, false), .. Begin(TimerName.G), .. Begin(TimerName.H)]);

    private Transition RetransmitFinal()
    {
        var next = Timers.Next(TimerName.G, IntervalG);
        return new(this with { IntervalG = next }, [new SendResponse(LastResponse!, true), new StartTimer(TimerName.G, next)]);
    }
}
