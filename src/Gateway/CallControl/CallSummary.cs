using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>What others may see of a call in progress: published by its actor after each turn, read by pages and the reconciler.</summary>
/// <param name="CallerUsage">The caller's INVITE usage; a call in progress whose usage the SIP stack has ended is a discrepancy.</param>
internal sealed record CallSummary(
    CallId Call,
    CallPhase Phase,
    DateTimeOffset InvitedAt,
    DateTimeOffset PhaseSince,
    string? AreaCode,
    string? AreaName,
    string? LocatedBy,
    QueueId? Queue,
    AgentId? Agent,
    string Trunk,
    string? Caller,
    UsageId CallerUsage)
{
    /// <summary>The caller was heard before an agent talked.</summary>
    public bool VoiceHeard { get; init; }

    /// <summary>Pressed before an agent talked.</summary>
    public string Keys { get; init; } = "";

    /// <summary>Since when the caller's audio comes; null: not yet.</summary>
    public DateTimeOffset? AudioSince { get; init; }

    /// <summary>Code of the centre that owns the call.</summary>
    public string Centre { get; init; } = "";

    public bool IsRecorded { get; init; }

    /// <summary>Since when its recording is paused; null: it is not.</summary>
    public DateTimeOffset? RecordingPausedAt { get; init; }

    public CallScored? Score { get; init; }

    public CallGrouped? Group { get; init; }

    /// <summary>The worst direction of its lines as they are now, 1 to 4.41; null: not measured yet.</summary>
    public double? Mos { get; init; }
}
