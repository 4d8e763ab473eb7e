using Gateway.Acd;
using Gateway.AgentCalls;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;
using Gateway.Configuration;
using Gateway.Distribution;
using Gateway.Features;
using Gateway.Figures;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Notifications;
using Gateway.Reconciliation;
using Gateway.Recordings;
using Gateway.Recovery;
using Gateway.Screening;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Registration;
using Gateway.Storage.State;
using Gateway.TestCalls;
using Gateway.Trunks;

namespace Gateway.Composition;

/// <summary>
/// All owners of one gateway, joined by mailboxes; the same in production and in simulation, which differ in their <see cref="GatewayPorts"/>.
/// Life: construct, <see cref="Start"/>, <see cref="BeginDrain"/>, <see cref="Dispose"/>.
/// </summary>
internal sealed partial class GatewayRuntime : ISipServices, IMediaSink, IDisposable
{
    private static readonly TimeSpan JournalWarmUp = TimeSpan.FromSeconds(5);

    private readonly GatewayPorts _ports;
    private readonly InviteAdmission _admission;
    private readonly CallerMemory _memory = new();
    private readonly IMediaEngine _media;
    private readonly RestartRecovery _recovery;
    private readonly SteadyClock _clock;
    private volatile ConfigurationRules _rules;
    private readonly Dictionary<string, long> _counts = [];
    private readonly SourceWatch _sourceWatch;
    private readonly TrunkCredentials _credentials;
    private readonly AgentCallServices _agentCalls;

    public GatewayRuntime(GatewayConfiguration configuration, GatewayPorts ports, GatewayHooks? hooks = null)
    {
        _ports = ports;
        var journal = ports.Journal;
        var time = ports.ServiceScheduler.Time;
        var clock = _clock = new SteadyClock(time);
        var callHooks = hooks ?? new GatewayHooks();
        _rules = new ConfigurationRules(configuration, 1, clock.Now, ports);

        // The first word of a run stands before all others: what follows it is this run's.
        var before = journal.Head.Number;
        _recovery = new RestartRecovery(journal, ports.RecordingsDirectory, ports.Alarms);
        var lastSeen = before > 0 && journal.Read(before - 1, 1) is [var last] ? last.At : (DateTimeOffset?)null;
        journal.Append(JournalEntry.OfNode(clock.Now, new NodeStarted(ports.Version, _recovery.Open.Count, lastSeen)));

        journal.Committed += Phases.OnCommitted;
        Pauses = new RecordingPauses(Calls, () => Configuration);
        Labelling = new CallLabelling(journal, () => Configuration, () => clock.Now, callHooks.CallLabelled);
        Labelling.AgentCalls.Restore(journal);
        journal.Committed += Labelling.AgentCalls.OnCommitted;
        _sourceWatch = new SourceWatch(ports.ServiceScheduler, journal, ports.Alarms);
        var known = new KnownSources(time);
        var digests = new AgentDigests(() => Configuration);
        var authenticator = new DigestAuthenticator(
            new DigestOptions(configuration.Domain) { Algorithms = configuration.Registration.Algorithms }, ports.NonceKey, ports.SipIds);
        var gate = new StrangerGate(
            _sourceWatch, known, authenticator, digests, () => Configuration.Limits.UnknownSourcesPerSecond,
            () => Configuration.Limits.UnknownNetworkPerSecond, time);
        Router = new SipRouter(new ConfiguredSources(() => Configuration, ports.Alarms), gate, Calls, ports.Alarms, ports.SipIds) { Services = this };
        var sipOptions = new Sip.SipOptions
        {
            Product = "",
            SessionTimers = configuration.SessionTimers,
            AllowEvents = EventPackages.Names,
            MaxSubscriptions = NotificationDesk.MaxSubscriptions,
        };
        Sip = new SipStack(sipOptions, ports.SipScheduler, ports.Transports, Router, ports.SipIds, new SipMetrics());
        Router.Sip = Sip.Post;
        _media = ports.Media(this);

        Acd = new AcdHost(
            ports.ServiceScheduler,
            configuration.ToAcd(1),
            [.. ports.State.LoadStatuses().Select(s => new RestoredStatus(s.Agent, s.Status, s.Reason ?? "", s.Since))],
            new AcdPorts(Calls, AgentCalls, journal, ports.Alarms, SaveStatus, e => Acd?.Post(e)),
            ports.AcdSeed);
        Figures = new FiguresDesk(ports.FiguresScheduler, journal, before, () => _rules.Days, () => clock.Now, Acd.Post, ports.Alarms);
        ServiceStates = new ServiceStateDesk(ports.ServiceScheduler, () => Configuration.Centres, Acd.Post, ports.Alarms, journal, ports.State);
        var security = new LegSecurity(() => Configuration, ports.CallIds);
        Agents = new AgentDesk(
            ports.ServiceScheduler,
            new AgentDesk.Services(
                () => Configuration, ports.CallScheduler, Router, Sip.Post, () => _media, ports.RtpPorts, Acd.Post, ports.Alarms, ports.State.Save,
                new AgentAccess(authenticator, digests, known, ports.Alarms, callHooks.Guessed), Labelling.LabelLast)
            {
                Dial = (invite, dialling, target) => AgentCalls.Begin(invite, dialling, target, _agentCalls!, ports.CallScheduler) is not null,
                CallOf = Calls.Find,
                PauseRecording = Pauses.ByAgent,
                Security = security,
            },
            ports.State.Load(time.GetUtcNow()));
        _agentCalls = new AgentCallServices
        {
            Domain = configuration.Domain,
            Now = () => clock.Now,
            SipIds = ports.SipIds,
            Sip = Sip.Post,
            Router = Router,
            Media = () => _media,
            RtpPorts = ports.RtpPorts,
            Acd = Acd.Post,
            Journal = journal,
            Calls = Calls,
            AgentCalls = AgentCalls,
            Alarms = ports.Alarms,
            Phones = Agents,
            Security = security,
            NameOf = id => Configuration.Agents.FirstOrDefault(a => a.Id == id)?.Name,
            Count = Count,
        };
        var services = new CallServices
        {
            AgentCalls = AgentCalls,
            Domain = configuration.Domain,
            Now = () => clock.Now,
            SipIds = ports.SipIds,
            Sip = Sip.Post,
            Bye = Router.Bye,
            Media = _media,
            RtpPorts = ports.RtpPorts,
            Acd = Acd.Post,
            Journal = journal,
            Calls = Calls,
            Alarms = ports.Alarms,
            Phones = Agents,
            Prompts = centre => _rules.Prompts(centre),
            Place = call => Acd.Snapshot.Calls.FirstOrDefault(c => c.Call == call) is { } waiting ? (waiting.Position, waiting.ExpectedWait) : default,
            Describe = (invite, trunk, call, at) => _rules.Describer.Describe(invite, trunk, call, at),
            Recall = open => _rules.Describer.Recall(open),
            Locate = (invite, trunk) => _rules.Describer.Locate(invite, trunk, clock.Now),
            TransferTo = user => TransferTo(Configuration, user),
            Memory = _memory,
            LostRedialBonus = () => Configuration.Distribution.LostRedialBonus,
            AutoAnswers = agent => _rules.AutoAnswers(agent),
            Security = security,
            MayReplace = (by, other, confirmed) => Configuration.MayReplace(by, other, confirmed),
            RecordsLegs = () => Configuration.Recordings.PerLeg,
            RecordingsDirectory = ports.RecordingsDirectory,
            LegClosed = callHooks.LegClosed,
            JournalLate = callHooks.JournalLate,
            RecordingFailed = callHooks.RecordingFailed,
            Count = Count,
            Seen = call => Screening?.Seen(call),
            Ended = callHooks.CallEnded,
        };
        Screening = new ScreeningDesk(
            ports.ServiceScheduler,
            new ScreeningDesk.Services(
                centre => Configuration.Centre(centre)?.Screening ?? new ScreeningOptions(), () => clock.Now, Acd.Post, Calls, ports.Alarms));
        Phases.Closed += Screening.Ended;
        journal.Committed += Screening.OnCommitted;
        _admission = new InviteAdmission(services, ports.CallIds, ports.CallScheduler, () => Configuration, time);
        TestCalls = new TestCallDesk(
            ports.ServiceScheduler,
            new TestCallDesk.Services(
                () => Configuration, Router, Sip.Post, () => _media, ports.RtpPorts, journal, ports.CallIds, ports.Alarms,
                (invite, trunk, call, at) => _rules.Describer.Describe(invite, trunk, call, at),
                (invite, trunk, at) => _rules.Describer.Locate(invite, trunk, at))
            { Security = security });
        _credentials = new TrunkCredentials(ports.SipIds);
        var flows = new TrunkFlows(() => Configuration, ports.Transports);
        Notifications = new NotificationDesk(
            ports.ServiceScheduler,
            new NotificationDesk.Services(
                () => Configuration, Sip.Post, () => Acd.Snapshot, Agents.Of, () => Calls.Count, () => IsDraining, ports.Alarms));
        journal.Committed += Notifications.OnCommitted;
        Trunks = new TrunkMonitor(
            ports.ServiceScheduler, configuration.Trunks, flows, ports.Dns, Router, _credentials, ports.SipIds, ports.Alarms);
        Reconciler = new Reconciler(
            ports.ServiceScheduler, () => Phases.Phases, Calls, Sip.IsOpen, agent => Agents.Of(agent).Count > 0, Acd.Ask, Acd.Post, ports.Alarms, callHooks.Repaired);
    }

    /// <summary>The configuration in force.</summary>
    public GatewayConfiguration Configuration => _rules.Configuration;

    /// <summary>Since when, and its number: 1 at the start, one more with each exchange.</summary>
    public (DateTimeOffset Since, long Number) ConfigurationInForce => (_rules.Since, _rules.Number);

    public CallTable Calls { get; } = new();

    public AgentCallTable AgentCalls { get; } = new();

    public JournalPhases Phases { get; } = new();

    public SipRouter Router { get; }

    public SipStack Sip { get; }

    public AcdHost Acd { get; }

    /// <summary>Queues and agents since midnight.</summary>
    public FiguresDesk Figures { get; }

    /// <summary>Which centres are open.</summary>
    public ServiceStateDesk ServiceStates { get; }

    public AgentDesk Agents { get; }

    /// <summary>Pausing recordings.</summary>
    public RecordingPauses Pauses { get; }

    /// <summary>What calls were, in the words of agents and supervisors.</summary>
    public CallLabelling Labelling { get; }

    /// <summary>Scores and incidents.</summary>
    public ScreeningDesk Screening { get; }

    public TestCallDesk TestCalls { get; }

    public NotificationDesk Notifications { get; }

    public TrunkMonitor Trunks { get; }

    public Reconciler Reconciler { get; }

    public bool IsDraining => _admission.IsDraining;

    /// <inheritdoc/>
    public bool TakesCalls => _admission.TakesCalls;

    /// <summary>Closes or takes up what the run before left open, and listens.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public void Start()
    {
        var now = _ports.ServiceScheduler.Time.GetUtcNow();
        var salvaged = _ports.RecordingsDirectory is { } recordings ? _ports.Salvage(recordings) : [];
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _recovery.WriteDown(salvaged, _ports.FindWhole, now);
        _ports.Journal.Append([JournalEntry.OfNode(now, new ConfigurationLoaded(1, Configuration.Version))], _ => durable.TrySetResult());
        foreach (var lost in _recovery.Open.Select(c => c.Record))
        {
            _memory.Lost(new CallerIdentity(lost.From, null, lost.CallerNumber, lost.Callable, DeviceId: lost.DeviceId), now);
        }

        // The first commit of a process is slow; no caller shall wait for it. A disk that hangs is the journal's alarm, not a reason to stay away.
        durable.Task.Wait(JournalWarmUp);

        // Before anybody is heard: a caller who hangs up meanwhile must meet the dialog.
        _recovery.Adopt(_ports.SipIds, Sip.Post, _admission.Resume);
        Sip.Start();
        Agents.Begin(() => _recovery.IsSettled(Calls), RestartRecovery.OffersWait);
        Trunks.Begin();
        _recovery.TakeUp(Calls, _ports.SipIds, Sip.Post);
    }

    /// <summary>Calls somebody back: an agent's phone first. False: too many calls of agents. Any thread.</summary>
    public bool CallBack(CallbackOrder order, AgentId agent, AgentCallTarget.Callback target) =>
        AgentCalls.Begin(order, agent, target, _agentCalls, _ports.CallScheduler) is not null;

    /// <summary>
    /// Exchanges the configuration, whole: what is decided from now on follows it. Calls, offers, conversations, agents' states and figures stay.
    /// In the journal its event stands before the decisions that follow it. One thread at a time.
    /// </summary>
    public void Apply(GatewayConfiguration next)
    {
        var rules = new ConfigurationRules(next, _rules.Number + 1, _clock.Now, _ports);
        _ports.Journal.Append(JournalEntry.OfNode(rules.Since, new ConfigurationLoaded(rules.Number, next.Version)));
        _rules = rules;
        Acd.Post(new AcdEvent.Configure(next.ToAcd(rules.Number)));
        Figures.Post(new FiguresDesk.Input.Refill());
    }

    /// <summary>With a configured alternate new calls get 503 from now on; without one they are taken until the end.</summary>
    public void BeginDrain() => _admission.BeginDrain();

    /// <summary>The drain limit is reached: tells the calls that are left.</summary>
    public void WithdrawAll()
    {
        AgentCalls.EndAll("the gateway shuts down");
        foreach (var call in Calls.All())
        {
            call.Post(new CallActorInput.Withdraw(WithdrawnBy.Shutdown, "the gateway shuts down", null));
        }
    }

    /// <summary>Counts of odd things by name; a copy.</summary>
    public IReadOnlyDictionary<string, long> Counts()
    {
        lock (_counts)
        {
            return new Dictionary<string, long>(_counts);
        }
    }

    void IMediaSink.OnEvent(MediaEvent mediaEvent)
    {
        if (AgentCallTable.Owns(mediaEvent.Call))
        {
            AgentCalls.Post(mediaEvent);
        }
        else if (TestCallDesk.Owns(mediaEvent.Call))
        {
            TestCalls.Post(new TestCallDesk.Input.Media(mediaEvent));
        }
        else if (AgentDesk.Owns(mediaEvent.Call))
        {
            Agents.Post(new AgentDesk.Input.Media(mediaEvent));
        }
        else
        {
            if (!Calls.Post(mediaEvent.Call, new CallActorInput.Media(mediaEvent)) && mediaEvent is MediaEvent.RecordingCommitted late)
            {
                AppendLate(late);
            }
        }
    }

    public void Dispose()
    {
        _sourceWatch.Flush(_ports.ServiceScheduler.Time.GetUtcNow(), all: true);
        Sip.Dispose();
        _sourceWatch.Dispose();
        Reconciler.Dispose();
        Trunks.Dispose();
        Agents.Dispose();
        TestCalls.Dispose();
        _ports.Journal.Committed -= Notifications.OnCommitted;
        Notifications.Dispose();
        ServiceStates.Dispose();
        Figures.Dispose();
        Acd.Dispose();
        _ports.Journal.Committed -= Labelling.AgentCalls.OnCommitted;
        _ports.Journal.Committed -= Screening.OnCommitted;
        Phases.Closed -= Screening.Ended;
        Screening.Dispose();
        _ports.Journal.Committed -= Phases.OnCommitted;
    }

    /// <summary>A slow disk committed after the call had gone: the journal still gets the hash, under the call that the file is named by.</summary>
    private void AppendLate(MediaEvent.RecordingCommitted late)
    {
        var path = CallRecordings.Relative(late.Path, _ports.RecordingsDirectory);
        _ports.Journal.Append(new JournalEntry(
            CallRecordings.CallOf(late.Path),
            _ports.ServiceScheduler.Time.GetUtcNow(),
            null,
            new RecordingCommitted(path, late.Sha256, (long)late.Duration.TotalMilliseconds, late.Bytes, Salvaged: false, RecordingFileEnd.LegOf(late.Path))));
    }

    /// <summary>Agents before queues before centres; the names are those of the configuration.</summary>
    private static TransferTarget? TransferTo(GatewayConfiguration configuration, string user) =>
        configuration.Agents.FirstOrDefault(a => a.Id.Value == user) is { } agent ? new TransferTarget(agent.Id, null)
        : configuration.Centres.SelectMany(c => c.Queues).FirstOrDefault(q => q.Id.Value == user) is { } queue ? new TransferTarget(null, queue.Id)
        : configuration.Centre(user) is { } centre ? new TransferTarget(null, centre.DefaultQueue)
        : null;

    private void SaveStatus(AcdEffect.AgentChanged change) =>
        _ports.State.SaveStatus(new StoredAgentStatus(change.Agent, change.Status, change.Reason.Length == 0 ? null : change.Reason, change.StatusSince));

    private void Count(string what)
    {
        lock (_counts)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + 1;
        }
    }
}
