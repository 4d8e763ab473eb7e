using System.Collections.Concurrent;
using Gateway.Configuration;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Registration;
using Gateway.Sip.Routing;
using Gateway.Sip.Transport;

namespace Gateway.Trunks;

/// <summary>One trunk as pages and metrics see it.</summary>
/// <param name="Registration">In words; null: it does not want us to register.</param>
/// <param name="IsRegistered">Null: it does not want us to register.</param>
internal sealed record TrunkStatus(
    string Name, TrunkReach Reach, DateTimeOffset Since, string? LastOptions, string? Registration = null, bool? IsRegistered = null);

/// <summary>
/// Watches the trunks: OPTIONS out (RFC 3261 §11) to each of a trunk's targets, found by RFC 3263, and whatever they send us; keeps our registrations.
/// Decides nothing itself: <see cref="TrunkHealth"/> and <see cref="RegisterClient"/> do.
/// </summary>
internal sealed class TrunkMonitor : Loop<TrunkMonitor.Input>
{
    private readonly SipRouter _router;
    private readonly AlarmBoard _alarms;
    private readonly ConcurrentDictionary<string, (SipUri Server, SipFlow Flow)> _waysOut = new();
    private readonly TrunkFlows _flows;
    private readonly ServerLocator _locator;
    private readonly TrunkCredentials _credentials;
    private readonly ISipIds _ids;
    private readonly Dictionary<string, Trunk> _trunks = [];
    private volatile IReadOnlyList<TrunkStatus> _status = [];

    public TrunkMonitor(
        ILoopScheduler scheduler, IReadOnlyList<TrunkOptions> trunks, TrunkFlows flows, IDnsResolver dns, SipRouter router, TrunkCredentials credentials,
        ISipIds ids, AlarmBoard alarms)
        : base("trunks", scheduler)
    {
        _router = router;
        _alarms = alarms;
        _flows = flows;
        _credentials = credentials;
        _ids = ids;
        _locator = new ServerLocator(dns, flows.Supported, Time, Run, most => _ids.Random(most + 1));
        foreach (var options in trunks)
        {
            var health = new TrunkHealth(options.Name, options.Enabled ? TrunkReach.Unknown : TrunkReach.Disabled);
            _trunks[options.Name] = new Trunk(options, health, Time.GetUtcNow(), Time);
        }

        Publish();
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Begin : Input;

        internal sealed record Probe(string Trunk) : Input;

        internal sealed record Heard(string Trunk) : Input;

        /// <summary>What came back from SIP or DNS goes on here.</summary>
        internal sealed record Continue(Action Action) : Input;
    }

    /// <summary>Any thread.</summary>
    public IReadOnlyList<TrunkStatus> Status => _status;

    /// <summary>The server of a trunk that answered OPTIONS last, and the flow there; null: none has. Any thread.</summary>
    public (SipUri Server, SipFlow Flow)? WayOut(string trunk) => _waysOut.TryGetValue(trunk, out var way) ? way : null;

    /// <summary>Probes and registers from now on: after the SIP stack has bound its addresses.</summary>
    public void Begin() => Post(new Input.Begin());

    /// <summary>A request came from the trunk. Any thread.</summary>
    public void Heard(string trunk) => Post(new Input.Heard(trunk));

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Begin:
                foreach (var trunk in _trunks.Values.Where(t => t.Options.Enabled))
                {
                    Probe(trunk);
                    Register(trunk);
                }

                break;
            case Input.Probe { Trunk: var name } when _trunks.TryGetValue(name, out var trunk):
                Probe(trunk);
                break;
            case Input.Heard { Trunk: var name } when _trunks.TryGetValue(name, out var trunk):
                if (trunk.Health.Reach == TrunkReach.Down)
                {
                    trunk.Circuits.ForEach(c => c.Circuit.Close());
                }

                Apply(trunk, new TrunkHealthInput.Heard());
                break;
            case Input.Continue { Action: var action }:
                action();
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("trunk_monitor_defect", AlarmSeverity.Warning, $"watching a trunk failed: {fault}");

    private void Run(Action action) => Post(new Input.Continue(action));

    private void Register(Trunk trunk)
    {
        if (trunk.Options.Register is { } register)
        {
            trunk.Registrar = new TrunkRegistrar(
                trunk.Options.Name, register, _locator, _flows, _router, _credentials, _alarms, _ids.NewToken(), Run,
                (time, action) => StartTimer(time, new Input.Continue(action)), Publish);
            trunk.Registrar.Begin();
        }
    }

    /// <summary>One round: each target is asked once; a target is up when one of its addresses answers.</summary>
    private void Probe(Trunk trunk)
    {
        if (trunk.Circuits.Count == 0)
        {
            return;
        }

        StartTimer(trunk.Options.Ping!.Interval, new Input.Probe(trunk.Options.Name));
        var silent = new List<string>();
        var open = trunk.Circuits.Count;
        foreach (var (uri, circuit) in trunk.Circuits)
        {
            circuit.Run(
                answer => _locator.Locate(
                    uri, targets => Try(trunk, uri, targets, 0, answer, new ProbeAnswer(0, $"{uri.Host} has no address that we can reach"))),
                answer =>
                {
                    if (answer is { IsUp: true })
                    {
                        trunk.LastOptions = answer.Text;
                    }
                    else
                    {
                        silent.Add(uri.ToString());
                        trunk.LastOptions = answer?.Text ?? trunk.LastOptions;
                    }

                    if (--open == 0)
                    {
                        Apply(trunk, new TrunkHealthInput.Round(silent, trunk.Circuits.Count));
                        Publish();
                    }
                });
        }
    }

    /// <summary>RFC 3263 §4.3: after a timeout, a 503 or a failure of the transport the next address.</summary>
    private void Try(Trunk trunk, SipUri uri, IReadOnlyList<SipTarget> targets, int at, Action<ProbeAnswer> answer, ProbeAnswer last)
    {
        for (; at < targets.Count; at++)
        {
            if (_flows.To(targets[at]) is { } flow)
            {
                var sentAt = Time.GetTimestamp();
                Ask(trunk, uri, flow, null, finished =>
                {
                    var got = Said(finished, Time.GetElapsedTime(sentAt));
                    if (got.IsUp)
                    {
                        _waysOut[trunk.Options.Name] = (uri, flow);
                        answer(got);
                    }
                    else
                    {
                        Try(trunk, uri, targets, at + 1, answer, got);
                    }
                });
                return;
            }
        }

        answer(last);
    }

    private static ProbeAnswer Said(SipEvent.RequestFinished finished, TimeSpan took) => new(
        finished.StatusCode,
        finished.StatusCode switch
        {
            408 => "no answer",
            503 => "not reachable or out of service (503)",
            var status => FormattableString.Invariant($"{status} in {took.TotalMilliseconds:0} ms"),
        });

    private void Ask(Trunk trunk, SipUri uri, SipFlow flow, HeaderField? authorization, Action<SipEvent.RequestFinished> done)
    {
        var us = new NameAddress(null, SipUri.Parse($"sip:112@{_flows.Contact(flow, "112").Host}"), []);
        List<HeaderField> headers = [new("Accept", "application/sdp")];
        if (authorization is { } answer)
        {
            headers.Add(answer);
        }

        _router.Send(
            SipMethod.Options,
            new RequestSpec(uri, us, new NameAddress(null, uri, []), headers),
            flow,
            finished => Run(() =>
            {
                if (authorization is null && _credentials.Answer(trunk.Options.Register, finished.Response, SipMethod.Options, uri) is { } header)
                {
                    Ask(trunk, uri, flow, header, done);
                }
                else
                {
                    done(finished);
                }
            }));
    }

    private void Apply(Trunk trunk, TrunkHealthInput input)
    {
        var (next, alarm) = trunk.Health.On(input);
        if (alarm is not null)
        {
            _alarms.Raise(alarm.Kind, alarm.Severity, alarm.Text);
        }

        var changed = next.Reach != trunk.Health.Reach;
        trunk.Health = next;
        if (changed)
        {
            trunk.Since = Time.GetUtcNow();
            Publish();
        }
    }

    private void Publish() => _status =
    [
        .. _trunks.Values.Select(t => new TrunkStatus(
            t.Options.Name, t.Health.Reach, t.Since, t.LastOptions, t.Registrar?.Text,
            t.Registrar is null ? null : t.Registrar.State == RegisterState.Registered)),
    ];

    private sealed class Trunk(TrunkOptions options, TrunkHealth health, DateTimeOffset since, TimeProvider time)
    {
        public TrunkOptions Options { get; } = options;

        public List<(SipUri Uri, ProbeCircuit Circuit)> Circuits { get; } =
            [.. (options.Ping?.Targets ?? []).Select(u => (u, new ProbeCircuit(options.Ping!.Interval, time)))];

        public TrunkHealth Health { get; set; } = health;

        public DateTimeOffset Since { get; set; } = since;

        public string? LastOptions { get; set; }

        public TrunkRegistrar? Registrar { get; set; }
    }
}
