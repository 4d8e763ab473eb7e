using System.Net;
using Gateway.Loops;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Transport;

/// <summary>Requests over 1,300 bytes by UDP (RFC 3261 §18.1.1), in virtual time.</summary>
public sealed class LargeRequestTests
{
    private static readonly IPEndPoint Here = IPEndPoint.Parse("192.0.2.1:5060");
    private static readonly IPEndPoint There = IPEndPoint.Parse("192.0.2.2:5060");

    [Theory]
    [InlineData(1500, true, false, "TCP")]
    [InlineData(200, true, false, "UDP")]
    [InlineData(1500, true, true, "UDP")]
    [InlineData(1500, false, false, "UDP")]
    public void A_large_request_takes_TCP_where_a_trunk_speaks_it_and_comes_back_to_UDP_where_not(
        int padding, bool peerHasTcp, bool flowSticky, string transport)
    {
        using var world = new World(flowSticky, peerHasTcp);
        world.Invite(padding);
        world.RunUntil(() => world.Us.Count<SipEvent.Succeeded>() == 1);
        var invite = world.Peer.Only<SipEvent.InviteReceived>();
        Assert.Equal((transport, invite.Flow.Transport.ViaName()), (invite.Request.Via.Transport, transport));
        Assert.Equal(0, world.Us.Count<SipEvent.Failed>());
    }

    [Fact]
    public void CANCEL_of_a_large_request_goes_where_it_went()
    {
        using var world = new World(flowSticky: false, peerHasTcp: true) { PeerAnswers = false };
        var usage = world.Invite(1500);
        world.RunUntil(() => world.Us.Count<SipEvent.Provisional>() == 1);
        world.UsStack.Post(new SipCommand.Cancel(usage));
        world.RunUntil(() => world.Us.Count<SipEvent.Failed>() == 1);
        Assert.Equal("TCP", world.Peer.Only<SipEvent.Cancelled>().Cancel.Via.Transport);
        Assert.Equal(487, world.Us.Only<SipEvent.Failed>().StatusCode);
    }

    [Fact]
    public void A_peer_that_takes_neither_fails_the_request_once()
    {
        using var world = new World(flowSticky: false, peerHasTcp: false);
        world.Network.Lose = p => p.Transport == SipTransportKind.Udp;
        world.Invite(1500);
        world.RunUntil(() => world.Us.Count<SipEvent.Failed>() == 1);
        Assert.Equal(408, world.Us.Only<SipEvent.Failed>().StatusCode);
    }

    private sealed class World : IDisposable
    {
        private readonly SeededScheduler _scheduler = new(1, DateTimeOffset.UnixEpoch);
        private readonly SipMetrics _metrics = new("large-1");
        private readonly SipMetrics _peerMetrics = new("large-2");
        private readonly SipStack _peerStack;

        public World(bool flowSticky, bool peerHasTcp)
        {
            Network = new VirtualNetwork(_scheduler, 1);
            UsStack = Stack(Here, true, flowSticky, Us, _metrics);
            _peerStack = Stack(There, peerHasTcp, flowSticky, Peer, _peerMetrics);
            UsStack.Start();
            _peerStack.Start();
            Peer.Script = e =>
            {
                if (e is SipEvent.InviteReceived invite && PeerAnswers)
                {
                    _peerStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200, Body: Pair.Offer)));
                }
            };
        }

        public VirtualNetwork Network { get; }

        public ScriptedUser Us { get; } = new();

        public ScriptedUser Peer { get; } = new();

        public SipStack UsStack { get; }

        public bool PeerAnswers { get; set; } = true;

        public UsageId Invite(int padding)
        {
            var usage = new UsageId(1);
            var spec = new RequestSpec(
                SipUri.Parse("sip:112@192.0.2.2"),
                NameAddress.Parse("<sip:a@192.0.2.1>"),
                NameAddress.Parse("<sip:112@192.0.2.2>"),
                [new HeaderField("X-Padding", new string('x', padding))]);
            UsStack.Post(new SipCommand.Invite(usage, spec, new SipFlow("net", SipTransportKind.Udp, Here, There)));
            return usage;
        }

        public void RunUntil(Func<bool> condition) =>
            Assert.True(_scheduler.RunUntil(_scheduler.Time.GetElapsedTime(0) + TimeSpan.FromMinutes(2), condition), "did not happen in time");

        public void Dispose()
        {
            UsStack.Dispose();
            _peerStack.Dispose();
            Network.Dispose();
            _metrics.Dispose();
            _peerMetrics.Dispose();
        }

        private SipStack Stack(IPEndPoint at, bool tcp, bool flowSticky, ScriptedUser user, SipMetrics metrics)
        {
            ISipTransport[] transports = [.. new[] { SipTransportKind.Udp, SipTransportKind.Tcp }
                .Take(tcp ? 2 : 1)
                .Select(kind => Network.NewTransport(new SipListener("net", kind, at, FlowSticky: flowSticky)))];
            var stack = new SipStack(new SipOptions(), _scheduler, transports, user, new SeededSipIds(at.Equals(Here) ? 1 : 2), metrics);
            user.Stack = stack;
            return stack;
        }
    }
}
