using System.Collections.Immutable;
using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>
/// What pages, API and metrics call "since midnight": every queue's counts and every agent's times of the present local day, as a fold of the
/// journal, so that a restart changes none of them. A call counts to the day of its INVITE in its queue's zone, as it does in the records, and so
/// never to two days; an agent's time is cut at midnight. Costs O(log n) per event. Pure; immutable.
/// </summary>
/// <remarks>
/// Calls whose <see cref="CallReceived"/> was not applied are in no figure: so a fold that begins somewhere in a day before is right. Agents need
/// what was said of them last before midnight; the ACD says it again at <see cref="RollCallBefore"/>.
/// </remarks>
public sealed class DayFigures
{
    /// <summary>So long before midnight every agent's state is written down once more.</summary>
    public static readonly TimeSpan RollCallBefore = TimeSpan.FromMinutes(1);

    /// <summary>An open call that is older has lost its end in a gap of the journal.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromHours(24);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly ImmutableDictionary<CallId, KnownCall> _open;
    private readonly ImmutableDictionary<QueueId, QueueFigures> _queues;
    private readonly ImmutableDictionary<AgentId, AgentDay> _agents;
    private readonly DateTimeOffset _sweepAt;

    private DayFigures(
        ImmutableDictionary<CallId, KnownCall> open,
        ImmutableDictionary<QueueId, QueueFigures> queues,
        ImmutableDictionary<AgentId, AgentDay> agents,
        DateTimeOffset sweepAt) =>
        (_open, _queues, _agents, _sweepAt) = (open, queues, agents, sweepAt);

    public static DayFigures Empty { get; } = new(
        ImmutableDictionary<CallId, KnownCall>.Empty,
        ImmutableDictionary<QueueId, QueueFigures>.Empty,
        ImmutableDictionary<AgentId, AgentDay>.Empty,
        DateTimeOffset.MinValue);

    /// <summary>Calls that are counted and not over.</summary>
    public int OpenCalls => _open.Count;

    /// <summary>Every agent of whom something is known, in order of id.</summary>
    public IEnumerable<AgentId> Agents => _agents.Keys.OrderBy(a => a.Value, StringComparer.Ordinal);

    /// <summary>False: an event of this wire name changes nothing here and need not be read.</summary>
    public static bool Counts(string name) => name is nameof(CallReceived) or nameof(EnterQueue) or nameof(Overflow) or nameof(Connect)
        or nameof(Abandon) or nameof(Withdraw) or nameof(CallerLegLost) or nameof(CallRefused) or nameof(CallEnded)
        or nameof(AgentStatusChanged) or nameof(AgentStateChanged) or nameof(AgentLegEnded) or nameof(NodeStarted);

    /// <summary>The figures after one more entry.</summary>
    public DayFigures Apply(JournalEntry entry, DayZones zones)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(zones);
        return entry.Payload switch
        {
            AgentStatusChanged p => Agent(new AgentId(p.Agent), entry, zones),
            AgentStateChanged p => Agent(new AgentId(p.Agent), entry, zones),
            AgentLegEnded p => Agent(new AgentId(p.Agent), entry, zones),
            NodeStarted p => Restarted(p, entry, zones),
            _ when entry.Call is { } call => Call(call, entry, zones),
            _ => this,
        };
    }

    /// <summary>A queue's figures of the day of <paramref name="now"/>; zeros when nothing of it was seen.</summary>
    public QueueFigures Of(QueueId queue, DateTimeOffset now, DayZones zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        var today = DayZones.DayOf(now, zones.OfQueue(queue));
        return _queues.TryGetValue(queue, out var figures) && figures.Day == today ? figures : new QueueFigures(today);
    }

    /// <summary>An agent's times of the day of <paramref name="now"/>, counted until then; null when nothing of the agent is known.</summary>
    public AgentTimes? Of(AgentId agent, DateTimeOffset now, DayZones zones)
    {
        ArgumentNullException.ThrowIfNull(zones);
        return _agents.TryGetValue(agent, out var day) ? day.On(now, zones.OfAgent(agent)).Times.UpTo(now) : null;
    }

    /// <summary>What the distribution is to know of every agent after a restart, in order of id: of the day of <paramref name="now"/>.</summary>
    public IReadOnlyList<RestoredStanding> Standings(DateTimeOffset now, DayZones zones) =>
        [.. Agents.Select(id => Of(id, now, zones)!).Select(t => new RestoredStanding(t.Agent, t.Handled, t.Talk, t.IdleSince, t.LastOfferedAt))];

    private DayFigures Call(CallId id, JournalEntry entry, DayZones zones)
    {
        if (entry.Payload is CallReceived)
        {
            var received = new KnownCall(entry.At - (entry.Elapsed ?? TimeSpan.Zero), null, false, false);
            var swept = Swept(entry.At);
            return swept._open.ContainsKey(id) ? swept : swept.With(open: swept._open.Add(id, received));
        }

        if (!_open.TryGetValue(id, out var call))
        {
            return this;
        }

        var after = entry.Elapsed ?? entry.At - call.ReceivedAt;
        return entry.Payload switch
        {
            EnterQueue p when call.Home is null => Entered(id, call, new QueueId(p.Queue), zones),
            Overflow when call.Home is { } home => Count(home, call, zones, f => f with { OverflowedOut = f.OverflowedOut + 1 }),
            Connect p when call is { Home: { } home, WasAnswered: false } => Answered(id, call, home, new QueueId(p.Queue), after, zones),
            Abandon p => Ended(id, call, p.Outcome, after, zones),
            Withdraw p => Ended(id, call, p.Outcome, after, zones),
            CallerLegLost => Ended(id, call, CallOutcome.CallerLegLost, after, zones),
            CallRefused => Ended(id, call, CallOutcome.Refused, after, zones),
            CallEnded p => Ended(id, call, p.Outcome, after, zones).Without(id),
            _ => this,
        };
    }

    private DayFigures Entered(CallId id, KnownCall call, QueueId queue, DayZones zones) =>
        Count(queue, call, zones, f => f with { Entered = f.Entered + 1 }).With(open: _open.SetItem(id, call with { Home = queue }));

    private DayFigures Answered(CallId id, KnownCall call, QueueId home, QueueId through, TimeSpan wait, DayZones zones)
    {
        var next = Count(home, call, zones, f => f with { Answered = f.Answered + 1, AnsweredWaits = f.AnsweredWaits.Add(wait) });
        next = through == home ? next : next.Count(through, call, zones, f => f with { AnsweredForOthers = f.AnsweredForOthers + 1 });
        return next.With(open: _open.SetItem(id, call with { WasAnswered = true }));
    }

    private DayFigures Ended(CallId id, KnownCall call, CallOutcome outcome, TimeSpan wait, DayZones zones)
    {
        if (call.IsOver || call.WasAnswered || call.Home is not { } home)
        {
            return this;
        }

        var next = Count(home, call, zones, f => outcome switch
        {
            CallOutcome.Withdrawn or CallOutcome.Overflowed => f with { Withdrawn = f.Withdrawn + 1 },
            _ when outcome.IsAbandoned() => f with { Abandoned = f.Abandoned + 1, AbandonedWaits = f.AbandonedWaits.Add(wait) },
            _ => f with { Lost = f.Lost + 1 },
        });
        return next.With(open: _open.SetItem(id, call with { IsOver = true }));
    }

    /// <summary>Calls of a day that is over for the queue change nothing any more.</summary>
    private DayFigures Count(QueueId queue, KnownCall call, DayZones zones, Func<QueueFigures, QueueFigures> count)
    {
        var day = DayZones.DayOf(call.ReceivedAt, zones.OfQueue(queue));
        var figures = _queues.GetValueOrDefault(queue);
        if (figures is null || figures.Day < day)
        {
            figures = new QueueFigures(day);
        }

        return figures.Day > day ? this : With(queues: _queues.SetItem(queue, count(figures)));
    }

    private DayFigures Agent(AgentId id, JournalEntry entry, DayZones zones)
    {
        var zone = zones.OfAgent(id);
        var known = _agents.GetValueOrDefault(id)?.On(entry.At, zone);
        return AgentTimes.Apply(known?.Times, entry) is { } times
            ? With(agents: _agents.SetItem(id, new AgentDay(known?.Day ?? DayZones.DayOf(entry.At, zone), times)))
            : this;
    }

    private DayFigures Restarted(NodeStarted started, JournalEntry entry, DayZones zones)
    {
        var agents = _agents;
        foreach (var (id, known) in _agents)
        {
            var day = started.LastSeenAt is { } seen ? known.On(seen, zones.OfAgent(id)) : known;
            agents = agents.SetItem(id, day with { Times = AgentTimes.Apply(day.Times, entry)! });
        }

        return With(agents: agents);
    }

    private DayFigures Swept(DateTimeOffset now)
    {
        if (now < _sweepAt)
        {
            return this;
        }

        var stale = _open.Where(c => now - c.Value.ReceivedAt > LongestCall).Select(c => c.Key);
        return new DayFigures(_open.RemoveRange(stale), _queues, _agents, now + SweepEvery);
    }

    private DayFigures Without(CallId id) => With(open: _open.Remove(id));

    private DayFigures With(
        ImmutableDictionary<CallId, KnownCall>? open = null,
        ImmutableDictionary<QueueId, QueueFigures>? queues = null,
        ImmutableDictionary<AgentId, AgentDay>? agents = null) =>
        new(open ?? _open, queues ?? _queues, agents ?? _agents, _sweepAt);

    /// <param name="Home">The queue that it entered first; null: none yet.</param>
    /// <param name="IsOver">The outcome is known.</param>
    private sealed record KnownCall(DateTimeOffset ReceivedAt, QueueId? Home, bool WasAnswered, bool IsOver);

    private sealed record AgentDay(DateOnly Day, AgentTimes Times)
    {
        /// <summary>Cut at midnight when the day has changed; a clock that goes back changes no day.</summary>
        public AgentDay On(DateTimeOffset at, TimeZoneInfo zone)
        {
            var day = DayZones.DayOf(at, zone);
            return day > Day ? new AgentDay(day, Times.Anew(DayZones.Midnight(day, zone))) : this;
        }
    }
}
