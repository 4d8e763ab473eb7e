using Gateway.Acd.Configuration;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Tests;

/// <summary>A seeded run over three centres that overflow into each other, with a model of the host beside it.</summary>
internal sealed class RandomRun
{
    private const int AgentCount = 6;
    private static readonly string[] Languages = ["en", "id", "tontemboan"];
    private static readonly QueueId[] Queues = [Floor.Manado, Floor.Bitung, Floor.Tomohon];

    private readonly Random _random;
    private readonly Dictionary<string, List<OfferId>> _calls = [];
    private readonly HashSet<OfferId> _answered = [];
    private readonly Dictionary<OfferId, (string Call, AgentId Agent)> _offers = [];
    private readonly List<OfferId> _everyOffer = [];
    private readonly List<AcdTimer> _everyTimer = [];
    private readonly int _mostCalls;
    private int _lastCall;
    private long _lastAgentCall;

    public RandomRun(int seed)
    {
        _random = new Random(seed);
        _mostCalls = RingsSeveral(seed) ? 3 : 30;
        Floor = new Floor(SomeConfiguration(all: true)) { Observe = Observe };
        for (var agent = 1; agent <= AgentCount; agent++)
        {
            Floor.Staff(agent);
        }
    }

    public Floor Floor { get; }

    /// <summary>In every third run there are fewer callers than agents, so that several phones ring for one.</summary>
    public static bool RingsSeveral(int seed) => seed % 3 == 0;

    public int Offers => _everyOffer.Count;

    /// <summary>Several phones rang for one caller.</summary>
    public bool SeveralAtOnce { get; private set; }

    public HashSet<Type> EventTypes { get; } = [];

    public IEnumerable<string> OpenCalls => _calls.Keys;

    public void Steps(int count)
    {
        for (var n = 0; n < count; n++)
        {
            Step();
        }
    }

    /// <summary>Everybody comes to work, and every caller is talked to.</summary>
    public void Drain()
    {
        Floor.Apply(new AcdEvent.Configure(SomeConfiguration(all: true)));
        for (var agent = 1; agent <= AgentCount; agent++)
        {
            Floor.Apply(new AcdEvent.SetBusyElsewhere(Floor.Agent(agent), false));
            Floor.Staff(agent);
        }

        for (var rounds = 0; _calls.Count > 0; rounds++)
        {
            Assert.True(rounds < 1000, "callers are left over");
            foreach (var (offer, (call, _)) in _offers.OrderBy(o => o.Key.Value).ToArray())
            {
                Floor.Apply(new AcdEvent.OfferConfirmed(offer));
                Floor.End(call);
            }

            Floor.Pass(10);
        }
    }

    private void Step()
    {
        var agent = Floor.Agent(_random.Next(1, AgentCount + 2));
        switch (_random.Next(100))
        {
            case < 18 when _calls.Count < _mostCalls:
                var name = _random.Next(30) == 0 ? SomeCall() : $"c{++_lastCall}";
                Floor.Apply(new AcdEvent.EnterQueue(
                    Floor.Call(name), SomeQueue(), Floor.Now - Seconds(40), Seconds(60), Seconds(60))
                {
                    Languages = _random.Next(3) == 0 ? [Languages[_random.Next(3)], "en"] : [],
                    PreferredAgent = _random.Next(3) == 0 ? agent : null,
                });
                break;
            case < 30: Floor.Apply(new AcdEvent.OfferRinging(SomeOffer())); break;
            case < 42: Floor.Apply(new AcdEvent.OfferAnswered(SomeOffer())); break;
            case < 54: Floor.Apply(new AcdEvent.OfferConfirmed(SomeOffer())); break;
            case < 59: Floor.Fail(SomeOffer(), (OfferFailure)_random.Next(6)); break;
            case < 62: Floor.Leave(SomeCall()); break;
            case < 73: Floor.End(SomeCall()); break;
            case < 74 when _random.Next(3) == 0: Floor.Apply(new AcdEvent.ExtendWrapUp(agent)); break;
            case < 75 when _random.Next(3) == 0: Floor.Apply(new AcdEvent.SetOpen(SomeQueue(), _random.Next(3) > 0)); break;
            case < 76: Floor.Apply(new AcdEvent.SetReachable(agent, _random.Next(8) > 0)); break;
            case < 77: Floor.Apply(new AcdEvent.SetStatus(agent, (AgentStatus)_random.Next(4), "x", Floor.Now)); break;
            case < 83 when _random.Next(6) > 0: Floor.Apply(new AcdEvent.SetStatus(agent, AgentStatus.Available, "", Floor.Now)); break;
            case < 83: Floor.Apply(new AcdEvent.SetBusyElsewhere(agent, _random.Next(6) == 0)); break;
            case < 84: Transfer(agent); break;
            case < 85 when _random.Next(3) == 0: Floor.Apply(new AcdEvent.EndWrapUp(agent)); break;
            case < 85: AgentCall(agent); break;
            case < 86 when _random.Next(2) == 0:
                Floor.Apply(new AcdEvent.SetPenalty(Floor.Call(SomeCall()), TimeSpan.FromSeconds(_random.Next(90))));
                break;
            case < 86:
                Floor.Apply(new AcdEvent.SetPriority(
                    Floor.Call(SomeCall()), TimeSpan.FromSeconds(_random.Next(90)), TimeSpan.FromSeconds(_random.Next(90))));
                break;
            case < 87 when _everyTimer.Count > 0: Late(_everyTimer[_random.Next(_everyTimer.Count)]); break;
            case < 88 when _random.Next(4) == 0: Floor.Apply(new AcdEvent.Configure(SomeConfiguration(all: _random.Next(2) == 0))); break;
            case < 89 when _random.Next(8) == 0:
                Floor.Apply(new AcdEvent.Restore([new(agent, AgentStatus.AvailableOnDemand, "", Floor.Now)]));
                break;
            case < 89 when _random.Next(8) == 0: Floor.Apply(new AcdEvent.RollCall()); break;
            case < 89 when _random.Next(8) == 0: Floor.Apply(new AcdEvent.NewDay(Floor.Now, [agent, Floor.Agent(1)])); break;
            case < 89 when _random.Next(8) == 0:
                Floor.Apply(new AcdEvent.RestoreStandings([new(agent, 3, Seconds(900), Floor.Now - Seconds(900), Floor.Now - Seconds(900))]));
                break;
            default: Floor.Pass(_random.Next(3) == 0 ? _random.NextDouble() * 20 : _random.NextDouble()); break;
        }
    }

    private void Transfer(AgentId agent)
    {
        var (offer, call) = (SomeOffer(), SomeCall());
        call = _offers.TryGetValue(offer, out var known) ? known.Call : call;
        Floor.Apply(new AcdEvent.Transfer(Floor.Call(call), offer, _random.Next(2) == 0 ? agent : null, SomeQueue()));
    }

    /// <summary>Agents call each other, let it be, or hand a caller over by it.</summary>
    private void AgentCall(AgentId agent)
    {
        var known = new AgentCallId(_random.Next(8) == 0 ? 99_999 : _lastAgentCall);
        var offer = SomeOffer();
        AgentId? dialling = _offers.TryGetValue(offer, out var talk) ? talk.Agent : _random.Next(4) == 0 ? null : Floor.Agent(_random.Next(1, AgentCount + 2));
        switch (_random.Next(6))
        {
            case 0: Floor.Apply(new AcdEvent.ReleaseClaim(known)); break;
            case 1: Floor.Apply(new AcdEvent.RenewClaim(known)); break;
            case 2 when _random.Next(2) == 0: PickUp(agent); break;
            case 2: Floor.Apply(new AcdEvent.HandOver(Floor.Call(talk.Call ?? SomeCall()), offer, known)); break;
            default:
                var call = new AgentCallId(++_lastAgentCall);
                if (Floor.Apply(new AcdEvent.Claim(call, dialling, _random.Next(5) == 0 ? null : agent)).OfType<AcdEffect.Claimed>().Any()
                    && talk.Call is not null && _random.Next(2) == 0)
                {
                    Floor.Apply(new AcdEvent.HandOver(Floor.Call(talk.Call), offer, call));
                }

                break;
        }
    }

    private void PickUp(AgentId agent)
    {
        var (call, offer) = (new AgentCallId(++_lastAgentCall), SomeOffer());
        Floor.Apply(new AcdEvent.Claim(call, null, agent));
        Floor.Apply(new AcdEvent.PickUp(Floor.Call(_offers.TryGetValue(offer, out var ring) ? ring.Call : SomeCall()), offer, call));
    }

    private void Late(AcdTimer timer)
    {
        if (!Floor.Timers.Contains(timer))
        {
            Assert.Empty(Floor.Apply(new AcdEvent.TimerFired(timer)));
        }
    }

    private QueueId SomeQueue() => _random.Next(40) == 0 ? new("nowhere") : Queues[_random.Next(3)];

    /// <summary>Mostly one that is there, sometimes one that is over or never was.</summary>
    private string SomeCall() =>
        _calls.Count > 0 && _random.Next(8) > 0 ? _calls.Keys.ElementAt(_random.Next(_calls.Count)) : $"c{_random.Next(_lastCall + 5)}";

    private OfferId SomeOffer() =>
        _offers.Count > 0 && _random.Next(6) > 0 ? _offers.Keys.ElementAt(_random.Next(_offers.Count))
        : _everyOffer.Count > 0 && _random.Next(3) > 0 ? _everyOffer[_random.Next(_everyOffer.Count)]
        : new OfferId(_random.Next(100_000));

    private AcdConfiguration SomeConfiguration(bool all)
    {
        var queues = Queues.Where(_ => all || _random.Next(4) > 0).ToArray();
        return new AcdConfiguration
        {
            Version = _random.Next(1000),
            MaxQueuesPerCall = all ? 5 : _random.Next(1, 4),
            Queues = [.. queues.Select(q => new QueueOptions
            {
                Id = q,
                Strategy = _mostCalls > 3 || _random.Next(3) == 0 ? _random.GetItems(Enum.GetValues<DistributionStrategy>(), 1)[0] : DistributionStrategy.RingAll,
                WrapUpTime = TimeSpan.FromSeconds(_random.Next(3) * 5),
                TierWait = TimeSpan.FromSeconds(_random.Next(30)),
                Skills = _random.Next(2) == 0
                    ? []
                    : [new SkillNeed("en", 50) { RelaxAfter = Seconds(10), To = _random.Next(2) * 20 }, new SkillNeed("fire", 1)],
                SkillWait = Seconds(25),
                PreferredAgentWait = Seconds(3) * _random.Next(4),
                MaxNoAnswer = _random.Next(4),
                Delays = new() { Busy = TimeSpan.FromSeconds(_random.Next(2)), NoAnswer = TimeSpan.FromSeconds(_random.Next(4)) },
                Overflow = [.. Queues.Where(to => to != q && queues.Contains(to)).Select(to => new OverflowStep(to)
                {
                    After = TimeSpan.FromSeconds(_random.Next(60)),
                    WhenUnstaffedFor = _random.Next(2) == 0 ? TimeSpan.FromSeconds(_random.Next(20)) : null,
                    WhenLongerThan = _random.Next(3) == 0 ? 5 : null,
                })],
            })],
            Agents = [.. Enumerable.Range(1, AgentCount)
                .Where(_ => all || _random.Next(6) > 0)
                .Select(n => new AgentOptions { Id = Floor.Agent(n), Skills = SomeSkills() })],
            Tiers = [.. Enumerable.Range(1, AgentCount).SelectMany(n => queues
                .Where((_, i) => all ? (n + i) % 2 == 0 || n % 3 == i : _random.Next(2) == 0)
                .Select(q => new Tier(q, Floor.Agent(n), _random.Next(3), _random.Next(3))))],
        };
    }

    private Dictionary<string, int> SomeSkills() =>
        Languages.Append("fire").Where(_ => _random.Next(2) == 0).ToDictionary(s => s, _ => _random.Next(1, 101));

    private TimeSpan Seconds(int most) => TimeSpan.FromSeconds(_random.Next(most));

    // ---- the model

    private void Observe(AcdEvent input, IReadOnlyList<AcdEffect> effects)
    {
        EventTypes.Add(input.GetType());
        switch (input)
        {
            case AcdEvent.EnterQueue e: _calls.TryAdd(e.Call.Value, []); break;
            case AcdEvent.LeaveQueue e: Over(e.Call.Value, effects); break;
            case AcdEvent.CallEnded e: Over(e.Call.Value, effects); break;
            case AcdEvent.OfferFailed e: Free(e.Offer); break;
            case AcdEvent.OfferAnswered e when _offers.ContainsKey(e.Offer): OnlyWinner(e.Offer, effects); break;
            case AcdEvent.OfferConfirmed e when _offers.ContainsKey(e.Offer): OnlyWinner(e.Offer, effects); break;
        }

        // Whoever came and has not gone is here: nobody is lost.
        Assert.True(_calls.Count == Floor.Engine.Calls.Count() && Floor.Engine.Calls.All(c => _calls.ContainsKey(c.Id.Value)), $"after {input}");

        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AcdEffect.StartTimer start: _everyTimer.Add(start.Timer); break;
                case AcdEffect.WithdrawOffer withdrawn: Free(withdrawn.Id); break;
                case AcdEffect.Transferred transferred: Free(transferred.OfferId); break;
                case AcdEffect.HandedOver handed:
                    Free(handed.OfferId);
                    _calls[handed.Call.Value] = [handed.Next];
                    _answered.Add(handed.Next);
                    Assert.DoesNotContain(_offers.Values, o => o.Agent == handed.Agent);
                    _offers.Add(handed.Next, (handed.Call.Value, handed.Agent));
                    _everyOffer.Add(handed.Next);
                    break;
                case AcdEffect.Offer offer:
                    var open = _calls.TryGetValue(offer.Call.Value, out var before);
                    Assert.True(open, $"{offer} for a call that is over");
                    Assert.True(
                        before!.Count == 0 || Floor.Engine.Calls.Single(c => c.Id == offer.Call).RingPlace is not null, $"{offer} beside another");
                    Assert.DoesNotContain(before!, _answered.Contains);
                    Assert.DoesNotContain(_offers.Values, o => o.Agent == offer.Agent);
                    before!.Add(offer.Id);
                    SeveralAtOnce |= before.Count > 1;
                    _offers.Add(offer.Id, (offer.Call.Value, offer.Agent));
                    _everyOffer.Add(offer.Id);

                    // The agent who hands a caller on names the next one: no rank is asked.
                    if (offer.PickedUp is null && (input is not AcdEvent.Transfer { To: { } to } transfer || to != offer.Agent || transfer.Call != offer.Call))
                    {
                        LowerRanksMustNotHaveMissed(offer);
                    }

                    break;
            }
        }
    }

    private void Over(string call, IReadOnlyList<AcdEffect> effects)
    {
        if (_calls.Remove(call, out var offers))
        {
            Assert.All(effects.OfType<AcdEffect.WithdrawOffer>(), w => Assert.Contains(w.Id, offers));
            offers.ForEach(o => _offers.Remove(o));
        }
    }

    private void Free(OfferId offer)
    {
        _answered.Remove(offer);
        if (_offers.Remove(offer, out var who) && _calls.TryGetValue(who.Call, out var offers))
        {
            offers.Remove(offer);
        }
    }

    /// <summary>
    /// Who answers first has the caller: in the same turn every other phone is taken back, and never a second one answers.
    /// </summary>
    private void OnlyWinner(OfferId winner, IReadOnlyList<AcdEffect> effects)
    {
        var offers = _calls[_offers[winner].Call];
        Assert.DoesNotContain(offers, o => o != winner && _answered.Contains(o));
        var taken = effects.OfType<AcdEffect.WithdrawOffer>().Where(w => w.Reason == WithdrawReason.AnsweredElsewhere).Select(w => w.Id);
        Assert.Equal(offers.Where(o => o != winner).Order(ById), taken.Order(ById));
        _answered.Add(winner);
    }

    private static Comparer<OfferId> ById => Comparer<OfferId>.Create((x, y) => x.Value.CompareTo(y.Value));

    /// <summary>Nobody who still waits, and whom this agent may take, has a lower rank than the one who got the agent.</summary>
    private void LowerRanksMustNotHaveMissed(AcdEffect.Offer offer)
    {
        var engine = Floor.Engine;
        var rank = engine.Calls.Single(c => c.Id == offer.Call).Rank;
        var staffed = engine.Agents.SelectMany(a => a.Tiers).Where(t => t.Agent.IsStaffed).ToLookup(t => t.Queue);
        foreach (var tier in engine.Agents.Single(a => a.Id == offer.Agent).Tiers)
        {
            foreach (var call in engine.Calls.Where(c => c.Phase == AcdCallPhase.Waiting && c.Rank < rank))
            {
                var missed = call.PlaceIn(tier.Queue) is { } place && AcdInvariants.MayTake(place, tier, staffed[tier.Queue]);
                Assert.False(missed, $"{offer} went past {call.Id} of lower rank");
            }
        }
    }
}
