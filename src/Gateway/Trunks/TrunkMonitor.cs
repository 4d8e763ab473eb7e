using Gateway.Loops;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;

using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Trunks;

/// <summary>How a trunk's far end is.</summary>
internal enum TrunkReach
{
    /// <summary>Neither probed nor heard yet.</summary>
    Unknown,
    Up,
    Down,
}

/// <summary>One trunk as pages and metrics see it.</summary>
internal sealed record TrunkStatus(string Name, TrunkReach Reach, DateTimeOffset Since, string? LastOptions);

/// <summary>Where and how often a trunk is asked by OPTIONS; a null target is never asked, only heard.</summary>
internal sealed record TrunkProbe(string Name, SipFlow? Target, SipUri? Uri, TimeSpan Period);

/// <summary>
/// Watches the trunks: OPTIONS out (RFC 3261 §11) and whatever they send us. Any final response but 408 and 503 means "up"; two failed
/// probes in a row mean "down", with an alarm. A trunk without a target is up from the first request that it sends.
/// </summary>
internal sealed class TrunkMonitor : Loop<TrunkMonitor.Input>
{
    private readonly SipRouter _router;
    private readonly AlarmBoard _alarms;
    private readonly Dictionary<string, Trunk> _trunks = [];
    private volatile IReadOnlyList<TrunkStatus> _status = [];

    public TrunkMonitor(ILoopScheduler scheduler, IReadOnlyList<TrunkProbe> probes, SipRouter router, AlarmBoard alarms)
        : base("trunks", scheduler)
    {
        _router = router;
        _alarms = alarms;
        foreach (var probe in probes)
        {
            _trunks[probe.Name] = new Trunk(probe, new TrunkStatus(probe.Name, TrunkReach.Unknown, Time.GetUtcNow(), null));
        }

        Publish();
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Probe(string Trunk) : Input;

        internal sealed record Answered(string Trunk, long SentAt, int StatusCode) : Input;

        internal sealed record Heard(string Trunk) : Input;
    }

    /// <summary>Any thread.</summary>
    public IReadOnlyList<TrunkStatus> Status => _status;

    /// <summary>Probes from now on: after the SIP stack has bound its addresses.</summary>
    public void Begin()
    {
        foreach (var trunk in _status)
        {
            Post(new Input.Probe(trunk.Name));
        }
    }

    /// <summary>A request came from the trunk. Any thread.</summary>
    public void Heard(string trunk) => Post(new Input.Heard(trunk));

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Probe { Trunk: var name } when _trunks.TryGetValue(name, out var trunk) && trunk.Probe.Target is not null:
                Probe(trunk);
                StartTimer(trunk.Probe.Period, input);
                break;
            case Input.Answered answered when _trunks.TryGetValue(answered.Trunk, out var trunk):
                OnAnswered(trunk, answered);
                break;
            case Input.Heard { Trunk: var name } when _trunks.TryGetValue(name, out var trunk):
                if (trunk.Probe.Target is null && trunk.Status.Reach != TrunkReach.Up)
                {
                    Change(trunk, TrunkReach.Up, trunk.Status.LastOptions);
                }

                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("trunk_monitor_defect", AlarmSeverity.Warning, $"watching a trunk failed: {fault}");

    private void Probe(Trunk trunk)
    {
        var sentAt = Time.GetTimestamp();
        var uri = trunk.Probe.Uri!;
        var us = new NameAddress(null, SipUri.Parse($"sip:112@{new UriHost(trunk.Probe.Target!.Local)}"), []);
        _router.Send(
            SipMethod.Options,
            new RequestSpec(uri, us, new NameAddress(null, uri, []), [new HeaderField("Accept", "application/sdp")]),
            trunk.Probe.Target!,
            finished => Post(new Input.Answered(trunk.Probe.Name, sentAt, finished.StatusCode)));
    }

    private void OnAnswered(Trunk trunk, Input.Answered answered)
    {
        var took = Time.GetElapsedTime(answered.SentAt);
        if (answered.StatusCode is not (408 or 503))
        {
            trunk.Failures = 0;
            Change(trunk, TrunkReach.Up, FormattableString.Invariant($"{answered.StatusCode} in {took.TotalMilliseconds:0} ms"));
            return;
        }

        trunk.Failures++;
        var text = answered.StatusCode == 408 ? "no answer" : "not reachable or out of service (503)";
        if (trunk.Failures >= 2)
        {
            if (trunk.Status.Reach != TrunkReach.Down)
            {
                _alarms.Raise("trunk_down", AlarmSeverity.Critical, $"trunk {trunk.Probe.Name} does not answer OPTIONS at {trunk.Probe.Target!.Remote}");
            }

            Change(trunk, TrunkReach.Down, text);
        }
        else
        {
            Change(trunk, trunk.Status.Reach, text);
        }
    }

    private void Change(Trunk trunk, TrunkReach reach, string? lastOptions)
    {
        var since = reach == trunk.Status.Reach ? trunk.Status.Since : Time.GetUtcNow();
        trunk.Status = trunk.Status with { Reach = reach, Since = since, LastOptions = lastOptions };
        Publish();
    }

    private void Publish() => _status = [.. _trunks.Values.Select(t => t.Status)];

    private sealed class Trunk(TrunkProbe probe, TrunkStatus status)
    {
        public TrunkProbe Probe { get; } = probe;

        public TrunkStatus Status { get; set; } = status;

        public int Failures { get; set; }
    }
}
