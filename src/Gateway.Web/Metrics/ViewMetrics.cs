using System.Diagnostics.Metrics;
using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Web.Live;
using Gateway.Web.Pages;
using Gateway.Web.Ports;

namespace Gateway.Web.Metrics;

/// <summary>Gauges read from the current picture at each scrape.</summary>
internal sealed class ViewMetrics : IDisposable
{
    private static readonly AgentState[] States = Enum.GetValues<AgentState>();
    private static readonly CallPhase[] Phases = Enum.GetValues<CallPhase>();

    private readonly Meter meter;
    private readonly IGatewayView source;
    private readonly TimeProvider time;

    public ViewMetrics(IMeterFactory meters, IGatewayView source, TimeProvider time, LiveView live)
    {
        this.source = source;
        this.time = time;
        meter = meters.Create(new MeterOptions(GatewayMetrics.MeterName + ".View") { Scope = meters });
        meter.CreateObservableGauge("calls.current", Calls, null, "Calls in progress by phase.");
        meter.CreateObservableGauge("queue.waiting", Waiting, null, "Calls waiting now.");
        meter.CreateObservableGauge("queue.longest.wait", LongestWait, "s", "Longest wait now, from the INVITE; 0 when nobody waits.");
        meter.CreateObservableGauge(
            "queue.offered.today", () => PerQueue(q => q.OfferedToday), null, "Calls that entered the queue since midnight.");
        meter.CreateObservableGauge("queue.answered.today", () => PerQueue(q => q.AnsweredToday), null, "Calls answered since midnight.");
        meter.CreateObservableGauge(
            "queue.abandoned.today", () => PerQueue(q => q.AbandonedToday), null, "Calls abandoned since midnight.");
        meter.CreateObservableGauge(
            "queue.withdrawn.today", () => PerQueue(q => q.WithdrawnToday), null, "Calls taken out on purpose before an agent's answer, since midnight.");
        meter.CreateObservableGauge(
            "queue.lost.today", () => PerQueue(q => q.LostToday), null,
            "Calls ended before an agent's answer by our fault or the network's, since midnight.");
        meter.CreateObservableGauge(
            "queue.overflowed.today", () => PerQueue(q => q.OverflowedToday), null, "Times that calls began to wait in one more queue, since midnight.");
        meter.CreateObservableGauge(
            "service.level", () => ServiceLevel(s => s.Sl), "1", "Answered within the threshold / answered, since midnight.");
        meter.CreateObservableGauge(
            "service.level2", () => ServiceLevel(s => s.Sl2), "1", "(Answered + abandoned within the threshold) / all, since midnight.");
        meter.CreateObservableGauge("agents", Agents, null, "Agents by centre and observed state.");
        meter.CreateObservableGauge("agents.registered", Registered, null, "Agents with at least one phone bound.");
        meter.CreateObservableGauge("trunk.up", TrunkUp, null, "1 up or in part, 0 down, -1 not known or disabled.");
        meter.CreateObservableGauge(
            "trunk.registered", () => View.Trunks.Where(t => t.IsRegistered is not null)
                .Select(t => new Measurement<long>(t.IsRegistered == true ? 1 : 0, Tag("trunk", t.Name))), null,
            "1 while the trunk's registrar has us, else 0; only of trunks that want it.");
        meter.CreateObservableGauge(
            "trunk.calls", () => View.Trunks.Select(t => new Measurement<long>(t.Calls, Tag("trunk", t.Name))), null,
            "Calls in progress over the trunk.");
        meter.CreateObservableGauge("incidents", () => (long)View.Incidents.Count, null, "Groups of calls from one place within five minutes.");
        meter.CreateObservableGauge(
            "incident.largest", () => (long)View.Incidents.Select(i => i.InWindow).DefaultIfEmpty().Max(), null,
            "Calls of the last five minutes of the largest incident.");
        meter.CreateObservableGauge(
            "calls.silent", () => (long)View.Calls.Count(c => c is { Phase: not CallPhase.Talking, VoiceHeard: false, Keys.Length: 0, AudioSince: not null }),
            null, "Waiting callers whose audio comes, but who have not been heard.");
        meter.CreateObservableGauge(
            "calls.poor.lines", () => (long)View.Calls.Count(c => c.Mos < Show.PoorMos), null,
            "Calls now of which one direction is estimated below a MOS of 3.6 (ITU-T G.107, G.109).");
        meter.CreateObservableGauge(
            "callbacks.open", () => OfCallbacks(c => c.Open), null, "Callers lost in the last 24 hours who are still to be called back.");
        meter.CreateObservableGauge(
            "callbacks.expired", () => OfCallbacks(c => c.Expired), null, "Callers lost in the last 24 hours whom nobody reached in time.");
        meter.CreateObservableGauge(
            "callback.service.level",
            () => from level in View.Callbacks?.Levels ?? []
                  where level.Due > 0
                  select new Measurement<double>(level.Share ?? 0, Tag("within_seconds", level.Within.TotalSeconds)),
            "1", "Called back within the goal / callers to be called back, of those lost in the last 24 hours.");
        meter.CreateObservableGauge("draining", () => View.Node.Draining ? 1L : 0L, null, "1 while draining.");
        meter.CreateObservableGauge(
            "view.age", () => (time.GetUtcNow() - View.At).TotalSeconds, "s", "Age of the picture that pages and gauges are read from.");
        meter.CreateObservableGauge("pages.open", () => (long)live.Pages, null, "Live pages open.");
        meter.CreateObservableGauge("info", Info, null, "1; the version and the configuration in force.");
    }

    private GatewayView View => source.Current;

    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<long>> Calls()
    {
        var calls = View.Calls;
        return Phases.Select(phase => new Measurement<long>(calls.Count(c => c.Phase == phase), Tag("phase", phase)));
    }

    private IEnumerable<Measurement<long>> OfCallbacks(Func<CallbackStatistics, int> value) =>
        View.Callbacks is { } callbacks ? [new Measurement<long>(value(callbacks))] : [];

    private IEnumerable<Measurement<long>> Waiting() => PerQueue(q => q.Waiting);

    private IEnumerable<Measurement<double>> LongestWait()
    {
        var now = time.GetUtcNow();
        return View.Queues.Select(q => new Measurement<double>(
            q.LongestWaitSince is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0, Tag("queue", q.Id)));
    }

    // Figures that are not known yet have no sample rather than a false 0.
    private IEnumerable<Measurement<long>> PerQueue(Func<QueueView, long?> value) =>
        from queue in View.Queues
        let v = value(queue)
        where v is not null
        select new Measurement<long>(v.Value, Tag("queue", queue.Id));

    // A queue that has not been judged yet has no sample rather than a false 0 or 1.
    private IEnumerable<Measurement<double>> ServiceLevel(Func<ServiceLevelView, double?> value) =>
        from queue in View.Queues
        from level in queue.ServiceLevels
        let v = value(level)
        where v is not null
        select new Measurement<double>(v.Value, Tag("queue", queue.Id), Tag("threshold_seconds", level.Threshold.TotalSeconds));

    private IEnumerable<Measurement<long>> Agents()
    {
        var agents = View.Agents;
        return from centre in agents.Select(a => a.Centre).Distinct()
               from state in States
               select new Measurement<long>(
                   agents.Count(a => a.Centre == centre && a.State == state), Tag("centre", centre), Tag("state", state));
    }

    private IEnumerable<Measurement<long>> Registered() =>
        View.Agents.GroupBy(a => a.Centre).Select(g => new Measurement<long>(g.Count(a => a.Registered), Tag("centre", g.Key)));

    private IEnumerable<Measurement<long>> TrunkUp() =>
        View.Trunks.Select(
            t => new Measurement<long>(t.State switch { TrunkState.Up or TrunkState.Degraded => 1, TrunkState.Down => 0, _ => -1 }, Tag("trunk", t.Name)));

    private Measurement<long> Info() =>
        new(1, Tag("version", View.Node.Version), Tag("node", View.Node.Name), Tag("configuration", View.Node.ConfigurationVersion));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
