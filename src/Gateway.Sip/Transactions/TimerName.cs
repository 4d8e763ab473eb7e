namespace Gateway.Sip.Transactions;

/// <summary>The transaction timers of RFC 3261 Table 4 and RFC 6026 §7 (L, M), by the RFC's letters. C belongs to proxies.</summary>
public enum TimerName
{
    /// <summary>INVITE client: next retransmission, unreliable transports only.</summary>
    A,

    /// <summary>INVITE client: gives up.</summary>
    B,

    /// <summary>INVITE client: how long Completed answers retransmitted finals with ACK.</summary>
    D,

    /// <summary>Non-INVITE client: next retransmission, unreliable transports only.</summary>
    E,

    /// <summary>Non-INVITE client: gives up.</summary>
    F,

    /// <summary>INVITE server: next retransmission of a 300-699, unreliable transports only.</summary>
    G,

    /// <summary>INVITE server: gives up waiting for the ACK.</summary>
    H,

    /// <summary>INVITE server: how long Confirmed absorbs further ACKs.</summary>
    I,

    /// <summary>Non-INVITE server: how long Completed answers retransmitted requests.</summary>
    J,

    /// <summary>Non-INVITE client: how long Completed absorbs further finals.</summary>
    K,

    /// <summary>INVITE server: how long Accepted absorbs retransmitted INVITEs (RFC 6026).</summary>
    L,

    /// <summary>INVITE client: how long Accepted passes further 2xx up (RFC 6026).</summary>
    M,
}
