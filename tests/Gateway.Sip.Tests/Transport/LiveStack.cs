using System.Net;
using Gateway.Loops;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Sip.Tests.Transport;

/// <summary>A stack on real sockets of the loopback interface, with short protocol timers so that a test sees their end.</summary>
public sealed class LiveStack : IDisposable
{
    /// <summary>64*T1 is 3.84 s: patient enough for a machine that does much else.</summary>
    public static readonly SipTimers Patient =
        new(TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(480), TimeSpan.FromMilliseconds(500));

    private readonly ThreadScheduler _scheduler = new("test-sip", 1);
    private long _calls = 900_000;

    public LiveStack(
        IPAddress address, SipTransportKind transport, TcpOptions? tcp = null, SipTimers? timers = null, TlsOptions? tls = null, bool flowSticky = true)
    {
        var listener = new SipListener("live", transport, new IPEndPoint(address, 0), FlowSticky: flowSticky);
        ISipTransport socket = transport == SipTransportKind.Udp
            ? new UdpTransport(listener)
            : new TcpTransport(listener, TimeProvider.System, tcp, tls: tls);
        Stack = new SipStack(new SipOptions { Timers = timers ?? SipTimers.Default }, _scheduler, [socket], User, new RandomSipIds(), Metrics);
        User.Stack = Stack;
        Stack.Start();
    }

    public SipMetrics Metrics { get; } = new();

    public ScriptedUser User { get; } = new();

    public SipStack Stack { get; }

    public IPEndPoint Address => Stack.Transports[0].LocalEndPoint;

    public SipFlow To(IPEndPoint peer) => new("live", Stack.Transports[0].Listener.Transport, Address, peer);

    /// <param name="peerName">Whose certificate is expected; null: the address's.</param>
    public UsageId Call(IPEndPoint peer, string? peerName = null)
    {
        var usage = new UsageId(++_calls);
        var host = peer.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{peer.Address}]" : peer.Address.ToString();
        var spec = new RequestSpec(
            SipUri.Parse($"sip:112@{host}:{peer.Port}"), NameAddress.Parse($"<sip:alice@{host}>"), NameAddress.Parse($"<sip:112@{host}>"), Body: Pair.Offer);
        Stack.Post(new SipCommand.Invite(usage, spec, To(peer) with { PeerName = peerName }));
        return usage;
    }

    /// <summary>Waits for something that other threads bring about; polls, with a limit.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what, double seconds = 45)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            try
            {
                await tick.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"did not happen in {seconds} s: {what}");
            }
        }
    }

    public void Dispose()
    {
        Stack.Dispose();
        _scheduler.Dispose();
        Metrics.Dispose();
    }
}
