namespace Gateway.Sip.Transactions;

/// <summary>States of the four transactions, by the names of RFC 3261 figures 5 to 8 and RFC 6026 (Accepted).</summary>
public enum TransactionState
{
    Calling,
    Trying,
    Proceeding,
    Completed,
    Accepted,
    Confirmed,
    Terminated,
}

/// <summary>Why a transaction failed.</summary>
public enum TransactionFailure
{
    /// <summary>Timer B, F or H fired: 408 for a client (RFC 3261 §8.1.3.1).</summary>
    TimedOut,

    /// <summary>The transport could not deliver: 503 for a client.</summary>
    Transport,
}
