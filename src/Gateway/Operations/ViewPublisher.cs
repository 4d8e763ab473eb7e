using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;
using Gateway.CallControl;
using Gateway.Calls.Records;
using Gateway.Calls.Surge;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Trunks;
using Gateway.Web.Ports;
using ViewSeverity = Gateway.Web.Ports.AlarmSeverity;

namespace Gateway.Operations;

/// <summary>Makes the picture for pages and API: four times a second while something changes, every two seconds otherwise.</summary>
internal sealed class ViewPublisher : Loop<ViewPublisher.Input>
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);
    private const int QuietPeriods = 8;

    private readonly Sources _sources;
    private readonly Action<GatewayView> _publish;
    private int _dirty = 1;
    private int _quiet;

    public ViewPublisher(ILoopScheduler scheduler, Sources sources, Action<GatewayView> publish)
        : base("view", scheduler)
    {
        _sources = sources;
        _publish = publish;
        Post(new Input.Tick());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Tick : Input;
    }

    /// <summary>Where the picture comes from; every member may be read from any thread.</summary>
    internal sealed record Sources(
        Func<GatewayConfiguration> Configuration,
        Func<AcdSnapshot> Acd,
        CallTable Calls,
        Func<IReadOnlyList<TrunkStatus>> Trunks,
        AlarmBoard Alarms,
        Func<NodeView> Node,
        Func<IReadOnlyList<(IncidentGroup Group, int Waiting)>> Incidents)
    {
        /// <summary>Of callers lost in the last 24 hours; null while not known.</summary>
        public Func<CallbackStatistics?> Callbacks { get; init; } = () => null;

        /// <summary>A queue's figures of the day of an instant; null while not known.</summary>
        public Func<QueueId, DateTimeOffset, QueueFigures?> QueueToday { get; init; } = (_, _) => null;

        /// <summary>An agent's times of that day; null while not known.</summary>
        public Func<AgentId, DateTimeOffset, AgentTimes?> AgentToday { get; init; } = (_, _) => null;
    }

    /// <summary>Something changed: the next tick publishes. Any thread.</summary>
    public void MarkDirty() => Volatile.Write(ref _dirty, 1);

    protected override void On(Input input)
    {
        if (Interlocked.Exchange(ref _dirty, 0) == 1 || ++_quiet >= QuietPeriods)
        {
            _quiet = 0;
            _publish(Build(_sources, Time.GetUtcNow()));
        }

        StartTimer(Period, input);
    }

    protected override void OnFault(Input input, Exception fault)
    {
        _sources.Alarms.Raise("view_defect", AlarmSeverity.Warning, $"the picture for pages could not be made: {fault}");
        StartTimer(Period, input);
    }

    internal static GatewayView Build(Sources sources, DateTimeOffset now)
    {
        var configuration = sources.Configuration();
        var acd = sources.Acd();
        var calls = sources.Calls.All().Select(a => a.Summary).OfType<CallSummary>().Where(c => c.Phase != Calls.CallPhase.Ended).ToList();
        return new GatewayView(
            now,
            sources.Node(),
            [.. acd.Queues.Select(q => Queue(q, sources.QueueToday(q.Queue, now), configuration))],
            [.. acd.Agents.Select(a => Agent(a, sources.AgentToday(a.Agent, now), configuration))],
            [.. calls.OrderBy(c => c.InvitedAt).ThenBy(c => c.Call.Value, StringComparer.Ordinal).Select(Call)],
            [.. sources.Trunks().Select(t => Trunk(t, calls))],
            [.. sources.Alarms.Snapshot().Select(a => new AlarmView(a.LastAt, (ViewSeverity)(int)a.Severity, a.Kind, a.Text, a.Count))])
        {
            Callbacks = sources.Callbacks(),
            Incidents = [.. sources.Incidents().Select(i => Incident(i.Group, i.Waiting))],
        };
    }

    private static QueueView Queue(QueueSnapshot queue, QueueFigures? today, GatewayConfiguration configuration)
    {
        var centre = configuration.Centres.FirstOrDefault(c => c.Queues.Any(q => q.Id == queue.Queue));
        var levels = centre?.Queues.First(q => q.Id == queue.Queue).ServiceLevels ?? AcdDefaults.ServiceLevels;
        var name = queue.Queue.Value[(queue.Queue.Value.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return new QueueView(
            queue.Queue,
            centre?.Code ?? "",
            centre?.Name ?? "",
            name,
            queue.Waiting + queue.Offering,
            queue.LongestWaitSince,
            today?.Entered,
            today?.Answered,
            today?.Abandoned,
            [.. levels.Select(s => Level(TimeSpan.FromSeconds(s), today?.LevelOf(s)))])
        {
            WithdrawnToday = today?.Withdrawn,
            LostToday = today?.Lost,
            OverflowedToday = today?.OverflowedOut,
            AnsweredForOthersToday = today?.AnsweredForOthers,
        };
    }

    private static ServiceLevelView Level(TimeSpan threshold, ServiceLevel? level) => new(threshold, level?.Sl, level?.Sl2);

    private static AgentView Agent(AgentSnapshot agent, AgentTimes? today, GatewayConfiguration configuration)
    {
        var account = configuration.Agents.FirstOrDefault(a => a.Id == agent.Agent);
        return new AgentView(
            agent.Agent,
            account?.Name ?? agent.Agent.Value,
            account?.Centre ?? "",
            agent.Status,
            ReasonOf(agent, configuration, account),
            agent.State,
            agent.StateSince,
            agent.Call,
            agent.Reachable)
        {
            Today = today is null ? null : AgentDayView.Of(today),
        };
    }

    /// <summary>A code that the agent's centre has a name for is shown by both.</summary>
    private static string? ReasonOf(AgentSnapshot agent, GatewayConfiguration configuration, AgentAccount? account) =>
        agent.Reason.Length == 0 ? null
        : configuration.Centre(account?.Centre ?? "")?.BreakReasons.GetValueOrDefault(agent.Reason) is { } name ? $"{agent.Reason} {name}"
        : agent.Reason;

    private static CallView Call(CallSummary call) => new(
        call.Call,
        call.Phase switch
        {
            Calls.CallPhase.Admitting => CallPhase.Admitting,
            Calls.CallPhase.Waiting => CallPhase.Waiting,
            Calls.CallPhase.Offered => CallPhase.Offered,
            _ => CallPhase.Talking,
        },
        call.InvitedAt,
        call.PhaseSince,
        call.AreaCode,
        call.AreaName,
        call.LocatedBy,
        call.Queue,
        call.Agent,
        call.Trunk,
        call.Caller)
    {
        VoiceHeard = call.VoiceHeard,
        Keys = call.Keys,
        AudioSince = call.AudioSince,
        RecordingPausedAt = call.RecordingPausedAt,
        Score = call.Score?.Points,
        Penalty = TimeSpan.FromMilliseconds(call.Score?.PenaltyMs ?? 0),
        Reasons = [.. call.Score?.Evidence.Select(e => e.Words) ?? []],
        Incident = call.Group?.Group,
        NumberInIncident = call.Group?.Number,
        Mos = call.Mos,
    };

    private static IncidentView Incident(IncidentGroup group, int waiting) => new(
        group.Id, group.Centre, group.Cell, group.Latitude, group.Longitude, group.FirstAt, group.LastAt, group.InWindow, group.Total, waiting);

    private static TrunkView Trunk(TrunkStatus trunk, IReadOnlyList<CallSummary> calls) => new(
        trunk.Name,
        trunk.Reach switch
        {
            TrunkReach.Up => TrunkState.Up,
            TrunkReach.Degraded => TrunkState.Degraded,
            TrunkReach.Down => TrunkState.Down,
            TrunkReach.Disabled => TrunkState.Disabled,
            _ => TrunkState.Unknown,
        },
        trunk.Since,
        calls.Count(c => c.Trunk == trunk.Name),
        trunk.LastOptions,
        trunk.Registration,
        trunk.IsRegistered);
}
