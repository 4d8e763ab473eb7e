namespace Gateway.Sip.Transactions;

/// <summary>
/// The timer values of RFC 3261 Table 4 and RFC 6026 as data. Immutable; an argument of every machine, so that two clocks can run side by side.
/// </summary>
/// <param name="T1">Round-trip estimate; 500 ms by the RFC.</param>
/// <param name="T2">Longest interval between retransmissions of non-INVITE requests and INVITE responses; 4 s.</param>
/// <param name="T4">Longest life of a message in the network; 5 s.</param>
public sealed record SipTimers(TimeSpan T1, TimeSpan T2, TimeSpan T4)
{
    /// <summary>RFC 3261 §17.1.1.1: 500 ms, 4 s, 5 s.</summary>
    public static readonly SipTimers Default = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));

    /// <summary>How long a transaction may take: B, F, H, J, L, M, and the retransmission of a 2xx (§13.3.1.4).</summary>
    public TimeSpan TransactionTimeout => 64 * T1;

    /// <summary>The first value of a timer, or null where the RFC starts none on that kind of transport.</summary>
    public TimeSpan? First(TimerName timer, bool reliable) => timer switch
    {
        TimerName.A or TimerName.E or TimerName.G => reliable ? null : T1,
        TimerName.B or TimerName.F or TimerName.H => TransactionTimeout,
        TimerName.D => reliable ? TimeSpan.Zero : TimeSpan.FromSeconds(32) > TransactionTimeout ? TimeSpan.FromSeconds(32) : TransactionTimeout,
        TimerName.I or TimerName.K => reliable ? TimeSpan.Zero : T4,
        TimerName.J => reliable ? TimeSpan.Zero : TransactionTimeout,
        TimerName.L or TimerName.M => TransactionTimeout,
        _ => throw new ArgumentOutOfRangeException(nameof(timer), timer, "no timer of Table 4"),
    };

    /// <summary>The interval after <paramref name="last"/>: A doubles without a bound, E and G double up to T2.</summary>
    public TimeSpan Next(TimerName timer, TimeSpan last) => timer switch
    {
        TimerName.A => 2 * last,
        TimerName.E or TimerName.G => 2 * last < T2 ? 2 * last : T2,
        _ => throw new ArgumentOutOfRangeException(nameof(timer), timer, "does not repeat"),
    };
}
