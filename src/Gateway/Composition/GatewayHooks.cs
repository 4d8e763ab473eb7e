using Gateway.CallControl;
using Gateway.Calls.Screening;
using Gateway.Media.Engine;
using Gateway.Sip.Registration;

namespace Gateway.Composition;

/// <summary>Where figures go; every member is called on an owner's loop and must not block.</summary>
internal sealed record GatewayHooks
{
    public Action<CallEnding> CallEnded { get; init; } = _ => { };

    /// <summary>True for a caller's leg.</summary>
    public Action<bool, LegStatistics> LegClosed { get; init; } = (_, _) => { };

    /// <summary>A 200 did not wait for the journal any longer.</summary>
    public Action JournalLate { get; init; } = () => { };

    /// <summary>A recording is not whole.</summary>
    public Action RecordingFailed { get; init; } = () => { };

    /// <summary>A call was labelled.</summary>
    public Action<CallLabel> CallLabelled { get; init; } = _ => { };

    /// <summary>Kind of a reconciler's repair.</summary>
    public Action<string> Repaired { get; init; } = _ => { };

    /// <summary>A wrong password of a REGISTER or a feature call, or a lock.</summary>
    public Action<GuessOutcome> Guessed { get; init; } = _ => { };
}
