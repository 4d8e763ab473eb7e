using System.Diagnostics;
using Gateway.Acd;
using Gateway.Acd.Configuration;

namespace Gateway.Benchmarks.Distribution;

/// <summary>
/// The distributor alone, with so many callers waiting and two hundred agents talking. One round: a conversation ends, so that an agent
/// becomes
/// ready and the offer for the next caller leaves in the same event; phone rings, answers, is bridged; a new caller comes.
/// </summary>
internal sealed class EngineRun
{
    public const int Agents = 200;

    private static readonly QueueId Queue = new("71.71/darurat");

    private readonly AcdEngine _engine = new();
    private readonly Queue<CallId> _talking = new();
    private readonly List<double> _matches = [];
    private readonly List<double> _events = [];
    private DateTimeOffset _now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private AcdTimer? _watchdog;
    private int _calls;
    private double _last;

    /// <param name="skilled">Every fourth caller needs a language that every third agent speaks.</param>
    public EngineRun(int waiting, bool skilled)
    {
        Skilled = skilled;
        Apply(new AcdEvent.Configure(new AcdConfiguration
        {
            Queues = [new QueueOptions { Id = Queue, WrapUpTime = TimeSpan.Zero, SkillWait = TimeSpan.FromHours(1) }],
            Agents = [.. Enumerable.Range(0, Agents).Select(Agent)],
            Tiers = [.. Enumerable.Range(0, Agents).Select(n => new Tier(Queue, new AgentId($"{n}")))],
        }));
        for (var n = 0; n < Agents; n++)
        {
            Apply(new AcdEvent.SetReachable(new AgentId($"{n}"), true));
            Apply(new AcdEvent.SetStatus(new AgentId($"{n}"), AgentStatus.Available, "", _now));
        }

        while (_talking.Count < Agents)
        {
            Answer(Enter());
        }

        for (var n = 0; n < waiting; n++)
        {
            Enter();
        }
    }

    private bool Skilled { get; }

    /// <summary>Microseconds of an event, at this share of all since <see cref="Reset"/>.</summary>
    public double Event(double share) => At(_events, share);

    /// <summary>Microseconds from the event that makes an agent ready to its offer, at this share of all.</summary>
    public double Match(double share) => At(_matches, share);

    public void Rounds(int count)
    {
        for (var n = 0; n < count; n++)
        {
            var offers = Apply(new AcdEvent.CallEnded(_talking.Dequeue())).OfType<AcdEffect.Offer>().ToList();
            _matches.Add(_last);
            Answer(offers);
            Answer(Enter());
        }
    }

    public void Reset()
    {
        _events.Clear();
        _matches.Clear();
    }

    /// <summary>Microseconds of one pass of the watchdog, which looks without the indices; once in two seconds.</summary>
    public double Watchdog()
    {
        Apply(new AcdEvent.TimerFired(_watchdog!));
        return _last;
    }

    private static double At(List<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, share * sorted.Count)];
    }

    private AgentOptions Agent(int n) => new()
    {
        Id = new AgentId($"{n}"),
        Skills = Skilled && n % 3 == 0 ? new Dictionary<string, int> { ["tnt"] = 60 } : new Dictionary<string, int>(),
    };

    private List<AcdEffect.Offer> Enter()
    {
        var call = ++_calls;
        return [.. Apply(new AcdEvent.EnterQueue(new CallId($"c{call}"), Queue, _now) { Languages = Skilled && call % 4 == 0 ? ["tnt"] : [] })
            .OfType<AcdEffect.Offer>()];
    }

    private void Answer(List<AcdEffect.Offer> offers)
    {
        foreach (var offer in offers)
        {
            Apply(new AcdEvent.OfferRinging(offer.Id));
            Apply(new AcdEvent.OfferAnswered(offer.Id));
            Apply(new AcdEvent.OfferConfirmed(offer.Id));
            _talking.Enqueue(offer.Call);
        }
    }

    private IReadOnlyList<AcdEffect> Apply(AcdEvent input)
    {
        _now += TimeSpan.FromMilliseconds(1);
        var begun = Stopwatch.GetTimestamp();
        var effects = _engine.Apply(input, _now);
        _last = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        _events.Add(_last);
        foreach (var effect in effects)
        {
            _watchdog = effect is AcdEffect.StartTimer { Timer: AcdTimer.Watchdog started } ? started : _watchdog;
        }

        return effects;
    }
}
