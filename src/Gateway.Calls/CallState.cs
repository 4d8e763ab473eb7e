using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>The state of one call; immutable, made by <see cref="CallMachine.On"/> alone.</summary>
public sealed record CallState
{
    /// <summary>Before <see cref="CallInput.Begin"/>.</summary>
    public static readonly CallState Initial = new();

    public CallFacts? Facts { get; init; }

    public CallerLegState Caller { get; init; }

    /// <summary>UTC at which a restart or a defect of ours cut the call, the latest; null for all others.</summary>
    public DateTimeOffset? InterruptedAt { get; init; }

    /// <summary>The caller's leg is being taken up again.</summary>
    public bool Resuming { get; init; }

    /// <summary>The queue that the call was sent to or is in; null before routing.</summary>
    public QueueId? Queue { get; init; }

    /// <summary>The ACD has confirmed that the call is in a queue.</summary>
    public bool InQueue { get; init; }

    /// <summary>
    /// The ACD has taken back an offer that was connected, and was told to forget the call: it must be entered again when the agent is
    /// lost.
    /// </summary>
    public bool LeftAcd { get; init; }

    /// <summary>Last position that the ACD told, from 1; 0 when unknown.</summary>
    public int Position { get; init; }

    /// <summary>
    /// The offers in progress, oldest first. Several only while phones ring; at most one is answered or connected, and the others are about to be
    /// taken back.
    /// </summary>
    public IReadOnlyList<CallOffer> Offers { get; init; } = [];

    /// <summary>The offer that counts: the answered one, else the oldest that rings; null while nobody is asked.</summary>
    public CallOffer? Offer => Offers.FirstOrDefault(o => o.Stage >= OfferStage.Answered) ?? (Offers.Count == 0 ? null : Offers[0]);

    /// <summary>An attended transfer in progress: the agent of <see cref="Offer"/> still has the caller.</summary>
    public PendingHandover? Handover { get; init; }

    /// <summary>The agent who handed the caller on, until the next one has answered or failed.</summary>
    public OfferId? TransferFrom { get; init; }

    /// <summary>The greeting has been heard to its end, or an agent answered during it.</summary>
    public bool Greeted { get; init; }

    /// <summary>The caller was heard before an agent talked.</summary>
    public bool VoiceHeard { get; init; }

    /// <summary>Pressed before an agent talked; at most <see cref="CallScreening.MaxKeys"/>.</summary>
    public string Keys { get; init; } = "";

    public CallScored? Score { get; init; }

    public CallGrouped? Group { get; init; }

    /// <summary>To be played once, or being played; null: nothing.</summary>
    public CallerAudio? Announcement { get; init; }

    /// <summary>What was last ordered to be played.</summary>
    public CallerAudio Hears { get; init; }

    /// <summary>Null while the call lives.</summary>
    public CallOutcome? Outcome { get; init; }

    public string? Cause { get; init; }

    /// <summary>The recording is paused by somebody's wish; null: it is not.</summary>
    public RecordingPause? Pause { get; init; }

    /// <summary>The recording has been committed.</summary>
    public bool RecordingDone { get; init; }

    /// <summary>CallEnded is in the journal; nothing but late inputs can come.</summary>
    public bool IsFinished { get; init; }

    /// <summary>Where the call is; defined for every state.</summary>
    public CallPhase Phase => this switch
    {
        { Outcome: not null } => CallPhase.Ended,
        { Offer.Stage: OfferStage.Connected } => CallPhase.Bridged,
        { Offer: not null } => CallPhase.Offered,
        { InQueue: true } => CallPhase.Waiting,
        _ => CallPhase.Admitting,
    };
}

/// <summary>The caller's leg as the call machine sees it.</summary>
public enum CallerLegState
{
    /// <summary>100 or 180 at most: no media.</summary>
    Proceeding,

    /// <summary>183 with SDP is out.</summary>
    Early,

    /// <summary>200 was ordered.</summary>
    Answering,

    /// <summary>200 is out.</summary>
    Established,

    /// <summary>Over.</summary>
    Gone,
}

/// <summary>One offer of the call to one agent.</summary>
/// <param name="AnsweredAt">The agent's 200; <paramref name="MisAnswer"/> counts from here.</param>
/// <param name="MisAnswer">An agent's BYE up to this long after answering returns the caller.</param>
public sealed record CallOffer(
    OfferId Id,
    AgentId Agent,
    QueueId Queue,
    OfferStage Stage,
    DateTimeOffset MadeAt,
    TimeSpan MisAnswer,
    DateTimeOffset? RingingAt = null,
    DateTimeOffset? AnsweredAt = null,
    DateTimeOffset? ConnectedAt = null,
    bool Held = false)
{
    /// <summary>The caller on hold for so long is an alarm; zero: never.</summary>
    public TimeSpan HoldAlarm { get; init; }

    /// <summary>Since when the agent holds the caller; null: not on hold.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>The ACD has been asked to hand the caller on.</summary>
    public PendingTransfer? Transfer { get; init; }
}

/// <summary>A pause of the recording.</summary>
/// <param name="Offer">Of the conversation that it belongs to.</param>
public sealed record RecordingPause(OfferId Offer, AgentId Agent, DateTimeOffset Since);

/// <summary>A transfer that the ACD has not answered.</summary>
/// <param name="HungUp">The agent's phone has ended its leg meanwhile, as many do after REFER.</param>
public sealed record PendingTransfer(string Target, bool ToAgent, string? ReferredBy, bool HungUp = false);

/// <summary>An attended transfer that is not complete.</summary>
/// <param name="AgentCall">The call that the agent made to the colleague.</param>
/// <param name="To">The colleague.</param>
/// <param name="Next">The offer that the colleague's leg becomes; known once the leg is here.</param>
/// <param name="HungUp">The first agent's leg is over meanwhile.</param>
/// <param name="NextGone">The colleague's leg is over while the ACD changes agents.</param>
/// <param name="NextHeld">The colleague's phone holds the caller.</param>
public sealed record PendingHandover(
    AgentCallId AgentCall,
    AgentId To,
    string? ReferredBy,
    HandoverStage Stage = HandoverStage.Asked,
    OfferId? Next = null,
    bool HungUp = false,
    bool NextGone = false,
    bool NextHeld = false);

/// <summary>How far an attended transfer is.</summary>
public enum HandoverStage
{
    /// <summary>The agents' call has been asked for the colleague's leg.</summary>
    Asked,

    /// <summary>The colleague's phone has a re-INVITE.</summary>
    Moving,

    /// <summary>Caller and colleague are being bridged.</summary>
    Joining,

    /// <summary>They hear each other; the ACD is asked to change agents.</summary>
    Joined,
}

public enum OfferStage
{
    /// <summary>The INVITE is on its way.</summary>
    Inviting,
    Ringing,
    Answered,
    Connected,
}
