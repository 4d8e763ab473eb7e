using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Callbacks;
using Gateway.Calls;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Configuration;
using Gateway.Configuration.Reload;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.NocPorts;
using Gateway.Operations;
using Gateway.Recordings;
using Gateway.Sip;
using Gateway.Sip.Transport;
using Gateway.Storage;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;
using Gateway.Storage.State;
using Gateway.Trunks.Dns;
using Gateway.Web;
using Gateway.Web.Metrics;
using Gateway.Web.Ports;

namespace Gateway.Composition;

/// <summary>
/// The gateway in production: real sockets, epoll media, SQLite, threads, and the web host around them. One per process and folder.
/// Construct, <see cref="StartAsync"/>, <see cref="StopAsync"/>, dispose.
/// </summary>
internal sealed class GatewayService : IAsyncDisposable, IMediaSink
{
    private readonly ThreadScheduler _sipThread;
    private readonly ThreadScheduler _callThreads;
    private readonly ThreadScheduler _serviceThread;
    private readonly ThreadScheduler _recorderThread;
    private readonly ThreadScheduler _figuresThread;
    private readonly SqliteJournal _journal;
    private readonly SqliteRecords _records;
    private readonly SqliteStateStore _state;
    private readonly RecordingWriter _recorder;
    private readonly DiskWatch _disk;
    private readonly CertificateWatch _certificates;
    private MediaEngine? _media;
    private ViewPublisher? _publisher;

    /// <exception cref="IOException">The data folder cannot be used.</exception>
    /// <exception cref="Sip.Transport.Tls.CertificateException">A certificate has become unusable since the configuration was read.</exception>
    public GatewayService(GatewayConfiguration configuration, Action<WebApplicationBuilder>? configure = null)
    {
        var time = TimeProvider.System;
        var storage = configuration.Storage;
        Directory.CreateDirectory(storage.Directory);
        Alarms = new AlarmBoard(time);
        void OnStorage(StorageAlarm alarm)
        {
            if (alarm.Raised)
            {
                Alarms.Raise(alarm.Kind, Operations.AlarmSeverity.Critical, alarm.Text);
            }
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Gateway" });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k => k.Listen(configuration.Http.Endpoint));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o =>
        {
            o.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
            o.ShutdownTimeout = configuration.Drain.Timeout + TimeSpan.FromSeconds(10);
        });
        GatewayLog.AddTo(builder, configuration.Log);
        configure?.Invoke(builder);

        _sipThread = new ThreadScheduler("sip", 1);
        _callThreads = new ThreadScheduler("calls", 2);
        _serviceThread = new ThreadScheduler("services", 1);
        _recorderThread = new ThreadScheduler("recorder", 1);
        _figuresThread = new ThreadScheduler("figures", 1);
        _journal = new SqliteJournal(
            new SqliteJournalOptions(Path.Combine(storage.Directory, "journal.db"), configuration.Node)
            {
                AnchorPath = Path.Combine(storage.Directory, "journal.anchor"),
                OnAlarm = OnStorage,
            },
            time);
        _records = new SqliteRecords(Path.Combine(storage.Directory, "records.db"), _journal, time, OnStorage);
        _state = new SqliteStateStore(Path.Combine(storage.Directory, "state.db"), time, OnStorage);
        var files = new DiskRecordingFiles();
        _recorder = new RecordingWriter(files, _recorderThread, this, keys: () => Runtime!.Configuration.Recordings.Keys);
        NoteKeys(configuration);
        var prompts = PromptLibrary.Load(configuration.Media.Prompts, configuration.Centres.SelectMany(c => c.AllPrompts))
            .With(FeatureTones.Done, FeatureTones.NotUnderstood, FeatureTones.Ringback);
        foreach (var error in prompts.Errors)
        {
            Alarms.Raise("prompt_missing", Operations.AlarmSeverity.Warning, $"{error.Path}: {error.Message}");
        }

        builder.Services.AddMetrics();
        builder.Services.AddGatewayWeb(new GatewayWebOptions
        {
            Token = configuration.Http.Token?.Value,
            Title = "112 " + (configuration.Centre(configuration.DefaultCentre)?.Name ?? ""),
            TimeZone = configuration.Centre(configuration.DefaultCentre)?.TimeZone ?? TimeZoneInfo.Utc,
            KeyFolder = Path.Combine(storage.Directory, "keys"),
        });
        GatewayMetrics? metrics = null;
        var hooks = new GatewayHooks
        {
            CallEnded = ending =>
            {
                metrics?.CallEnded(ending.Outcome.WireName());
                if (ending.Wait is { } wait)
                {
                    metrics?.CallAnswered(ending.Queue?.Value ?? "", wait);
                    metrics?.CallTalked(ending.Queue?.Value ?? "", ending.Talk ?? TimeSpan.Zero);
                }
            },
            JournalLate = () => metrics?.JournalLate(),
            RecordingFailed = () => metrics?.RecorderFailed("incomplete"),
            LegClosed = (caller, s) => metrics?.RtpReceived(
                caller ? "caller" : "agent", s.PacketsReceived + s.PacketsLost, s.PacketsLost, TimeSpan.FromMilliseconds(s.JitterMs), s.MosReceived, s.MosSent),
            CallLabelled = label => metrics?.CallLabelled(label),
            Guessed = outcome => metrics?.Guessed(JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString())),
            Repaired = kind => metrics?.ReconcileRepaired(kind),
        };
        var pool = RtpPorts.Pool(configuration.Media, configuration.Limits.MaxCalls, time);
        var listeners = new SipListeners(configuration, Alarms);
        Runtime = new GatewayRuntime(
            configuration,
            new GatewayPorts
            {
                SipScheduler = _sipThread,
                CallScheduler = _callThreads,
                ServiceScheduler = _serviceThread,
                FiguresScheduler = _figuresThread,
                Version = Version,
                Transports = listeners.Transports(),
                RtpPorts = pool,
                Media = sink => _media = MediaEngine.OnSockets(configuration.Media.Loops, prompts, pool, sink, _recorder, time, way: configuration.Media.Way),
                Journal = _journal,
                State = _state,
                SipIds = new RandomSipIds(),
                CallIds = new RandomCallIds(),
                NonceKey = RandomNumberGenerator.GetBytes(32),
                AcdSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)),
                Alarms = Alarms,
                Dns = new DnsClientResolver(),
                RecordingsDirectory = storage.Recordings,
                Salvage = directory => RecordingSalvage.Run(directory, files, configuration.Recordings.Keys),
            },
            hooks);
        var started = time.GetUtcNow();
        Func<CallbackStatistics?> callbackFigures = () => null;
        Runtime.Screening.Restore(_records.Last(new RecordFilter(10_000, From: started - CallerHistory.Span, Closed: true)));
        Runtime.Screening.Restore(_records.Last(new RecordFilter(10_000, To: started - CallerHistory.Span, LabelledAt: started)));
        var node = () => new NodeView(configuration.Node, Version, started, Runtime.IsDraining, Runtime.Configuration.Version)
        {
            ConfiguredAt = Runtime.ConfigurationInForce.Since,
            ConfigurationNumber = Runtime.ConfigurationInForce.Number,
        };
        var sources = new ViewPublisher.Sources(() => Runtime.Configuration, () => Runtime.Acd.Snapshot, Runtime.Calls, () => Runtime.Trunks.Status, Alarms, node, () => Runtime.Screening.Incidents)
        {
            Callbacks = () => callbackFigures(),
            QueueToday = Runtime.Figures.Of,
            AgentToday = Runtime.Figures.Of,
        };
        View = new GatewayViewSource(ViewPublisher.Build(sources, started));
        builder.Services.AddSingleton<IGatewayView>(View);
        builder.Services.AddSingleton<IRecordCatalog>(new RecordCatalog(_records, () => Runtime.Configuration, time.GetUtcNow));
        builder.Services.AddSingleton<IRecordingStore>(new RecordingFiles(_records, storage.Recordings, () => Runtime.Configuration.Recordings.Keys));
        Reload = new ConfigurationReload(Runtime, Alarms, time);
        builder.Services.AddSingleton<IConfigurationControl>(Reload);
        builder.Services.AddSingleton<IAgentControl>(new AgentControl(Runtime.Acd, time));
        builder.Services.AddSingleton<IIncidents>(new IncidentPort(Runtime.Screening, time));
        builder.Services.AddSingleton<IServiceControl>(Runtime.ServiceStates);
        var callbacks = new CallbackWork(_records, _journal, () => Runtime.Configuration.Callbacks, time.GetUtcNow);
        builder.Services.AddSingleton<ICallbackCalls>(new CallbackCalls(_records, callbacks, Runtime, new RandomCallIds(), storage.Recordings, time));
        var callbackWatch = new CallbackWatch(callbacks, _records, () => Runtime.Configuration.Callbacks, Alarms, time);
        builder.Services.AddSingleton<ICallbackDesk>(new CallbackPort(callbacks, _records, () => Runtime.Configuration.Callbacks, time));
        builder.Services.AddHostedService(_ => callbackWatch);
        callbackFigures = () => callbackWatch.Figures;
        builder.Services.AddSingleton<IEventLog>(new EventLogPort(_journal));
        builder.Services.AddSingleton<ICallerBlocks>(new CallerBlockPort(_records, Runtime.Labelling, time.GetUtcNow));
        var holds = new LegalHolds(_records, _journal, time);
        builder.Services.AddSingleton<IRecordingControl>(new RecordingControl(Runtime.Pauses, holds));
        if (storage.Recordings is { } recordings)
        {
            var sweep = new RecordingSweep(
                _records, _journal, files, holds, recordings, () => Runtime.Configuration, () => WaitForRecords(TimeSpan.FromSeconds(10)),
                () => DiskSpace.FreeOf(recordings), Alarms, time, reason => metrics?.RecordingErased(reason));
            builder.Services.AddHostedService(_ => new RecordingSweepTimer(sweep, Alarms, time));
        }

        builder.Services.AddSingleton<ICallLabels>(new CallLabelPort(_records, Runtime.Labelling));
        builder.Services.AddSingleton<IGatewayHealth>(new GatewayHealth(Runtime, _journal, time));
        builder.Services.AddSingleton<IAuditTrail>(s => new AuditLog(_journal, s.GetRequiredService<ILogger<AuditLog>>()));
        Web = builder.Build();
        Web.MapGatewayWeb();
        metrics = Web.Services.GetRequiredService<GatewayMetrics>();
        var log = Web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Alarms");
        _journal.Committed += new CallLog(Web.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Gateway.Calls")).OnCommitted;

        // A disk that hangs keeps who asks it: not the thread of the ACD.
        _disk = new DiskWatch(
            _figuresThread, [.. new[] { storage.Directory, storage.Recordings }.OfType<string>()], storage.AlarmBelowFree, Alarms, DiskSpace.FreeOf);
        _certificates = new CertificateWatch(_serviceThread, listeners.Certificates, Alarms);
        void Write(Alarm alarm) =>
            log.Log(alarm.Severity == Operations.AlarmSeverity.Critical ? LogLevel.Error : LogLevel.Warning, "{Kind}: {Text}", alarm.Kind, alarm.Text);

        Alarms.Counted += metrics.AlarmRaised;
        Alarms.Raised += Write;
        foreach (var early in Alarms.Snapshot())
        {
            // Raised while the parts were made, before anybody listened.
            metrics.AlarmRaised(early.Kind);
            Write(early);
        }

        long lost = 0;
        _journal.Committed += _ =>
        {
            var figures = _journal.Statistics;
            metrics.JournalCommitted(figures.LastCommit);
            metrics.JournalLost(figures.Lost - lost);
            lost = figures.Lost;
        };
        _publisher = new ViewPublisher(_serviceThread, sources, view =>
        {
            metrics.CallsUnaccounted = Runtime.Reconciler.Unaccounted;
            View.Publish(view);
        });
        Runtime.Acd.SnapshotPublished += _ => _publisher.MarkDirty();
        Runtime.Calls.Changed += _publisher.MarkDirty;
        Runtime.Figures.Changed += _publisher.MarkDirty;
    }

    /// <summary>Of the software.</summary>
    public static string Version { get; } =
        typeof(GatewayService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public AlarmBoard Alarms { get; }

    public GatewayRuntime Runtime { get; }

    /// <summary>Exchanges the configuration while it runs.</summary>
    public ConfigurationReload Reload { get; }

    public WebApplication Web { get; }

    public GatewayViewSource View { get; }

    public IRecordStore Records => _records;

    public SqliteJournal Journal => _journal;

    /// <summary>Everything that follows the journal has seen what is in it now, or the time is up.</summary>
    public bool WaitForRecords(TimeSpan limit) => _records.WaitFor(_journal.Head.Number, limit);

    /// <summary>Where pages and API are, once started.</summary>
    public string Url => Web.Urls.First();

    /// <summary>Where SIP is, once started.</summary>
    public IEnumerable<(string Name, SipTransportKind Transport, IPEndPoint EndPoint)> Listeners =>
        Runtime.Sip.Transports.Select(t => (t.Listener.Name, t.Listener.Transport, t.LocalEndPoint));

    /// <exception cref="System.Net.Sockets.SocketException">A SIP address cannot be bound.</exception>
    /// <exception cref="IOException">The HTTP address cannot be bound.</exception>
    public async Task StartAsync()
    {
        await Web.StartAsync();
        Runtime.Start();
    }

    /// <summary>Drains: calls in progress may finish until the limit, then they are told. Always ends.</summary>
    public async Task StopAsync()
    {
        Runtime.BeginDrain();
        using var limit = new CancellationTokenSource(Runtime.Configuration.Drain.Timeout);
        await UntilNoCalls(limit.Token);
        Runtime.WithdrawAll();
        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await UntilNoCalls(last.Token);
        await Web.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Runtime.Dispose();
        Reload.Dispose();
        _publisher?.Dispose();
        _disk.Dispose();
        _certificates.Dispose();
        _media?.Dispose();
        _recorder.Dispose();
        _callThreads.Dispose();
        _sipThread.Dispose();
        _serviceThread.Dispose();
        _recorderThread.Dispose();
        _figuresThread.Dispose();
        _records.WaitFor(_journal.Head.Number, TimeSpan.FromSeconds(5));
        _records.Dispose();
        _journal.Dispose();
        _state.Dispose();
        await Web.DisposeAsync();
    }

    /// <summary>The recorder's events reach their calls through the runtime, which is made after it.</summary>
    void IMediaSink.OnEvent(MediaEvent mediaEvent) => ((IMediaSink)Runtime).OnEvent(mediaEvent);

    /// <summary>For the next reading of the configuration: these ids stand for these keys.</summary>
    private void NoteKeys(GatewayConfiguration configuration)
    {
        try
        {
            if (configuration.Storage.Recordings is { } directory)
            {
                KeyLedger.Note(directory, configuration.Recordings.Keys);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Alarms.Raise("recording_keys", Operations.AlarmSeverity.Warning, $"the list of recording keys cannot be written: {e.Message}");
        }
    }

    private async Task UntilNoCalls(CancellationToken limit)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (Runtime.Calls.Count > 0)
            {
                await pace.WaitForNextTickAsync(limit);
            }
        }
        catch (OperationCanceledException)
        {
            // The limit: what is left is told by the caller of this.
        }
    }
}
