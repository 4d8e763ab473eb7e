using Gateway.Acd.Configuration;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>The engine with a virtual clock and the host's timer table; checks the invariants after every event.</summary>
internal sealed class Floor
{
    public static readonly QueueId Manado = new("71.71/darurat");
    public static readonly QueueId Bitung = new("71.72/darurat");
    public static readonly QueueId Tomohon = new("71.73/darurat");
    public static readonly DateTimeOffset Start = new(2027, 1, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<AcdTimer, DateTimeOffset> _timers = [];

    public Floor(AcdConfiguration configuration)
    {
        Configuration = configuration;
        Apply(new AcdEvent.Configure(configuration));
    }

    public AcdEngine Engine { get; } = new();

    public AcdConfiguration Configuration { get; }

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>Effects of the last event, or of all events of the last <see cref="Pass"/>.</summary>
    public List<AcdEffect> Last { get; private set; } = [];

    public List<AcdEffect> All { get; } = [];

    public IEnumerable<AcdTimer> Timers => _timers.OrderBy(t => t.Value).ThenBy(t => t.Key.Number).Select(t => t.Key);

    /// <summary>Called after every event, with its effects.</summary>
    public Action<AcdEvent, IReadOnlyList<AcdEffect>>? Observe { get; set; }

    public AcdSnapshot Snapshot => Engine.Snapshot(Now);

    /// <summary>One queue with agents "1" … "n", position in that order, Available and reachable.</summary>
    public static Floor With(int agents, Func<QueueOptions, QueueOptions>? queue = null)
    {
        var options = new QueueOptions { Id = Manado };
        var floor = new Floor(new AcdConfiguration
        {
            Queues = [queue?.Invoke(options) ?? options],
            Agents = [.. Enumerable.Range(1, agents).Select(n => new AgentOptions { Id = Agent(n) })],
            Tiers = [.. Enumerable.Range(1, agents).Select(n => new Tier(Manado, Agent(n), 0, n))],
        });
        floor.Staff([.. Enumerable.Range(1, agents)]);
        return floor;
    }

    public static AgentId Agent(int number) => new($"{number}");

    public static CallId Call(string name) => new(name);

    public void Staff(params int[] agents)
    {
        foreach (var agent in agents)
        {
            Apply(new AcdEvent.SetReachable(Agent(agent), true));
            Apply(new AcdEvent.SetStatus(Agent(agent), AgentStatus.Available, "", Now));
        }
    }

    public IReadOnlyList<AcdEffect> Apply(AcdEvent input)
    {
        var effects = Engine.Apply(input, Now);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AcdEffect.StartTimer start: _timers.Add(start.Timer, Now + start.After); break;
                case AcdEffect.StopTimer stop: Assert.True(_timers.Remove(stop.Timer), $"{stop.Timer} was stopped but does not run"); break;
            }
        }

        Last = [.. effects];
        All.AddRange(effects);
        var broken = AcdInvariants.Check(Engine);
        Assert.True(broken.Count == 0, $"after {input}: {string.Join("; ", broken)}");
        Observe?.Invoke(input, effects);
        return effects;
    }

    /// <summary>Time passes; due timers fire in order.</summary>
    public void Pass(double seconds)
    {
        var until = Now + TimeSpan.FromSeconds(seconds);
        var effects = new List<AcdEffect>();
        while (Timers.FirstOrDefault() is { } next && _timers[next] <= until)
        {
            Now = _timers[next] > Now ? _timers[next] : Now;
            _timers.Remove(next);
            effects.AddRange(Apply(new AcdEvent.TimerFired(next)));
        }

        Now = until;
        Last = effects;
    }

    // ---- what tests say

    public IReadOnlyList<AcdEffect> Enter(string call, QueueId? queue = null, double age = 0, double bonus = 0, double penalty = 0) =>
        Apply(new AcdEvent.EnterQueue(
            Call(call), queue ?? Manado, Now - TimeSpan.FromSeconds(age), TimeSpan.FromSeconds(bonus), TimeSpan.FromSeconds(penalty)));

    public IReadOnlyList<AcdEffect> Leave(string call) => Apply(new AcdEvent.LeaveQueue(Call(call)));

    public IReadOnlyList<AcdEffect> End(string call) => Apply(new AcdEvent.CallEnded(Call(call)));

    public IReadOnlyList<AcdEffect> Fail(OfferId offer, OfferFailure failure) => Apply(new AcdEvent.OfferFailed(offer, failure));

    public IReadOnlyList<AcdEffect> Declare(int agent, AgentStatus status, string reason = "") =>
        Apply(new AcdEvent.SetStatus(Agent(agent), status, reason, Now));

    /// <summary>The agent answers what is offered for the call, and both are bridged.</summary>
    public OfferId Talk(string call)
    {
        var offer = OfferOf(call)!.Value;
        Apply(new AcdEvent.OfferRinging(offer));
        Apply(new AcdEvent.OfferAnswered(offer));
        Apply(new AcdEvent.OfferConfirmed(offer));
        return offer;
    }

    public OfferId? OfferOf(string call) => CallOf(call).Offer;

    public CallSnapshot CallOf(string call) => Snapshot.Calls.Single(c => c.Call == Call(call));

    public AgentSnapshot AgentOf(int agent) => Snapshot.Agents.Single(a => a.Agent == Agent(agent));

    public QueueSnapshot QueueOf(QueueId queue) => Snapshot.Queues.Single(q => q.Queue == queue);

    public IEnumerable<T> Of<T>()
        where T : AcdEffect => Last.OfType<T>();

    /// <summary>The offers of the last event as "call→agent".</summary>
    public IEnumerable<string> Offers => Of<AcdEffect.Offer>().Select(o => $"{o.Call}→{o.Agent}");

    public IEnumerable<AcdAlert> Alerts => Of<AcdEffect.Alert>().Select(a => a.Kind);

    public TimeSpan Left(AcdTimer timer) => _timers[timer] - Now;
}
