using Gateway.Acd.Configuration;

namespace Gateway.Acd;

/// <summary>
/// What the ACD is told. Plain records; anything may come late, twice or for something unknown: that is absorbed and counted
/// (<see cref="Statistics.AcdSnapshot.Ignored"/>), never an exception.
/// </summary>
public abstract partial record AcdEvent
{
    private AcdEvent()
    {
    }

    /// <summary>A new configuration, whole. Calls, offers, conversations and agents' states stay; only later decisions change.</summary>
    public sealed record Configure(AcdConfiguration Configuration) : AcdEvent;

    // ---- the caller's side

    /// <summary>
    /// A caller waits. Never refused: without agents, or for a queue that is not configured
    /// (<see cref="AcdConfiguration.DefaultQueue"/>).
    /// </summary>
    /// <param name="InvitedAt">
    /// When the INVITE came: the call's age everywhere, also after transfer, overflow and return. A future time counts as now.
    /// </param>
    /// <param name="PriorityBonus">Moves the rank forward; cut to 0 … <see cref="AcdConfiguration.MaxPriorityBonus"/>.</param>
    /// <param name="Penalty">Moves the rank back; cut to 0 … <see cref="AcdConfiguration.MaxPenalty"/>.</param>
    public sealed record EnterQueue(
        CallId Call, QueueId Queue, DateTimeOffset InvitedAt, TimeSpan PriorityBonus = default, TimeSpan Penalty = default) : AcdEvent
    {
        /// <summary>
        /// Skills that the caller's languages name, best first ("tnt", "id"). The first that an agent of a queue has is needed there, until
        /// <see cref="QueueOptions.SkillWait"/>.
        /// </summary>
        public IReadOnlyList<string> Languages { get; init; } = [];

        /// <summary>Who talked with this caller last; goes before the others who are ready, and never keeps the caller waiting longer than
        /// <see cref="QueueOptions.PreferredAgentWait"/>.</summary>
        public AgentId? PreferredAgent { get; init; }
    }

    /// <summary>
    /// A new bonus and penalty in place of the old ones (a supervisor's act, a screening score); the rank follows at once.
    /// </summary>
    public sealed record SetPriority(CallId Call, TimeSpan PriorityBonus, TimeSpan Penalty) : AcdEvent;

    /// <summary>A new penalty in place of the old one; the bonus stays.</summary>
    /// <param name="Penalty">Cut to 0 … <see cref="AcdConfiguration.MaxPenalty"/>.</param>
    public sealed record SetPenalty(CallId Call, TimeSpan Penalty) : AcdEvent;

    /// <summary>
    /// The caller is gone or was taken out of the queue; valid in any phase. Ringing phones are withdrawn, a conversation ends.
    /// </summary>
    public sealed record LeaveQueue(CallId Call) : AcdEvent;

    /// <summary>The conversation is over, whoever ended it: the agent goes to wrap-up.</summary>
    public sealed record CallEnded(CallId Call) : AcdEvent;

    /// <summary>
    /// The agent hands the caller on, to another agent or to another queue; answered by <see cref="AcdEffect.Transferred"/> or
    /// <see cref="AcdEffect.TransferRefused"/>. The rank stays. An agent who is not ready, or who is gone, refuses nothing to the caller:
    /// the
    /// conversation goes on as it was.
    /// </summary>
    /// <param name="To">Null: to <paramref name="Queue"/>.</param>
    public sealed record Transfer(CallId Call, OfferId Offer, AgentId? To, QueueId? Queue) : AcdEvent;

    /// <summary>
    /// A queue is closed, or open again (declared, or by its hours). A closed one keeps its callers and takes every step of its ladder at
    /// once;
    /// its agents who are ready still answer. Kept over a reload.
    /// </summary>
    public sealed record SetOpen(QueueId Queue, bool Open) : AcdEvent;

    // ---- the agent leg's side

    /// <summary>The phone rings (180 or 183).</summary>
    public sealed record OfferRinging(OfferId Offer) : AcdEvent;

    /// <summary>The agent answered (2xx); media is being connected.</summary>
    public sealed record OfferAnswered(OfferId Offer) : AcdEvent;

    /// <summary>Caller and agent are bridged: the offer is acknowledged.</summary>
    public sealed record OfferConfirmed(OfferId Offer) : AcdEvent;

    /// <summary>
    /// The offer is over without the caller being over: the caller returns to the original rank, in any phase, also after
    /// confirmation.
    /// </summary>
    public sealed record OfferFailed(OfferId Offer, OfferFailure Failure) : AcdEvent;

    // ---- the agent

    /// <summary>The agent declared a status. Leaving (LoggedOut, OnBreak) takes an unanswered offer back; a conversation goes on.</summary>
    /// <param name="Reason">Reason code of a break ("lunch"), free text; empty for none.</param>
    /// <param name="Since">When it was declared.</param>
    public sealed record SetStatus(AgentId Agent, AgentStatus Status, string Reason, DateTimeOffset Since) : AcdEvent;

    /// <summary>Has the agent a registered phone? False: not ready from now on; an offer that is out goes on until its own end.</summary>
    public sealed record SetReachable(AgentId Agent, bool Reachable) : AcdEvent;

    /// <summary>Is the agent in a call that the ACD did not give (an own call, another system)?</summary>
    public sealed record SetBusyElsewhere(AgentId Agent, bool Busy) : AcdEvent;

    /// <summary>The agent is done before the wrap-up deadline.</summary>
    public sealed record EndWrapUp(AgentId Agent) : AcdEvent;

    /// <summary>
    /// The agent needs <see cref="AcdConfiguration.WrapUpExtension"/> more, up to <see cref="AcdConfiguration.MaxWrapUp"/> since the end of
    /// the
    /// conversation.
    /// </summary>
    public sealed record ExtendWrapUp(AgentId Agent) : AcdEvent;

    // ---- the host

    /// <summary>A timer of <see cref="AcdEffect.StartTimer"/> is due. It is believed: the clock is not compared again.</summary>
    public sealed record TimerFired(AcdTimer Timer) : AcdEvent;

    /// <summary>Declared statuses from storage, at start.</summary>
    public sealed record Restore(IReadOnlyList<RestoredStatus> Statuses) : AcdEvent;

    /// <summary>
    /// What agents did today before the service started anew: added to what they have done since, so that a restart favours and punishes nobody.
    /// Once, at any time.
    /// </summary>
    public sealed record RestoreStandings(IReadOnlyList<RestoredStanding> Standings) : AcdEvent;

    /// <summary>Conversations and talk time of these agents count from here: it is midnight where they are.</summary>
    public sealed record NewDay(DateTimeOffset Midnight, IReadOnlyList<AgentId> Agents) : AcdEvent;

    /// <summary>Says of every agent once more what is known: <see cref="AcdEffect.RollCall"/>. Changes nothing.</summary>
    public sealed record RollCall : AcdEvent;
}

/// <summary>What the strategies know of an agent, from before a restart.</summary>
/// <param name="CallsHandled">Conversations since midnight.</param>
/// <param name="TalkTime">Of these.</param>
/// <param name="IdleSince">Of an agent who was ready when the service ended: the place among the idle; null: was not.</param>
/// <param name="LastOfferedAt">Null: never seen.</param>
public sealed record RestoredStanding(
    AgentId Agent, int CallsHandled, TimeSpan TalkTime, DateTimeOffset? IdleSince, DateTimeOffset? LastOfferedAt);

/// <summary>A declared status as it was stored.</summary>
public sealed record RestoredStatus(AgentId Agent, AgentStatus Status, string Reason, DateTimeOffset Since);
