namespace Gateway.Sip.Transactions;

/// <summary>One of the four transactions of RFC 3261 §17 as a pure machine: immutable, no clock, no socket.</summary>
/// <param name="Timers">Table 4.</param>
/// <param name="IsReliable">Whether the transport retransmits by itself.</param>
public abstract record SipTransaction(SipTimers Timers, bool IsReliable)
{
    protected static readonly TransactionEffect Terminate = new TransactionEffect.Terminate();

    public TransactionState State { get; init; }

    public abstract Transition On(TransactionInput input);

    /// <summary>Same transaction, these effects.</summary>
    protected Transition Stay(params IReadOnlyList<TransactionEffect> effects) => new(this, effects);

    /// <summary>Input without an arrow here: a late timer, a stray response. Counted by the layer.</summary>
    protected Transition Absorb() => new(this, [], IsAbsorbed: true);

    protected Transition End(params IReadOnlyList<TransactionEffect> effects) =>
        new(this with { State = TransactionState.Terminated }, [.. effects, Terminate]);

    protected Transition Fail(TransactionFailure failure) => End(new TransactionEffect.Inform(failure));

    /// <summary>Effect that starts the timer with its first value, or none where the transport needs none.</summary>
    protected IReadOnlyList<TransactionEffect> Begin(TimerName timer) =>
        Timers.First(timer, IsReliable) is { } after ? [new TransactionEffect.StartTimer(timer, after)] : [];
}

/// <summary>What an input made of a transaction.</summary>
/// <param name="IsAbsorbed">True when the input met no arrow.</param>
public readonly record struct Transition(SipTransaction Next, IReadOnlyList<TransactionEffect> Effects, bool IsAbsorbed = false);
