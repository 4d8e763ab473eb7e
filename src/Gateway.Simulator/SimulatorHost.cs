using System.Net;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Simulator;

/// <summary>
/// A <see cref="SimulatorNode"/> on real sockets: its own SIP stack on UDP, TCP and, if wished, TLS, its own media engine, its own threads. Thread-safe.
/// Ports are the system's choice. Dispose it after the last party is done.
/// </summary>
public sealed class SimulatorHost : IDisposable
{
    private const string ListenerName = "simulator";

    private readonly ThreadScheduler _sipThread = new("simulator-sip", 1);
    private readonly ThreadScheduler _partyThread = new("simulator", 1);
    private readonly SipMetrics _metrics = new("Simulator.Sip");
    private readonly SipStack _sip;
    private readonly MediaEngine _media;

    /// <param name="bind">Address of SIP and RTP sockets: where the gateway sees the simulated parties.</param>
    /// <param name="rtpPorts">On the same address.</param>
    /// <param name="voices">What parties say, by the ids in their scripts; see <see cref="Voices"/>.</param>
    /// <param name="tls">Null: no TLS. Without a certificate of its own nobody can connect to it.</param>
    /// <param name="sessionExpires">Session-Expires of INVITEs from here (RFC 4028); null: none.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is not of this machine.</exception>
    public SimulatorHost(
        IPAddress bind, IRtpPortPool rtpPorts, PromptLibrary voices, TlsOptions? tls = null, TimeSpan? sessionExpires = null)
    {
        ArgumentNullException.ThrowIfNull(bind);
        var ids = new RandomSipIds();
        Node = new SimulatorNode(_partyThread, ids, rtpPorts);
        var anyPort = new IPEndPoint(bind, 0);
        List<ISipTransport> transports =
        [
            new UdpTransport(new SipListener(ListenerName, SipTransportKind.Udp, anyPort)),
            new TcpTransport(new SipListener(ListenerName, SipTransportKind.Tcp, anyPort), TimeProvider.System),
        ];
        if (tls is not null)
        {
            transports.Add(new TcpTransport(new SipListener(ListenerName, SipTransportKind.Tls, anyPort), TimeProvider.System, tls: tls));
        }

        var timers = new SessionTimerOptions { Interval = sessionExpires };
        timers = sessionExpires < timers.Minimum ? timers with { Minimum = sessionExpires.Value } : timers;
        _sip = new SipStack(new SipOptions { Product = "simulator", SessionTimers = timers }, _sipThread, transports, Node, ids, _metrics);
        _media = MediaEngine.OnSockets(1, voices, rtpPorts, Node, null, TimeProvider.System, "Simulator.Media");
        Node.Sip = _sip.Post;
        Node.Media = _media;
        try
        {
            _sip.Start();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SimulatorNode Node { get; }

    /// <summary>The path from here to an address of the gateway.</summary>
    /// <param name="peerName">Whose certificate the gateway must show on TLS; null: the address's.</param>
    public SipFlow FlowTo(IPEndPoint gateway, SipTransportKind transport = SipTransportKind.Udp, string? peerName = null)
    {
        var local = _sip.Transports.First(t => t.Listener.Transport == transport).LocalFor(gateway);
        return new SipFlow(ListenerName, transport, local, gateway) { PeerName = peerName };
    }

    public void Dispose()
    {
        _sip.Dispose();
        _media.Dispose();
        _partyThread.Dispose();
        _sipThread.Dispose();
        _metrics.Dispose();
    }
}
