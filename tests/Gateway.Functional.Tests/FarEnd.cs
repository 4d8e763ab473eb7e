using System.Collections.Concurrent;
using System.Net;
using Gateway.Media.Rtp;
using Gateway.Simulator;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>
/// Simulated callers and softphones of a test, in this process, with real sockets and audio: callers say 440 Hz, agents 880 Hz.
/// </summary>
internal sealed class FarEnd : IDisposable
{
    public const int CallerTone = 440;
    public const int AgentTone = 880;

    private readonly SimulatorHost _host;

    private readonly bool _secure;

    /// <param name="tls">Null: everybody comes over UDP; else over TLS, callers at the trunk's TLS listener, agents at theirs.</param>
    public FarEnd(TlsOptions? tls = null)
    {
        _secure = tls is not null;
        var first = 10_000 + (2 * Random.Shared.Next(20_000));
        var ports = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, first, first + 2_000, TimeProvider.System, RtpPortPool.CanBind);
        _host = new SimulatorHost(IPAddress.Loopback, ports, Voices.Library(CallerTone, AgentTone), tls);
    }

    /// <summary>A caller who talks until told otherwise.</summary>
    public Caller Call(TestGateway gateway, string number = "+628123450000", TimeSpan? hangUpAfter = null)
    {
        var done = new TaskCompletionSource<CallerResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new CallerScript(number, _secure ? _host.FlowTo(gateway.TrunkTls, SipTransportKind.Tls) : _host.FlowTo(gateway.TrunkUdp))
        {
            From = $"<sip:{number}@operator.invalid;user=phone>",
            RequestUri = $"sip:112@{gateway.TrunkUdp}",
            Voice = Voices.Tone(CallerTone),
            HangUpAfter = hangUpAfter,
        };
        return new Caller(new SimulatedCaller(_host.Node, script, r => done.TrySetResult(r)), done.Task);
    }

    /// <summary>A softphone that answers after 100 ms. Ready when this returns.</summary>
    /// <param name="talkFor">BYE so long after the answer; null: it talks until the caller's end.</param>
    public async Task<Phone> PhoneAsync(TestGateway gateway, TestAgent agent, TimeSpan? talkFor = null)
    {
        var phone = new Phone();
        var script = new PhoneScript(agent.Id, agent.Password, _secure ? _host.FlowTo(gateway.AgentTls, SipTransportKind.Tls) : _host.FlowTo(gateway.AgentUdp))
        {
            Domain = "112.test",
            Voice = Voices.Tone(AgentTone),
            Reactions = [new Reaction.Answer(TimeSpan.FromMilliseconds(100), talkFor)],
        };
        phone.SoftPhone = new SoftPhone(_host.Node, script, (_, e) => phone.Note(e));
        await gateway.WaitForAsync("/api/v1/agents", a => a.AsArray().Any(x => (string?)x!["id"] == agent.Id && (bool)x["registered"]!));
        return phone;
    }

    public void Dispose() => _host.Dispose();

    internal sealed record Caller(SimulatedCaller Party, Task<CallerResult> Result)
    {
        public void HangUp() => Party.Post(new PartyInput.HangUp());

        public Task<CallerResult> EndAsync(TimeSpan? limit = null) => Result.WaitAsync(limit ?? TimeSpan.FromSeconds(30));
    }

    internal sealed class Phone
    {
        private readonly ConcurrentQueue<PhoneEvent> _events = new();

        public SoftPhone SoftPhone { get; set; } = null!;

        public IReadOnlyList<PhoneEvent> Events => [.. _events];

        public int Count(PhoneEvent kind) => _events.Count(e => e == kind);

        public void Note(PhoneEvent e) => _events.Enqueue(e);
    }
}
