using Gateway.Acd.Agents;
using Gateway.Acd.Configuration;
using Gateway.Acd.Distribution;
using Gateway.Acd.Offers;
using Gateway.Acd.Queues;
using Gateway.Acd.Statistics;

namespace Gateway.Acd;

/// <summary>
/// Call distribution: who answers, when. Deterministic: the same events at the same times give the same effects. Mutable inside and
/// not thread-safe: one owner applies events, performs effects in order and feeds results back as events; no event throws.
/// </summary>
/// <remarks>
/// One event at a time: change what the event says (Calls, Offers, Agents, Reload), then match until nothing is left to match
/// (<see cref="Matcher"/>). Kept after every event and checked by <see cref="AcdInvariants"/>: an agent has at most one offer or
/// conversation, a call at most one; no call waits beside a ready agent who may take it; whoever is offered has the lowest rank
/// of those whom that agent may take. Costs O(log n) in the number of waiting calls per event.
/// </remarks>
public sealed partial class AcdEngine
{
    private readonly EffectBuffer _effects = new();
    private readonly Matcher _matcher;
    private readonly WorkCounter _work = new();
    private readonly Dictionary<CallId, QueuedCall> _calls = [];
    private readonly Dictionary<OfferId, Offer> _offers = [];
    private readonly long[] _ignored = new long[Enum.GetValues<IgnoredReason>().Length];
    private AcdConfiguration _configuration = new();
    private DateTimeOffset _now;
    private long _lastOffer;
    private long _lastSequence;
    private long _stalls;
    private int _waiting;
    private AcdTimer? _watchdog;

    /// <summary>An engine with one queue, <see cref="AcdDefaults.UnconfiguredQueue"/>, and no agents, until it is configured.</summary>
    /// <param name="seed">Of the choice in <see cref="DistributionStrategy.Random"/>; the same seed and events give the same
    /// effects.</param>
    public AcdEngine(ulong seed = 0)
    {
        _matcher = new Matcher(new Lottery(seed));
        Reload(new AcdConfiguration());
        _effects.Take();
    }

    /// <summary>Applies one event.</summary>
    /// <param name="now">Wall clock, for ages and statistics; steps of the clock shift these and nothing else.</param>
    /// <returns>What is to be done, in order.</returns>
    public IReadOnlyList<AcdEffect> Apply(AcdEvent input, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(input);
        _now = now;
        Dispatch(input);
        Match();
        KeepWatchdog();
        return _effects.Take();
    }

    private void Dispatch(AcdEvent input)
    {
        switch (input)
        {
            case AcdEvent.Configure e: Reload(e.Configuration); break;
            case AcdEvent.Restore e: Restore(e.Statuses); break;
            case AcdEvent.RestoreStandings e: Restore(e.Standings); break;
            case AcdEvent.NewDay e: BeginDay(e); break;
            case AcdEvent.RollCall: _effects.Add(new AcdEffect.RollCall([.. _agentOrder.Where(a => a.Options is not null).Select(Announcement)])); break;

            case AcdEvent.EnterQueue e: Enter(e); break;
            case AcdEvent.SetPriority e: SetPriority(e); break;
            case AcdEvent.SetPenalty e: SetPriority(new(e.Call, BonusOf(e.Call), e.Penalty)); break;
            case AcdEvent.LeaveQueue e: Leave(e.Call); break;
            case AcdEvent.Transfer e: Transfer(e); break;
            case AcdEvent.SetOpen e: SetOpen(e.Queue, e.Open); break;
            case AcdEvent.CallEnded e: Leave(e.Call); break;

            case AcdEvent.Claim e: Claim(e); break;
            case AcdEvent.RenewClaim e: RenewClaim(e.AgentCall); break;
            case AcdEvent.ReleaseClaim e: ReleaseClaim(e.AgentCall); break;
            case AcdEvent.HandOver e: HandOver(e); break;
            case AcdEvent.PickUp e: PickUp(e); break;

            case AcdEvent.OfferRinging e: Ringing(e.Offer); break;
            case AcdEvent.OfferAnswered e: Answered(e.Offer); break;
            case AcdEvent.OfferConfirmed e: Confirmed(e.Offer); break;
            case AcdEvent.OfferFailed e: Failed(e.Offer, e.Failure); break;

            case AcdEvent.SetStatus e: SetStatus(e.Agent, e.Status, e.Reason, e.Since); break;
            case AcdEvent.SetReachable e: SetReachable(e.Agent, e.Reachable); break;
            case AcdEvent.SetBusyElsewhere e: SetBusyElsewhere(e.Agent, e.Busy); break;
            case AcdEvent.EndWrapUp e: EndWrapUp(e.Agent); break;
            case AcdEvent.ExtendWrapUp e: ExtendWrapUp(e.Agent); break;

            case AcdEvent.TimerFired e: Fired(e.Timer); break;
        }
    }

    /// <summary>A timer counts only while its slot holds it; else it was stopped or replaced while it fired.</summary>
    private void Fired(AcdTimer timer)
    {
        switch (timer)
        {
            case AcdTimer.Lease t when _offers.TryGetValue(t.Offer, out var offer) && offer.Lease == timer:
                offer.Lease = null;
                LeaseExpired(offer);
                break;
            case AcdTimer.RingNext t when _calls.TryGetValue(t.Call, out var call) && call.RingTimer == timer:
                call.RingTimer = null;
                RingNext(call);
                break;
            case AcdTimer.TierOpens t when FindPlace(t.Call, t.Queue) is { } place && place.TierTimer == timer:
                place.TierTimer = null;
                TierOpens(place);
                break;
            case AcdTimer.SkillsRelax t when FindPlace(t.Call, t.Queue) is { } place && place.SkillTimer == timer:
                place.SkillTimer = null;
                SkillsRelax(place);
                break;
            case AcdTimer.PreferredWait t when _calls.TryGetValue(t.Call, out var call) && call.HoldTimer == timer:
                call.HoldTimer = null;
                LetGo(call);
                break;
            case AcdTimer.OverflowAfter t when FindPlace(t.Call, t.Queue) is { } place && place.OverflowTimer == timer:
                place.OverflowTimer = null;
                OverflowAfter(place);
                break;
            case AcdTimer.QueueUnstaffed t when _queues.TryGetValue(t.Queue, out var queue) && queue.UnstaffedTimer == timer:
                queue.UnstaffedTimer = null;
                UnstaffedLonger(queue);
                break;
            case AcdTimer.AgentDelay t when _agents.TryGetValue(t.Agent, out var agent) && agent.DelayTimer == timer:
                agent.DelayTimer = null;
                Refresh(agent);
                break;
            case AcdTimer.WrapUp t when _agents.TryGetValue(t.Agent, out var agent) && agent.WrapUpTimer == timer:
                agent.WrapUpTimer = null;
                Refresh(agent);
                break;
            case AcdTimer.Claim t when _claims.TryGetValue(t.AgentCall, out var claim) && claim.Lease == timer:
                claim.Lease = null;
                ClaimExpired(claim);
                break;
            case AcdTimer.Watchdog when _watchdog == timer:
                _watchdog = null;
                Watch();
                break;
            default:
                Ignore(IgnoredReason.LateTimer);
                break;
        }
    }

    private void Match()
    {
        while (_matcher.Next() is { } match)
        {
            Ring(match.Place, match.Agent);
        }
    }

    private void KeepWatchdog()
    {
        if (_waiting == 0)
        {
            _effects.Stop(ref _watchdog);
        }
        else if (_watchdog is null)
        {
            _effects.Start(ref _watchdog, n => new AcdTimer.Watchdog(n), _configuration.WatchdogPeriod);
        }
    }

    /// <summary>Looks without the indices for what matching should have found, and builds them anew if there is any.</summary>
    private void Watch()
    {
        if (AcdInvariants.FindStalled(this) is not { } stalled)
        {
            return;
        }

        _stalls++;
        Alert(
            AcdAlert.Stalled,
            $"agent {stalled.Agent.Id} was ready for waiting call {stalled.Place.Call.Id} in queue {stalled.Place.Queue.Id}; matched anew",
            stalled.Place.Queue, stalled.Agent, stalled.Place.Call);
        BuildIndices();
    }

    private void Ignore(IgnoredReason reason) => _ignored[(int)reason]++;

    private void Alert(
        AcdAlert kind, string text, CallQueue? queue = null, Agent? agent = null, QueuedCall? call = null, Offer? offer = null) =>
        _effects.Add(new AcdEffect.Alert(kind, text, queue?.Id, agent?.Id, call?.Id, offer?.Id));

    // ---- for AcdInvariants and tests

    internal IEnumerable<QueuedCall> Calls => _calls.Values.OrderBy(c => c.Rank);

    internal IReadOnlyList<Agent> Agents => _agentOrder;

    internal IReadOnlyList<CallQueue> Queues => _queueOrder;

    internal IReadOnlyDictionary<OfferId, Offer> Offers => _offers;

    internal IReadOnlyDictionary<AgentCallId, AgentCallClaim> Claims => _claims;

    internal int WaitingCalls => _waiting;

    internal bool WatchdogRuns => _watchdog is not null;

    internal AcdConfiguration Configuration => _configuration;

    /// <summary>Comparisons and steps of walks since the start.</summary>
    internal long Work => _work.Count;
}
