using Gateway.Composition;
using Gateway.Configuration;
using Gateway.Features;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Media.Rtp;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;
using Gateway.Storage.State;

namespace Gateway.Simulation;

/// <summary>The world's networks and the gateway's disk: what outlives a process of the gateway.</summary>
internal sealed record WorldBase(
    SeededScheduler Scheduler,
    VirtualNetwork Network,
    VirtualMediaNetwork MediaNetwork,
    InMemoryJournal Journal,
    MemoryRecordingFiles Files,
    InMemoryStateStore State);

/// <summary>One life of the gateway. It can be killed: from then on nothing of it runs, and nobody is told.</summary>
internal sealed class GatewayProcess : IMediaSink, IDisposable
{
    public const string Recordings = "recordings";

    /// <summary>Of worlds whose recordings are sealed.</summary>
    public static readonly RecordingKeys Keys = new([new RecordingKey("simulated", new byte[RecordingKey.Length])]);

    private readonly WorldBase _world;
    private readonly MortalScheduler _scheduler;
    private readonly MediaEngine _media;

    public GatewayProcess(WorldBase world, GatewayConfiguration configuration, int seed, WorldOptions options, Action<string> broken)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        _world = world;
        _scheduler = new MortalScheduler(world.Scheduler);
        var random = new Random(seed);
        var nonceKey = new byte[32];
        random.NextBytes(nonceKey);
        var media = configuration.Media;
        Alarms = new AlarmBoard(_scheduler.Time);
        Ports = new RtpPortPool(media.Bind, media.Bind, media.FirstPort, media.FirstPort + (2 * options.RtpPorts) - 1, _scheduler.Time, null, random.Next);
        Recorder = new RecordingWriter(world.Files, _scheduler, this, keys: () => options.Sealed ? Keys : RecordingKeys.None);
        var prompts = PromptLibrary.Of(
            [.. configuration.Centres.SelectMany(c => c.AllPrompts).Distinct().Select(Announcement), FeatureTones.Done, FeatureTones.NotUnderstood]);
        _media = MediaEngine.InMemory(world.MediaNetwork, _scheduler, prompts, Ports, this, Recorder, seed);
        Runtime = new GatewayRuntime(configuration, new GatewayPorts
        {
            SipScheduler = _scheduler,
            CallScheduler = _scheduler,
            ServiceScheduler = _scheduler,
            FiguresScheduler = _scheduler,
            Version = "simulated",
            Transports = [.. configuration.Listeners.Select(l =>
                world.Network.NewTransport(new SipListener(l.Name, l.Transport, l.Bind, FlowSticky: !l.Role.HasFlag(ListenerRole.Trunk))))],
            RtpPorts = Ports,
            Media = _ => new WatchedMedia(_media, broken, options.OneDefectIn, random),
            Journal = world.Journal,
            State = world.State,
            SipIds = new SeededSipIds(seed + 1),
            CallIds = new SeededCallIds(seed + 2),
            NonceKey = nonceKey,
            AcdSeed = (ulong)seed,
            Alarms = Alarms,
            RecordingsDirectory = Recordings,
            Salvage = directory => RecordingSalvage.Run(directory, world.Files, Keys),
        });
        Runtime.Start();
    }

    public GatewayRuntime Runtime { get; }

    public AlarmBoard Alarms { get; }

    public RtpPortPool Ports { get; }

    public RecordingWriter Recorder { get; }

    public void OnEvent(MediaEvent mediaEvent) => ((IMediaSink)Runtime).OnEvent(mediaEvent);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _scheduler.Kill();
        Runtime.Sip.Dispose();
        var conditions = _world.MediaNetwork.Conditions;
        _world.MediaNetwork.Conditions = conditions with { Loss = 1 };
        _media.Dispose();
        _world.MediaNetwork.Conditions = conditions;
    }

    public void Dispose()
    {
        Runtime.Dispose();
        _media.Dispose();
        Recorder.Dispose();
    }

    private static Prompt Announcement(PromptId id) => PromptLibrary.Tone(id, 600, TimeSpan.FromSeconds(2), TimeSpan.Zero);

    /// <summary>Passes loops on to the world's scheduler, and can take all of them out at once.</summary>
    private sealed class MortalScheduler(SeededScheduler scheduler) : ILoopScheduler
    {
        private readonly List<ILoopSlot> _slots = [];
        private bool _dead;

        public TimeProvider Time => scheduler.Time;

        public ILoopSlot Attach(ILoop loop)
        {
            var slot = scheduler.Attach(loop);
            _slots.Add(slot);
            if (_dead)
            {
                slot.Detach();
            }

            return slot;
        }

        public void Kill()
        {
            _dead = true;
            _slots.ForEach(s => s.Detach());
        }
    }
}
