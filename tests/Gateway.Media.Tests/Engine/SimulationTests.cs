using System.Net;
using System.Net.Sockets;
using Gateway.Media.Engine;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Engine;

public sealed class SimulationTests
{
    [Fact]
    public void A_seed_gives_the_same_packets_events_and_recordings_again_and_another_seed_gives_others()
    {
        var first = History(7);
        Assert.Equal(first, History(7));
        Assert.NotEqual(first, History(8));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Loss_jitter_and_duplication_never_give_a_receiver_a_second_stream(int seed)
    {
        using var bench = Rough(seed, out var caller, out _);
        Assert.Single(caller.Received.Select(r => r.Header.Ssrc).Distinct());
        var sequences = caller.Received.Select(r => (short)(r.Header.Sequence - caller.Received[0].Header.Sequence)).ToList();
        Assert.InRange(sequences.Max() - sequences.Min(), 300, 420);
        Assert.All(
            caller.Received.GroupBy(r => r.Header.Sequence),
            same => Assert.Single(same.Select(r => Convert.ToHexString(r.Payload)).Distinct()));
    }

    [Fact]
    public void Rfc4961_works_over_IPv6_sockets_too()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }

        using var heard = new ManualResetEventSlim(false);
        using var phone = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 5000 };
        phone.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var pool = new RtpPortPool(IPAddress.IPv6Loopback, IPAddress.IPv6Loopback, 30_000, 59_999, TimeProvider.System, RtpPortPool.CanBind);
        Assert.True(pool.TryRent(out var ports));
        using var engine = MediaEngine.OnSockets(1, MediaBench.Prompts, pool, new Sink(heard), null, TimeProvider.System);
        var (call, leg) = (new MediaCallId(1), new LegId(1));
        engine.Post(new MediaCommand.OpenCall(call, null));
        engine.Post(new MediaCommand.OpenLeg(call, leg, LegRole.Caller, ports));
        engine.Post(new MediaCommand.SetFormat(
            call, leg, new LegFormat(AudioCodec.Pcma, 8, null, (IPEndPoint)phone.LocalEndPoint!, null, false, MediaDirection.SendReceive)));
        engine.Post(new MediaCommand.Play(call, leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        var buffer = new byte[2048];
        EndPoint from = new IPEndPoint(IPAddress.IPv6Any, 0);
        Assert.Equal(172, phone.ReceiveFrom(buffer, ref from));
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, ports.RtpPort), from);
        phone.SendTo(buffer.AsSpan(0, 172), SocketFlags.None, from);
        Assert.True(heard.Wait(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken));
    }

    private static string History(int seed)
    {
        using var bench = Rough(seed, out var caller, out var agent);
        return string.Join('\n', bench.Events)
            + string.Join('\n', caller.Received.Concat(agent.Received).Select(r => $"{r.Header} {Convert.ToHexString(r.Payload)}"))
            + string.Join('\n', caller.Reports.Select(Convert.ToHexString))
            + string.Join('\n', bench.Files.Paths);
    }

    private static VirtualBench Rough(int seed, out TestPhone caller, out TestPhone agent)
    {
        var bench = new VirtualBench(seed: seed);
        var call = bench.OpenCall("rough.wav");
        caller = bench.Join(call, LegRole.Caller);
        agent = bench.Join(call, LegRole.Agent);
        bench.Network.Conditions = new VirtualMediaConditions
        {
            Latency = TimeSpan.FromMilliseconds(5),
            Jitter = TimeSpan.FromMilliseconds(50),
            Loss = 0.05,
            Duplication = 0.05,
        };
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(100, caller);
        bench.Bridge(call, caller, agent);
        bench.Talk(200, caller, agent);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 2, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(100, caller, agent);
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Run(2);
        return bench;
    }

    private sealed class Sink(ManualResetEventSlim heard) : IMediaSink
    {
        public void OnEvent(MediaEvent mediaEvent)
        {
            if (mediaEvent is MediaEvent.LegHeard)
            {
                heard.Set();
            }
        }
    }
}
