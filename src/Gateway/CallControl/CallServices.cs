using System.Net;
using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Routing;
using Gateway.Calls.Screening;
using Gateway.Distribution;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;

namespace Gateway.CallControl;

/// <summary>What every call's actor works with. All members are thread-safe; posting never blocks.</summary>
internal sealed record CallServices
{
    public required string Domain { get; init; }

    /// <summary>UTC that does not step: a corrected wall clock must not change waits.</summary>
    public required Func<DateTimeOffset> Now { get; init; }

    public required ISipIds SipIds { get; init; }

    public required Action<SipCommand> Sip { get; init; }

    public required IMediaEngine Media { get; init; }

    public required IRtpPortPool RtpPorts { get; init; }

    public required Action<AcdEvent> Acd { get; init; }

    public required IJournal Journal { get; init; }

    public required CallTable Calls { get; init; }

    /// <summary>Calls that agents make: one of them may bring a colleague.</summary>
    public AgentCallTable AgentCalls { get; init; } = new();

    /// <summary>Ends a dialog and tells when it has really ended, with the status of the answer; any thread, also after the call's own end.</summary>
    public required Action<SipCommand.Bye, Action<int>> Bye { get; init; }

    public required AlarmBoard Alarms { get; init; }

    public required IAgentPhones Phones { get; init; }

    /// <summary>Prompts of a centre: what to play for greeting, queue audio and ringback.</summary>
    public required Func<string, CentrePrompts> Prompts { get; init; }

    /// <summary>A waiting call's place in its queue (1 is next; 0: unknown) and its expected wait, at most a quarter of a second old.</summary>
    public Func<CallId, (int Position, TimeSpan? ExpectedWait)> Place { get; init; } = _ => default;

    /// <summary>What an INVITE says of itself, and what its trunk's legs need; never throws, never blocks.</summary>
    public required Func<SipEvent.InviteReceived, string, CallId, DateTimeOffset, (CallFacts Facts, TrunkMedia Media)> Describe { get; init; }

    /// <summary>The same of a call of before a restart, from its journal, with the name of its area; never throws, never blocks.</summary>
    public required Func<OpenCall, (CallFacts Facts, TrunkMedia Media, string? AreaName)> Recall { get; init; }

    /// <summary>Location and routing of an INVITE; never throws, never blocks.</summary>
    public required Func<SipEvent.InviteReceived, string, (LocationFound Location, CallRoute Route, string? AreaName)> Locate { get; init; }

    /// <summary>
    /// Whom the user part of a Refer-To names: an agent's id, a queue ("71.71/darurat"), a centre ("71.71": its default queue). Null: nobody.
    /// </summary>
    public Func<string, TransferTarget?> TransferTo { get; init; } = _ => null;

    /// <summary>To the screening desk, when something of a call changed; must not block.</summary>
    public Action<SeenCall> Seen { get; init; } = _ => { };

    /// <summary>Who was here lately.</summary>
    public CallerMemory Memory { get; init; } = new();

    /// <summary>Rank of a caller whose last call was lost.</summary>
    public Func<TimeSpan> LostRedialBonus { get; init; } = () => TimeSpan.Zero;

    /// <summary>Do the agent's phones answer by themselves?</summary>
    public Func<AgentId, bool> AutoAnswers { get; init; } = _ => false;

    /// <summary>SRTP of new legs.</summary>
    public LegSecurity Security { get; init; } = LegSecurity.None;

    /// <summary>
    /// May this agent take what is at that agent: while it rings (same centre), or (true) in a conversation (supervisors of the same centre)?
    /// </summary>
    public Func<AgentId, AgentId, bool, bool> MayReplace { get; init; } = (_, _, _) => false;

    /// <summary>Is each leg's voice recorded in a file of its own, too?</summary>
    public Func<bool> RecordsLegs { get; init; } = () => false;

    /// <summary>Folder of recordings; null: nothing is recorded.</summary>
    public required string? RecordingsDirectory { get; init; }

    /// <summary>What a leg was like over its life; true for the caller's. Must not block.</summary>
    public required Action<bool, LegStatistics> LegClosed { get; init; }

    /// <summary>A 200 left before the journal's commit; must not block.</summary>
    public required Action JournalLate { get; init; }

    /// <summary>A recording is not whole; must not block.</summary>
    public required Action RecordingFailed { get; init; }

    /// <summary>Counts by name what met no arrow.</summary>
    public required Action<string> Count { get; init; }

    /// <summary>Told of every ended call, for metrics; must not block.</summary>
    public required Action<CallEnding> Ended { get; init; }
}

/// <summary>
/// A trunk's codecs in order of preference, the networks within which its media source may move, and when early media is announced reliably.
/// </summary>
internal sealed record TrunkMedia(
    IReadOnlyList<AudioCodec> Codecs, IReadOnlyList<IPNetwork> Networks, ProvisionalReliability Reliability = ProvisionalReliability.WhenSupported);

/// <summary>How a call ended, for metrics.</summary>
/// <param name="Wait">From INVITE to agent media; null when nobody answered.</param>
/// <param name="Talk">From agent media to the end; null when nobody answered.</param>
internal readonly record struct CallEnding(Calls.CallOutcome Outcome, string Trunk, QueueId? Queue, TimeSpan? Wait, TimeSpan? Talk);
