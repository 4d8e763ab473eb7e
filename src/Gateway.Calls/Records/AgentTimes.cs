using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>Where an agent's time went; a fold of the agent's status and state events. Pure; immutable.</summary>
/// <param name="Since">When the present state began.</param>
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
    /// <summary>The times after one more entry; entries of others leave them as they are.</summary>
    /// <param name="times">Null before the agent's first entry.</param>
    public static AgentTimes? Apply(AgentTimes? times, JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Payload switch
        {
            AgentStatusChanged p when times is null => New(p.Agent, entry.At, p.Status, AgentState.Idle),
            AgentStateChanged p when times is null => New(p.Agent, entry.At, p.Status, p.State),
            AgentStatusChanged p when p.Agent == times.Agent.Value => times.UpTo(entry.At) with { Status = p.Status },
            AgentStateChanged p when p.Agent == times.Agent.Value => times.UpTo(entry.At) with { Status = p.Status, State = p.State },
            _ => times,
        };
    }

    /// <summary>The same, with the present state counted until <paramref name="now"/>.</summary>
    public AgentTimes UpTo(DateTimeOffset now)
    {
        var span = now > Since ? now - Since : TimeSpan.Zero;
        var moved = this with { Since = now > Since ? now : Since };
        return State switch
        {
            AgentState.Waiting => moved with { Wait = Wait + span },
            AgentState.Reserved or AgentState.Receiving => moved with { Ring = Ring + span },
            AgentState.InCall => moved with { Talk = Talk + span },
            AgentState.WrapUp => moved with { WrapUp = WrapUp + span },
            _ when Status == AgentStatus.OnBreak => moved with { Pause = Pause + span },
            _ when Status == AgentStatus.LoggedOut => moved,
            _ => moved with { NotReady = NotReady + span },
        };
    }

    private static AgentTimes New(string agent, DateTimeOffset at, AgentStatus status, AgentState state) =>
        new(new AgentId(agent), at, status, state, default, default, default, default, default, default);
}
