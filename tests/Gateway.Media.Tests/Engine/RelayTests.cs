using Gateway.Media.Audio;
using Gateway.Media.Engine;

namespace Gateway.Media.Tests.Engine;

public sealed class RelayTests
{
    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_bridge_passes_every_octet_both_ways_as_one_stream(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        agent.Frequency = 700;
        bench.Bridge(call, caller, agent);
        bench.Talk(50, caller, agent);

        Assert.True(bench.Until(() => caller.Received.Count == 50 && agent.Received.Count == 50));
        Assert.Equal(caller.Said, agent.Heard);
        Assert.Equal(agent.Said, caller.Heard);
        caller.AssertOneStream();
        agent.AssertOneStream();
        Assert.Equal([caller.Leg, agent.Leg], bench.Events.OfType<MediaEvent.LegHeard>().Select(e => e.Leg).OrderBy(l => l.Value));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_leg_bridged_with_itself_hears_itself(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Bridge(call, caller, caller);
        bench.Talk(20, caller);

        Assert.True(bench.Until(() => caller.Received.Count == 20));
        Assert.Equal(caller.Said, caller.Heard);
        caller.AssertOneStream();
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Where_the_laws_differ_each_octet_is_transcoded_by_table(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, AudioCodec.Pcma);
        var agent = bench.Join(call, LegRole.Agent, AudioCodec.Pcmu);
        bench.Bridge(call, caller, agent);
        bench.Talk(10, caller, agent);

        Assert.True(bench.Until(() => caller.Received.Count == 10 && agent.Received.Count == 10));
        Assert.Equal(Transcoded(AudioCodec.Pcma, AudioCodec.Pcmu, caller.Said), agent.Heard);
        Assert.Equal(Transcoded(AudioCodec.Pcmu, AudioCodec.Pcma, agent.Said), caller.Heard);
        Assert.All(agent.Received, r => Assert.Equal(0, r.Header.PayloadType));
        Assert.All(caller.Received, r => Assert.Equal(8, r.Header.PayloadType));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void The_caller_hears_one_stream_across_greeting_agent_queue_audio_and_second_agent(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 7, [MediaBench.Greeting], LoopLast: false));
        bench.Expect<MediaEvent.PlayFinished>(e => e.PlayId == 7);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 8, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(25, caller);

        var first = bench.Join(call, LegRole.Agent);
        first.Ssrc = 77;
        bench.Bridge(call, caller, first);
        bench.Talk(25, caller, first);
        bench.Post(new MediaCommand.CloseLeg(call, first.Leg));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 9, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(25, caller);

        var second = bench.Join(call, LegRole.Agent);
        second.Ssrc = 99;
        second.Sequence = 5;
        second.Frequency = 850;
        bench.Bridge(call, caller, second);
        bench.Talk(25, caller, second);
        bench.Expect<MediaEvent.LegClosed>(e => e.Leg == first.Leg);
        Assert.True(bench.Until(() => second.Received.Count == 25 && caller.Received[^1].Payload.SequenceEqual(second.Said.TakeLast(160))));

        caller.AssertOneStream();
        Assert.True(caller.Received.Count >= 100, $"{caller.Received.Count} packets");
        Assert.Single(caller.Received, r => r.Payload.SequenceEqual(first.Said.Take(160)) && r.Header.Marker);
        Assert.Contains(caller.Received, r => r.Payload.SequenceEqual(second.Said.Skip(160 * 24)));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Losses_duplicates_and_disorder_of_the_sender_are_passed_on_as_they_are(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        ushort[] order = [0, 1, 2, 5, 4, 6, 6, 9, 8];
        bench.Each(5, order.Length, i => caller.Send(8, [(byte)order[i]], (ushort)(65_533 + order[i]), (uint)(order[i] * 160)));

        Assert.True(bench.Until(() => agent.Received.Count == order.Length));
        var first = agent.Received[0].Header;
        Assert.Equal(order, agent.Received.Select(r => (ushort)(r.Header.Sequence - first.Sequence)));
        Assert.Equal(order.Select(o => (uint)o * 160), agent.Received.Select(r => r.Header.Timestamp - first.Timestamp));
        Assert.Equal(order.Select(o => (byte)o), agent.Heard);
    }

    private static byte[] Transcoded(AudioCodec from, AudioCodec to, List<byte> octets)
    {
        var target = new byte[octets.Count];
        G711.Transcode(from, to, octets.ToArray(), target);
        return target;
    }
}
