using System.Diagnostics.Metrics;
using Gateway.Calls.Screening;

namespace Gateway.Web.Metrics;

/// <summary>
/// The gateway's own instruments, on the meter "Gateway". The worker calls the methods, from any thread; nothing blocks and nothing throws.
/// What the picture shows (waiting, agents, service level, trunks) is read from it at each scrape by <see cref="ViewMetrics"/>.
/// </summary>
public sealed class GatewayMetrics : IDisposable
{
    /// <summary>Name of the meter; other projects use "Gateway.Sip", "Gateway.Media" and so on, which are exported as well.</summary>
    public const string MeterName = "Gateway";

    /// <summary>Every outcome, so that each has a series from the start and a first increase is seen by a rate.</summary>
    public static readonly IReadOnlyList<string> Outcomes =
    [
        "answered", "abandoned_before_queue", "abandoned_short", "abandoned_waiting", "abandoned_ringing",
        "overflowed", "withdrawn", "refused", "caller_leg_lost", "system_lost",
    ];

    private readonly Meter meter;
    private readonly Counter<long> calls;
    private readonly Histogram<double> wait;
    private readonly Histogram<double> talk;
    private readonly Counter<long> rtpPackets;
    private readonly Counter<long> rtpLost;
    private readonly Histogram<double> rtpJitter;
    private readonly Histogram<double> rtpMos;
    private readonly Counter<long> recorderFailures;
    private readonly Counter<long> recordingsErased;
    private readonly Counter<long> repairs;
    private readonly Histogram<double> journalCommit;
    private readonly Counter<long> journalLate;
    private readonly Counter<long> journalLost;
    private readonly Counter<long> alarms;
    private readonly Counter<long> labels;
    private readonly Counter<long> guesses;
    private long unaccounted;

    public GatewayMetrics(IMeterFactory meters)
    {
        meter = meters.Create(new MeterOptions(MeterName) { Scope = meters });
        calls = meter.CreateCounter<long>("calls", null, "Ended calls by outcome.");
        wait = Histogram(
            "call.wait", "s", "From the INVITE to agent media, of answered calls.",
            [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600]);
        talk = Histogram("call.talk", "s", "From agent media to the end, of answered calls.", [5, 15, 30, 60, 120, 180, 300, 600, 1200]);
        rtpPackets = meter.CreateCounter<long>("rtp.packets", null, "RTP packets expected, by leg (caller, agent).");
        rtpLost = meter.CreateCounter<long>("rtp.packets.lost", null, "RTP packets lost on the way to the gateway, by leg (RFC 3550 A.3).");
        rtpJitter = Histogram(
            "rtp.jitter", "s", "Interarrival jitter per leg (RFC 3550 A.8), one observation a leg.",
            [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5]);
        rtpMos = Histogram(
            "rtp.mos", null, "Estimated quality, 1 to 4.41 (ITU-T G.107), by leg and direction as seen from here; one observation each.",
            [1, 1.5, 2, 2.5, 3, 3.25, 3.5, 3.75, 4, 4.25, 4.5]);
        recorderFailures = meter.CreateCounter<long>(
            "recorder.failures", null, "Recordings or parts of them that were not written, by kind.");
        recordingsErased = meter.CreateCounter<long>("recordings.erased", null, "Recordings whose file was deleted, by reason.");
        repairs = meter.CreateCounter<long>(
            "reconcile.repairs", null, "Differences between journal, ACD and dialogs that the reconciler repaired, by kind.");
        journalCommit = Histogram(
            "journal.commit", "s", "From append to durable.", [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5]);
        journalLate = meter.CreateCounter<long>("journal.late", null, "Answers that did not wait for the journal any longer.");
        journalLost = meter.CreateCounter<long>("journal.events.lost", null, "Journal events dropped because the backlog was full.");
        alarms = meter.CreateCounter<long>("alarms", null, "Alarms raised, by kind.");
        labels = meter.CreateCounter<long>("calls.labelled", null, "Labels that agents and supervisors gave calls, by label.");
        guesses = meter.CreateCounter<long>(
            "registration.guesses", null, "Wrong passwords of agents, by what followed (counted, slowed, locked_out).");
        meter.CreateObservableGauge(
            "calls.unaccounted", () => Interlocked.Read(ref unaccounted), null,
            "Calls on which journal, ACD and dialogs disagree; must read 0.");
        foreach (var outcome in Outcomes)
        {
            calls.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        }

        foreach (var label in CallLabels.All)
        {
            labels.Add(0, Tag("label", label.WireName()));
        }

        // An alert on a counter that does not exist yet never fires: show zero from the start.
        journalLate.Add(0);
        journalLost.Add(0);
        foreach (var outcome in (string[])["counted", "slowed", "locked_out"])
        {
            guesses.Add(0, Tag("outcome", outcome));
        }
    }

    /// <summary>Calls on which journal, ACD and dialogs disagree in two reconciler passes; 0 or more.</summary>
    public long CallsUnaccounted
    {
        get => Interlocked.Read(ref unaccounted);
        set => Interlocked.Exchange(ref unaccounted, value);
    }

    /// <summary>One call ended.</summary>
    /// <param name="outcome">One of <see cref="Outcomes"/>.</param>
    public void CallEnded(string outcome) => calls.Add(1, Tag("outcome", outcome));

    /// <summary>An answered call was bridged; call it once per call, at the first bridge.</summary>
    /// <param name="waited">From the INVITE to agent media.</param>
    public void CallAnswered(string queue, TimeSpan waited) => wait.Record(waited.TotalSeconds, Tag("queue", queue));

    /// <summary>An answered call ended.</summary>
    public void CallTalked(string queue, TimeSpan talked) => talk.Record(talked.TotalSeconds, Tag("queue", queue));

    /// <summary>What a leg received over its whole life; call it once per leg, when it ends.</summary>
    /// <param name="leg">"caller" or "agent".</param>
    /// <param name="expected">Packets expected (RFC 3550 A.3); 0 for a leg without media.</param>
    /// <param name="lost">Packets lost; negative (duplicates) counts as 0.</param>
    /// <param name="received">Estimate of how the peer sounded to us, 1 to 4.41, or null.</param>
    /// <param name="sent">Of how we sounded to the peer, by its reports.</param>
    public void RtpReceived(string leg, long expected, long lost, TimeSpan jitter, double? received = null, double? sent = null)
    {
        rtpPackets.Add(Math.Max(0, expected), Tag("leg", leg));
        rtpLost.Add(Math.Max(0, lost), Tag("leg", leg));
        if (expected > 0)
        {
            rtpJitter.Record(jitter.TotalSeconds, Tag("leg", leg));
        }

        if (received is { } heard)
        {
            rtpMos.Record(heard, Tag("leg", leg), Tag("direction", "received"));
        }

        if (sent is { } told)
        {
            rtpMos.Record(told, Tag("leg", leg), Tag("direction", "sent"));
        }
    }

    /// <summary>A recording failed, e.g. "disk_full", "ring_overrun", "open_failed".</summary>
    public void RecorderFailed(string kind) => recorderFailures.Add(1, Tag("kind", kind));

    /// <summary>A recording's file was deleted: "retention" or "disk_full".</summary>
    public void RecordingErased(string reason) => recordingsErased.Add(1, Tag("reason", reason));

    /// <summary>Somebody said what a call was.</summary>
    public void CallLabelled(CallLabel label) => labels.Add(1, Tag("label", label.WireName()));

    /// <summary>The reconciler repaired a difference, e.g. "actor_missing".</summary>
    public void ReconcileRepaired(string kind) => repairs.Add(1, Tag("kind", kind));

    /// <summary>A group of events became durable.</summary>
    public void JournalCommitted(TimeSpan took) => journalCommit.Record(took.TotalSeconds);

    /// <summary>An answer went out before its journal event was durable.</summary>
    public void JournalLate() => journalLate.Add(1);

    /// <summary>Events were dropped from a full backlog.</summary>
    public void JournalLost(long events) => journalLost.Add(events);

    /// <summary>An alarm was raised; kinds are a small closed set.</summary>
    public void AlarmRaised(string kind) => alarms.Add(1, Tag("kind", kind));

    /// <summary>A wrong password on the agents' side.</summary>
    /// <param name="outcome">"counted", "slowed" or "locked_out".</param>
    public void Guessed(string outcome) => guesses.Add(1, Tag("outcome", outcome));

    public void Dispose() => meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private Histogram<double> Histogram(string name, string? unit, string description, double[] buckets) =>
        meter.CreateHistogram(name, unit, description, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = buckets });
}
