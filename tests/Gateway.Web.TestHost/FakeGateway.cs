using System.Collections.Concurrent;
using System.Security.Cryptography;
using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Web.Ports;

namespace Gateway.Web.TestHost;

/// <summary>All ports over invented data. Tests change it while it runs.</summary>
public sealed class FakeGateway :
    IRecordCatalog, IRecordingStore, IAgentControl, IGatewayHealth, IAuditTrail, ICallLabels,
    IRecordingControl, IIncidents, IServiceControl, ICallbackDesk, IEventLog, ICallerBlocks, ICallbackCalls, IConfigurationControl
{
    private readonly TimeProvider time;
    private int turns;

    public FakeGateway(TimeProvider time)
    {
        this.time = time;
        View = new GatewayViewSource(Invented.View(time.GetUtcNow()));
        Records = Invented.Records(time.GetUtcNow());
        Callbacks = Invented.Callbacks(Records);
    }

    public GatewayViewSource View { get; }

    /// <summary>What a reload comes to.</summary>
    public ConfigurationAnswer Reload { get; set; } = new(ConfigurationResult.Applied, "2", "2", [], [], []);

    public ConcurrentQueue<(bool DryRun, bool Force, string By)> Reloads { get; } = new();

    public Task<ConfigurationAnswer> ReloadAsync(bool dryRun, bool force, string by, CancellationToken cancellation)
    {
        Reloads.Enqueue((dryRun, force, by));
        return Task.FromResult(Reload);
    }

    public IReadOnlyList<CallRecordView> Records { get; set; }

    public IReadOnlyList<CallbackView> Callbacks { get; set; }

    public List<EventView> Events { get; } = [];

    public long Head => Events.Count;

    public ConcurrentQueue<AuditEntry> Trail { get; } = new();

    public List<HealthCheck> LiveChecks { get; } = [new("loops", true, "all turned within 1 s")];

    public List<HealthCheck> ReadyChecks { get; } = [new("sip", true, "3 listeners"), new("journal", true, "last commit 2 ms")];

    /// <summary>Thrown by the catalog, to see what a failing database looks like.</summary>
    public Exception? CatalogFailure { get; set; }

    /// <summary>Thrown by the audit trail.</summary>
    public Exception? AuditFailure { get; set; }

    public byte[] Audio { get; } = Invented.Wav(TimeSpan.FromSeconds(3));

    /// <summary>Replaces the picture.</summary>
    public void Change(Func<GatewayView, GatewayView> change) => View.Publish(change(View.Current) with { At = time.GetUtcNow() });

    /// <summary>Something happens, as it would each second.</summary>
    public void Turn() => Change(v => Invented.Turn(v, ++turns, time.GetUtcNow()));

    public ValueTask<IReadOnlyList<CallRecordView>> LastAsync(RecordQuery query, CancellationToken cancellation)
    {
        if (CatalogFailure is { } failure)
        {
            throw failure;
        }

        IEnumerable<CallRecordView> found = Records.OrderByDescending(r => r.InvitedAt);
        if (query.Before is { } before)
        {
            found = found.SkipWhile(r => r.Id != before).Skip(1);
        }

        found = found.Where(r => (query.From is null || r.InvitedAt >= query.From)
            && (query.To is null || r.InvitedAt < query.To)
            && (query.Centre is null || r.Centre == query.Centre)
            && (query.Queue is null || r.Queue == query.Queue)
            && (query.Agent is null || r.Agent == query.Agent)
            && (query.Trunk is null || r.Trunk == query.Trunk)
            && (query.Outcome is null || r.Outcome == query.Outcome));
        return ValueTask.FromResult<IReadOnlyList<CallRecordView>>([.. found.Take(query.Limit)]);
    }

    public ValueTask<CallRecordView?> FindAsync(CallId id, CancellationToken cancellation) =>
        ValueTask.FromResult(Records.FirstOrDefault(r => r.Id == id));

    public ValueTask<AgentDayView?> AgentDayAsync(AgentId agent, DateOnly? day, CancellationToken cancellation) =>
        ValueTask.FromResult(agent.Value == "2001" && day != new DateOnly(2020, 1, 1) ? Invented.AgentDay : null);

    public ValueTask<IReadOnlyList<CallbackView>> CallbacksAsync(int limit, string? centre, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<CallbackView>>([.. Callbacks.Where(c => centre is null || c.Centre == centre).Take(limit)]);

    public ValueTask<CallbackChange> ClaimAsync(CallId call, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(ChangeCallback(call, by, c => c with { ClaimedBy = by, ClaimedUntil = time.GetUtcNow().AddMinutes(5) }));

    public ValueTask<CallbackChange> ReleaseAsync(CallId call, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(ChangeCallback(call, by, c => c with { ClaimedBy = null, ClaimedUntil = null }));

    public ValueTask<CallbackChange> AttemptedAsync(CallId call, string result, bool settled, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(ChangeCallback(call, by, c => settled ? null : c with
        {
            ClaimedBy = null,
            ClaimedUntil = null,
            Attempts = c.Attempts + 1,
            Tries = [.. c.Tries, new CallbackTry(time.GetUtcNow(), by, result)],
        }));

    public ValueTask<CallbackStatistics> FiguresAsync(DateTimeOffset from, DateTimeOffset to, string? centre, CancellationToken cancellation) =>
        ValueTask.FromResult(CallbackStatistics.Of(
            [new CallbackOutcome(from, centre, true, from.AddMinutes(6), null, null)], CallbackStatistics.DefaultLevels, to));

    /// <summary>What there is of each call with a recording.</summary>
    public RecordingSheet Sheet { get; set; } = new(
        [
            new RecordingPart(1, false, TimeSpan.FromSeconds(2), 64_044, new string('a', 64), true, false),
            new RecordingPart(2, false, TimeSpan.FromSeconds(3), 96_044, new string('b', 64), false, true),
        ],
        [],
        null,
        []);

    public ConcurrentQueue<int> Opened { get; } = new();

    ValueTask<RecordingSheet?> IRecordingStore.FindAsync(CallId id, CancellationToken cancellation) =>
        ValueTask.FromResult(Records.Any(r => r.Id == id && r.HasRecording) ? Sheet : null);

    public ValueTask<RecordingContent?> OpenAsync(CallId id, int part, CancellationToken cancellation)
    {
        Opened.Enqueue(part);
        var record = Records.FirstOrDefault(r => r.Id == id && r.HasRecording);
        return ValueTask.FromResult(record is null
            ? null
            : new RecordingContent(new MemoryStream(Audio), "audio/wav", record.EndedAt, Convert.ToHexStringLower(SHA256.HashData(Audio))));
    }

    public ValueTask<AgentChange> SetStatusAsync(
        AgentId agent, AgentStatus status, string? reason, string by, CancellationToken cancellation) =>
        ChangeAgent(agent, a => a with { Status = status, Reason = reason });

    public ValueTask<AgentChange> EndWrapUpAsync(AgentId agent, string by, CancellationToken cancellation) =>
        View.Current.Agents.FirstOrDefault(a => a.Id == agent) is { State: not AgentState.WrapUp }
            ? ValueTask.FromResult(AgentChange.NotInWrapUp)
            : ChangeAgent(agent, a => a with { State = AgentState.Waiting });

    public ValueTask<AgentChange> ExtendWrapUpAsync(AgentId agent, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(View.Current.Agents.FirstOrDefault(a => a.Id == agent) switch
        {
            null => AgentChange.UnknownAgent,
            { State: AgentState.WrapUp } => AgentChange.Done,
            _ => AgentChange.NotInWrapUp,
        });

    /// <summary>What was declared, by centre.</summary>
    public Dictionary<string, bool?> Declared { get; } = [];

    public bool Declare(string centre, bool? open, string by)
    {
        Declared[centre] = open;
        return View.Current.Queues.Any(q => q.Centre == centre);
    }

    public ValueTask<LabelChange> SetAsync(CallId call, CallLabel label, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(ChangeLabel(call, _ => new LabelView(label.WireName(), by, null, time.GetUtcNow(), time.GetUtcNow().AddDays(30), null, null)));

    public ValueTask<LabelChange> ReverseAsync(CallId call, string why, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(ChangeLabel(call, label => label is { ReversedBy: null } ? label with { ReversedBy = by, ReversedWhy = why } : null));

    public ValueTask<int?> AcknowledgeAsync(string incident, string by, CancellationToken cancellation) =>
        ValueTask.FromResult(View.Current.Incidents.FirstOrDefault(i => i.Id == incident)?.Waiting);

    public ValueTask<IReadOnlyList<EventView>> ReadAsync(long after, int limit, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<EventView>>([.. Events.Where(e => e.Number > after).Take(limit)]);

    /// <summary>What the next act on a recording comes to.</summary>
    public RecordingChange RecordingChange { get; set; }

    public ConcurrentQueue<string> RecordingActs { get; } = new();

    public RecordingChange Pause(CallId call, string why, string by) => Act($"pause {call} by {by}: {why}");

    public RecordingChange Resume(CallId call, string by) => Act($"resume {call} by {by}");

    public RecordingChange Hold(CallId call, string why, string by) => Act($"hold {call} by {by}: {why}");

    public RecordingChange LiftHold(CallId call, string why, string by) => Act($"lift {call} by {by}: {why}");

    private RecordingChange Act(string what)
    {
        RecordingActs.Enqueue(what);
        return RecordingChange;
    }

    /// <summary>What the next act on a block comes to.</summary>
    public BlockChange BlockChange { get; set; }

    public ValueTask<BlockChange> ProposeAsync(CallId call, TimeSpan length, string why, string by, CancellationToken cancellation) => new(BlockChange);

    public ValueTask<BlockChange> ApproveAsync(CallId call, string by, CancellationToken cancellation) => new(BlockChange);

    public ValueTask<BlockChange> LiftAsync(CallId call, string why, string by, CancellationToken cancellation) => new(BlockChange);

    public ValueTask<CallbackStart> CallAsync(string key, AgentId agent, string by, CancellationToken cancellation) => ValueTask.FromResult(
        Callbacks.FirstOrDefault(c => c.Id.Value == key) is not { } entry ? CallbackStart.NoSuchEntry
        : entry.Caller is null ? CallbackStart.NotCallable
        : entry.ClaimedBy is { } claimant && claimant != by ? CallbackStart.Taken
        : View.Current.Agents.Any(a => a.Id == agent) ? CallbackStart.Started : CallbackStart.UnknownAgent);

    public IReadOnlyList<HealthCheck> Live() => LiveChecks;

    public IReadOnlyList<HealthCheck> Ready() => ReadyChecks;

    public void Record(AuditEntry entry)
    {
        if (AuditFailure is { } failure)
        {
            throw failure;
        }

        Trail.Enqueue(entry);
    }

    private CallbackChange ChangeCallback(CallId call, string by, Func<CallbackView, CallbackView?> change)
    {
        if (Callbacks.FirstOrDefault(c => c.Id == call) is not { } entry)
        {
            return CallbackChange.Gone;
        }

        if (entry.ClaimedBy is { } other && other != by)
        {
            return CallbackChange.Taken;
        }

        Callbacks = [.. Callbacks.Select(c => c.Id == call ? change(c) : c).OfType<CallbackView>()];
        return CallbackChange.Done;
    }

    private LabelChange ChangeLabel(CallId call, Func<LabelView?, LabelView?> change)
    {
        if (Records.FirstOrDefault(r => r.Id == call) is not { } record)
        {
            return LabelChange.UnknownCall;
        }

        if (change(record.Label) is not { } label)
        {
            return LabelChange.NoLabel;
        }

        Records = [.. Records.Select(r => r.Id == call ? r with { Label = label } : r)];
        return LabelChange.Done;
    }

    private ValueTask<AgentChange> ChangeAgent(AgentId agent, Func<AgentView, AgentView> change)
    {
        if (View.Current.Agents.All(a => a.Id != agent))
        {
            return ValueTask.FromResult(AgentChange.UnknownAgent);
        }

        Change(v => v with { Agents = [.. v.Agents.Select(a => a.Id == agent ? change(a) : a)] });
        return ValueTask.FromResult(AgentChange.Done);
    }
}
