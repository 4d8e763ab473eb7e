using System.Diagnostics.Metrics;
using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.Calls.Journal;
using Gateway.Configuration;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Subscriptions;

namespace Gateway.Notifications;

/// <summary>
/// Who may subscribe to what, and what has changed. Reads snapshots once a second while anybody is subscribed, and the journal for abandoned
/// calls. The first load that is shed: beyond the alarm limit of calls nobody new is taken.
/// </summary>
internal sealed class NotificationDesk : Loop<NotificationDesk.Input>
{
    public const int MaxSubscriptions = 1_000;
    public const int MaxPerSubscriber = 50;
    private const int MaxOpenCalls = 20_000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Services _services;
    private readonly SortedDictionary<long, Subscription> _subscriptions = [];
    private readonly Dictionary<CallId, (CallReceived Received, DateTimeOffset At)> _open = [];
    private readonly Meter _meter = new("Gateway.Notifications");
    private readonly Counter<long> _requests;
    private int _count;
    private bool _ticking;

    public NotificationDesk(ILoopScheduler scheduler, Services services)
        : base("notifications", scheduler)
    {
        _services = services;
        _requests = _meter.CreateCounter<long>("gateway_subscribes", description: "Initial SUBSCRIBEs, by result.");
        _meter.CreateObservableGauge("gateway_subscriptions", () => Volatile.Read(ref _count), description: "Subscriptions open.");
    }

    /// <summary>What the desk works with; every member is thread-safe.</summary>
    internal sealed record Services(
        Func<GatewayConfiguration> Configuration,
        Action<SipCommand> Sip,
        Func<AcdSnapshot> Acd,
        Func<AgentId, IReadOnlyList<AgentBinding>> Phones,
        Func<int> Calls,
        Func<bool> IsClosing,
        AlarmBoard Alarms);

    internal abstract record Input
    {
        private Input()
        {
        }

        /// <summary>One of <paramref name="Trunk"/> and <paramref name="Agent"/> is known by its network or its password.</summary>
        internal sealed record Subscribe(SipEvent.SubscribeReceived Request, string? Trunk, AgentId? Agent) : Input;

        internal sealed record Ended(SubscriptionId Id) : Input;

        internal sealed record Happened(IReadOnlyList<JournalEntry> Entries) : Input;

        internal sealed record Tick : Input;
    }

    private sealed class Subscription(SubscriptionId id, string subscriber, string package, string resource)
    {
        public SubscriptionId Id { get; } = id;

        public string Subscriber { get; } = subscriber;

        public string Package { get; } = package;

        public string Resource { get; } = resource;

        /// <summary>What was told last, without its version.</summary>
        public object? Told { get; set; }

        public int Version { get; set; }
    }

    /// <summary>On the journal's thread.</summary>
    public void OnCommitted(IReadOnlyList<JournalEvent> events)
    {
        var told = events.Where(e => e.Name is "CallReceived" or "Abandon" or "CallEnded").Select(e => e.Read()).OfType<JournalEntry>().ToList();
        if (told.Count > 0)
        {
            Post(new Input.Happened(told));
        }
    }

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Subscribe subscribe:
                Take(subscribe);
                break;
            case Input.Ended { Id: var id }:
                _subscriptions.Remove(id.Value);
                _count = _subscriptions.Count;
                break;
            case Input.Happened { Entries: var entries }:
                foreach (var entry in entries)
                {
                    Follow(entry);
                }

                break;
            case Input.Tick:
                _ticking = false;
                Publish();
                Tick();
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault)
    {
        _services.Alarms.Raise("notification_defect", AlarmSeverity.Warning, $"{input.GetType().Name} of a subscription failed: {fault}");
        if (input is Input.Subscribe { Request: var request })
        {
            _services.Sip(new SipCommand.RejectSubscription(request.Id, new ResponseSpec(500)));
        }

        Tick();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _meter.Dispose();
    }

    private void Take(Input.Subscribe subscribe)
    {
        var configuration = _services.Configuration();
        var package = SubscribeRequest.Package(subscribe.Request.Request)!;
        var resource = Uri.UnescapeDataString(subscribe.Request.Request.RequestUri.User ?? "");
        var subscriber = subscribe.Trunk is { } trunk ? $"trunk {trunk}" : $"agent {subscribe.Agent}";
        if (!MayAsk(configuration, subscribe, package, resource))
        {
            Reject(subscribe, 403, "forbidden");
        }
        else if (_services.IsClosing() || _services.Calls() >= configuration.Limits.AlarmCalls)
        {
            Reject(subscribe, 503, "shed");
        }
        else if (_subscriptions.Count >= MaxSubscriptions || _subscriptions.Values.Count(s => s.Subscriber == subscriber) >= MaxPerSubscriber)
        {
            Reject(subscribe, 503, "full");
        }
        else
        {
            var subscription = new Subscription(subscribe.Request.Id, subscriber, package, resource);
            if (State(subscription) is not { } state && package != EventPackages.AbandonedCall)
            {
                Reject(subscribe, 404, "not_found");
                return;
            }

            _requests.Add(1, new KeyValuePair<string, object?>("result", "accepted"));
            _subscriptions[subscription.Id.Value] = subscription;
            _count = _subscriptions.Count;
            var expires = SubscribeRequest.Expires(subscribe.Request.Request, new Sip.SipOptions());
            _services.Sip(new SipCommand.AcceptSubscription(subscription.Id, expires, Body(subscription)));
            Tick();
        }
    }

    private void Reject(Input.Subscribe subscribe, int status, string result)
    {
        _requests.Add(1, new KeyValuePair<string, object?>("result", result));
        IReadOnlyList<HeaderField>? headers = status == 503 ? [new HeaderField("Retry-After", "60")] : null;
        _services.Sip(new SipCommand.RejectSubscription(subscribe.Request.Id, new ResponseSpec(status, Headers: headers)));
    }

    /// <summary>Neighbours see states, never who registers where; agents see themselves and the queues and states of their own centre.</summary>
    private static bool MayAsk(GatewayConfiguration configuration, Input.Subscribe subscribe, string package, string resource)
    {
        if (subscribe.Trunk is { } trunk)
        {
            return package.StartsWith("emergency-", StringComparison.Ordinal) && configuration.Trunk(trunk)?.Subscriptions == true;
        }

        var account = configuration.Agents.FirstOrDefault(a => a.Id == subscribe.Agent);
        return account is not null && package switch
        {
            EventPackages.Registration or EventPackages.Dialog => resource == account.Id.Value,
            EventPackages.ElementState => true,
            EventPackages.QueueState => configuration.Centres.Any(c => c.Code == account.Centre && c.Queues.Any(q => q.Id.Value == resource)),
            EventPackages.ServiceState => resource == account.Centre,
            _ => false,
        };
    }

    private void Tick()
    {
        if (!_ticking && _subscriptions.Count > 0)
        {
            _ticking = true;
            StartTimer(Second, new Input.Tick());
        }
    }

    private void Publish()
    {
        foreach (var subscription in _subscriptions.Values)
        {
            var before = subscription.Told;
            if (State(subscription) is { } now && !now.Equals(before) && Body(subscription) is { } body)
            {
                _services.Sip(new SipCommand.Notify(subscription.Id, body));
            }
        }
    }

    /// <summary>What a subscription is told, in a form that can be compared; null: there is no such resource.</summary>
    private object? State(Subscription subscription) => subscription.Package switch
    {
        EventPackages.QueueState => Queue(subscription.Resource) is { } q ? (q.Waiting + q.Offering, q.StaffedAgents > 0, _services.IsClosing()) : null,
        EventPackages.ServiceState => Queues(subscription.Resource) is { Count: > 0 } queues
            ? (queues.Count(q => q is { StaffedAgents: > 0, IsClosed: false }), _services.IsClosing()) : null,
        EventPackages.ElementState => (_services.IsClosing(), IsOverloaded),
        EventPackages.Registration => string.Join(' ', _services.Phones(new AgentId(subscription.Resource)).Select(b => b.Contact.Text)),
        EventPackages.Dialog => Agent(subscription.Resource) is { } agent ? (agent.State, agent.Offer) : null,
        _ => null,
    };

    private SipBody? Body(Subscription subscription)
    {
        subscription.Told = State(subscription);
        var configuration = _services.Configuration();
        var (domain, closing, resource) = (configuration.Domain, _services.IsClosing(), subscription.Resource);
        return subscription.Package switch
        {
            EventPackages.QueueState => StateDocuments.Queue(Queue(resource)!, domain, configuration.Limits.MaxCalls, closing),
            EventPackages.ServiceState => StateDocuments.Service(resource, domain, Queues(resource), closing),
            EventPackages.ElementState => StateDocuments.Element(domain, closing, IsOverloaded),
            EventPackages.Registration => StateDocuments.Registration(
                new AgentId(resource), domain, _services.Phones(new AgentId(resource)), subscription.Version++),
            EventPackages.Dialog => Agent(resource) is { } agent
                ? StateDocuments.Dialog(agent.Agent, domain, agent.State, agent.Offer, subscription.Version++) : null,
            _ => null,
        };
    }

    private bool IsOverloaded => _services.Calls() >= _services.Configuration().Limits.AlarmCalls;

    private QueueSnapshot? Queue(string id) => _services.Acd().Queues.FirstOrDefault(q => q.Queue.Value == id);

    private List<QueueSnapshot> Queues(string centre)
    {
        var ids = _services.Configuration().Centre(centre)?.Queues.Select(q => q.Id).ToHashSet() ?? [];
        return [.. _services.Acd().Queues.Where(q => ids.Contains(q.Queue))];
    }

    private AgentSnapshot? Agent(string id) => _services.Acd().Agents.FirstOrDefault(a => a.Agent.Value == id);

    /// <summary>NENA-STA-010.3 §4.2.2.9: every abandoned call is told to each who asked.</summary>
    private void Follow(JournalEntry entry)
    {
        if (entry.Call is not { } call)
        {
            return;
        }

        switch (entry.Payload)
        {
            case CallReceived received when _open.Count < MaxOpenCalls:
                _open[call] = (received, entry.At);
                break;
            case Abandon when _open.TryGetValue(call, out var begun):
                var body = StateDocuments.Abandoned(begun.Received, begun.At, entry.At);
                foreach (var subscription in _subscriptions.Values.Where(s => s.Package == EventPackages.AbandonedCall))
                {
                    _services.Sip(new SipCommand.Notify(subscription.Id, body, Replaces: false));
                }

                break;
            case CallEnded:
                _open.Remove(call);
                break;
        }
    }
}
