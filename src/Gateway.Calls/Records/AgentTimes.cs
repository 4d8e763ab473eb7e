using System.Collections.Immutable;
using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>Where an agent's time went; a fold of the agent's status and state events. Pure; immutable.</summary>
/// <param name="Since">Until here everything is counted.</param>
/// <param name="Pause">On break.</param>
/// <param name="NotReady">Idle for another reason: phone not registered, delay after a failed offer.</param>
/// <param name="Wait">Ready for a call.</param>
/// <param name="Ring">Reserved or receiving.</param>
public sealed record AgentTimes(
    AgentId Agent,
    DateTimeOffset Since,
    AgentStatus Status,
    AgentState State,
    TimeSpan Pause,
    TimeSpan NotReady,
    TimeSpan Wait,
    TimeSpan Ring,
    TimeSpan Talk,
    TimeSpan WrapUp)
{
    private static readonly ImmutableSortedDictionary<string, TimeSpan> NoPauses =
        ImmutableSortedDictionary.Create<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>Conversations that began.</summary>
    public int Handled { get; init; }

    /// <summary>On the leg of a call whose caller had gone, until the phone had ended it; runs beside the states, mostly within the wrap-up.</summary>
    public TimeSpan Dead { get; init; }

    /// <summary>Reason code of the present break; empty for none.</summary>
    public string Reason { get; init; } = "";

    /// <summary><see cref="Pause"/> by reason code, empty for none.</summary>
    public ImmutableSortedDictionary<string, TimeSpan> Pauses { get; init; } = NoPauses;

    /// <summary>Since when the agent has been idle in the eyes of the distribution: while ready, reserved or rung; else null.</summary>
    public DateTimeOffset? IdleSince { get; init; }

    /// <summary>Null: never seen.</summary>
    public DateTimeOffset? LastOfferedAt { get; init; }

    /// <summary>The service has started anew and has said nothing of this agent yet: nothing is counted.</summary>
    private bool IsUnknown { get; init; }

    /// <summary>Since the service's start the agent was neither ready nor on a break: the place among the idle is kept.</summary>
    private bool KeepsPlace { get; init; }

    /// <summary>The times after one more entry; entries of others leave them as they are.</summary>
    /// <param name="times">Null before the agent's first entry.</param>
    public static AgentTimes? Apply(AgentTimes? times, JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Payload switch
        {
            AgentStatusChanged p when times is null => New(p.Agent, entry.At, p.Status, AgentState.Idle) with { Reason = p.Reason ?? "" },
            AgentStateChanged p when times is null =>
                New(p.Agent, entry.At, p.Status, p.State) with { IdleSince = p.State == AgentState.Waiting ? p.IdleSince ?? entry.At : null },
            AgentStatusChanged p when p.Agent == times.Agent.Value => times.Declared(p, entry.At),
            AgentStateChanged p when p.Agent == times.Agent.Value => times.Observed(p, entry.At),
            AgentLegEnded p when p.Agent == times?.Agent.Value => times with { Dead = times.Dead + TimeSpan.FromMilliseconds(p.DeadMs) },
            NodeStarted p => times?.Stopped(p.LastSeenAt ?? times.Since),
            _ => times,
        };
    }

    /// <summary>The same, with the present state counted until <paramref name="now"/>.</summary>
    public AgentTimes UpTo(DateTimeOffset now)
    {
        if (IsUnknown)
        {
            return this with { Since = now > Since ? now : Since };
        }

        var span = now > Since ? now - Since : TimeSpan.Zero;
        var moved = this with { Since = now > Since ? now : Since };
        return State switch
        {
            AgentState.Waiting => moved with { Wait = Wait + span },
            AgentState.Reserved or AgentState.Receiving => moved with { Ring = Ring + span },
            AgentState.InCall => moved with { Talk = Talk + span },
            AgentState.WrapUp => moved with { WrapUp = WrapUp + span },
            _ when Status == AgentStatus.OnBreak =>
                moved with { Pause = Pause + span, Pauses = Pauses.SetItem(Reason, Pauses.GetValueOrDefault(Reason) + span) },
            _ when Status == AgentStatus.LoggedOut => moved,
            _ => moved with { NotReady = NotReady + span },
        };
    }

    /// <summary>A new day: nothing is counted yet, and everything goes on.</summary>
    /// <param name="midnight">UTC; what comes before it is left out.</param>
    public AgentTimes Anew(DateTimeOffset midnight) => New(Agent.Value, midnight, Status, State) with
    {
        Reason = Reason,
        IdleSince = IdleSince,
        LastOfferedAt = LastOfferedAt,
        IsUnknown = IsUnknown,
        KeepsPlace = KeepsPlace,
    };

    /// <summary>The service was gone from then until its start: nobody's time. Who was ready before has been idle all the same.</summary>
    private AgentTimes Stopped(DateTimeOffset lastSeen) => UpTo(lastSeen) with { State = AgentState.Idle, IsUnknown = true, KeepsPlace = true };

    private AgentTimes Declared(AgentStatusChanged declared, DateTimeOffset at) => UpTo(at) with
    {
        Status = declared.Status,
        Reason = declared.Reason ?? "",
        IdleSince = declared.Status is AgentStatus.Available or AgentStatus.AvailableOnDemand ? IdleSince : null,
    };

    private AgentTimes Observed(AgentStateChanged observed, DateTimeOffset at)
    {
        var begins = observed.State == AgentState.InCall && State != AgentState.InCall;
        var offered = observed.State == AgentState.Reserved ? State != AgentState.Reserved
            : begins && State is not (AgentState.Reserved or AgentState.Receiving);
        return UpTo(at) with
        {
            Status = observed.Status,
            State = observed.State,
            Handled = Handled + (begins ? 1 : 0),
            LastOfferedAt = offered ? at : LastOfferedAt,
            IdleSince = observed.State switch
            {
                AgentState.Waiting => observed.IdleSince ?? (State == AgentState.Waiting ? IdleSince : null) ?? at,
                AgentState.Reserved or AgentState.Receiving => IdleSince,
                AgentState.Idle when KeepsPlace => IdleSince,
                _ => null,
            },
            IsUnknown = false,
            KeepsPlace = KeepsPlace && observed.State == AgentState.Idle,
        };
    }

    private static AgentTimes New(string agent, DateTimeOffset at, AgentStatus status, AgentState state) =>
        new(new AgentId(agent), at, status, state, default, default, default, default, default, default);
}
