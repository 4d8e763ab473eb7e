using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;
using Gateway.Loops;
using Gateway.Sip;

namespace Gateway.Distribution;

/// <summary>What the ACD's effects are done with. Called on the ACD's loop; every method only posts.</summary>
internal interface IAcdPorts
{
    /// <summary>To the call's actor: offer, withdrawal, queue, overflow.</summary>
    void ToCall(CallId call, AcdEffect effect);

    /// <summary>To the owner of an agent's call: claimed or refused.</summary>
    void ToAgentCall(AgentCallId call, AcdEffect effect);

    /// <summary>To the journal and the status store.</summary>
    void AgentChanged(AcdEffect.AgentChanged change);

    /// <summary>The status that the configuration gives an agent until one is declared: to the journal only.</summary>
    void AgentConfigured(AcdEffect.AgentChanged change);

    /// <summary>Every agent once more, unchanged: to the journal only.</summary>
    void RollCall(AcdEffect.RollCall agents);

    /// <summary>To the alarm board.</summary>
    void Alert(AcdEffect.Alert alert);

    /// <summary>A turn threw: a defect, never the end of the service.</summary>
    void Fault(AcdEvent acdEvent, Exception fault);
}

/// <summary>The one owner of the ACD's state: a mailbox around <see cref="AcdEngine"/>. Publishes an immutable snapshot at most four times a second.</summary>
internal sealed class AcdHost : Loop<AcdHost.Input>
{
    private static readonly TimeSpan PublishEvery = TimeSpan.FromMilliseconds(250);

    private readonly AcdEngine _engine;
    private readonly IAcdPorts _ports;
    private readonly Dictionary<AcdTimer, TimerHandle> _timers = [];
    private readonly SteadyClock _clock;
    private bool _dirty;
    private bool _publishing;
    private volatile AcdSnapshot _snapshot;

    /// <param name="restored">What agents had declared before a restart: it goes before what the configuration says.</param>
    /// <param name="seed">Of the choice in queues with strategy random.</param>
    public AcdHost(
        ILoopScheduler scheduler, AcdConfiguration configuration, IReadOnlyList<RestoredStatus> restored, IAcdPorts ports, ulong seed = 0)
        : base("acd", scheduler)
    {
        _engine = new AcdEngine(seed);
        _ports = ports;
        _clock = new SteadyClock(Time);
        var known = restored.Select(r => r.Agent).ToHashSet();
        var effects = _engine.Apply(new AcdEvent.Configure(configuration), _clock.Now).ToList();
        Perform([.. effects.Where(e => e is not AcdEffect.AgentChanged)]);
        foreach (var change in effects.OfType<AcdEffect.AgentChanged>().Where(c => !known.Contains(c.Agent)))
        {
            _ports.AgentConfigured(change);
        }

        Perform(_engine.Apply(new AcdEvent.Restore(restored), _clock.Now));
        _snapshot = _engine.Snapshot(_clock.Now);
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Event(AcdEvent AcdEvent) : Input;

        internal sealed record Publish : Input;

        internal sealed record Ask(Action<AcdSnapshot> Answer) : Input;
    }

    /// <summary>The last published state; any thread.</summary>
    public AcdSnapshot Snapshot => _snapshot;

    /// <summary>Events applied since start. Only the ACD's own thread.</summary>
    public long Turns { get; private set; }

    /// <summary>What is broken, in words; empty in health. Only the ACD's own thread: for simulation.</summary>
    public IReadOnlyList<string> CheckInvariants() => AcdInvariants.Check(_engine);

    /// <summary>A new snapshot is there; raised on the ACD's loop, must not block.</summary>
    public event Action<AcdSnapshot>? SnapshotPublished;

    /// <summary>Any thread.</summary>
    public void Post(AcdEvent acdEvent) => Post(new Input.Event(acdEvent));

    /// <summary>A snapshot of exactly then, given on the ACD's loop: for the reconciler.</summary>
    public void Ask(Action<AcdSnapshot> answer) => Post(new Input.Ask(answer));

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Event { AcdEvent: var acdEvent }:
                if (acdEvent is AcdEvent.TimerFired { Timer: var timer })
                {
                    _timers.Remove(timer);
                }

                Turns++;
                Perform(_engine.Apply(acdEvent, _clock.Now));
                _dirty = true;
                break;
            case Input.Publish:
                _publishing = false;
                Publish();
                break;
            case Input.Ask { Answer: var answer }:
                answer(_engine.Snapshot(_clock.Now));
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _ports.Fault(input is Input.Event e ? e.AcdEvent : new AcdEvent.Restore([]), fault);

    protected override void OnBatchEnd()
    {
        if (_dirty && !_publishing)
        {
            _publishing = true;
            StartTimer(PublishEvery, new Input.Publish());
        }
    }

    private void Publish()
    {
        _dirty = false;
        _snapshot = _engine.Snapshot(_clock.Now);
        SnapshotPublished?.Invoke(_snapshot);
    }

    private void Perform(IReadOnlyList<AcdEffect> effects)
    {
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AcdEffect.Offer offer:
                    _ports.ToCall(offer.Call, offer);
                    break;
                case AcdEffect.WithdrawOffer withdraw:
                    _ports.ToCall(withdraw.Call, withdraw);
                    break;
                case AcdEffect.Queued queued:
                    _ports.ToCall(queued.Call, queued);
                    break;
                case AcdEffect.Overflowed overflowed:
                    _ports.ToCall(overflowed.Call, overflowed);
                    break;
                case AcdEffect.Connected connected:
                    _ports.ToCall(connected.Call, connected);
                    break;
                case AcdEffect.Transferred transferred:
                    _ports.ToCall(transferred.Call, transferred);
                    break;
                case AcdEffect.TransferRefused refused:
                    _ports.ToCall(refused.Call, refused);
                    break;
                case AcdEffect.HandedOver handed:
                    _ports.ToCall(handed.Call, handed);
                    break;
                case AcdEffect.Claimed claimed:
                    _ports.ToAgentCall(claimed.AgentCall, claimed);
                    break;
                case AcdEffect.ClaimRefused refused:
                    _ports.ToAgentCall(refused.AgentCall, refused);
                    break;
                case AcdEffect.AgentChanged changed:
                    _ports.AgentChanged(changed);
                    break;
                case AcdEffect.RollCall agents:
                    _ports.RollCall(agents);
                    break;
                case AcdEffect.Alert alert:
                    _ports.Alert(alert);
                    break;
                case AcdEffect.StartTimer { Timer: var timer, After: var after }:
                    _timers[timer] = StartTimer(after, new Input.Event(new AcdEvent.TimerFired(timer)));
                    break;
                case AcdEffect.StopTimer { Timer: var timer }:
                    if (_timers.Remove(timer, out var handle))
                    {
                        StopTimer(handle);
                    }

                    break;
            }
        }
    }
}
