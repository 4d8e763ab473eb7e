using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Screening;
using Gateway.Configuration;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Transport;

namespace Gateway.Features;

/// <summary>
/// The agents' side: registrations, feature codes, and the OPTIONS that keep phones' paths open. Owns the binding table and the digest
/// authenticator. Bindings are stored with every change, so that they outlive a restart.
/// </summary>
internal sealed partial class AgentDesk : Loop<AgentDesk.Input>, IAgentPhones
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(25);

    /// <summary>Feature calls have media calls of their own, far above those of callers.</summary>
    private const long FirstMediaCall = 1L << 40;

    private readonly BindingTable _bindings = new();
    private readonly DoubtedPhones _doubts;
    private readonly Dictionary<UsageId, FeatureCall> _features = [];
    private readonly ConcurrentDictionary<AgentId, IReadOnlyList<AgentBinding>> _phones = new();
    private readonly SteadyClock _clock;
    private readonly Services _services;
    private RateLimit _newRegistrations;
    private long _lastKeepAlive;
    private long _lastMediaCall = FirstMediaCall;

    public AgentDesk(ILoopScheduler scheduler, Services services, IReadOnlyList<Binding> stored)
        : base("agents", scheduler)
    {
        _doubts = new DoubtedPhones(Time);
        _services = services;
        _clock = new SteadyClock(Time);
        _bindings.Restore(stored, _clock.Now);
        services.Access.Bind(_bindings.Snapshot());
        foreach (var aor in _bindings.Snapshot().Select(b => b.Aor).Distinct())
        {
            // The ACD is told by Ready.
            _phones[AgentOf(aor)] = PhonesOf(aor);
        }
    }

    /// <summary>What the desk works with; every member is thread-safe.</summary>
    internal sealed record Services(
        Func<GatewayConfiguration> Configuration,
        ILoopScheduler CallScheduler,
        SipRouter Router,
        Action<SipCommand> Sip,
        Func<IMediaEngine> Media,
        IRtpPortPool RtpPorts,
        Action<AcdEvent> Acd,
        AlarmBoard Alarms,
        Action<IReadOnlyList<BindingChange>> Store,
        AgentAccess Access,
        Func<AgentId, CallLabel, bool> Label)
    {
        /// <summary>An agent's phone makes a call; false: too many such calls. On the desk's loop.</summary>
        public Func<SipEvent.InviteReceived, AgentId, AgentCallTarget, bool> Dial { get; init; } = (_, _, _) => false;

        /// <summary>Pauses, or resumes, the recording of the agent's conversation; false: nothing has changed.</summary>
        public Func<AgentId, bool, bool> PauseRecording { get; init; } = (_, _) => false;

        /// <summary>The caller's call to which a usage belongs, or null.</summary>
        public Func<UsageId, CallId?> CallOf { get; init; } = _ => null;

        /// <summary>SRTP of new legs.</summary>
        public LegSecurity Security { get; init; } = LegSecurity.None;
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Register(SipEvent.RequestReceived Request) : Input;

        internal sealed record Feature(SipEvent.InviteReceived Invite) : Input;

        /// <summary>Who subscribes? <paramref name="Known"/> is called on the desk's loop and must not block.</summary>
        internal sealed record Subscribe(SipEvent.SubscribeReceived Request, Action<AgentId> Known) : Input;

        internal sealed record Sip(SipEvent.OfUsage SipEvent) : Input;

        internal sealed record Media(MediaEvent MediaEvent) : Input;

        internal sealed record FeatureGone(FeatureCall Call) : Input;

        internal sealed record Doubt(AgentId Agent) : Input;

        internal sealed record FlowClosed(SipFlow Flow) : Input;

        internal sealed record Pinged(Binding Binding, bool Answered) : Input;

        internal sealed record Tick : Input;

        /// <summary>The phones of before the start may be rung.</summary>
        internal sealed record Ready(Func<bool> Now, TimeSpan Latest) : Input;
    }

    public static bool Owns(MediaCallId call) => call.Value >= FirstMediaCall;

    public IReadOnlyList<AgentBinding> Of(AgentId agent) => _phones.GetValueOrDefault(agent, []);

    public void Doubt(AgentId agent) => Post(new Input.Doubt(agent));

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Register { Request: var request }:
                Register(request);
                break;
            case Input.Feature { Invite: var invite }:
                Feature(invite);
                break;
            case Input.Subscribe { Request: var request, Known: var known }:
                if (_services.Access.User(request.Request, request.Flow, _clock.Now, out var challenge) is { } subscriber)
                {
                    known(new AgentId(subscriber));
                }
                else
                {
                    _services.Sip(new SipCommand.RejectSubscription(request.Id, challenge));
                }

                break;
            case Input.Sip { SipEvent: var sipEvent }:
                if (_features.TryGetValue(sipEvent.Usage, out var owner))
                {
                    owner.Post(new FeatureCall.Input.Sip(sipEvent));
                }

                break;
            case Input.Media { MediaEvent: var mediaEvent }:
                _features.Values.FirstOrDefault(f => f.MediaCall == mediaEvent.Call)?.Post(new FeatureCall.Input.Media(mediaEvent));
                break;
            case Input.FeatureGone { Call: var call }:
                _features.Remove(call.Usage);
                _services.Router.Disown(call.Usage);
                break;
            case Input.Doubt { Agent: var agent }:
                Suspect(agent);
                break;
            case Input.FlowClosed { Flow: var flow }:
                OnFlowClosed(flow);
                break;
            case Input.Pinged { Binding: var binding, Answered: true }:
                if (_doubts.Clear(binding))
                {
                    Publish(binding.Aor);
                }

                break;
            case Input.Pinged { Binding: var binding }:
                _doubts.Unanswered(binding);
                break;
            case Input.Ready ready:
                Ready(ready);
                break;
            case Input.Tick:
                Tick();
                StartTimer(Second, input);
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault)
    {
        _services.Alarms.Raise("agent_desk_defect", AlarmSeverity.Critical, $"{input.GetType().Name} of an agent failed: {fault}");
        switch (input)
        {
            case Input.Register { Request: var request }:
                _services.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(500)));
                break;
            case Input.Feature { Invite: var invite }:
                _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(500)));
                break;
            case Input.Subscribe { Request: var subscribe }:
                _services.Sip(new SipCommand.RejectSubscription(subscribe.Id, new ResponseSpec(500)));
                break;
            case Input.Tick:
                StartTimer(Second, input);
                break;
        }
    }

    private void Register(SipEvent.RequestReceived request)
    {
        if (_services.Access.User(request.Request, request.Flow, _clock.Now, out var challenge) is not { } user)
        {
            _services.Sip(new SipCommand.Respond(request.Id, challenge));
            return;
        }

        if (request.Request.To.Uri.User != user)
        {
            _services.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(403, "Register your own address")));
            return;
        }

        if (_bindings.Of(Aor(user)).Count == 0 && !_newRegistrations.Take(_services.Configuration().Limits.RegistersPerSecond, Time))
        {
            // Load is shed from the outside in: refreshes of bound agents pass, newcomers come again in their turn.
            var turn = Math.Ceiling(_newRegistrations.Book(_services.Configuration().Limits.RegistersPerSecond, Time).TotalSeconds);
            var later = new HeaderField("Retry-After", turn.ToString(CultureInfo.InvariantCulture));
            _services.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(503, Headers: [later])));
            return;
        }

        // Phones write our domain or the address that they dial: the agent is the same.
        var aor = Aor(user);
        var options = _services.Configuration().Registration;
        var result = Registrar.Register(
            request.Request,
            aor,
            _bindings.Of(aor),
            request.Flow,
            new RegistrarOptions
            {
                MinExpires = options.MinExpires,
                MaxExpires = options.MaxExpires,
                DefaultExpires = options.DefaultExpires,
                MaxBindings = options.MaxBindings,
            },
            _clock.Now);
        Apply(result.Changes);
        _services.Sip(new SipCommand.Respond(request.Id, result.Response));
    }

    private void Apply(IReadOnlyList<BindingChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        _bindings.Apply(changes);
        _services.Access.Bind(_bindings.Snapshot());
        _services.Store(changes);
        foreach (var change in changes)
        {
            _doubts.Clear(change.Binding);
        }

        foreach (var aor in changes.Select(c => c.Binding.Aor).Distinct())
        {
            Publish(aor);
        }
    }

    private void Tick()
    {
        var expired = _bindings.ExpireDue(_clock.Now);
        if (expired.Count > 0)
        {
            _services.Access.Bind(_bindings.Snapshot());
            _services.Store(expired);
            foreach (var aor in expired.Select(c => c.Binding.Aor).Distinct())
            {
                Publish(aor);
            }
        }

        foreach (var aor in _doubts.TakeExpired().Select(b => b.Aor).Distinct())
        {
            Publish(aor);
        }

        AskDoubted();
        if (Time.GetElapsedTime(_lastKeepAlive) >= KeepAlive)
        {
            _lastKeepAlive = Time.GetTimestamp();
            foreach (var binding in _bindings.Snapshot())
            {
                Ping(binding);
            }
        }
    }

    /// <summary>An offer or a conversation found nobody there: asked by OPTIONS, and left out until it answers.</summary>
    private void Suspect(AgentId agent)
    {
        var aor = Aor(agent.Value);
        foreach (var binding in _bindings.Of(aor))
        {
            _doubts.Add(binding);
        }

        Publish(aor);
        AskDoubted();
    }

    /// <summary>
    /// A phone's connection is gone. One in a browser can be reached by nothing else, so its binding goes, too (RFC 5626's failed flow); another one may
    /// take calls at its address all the same, and is asked.
    /// </summary>
    private void OnFlowClosed(SipFlow flow)
    {
        List<Binding> lost = [.. _bindings.Snapshot().Where(
            b => b.Flow.ConnectionId == flow.ConnectionId && b.Flow.Transport == flow.Transport && b.Flow.Listener == flow.Listener
                && b.Flow.Local.Equals(flow.Local))];
        if (lost.Count == 0)
        {
            return;
        }

        if (flow.Transport.IsWebSocket())
        {
            Apply([.. lost.Select(b => new BindingChange.Removed(b))]);
            return;
        }

        lost.ForEach(_doubts.Add);
        foreach (var aor in lost.Select(b => b.Aor).Distinct())
        {
            Publish(aor);
        }

        AskDoubted();
    }

    private void AskDoubted()
    {
        foreach (var binding in _doubts.ToAsk())
        {
            Ping(binding);
        }
    }

    /// <summary>Keeps NAT open. An answer ends a doubt; none raises none, since some phones do not answer OPTIONS.</summary>
    private void Ping(Binding binding)
    {
        var us = new NameAddress(null, SipUri.Parse($"sip:112@{_services.Configuration().Domain}"), []);
        _services.Router.Send(SipMethod.Options, new RequestSpec(binding.Contact, us, new NameAddress(null, binding.Contact, [])), binding.Flow,
            finished => Post(new Input.Pinged(binding, finished.Response is not null)));
    }

    private string Aor(string user) => $"sip:{user}@{_services.Configuration().Domain}";
}
