using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.AgentCalls;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Routing;
using Gateway.Distribution;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;
using Gateway.Storage.Journal;

namespace Gateway.Benchmarks.Distribution;

/// <summary>
/// The gateway's own loops on their threads: a thousand calls' actors wait, two hundred agents come back from a break one after another. From the
/// moment at which the ACD's mailbox takes "Available" to the INVITE of that agent's leg, handed to the SIP loop. Network, media and disk are left
/// out: they write down and do nothing.
/// </summary>
internal sealed class HostRun : IDisposable
{
    public const int Callers = 1000;

    private static readonly QueueId Queue = new("71.71/darurat");
    private static readonly CallRoute Route = new("71.71", Queue, RouteRule.TrunkDefault);

    private readonly ThreadScheduler _services = new("services", 1, TimeProvider.System);
    private readonly ThreadScheduler _actors = new("calls", 2, TimeProvider.System);
    private readonly CallTable _calls = new();
    private readonly ConcurrentDictionary<string, long> _invited = new();
    private readonly Quiet _quiet = new();
    private readonly InMemoryJournal _journal = new("benchmark", () => new byte[16]);
    private readonly AcdHost _acd;
    private readonly List<AgentId> _agents = [.. Enumerable.Range(0, EngineRun.Agents).Select(n => new AgentId($"{3000 + n}"))];
    private AcdHost? _known;

    public HostRun()
    {
        var alarms = new AlarmBoard(TimeProvider.System);
        _acd = new AcdHost(
            _services,
            new AcdConfiguration
            {
                Queues = [new QueueOptions { Id = Queue }],
                Agents = [.. _agents.Select(a => new AgentOptions { Id = a })],
                Tiers = [.. _agents.Select(a => new Tier(Queue, a))],
            },
            [],
            new AcdPorts(_calls, new AgentCallTable(), _journal, alarms, _ => { }, e => _known?.Post(e)));
        _known = _acd;
        var services = Services(alarms);
        for (var n = 0; n < Callers; n++)
        {
            var usage = new UsageId(n + 1);
            var actor = new CallActor(new CallId($"C{n:000000000000}"), new MediaCallId(n + 1), services, _actors);
            _calls.Add(actor);
            _calls.Own(usage, actor);
            actor.Post(new CallActorInput.Start(Invite(usage), "operator", Now, null));
        }

        foreach (var agent in _agents)
        {
            _acd.Post(new AcdEvent.SetReachable(agent, true));
            _acd.Post(new AcdEvent.SetStatus(agent, AgentStatus.OnBreak, "", Now));
        }

        Until(() => _acd.Snapshot is { } s && s.Calls.Count == Callers && s.Agents.All(a => a.Status == AgentStatus.OnBreak));
    }

    /// <summary>Every agent comes back once, a little apart, and goes on a break again; the callers return to their places.</summary>
    /// <returns>Microseconds from "Available" to the INVITE, one an agent.</returns>
    public IReadOnlyList<double> Round()
    {
        _invited.Clear();
        var ready = new Dictionary<string, long>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        foreach (var agent in _agents)
        {
            ready[agent.Value] = Stopwatch.GetTimestamp();
            _acd.Post(new AcdEvent.SetStatus(agent, AgentStatus.Available, "", Now));
            Next(pace);
        }

        Until(() => _invited.Count == _agents.Count);
        foreach (var agent in _agents)
        {
            _acd.Post(new AcdEvent.SetStatus(agent, AgentStatus.OnBreak, "", Now));
        }

        Until(() => _acd.Snapshot.Calls.All(c => c.Offer is null));
        return [.. ready.Select(r => (_invited[r.Key] - r.Value) * 1e6 / Stopwatch.Frequency)];
    }

    public void Dispose()
    {
        _services.Dispose();
        _actors.Dispose();
        _journal.Dispose();
    }

    private CallServices Services(AlarmBoard alarms) => new()
    {
        Domain = "112.test.example",
        Now = TimeProvider.System.GetUtcNow,
        SipIds = new RandomSipIds(),
        Sip = command =>
        {
            if (command is SipCommand.Invite invite)
            {
                _invited.TryAdd(invite.Request.Uri.User ?? "", Stopwatch.GetTimestamp());
            }
        },
        Bye = (_, _) => { },
        Media = _quiet,
        RtpPorts = _quiet,
        Acd = e => _acd.Post(e),
        Journal = _journal,
        Calls = _calls,
        Alarms = alarms,
        Phones = _quiet,
        Prompts = _ => new CentrePrompts([], [], []),
        Describe = (invite, trunk, call, at) => (
            new CallFacts(
                call, "I", at, trunk, invite.Request.CallId, new CallerIdentity("sip:a@b", null, "+6281234567890", true), "sip:112@b", "112",
                "127.0.0.1", AnswerMode.Immediately, false, Route),
            new TrunkMedia([AudioCodec.Pcma], [])),
        Locate = (_, _) => (CallMachine.NoLocation("benchmark"), Route, null),
        Recall = _ => throw new NotSupportedException(),
        RecordingsDirectory = null,
        LegClosed = (_, _) => { },
        Count = _ => { },
        JournalLate = () => { },
        RecordingFailed = () => { },
        Ended = _ => { },
    };

    private static SipEvent.InviteReceived Invite(UsageId usage)
    {
        const string Sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"INVITE sip:112@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5080;branch=z9hG4bK{usage.Value}\r\nMax-Forwards: 70\r\nFrom: <sip:a@127.0.0.1>;tag={usage.Value}\r\nTo: <sip:112@127.0.0.1>\r\nCall-ID: c{usage.Value}\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.1:5080>\r\nContent-Type: application/sdp\r\nContent-Length: {Sdp.Length}\r\n\r\n{Sdp}");
        if (!SipParser.TryParse(Encoding.ASCII.GetBytes(text), SipLimits.Default, out var message, out var error))
        {
            throw new InvalidOperationException($"the benchmark's own INVITE is wrong: {error}");
        }

        return new SipEvent.InviteReceived(usage, (SipRequest)message!, Flow);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static SipFlow Flow => new("all", SipTransportKind.Udp, new IPEndPoint(IPAddress.Loopback, 5060), new IPEndPoint(IPAddress.Loopback, 5080));

    private static void Until(Func<bool> holds)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        for (var begun = Stopwatch.StartNew(); !holds(); Next(pace))
        {
            if (begun.Elapsed > TimeSpan.FromMinutes(1))
            {
                throw new TimeoutException("the distributor did not come to rest within a minute");
            }
        }
    }

    private static void Next(PeriodicTimer pace) => pace.WaitForNextTickAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Media, ports and phones that do nothing.</summary>
    private sealed class Quiet : IMediaEngine, IRtpPortPool, IAgentPhones
    {
        public int InUse => 0;

        public int Capacity => int.MaxValue;

        public void Post(MediaCommand command)
        {
        }

        public bool TryRent(out RtpPorts ports)
        {
            ports = new RtpPorts(IPAddress.Loopback, IPAddress.Loopback, 20000);
            return true;
        }

        public void Return(RtpPorts ports)
        {
        }

        public IReadOnlyList<AgentBinding> Of(AgentId agent) => [new AgentBinding(SipUri.Parse($"sip:{agent}@127.0.0.1:5090"), Flow)];

        public void Doubt(AgentId agent)
        {
        }
    }
}
