using System.Net;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Prompts;
using Gateway.Media.Rtp;
using Gateway.Simulator;
using Gateway.Sip;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Transport;

namespace Gateway.Simulation;

/// <summary>A machine on the other side: a SIP stack and a media engine of its own, shared by its callers or phones.</summary>
internal sealed class FarEnd : IDisposable
{
    private readonly MediaEngine _media;

    public FarEnd(
        ILoopScheduler scheduler,
        VirtualNetwork network,
        VirtualMediaNetwork mediaNetwork,
        IPAddress address,
        int seed,
        PromptLibrary voices,
        IReadOnlyList<SipListener> listeners)
    {
#pragma warning disable CA5394 // Repeatable on purpose.
        Ports = new RtpPortPool(address, address, 30_000, 31_999, scheduler.Time, null, new Random(seed).Next);
        var ids = new SeededSipIds(seed);
        Node = new SimulatorNode(scheduler, ids, Ports);
        Stack = new SipStack(new SipOptions(), scheduler, [.. listeners.Select(network.NewTransport)], Node, ids, new SipMetrics());
        _media = MediaEngine.InMemory(mediaNetwork, scheduler, voices, Ports, Node, null, seed);
        Node.Sip = Stack.Post;
        Node.Media = _media;
        Stack.Start();
    }

    public RtpPortPool Ports { get; }

    public SimulatorNode Node { get; }

    public SipStack Stack { get; }

    public void Dispose()
    {
        Stack.Dispose();
        _media.Dispose();
    }
}
