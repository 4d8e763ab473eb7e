using Gateway.Acd;

namespace Gateway.Web.Ports;

/// <summary>
/// Who looked at what. Called before the thing is shown; when it throws, nothing is shown (no look without a trace) and the caller gets
/// 503. Thread-safe, does not block.
/// </summary>
public interface IAuditTrail
{
    void Record(AuditEntry entry);
}

/// <summary>What was done.</summary>
public enum AuditAct
{
    SignedIn,
    SignInRefused,
    SignedOut,

    /// <summary>A recording, or a range of it, was sent.</summary>
    RecordingOpened,
    RecordingPaused,
    RecordingResumed,
    LegalHoldSet,
    LegalHoldLifted,

    /// <summary>A caller's number was shown in full.</summary>
    NumberShown,
    AgentStatusSet,
    WrapUpEnded,
    WrapUpExtended,
    ServiceStateSet,
    LabelSet,
    LabelReversed,
    BlockProposed,
    BlockApproved,
    BlockLifted,
    IncidentAcknowledged,
    CallbackClaimed,
    CallbackReleased,
    CallbackAttempted,
    CalledBack,
    ConfigurationReloaded,
}

/// <summary>One act.</summary>
/// <param name="Who">The name given at sign-in or in <c>X-Gateway-User</c>; "local" on loopback without a token.</param>
/// <param name="Address">Where from; null when acted in a page that is already open.</param>
/// <param name="Call">The call looked at, if any.</param>
/// <param name="Detail">What else a reader of the trail needs, e.g. the byte range or the agent and status.</param>
public sealed record AuditEntry(DateTimeOffset At, AuditAct Act, string Who, string? Address, CallId? Call, string? Detail);
