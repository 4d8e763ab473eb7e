using Gateway.Media.Engine;

namespace Gateway.Media.Tests.Engine;

public sealed class PromptTests
{
    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Prompts_follow_each_other_without_a_gap_and_the_end_is_told(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, AudioCodec.Pcmu);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 5, [MediaBench.Greeting, MediaBench.QueueAudio], LoopLast: false));
        bench.Expect<MediaEvent.PlayFinished>(e => e.PlayId == 5);
        bench.Each(20, 2, _ => { });

        byte[] expected =
        [
            .. MediaBench.Prompts[MediaBench.Greeting].Octets(AudioCodec.Pcmu),
            .. MediaBench.Prompts[MediaBench.QueueAudio].Octets(AudioCodec.Pcmu),
        ];
        var heard = caller.Heard.ToArray();
        Assert.Equal(expected, heard[..expected.Length]);
        Assert.All(heard[expected.Length..], b => Assert.Equal(0xFF, b));
        Assert.Equal((expected.Length + 159) / 160, caller.Received.Count);
        caller.AssertOneStream();
        Assert.Single(caller.Received, r => r.Header.Marker);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void The_last_one_loops_seamlessly_at_the_leg_s_packet_time(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Post(new MediaCommand.SetFormat(call, caller.Leg, caller.Format() with { PtimeMs = 30 }));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 5, [MediaBench.Greeting, MediaBench.QueueAudio], LoopLast: true));
        bench.Run(1.5);

        var greeting = MediaBench.Prompts[MediaBench.Greeting].Octets(AudioCodec.Pcma).ToArray();
        var loop = MediaBench.Prompts[MediaBench.QueueAudio].Octets(AudioCodec.Pcma).ToArray();
        var heard = caller.Heard.ToArray();
        for (var i = 0; i < heard.Length; i++)
        {
            Assert.Equal(i < greeting.Length ? greeting[i] : loop[(i - greeting.Length) % loop.Length], heard[i]);
        }

        Assert.All(caller.Received, r => Assert.Equal(240, r.Payload.Length));
        Assert.InRange(caller.Received.Count, 20, 60);
        Assert.DoesNotContain(bench.Events.OfType<MediaEvent.PlayFinished>(), e => e.PlayId == 5);
    }

    [Fact]
    public void The_pace_is_exact_in_virtual_time()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 5, [MediaBench.QueueAudio], LoopLast: true));
        bench.Run(60);
        Assert.InRange(caller.Received.Count, 3000, 3001);
        caller.AssertOneStream();
    }

    [Fact]
    public void A_play_waits_for_the_first_format_and_ends_on_a_held_leg()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Phone();
        Assert.True(bench.Ports.TryRent(out var ports));
        (caller.Ports, caller.Leg) = (ports, new LegId(50));
        bench.Post(new MediaCommand.OpenLeg(call, caller.Leg, LegRole.Caller, ports));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.Greeting], LoopLast: false));
        bench.Run(2);
        Assert.Empty(bench.Events.OfType<MediaEvent.PlayFinished>());
        bench.Post(new MediaCommand.SetFormat(call, caller.Leg, caller.Format()));
        bench.Run(2);
        Assert.Equal(11, caller.Received.Count);
        Assert.Equal([1], bench.Events.OfType<MediaEvent.PlayFinished>().Select(e => e.PlayId));

        bench.Post(new MediaCommand.SetFormat(call, caller.Leg, caller.Format(MediaDirection.ReceiveOnly)));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 2, [MediaBench.Greeting], LoopLast: false));
        bench.Run(2);
        Assert.Equal(11, caller.Received.Count);
        Assert.Equal([1, 2], bench.Events.OfType<MediaEvent.PlayFinished>().Select(e => e.PlayId));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Nothing_is_sent_when_nothing_is_played_or_bridged(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Talk(10, caller);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [], LoopLast: true));
        bench.Expect<MediaEvent.PlayFinished>(e => e.PlayId == 1);
        Assert.Empty(caller.Received);
        Assert.True(bench.Until(() => bench.Engine.Dropped(DropReason.NotBridged) == 10));
    }
}
