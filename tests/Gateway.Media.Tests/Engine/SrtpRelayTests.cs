using Gateway.Media.Engine;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;
using Gateway.Media.Tests.Recording;

namespace Gateway.Media.Tests.Engine;

/// <summary>SRTP is a leg's own matter: what passes between legs, and into the recording, is the packet in the clear.</summary>
public sealed class SrtpRelayTests
{
    public static TheoryData<Way, SrtpSuite?, SrtpSuite?> Sides
    {
        get
        {
            var sides = new TheoryData<Way, SrtpSuite?, SrtpSuite?>
            {
                { Way.Sockets, SrtpSuite.AesCm128HmacSha1Tag80, null },
                { Way.Sockets, SrtpSuite.AeadAes256Gcm, SrtpSuite.AesCm128HmacSha1Tag32 },
            };
            foreach (var suite in SrtpSuites.All)
            {
                sides.Add(Way.InMemory, suite, null);
                sides.Add(Way.InMemory, null, suite);
                sides.Add(Way.InMemory, suite, suite);
            }

            return sides;
        }
    }

    [Theory]
    [MemberData(nameof(Sides))]
    public void A_bridge_passes_every_octet_both_ways_whichever_side_is_secured(Way way, SrtpSuite? callers, SrtpSuite? agents)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, srtp: callers);
        var agent = bench.Join(call, LegRole.Agent, srtp: agents);
        agent.Frequency = 700;
        bench.Bridge(call, caller, agent);
        bench.Talk(50, caller, agent);

        Assert.True(bench.Until(() => caller.Received.Count == 50 && agent.Received.Count == 50));
        Assert.Equal(caller.Said, agent.Heard);
        Assert.Equal(agent.Said, caller.Heard);
        caller.AssertOneStream();
        agent.AssertOneStream();
    }

    [Fact]
    public void A_recording_holds_the_same_samples_with_and_without_srtp()
    {
        static byte[] Recorded(SrtpSuite? suite)
        {
            using var bench = new VirtualBench();
            var call = bench.OpenCall("call.wav");
            var caller = bench.Join(call, LegRole.Caller, srtp: suite);
            var agent = bench.Join(call, LegRole.Agent, AudioCodec.Pcmu, srtp: suite);
            bench.Bridge(call, caller, agent);
            bench.Talk(50, caller, agent);
            bench.Post(new MediaCommand.CloseCall(call));
            bench.Expect<MediaEvent.RecordingCommitted>();
            return bench.Files["/recordings/call.wav"];
        }

        Assert.Equal(Recorded(null), Recorded(SrtpSuite.AeadAes128Gcm));
    }

    [Fact]
    public void A_caller_with_srtp_hears_prompts_and_gets_reports_and_its_keys_are_heard()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, srtp: SrtpSuite.AesCm128HmacSha1Tag80);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 7, [MediaBench.QueueAudio], LoopLast: true));
        bench.Talk(300, caller);
        Assert.InRange(caller.Received.Count, 299, 301);
        caller.AssertOneStream();
        Assert.NotEmpty(caller.Reports);
        caller.Press(5);
        bench.Expect<MediaEvent.DtmfReceived>(e => e.Digit == '5');

        // The caller's report of what we sent comes in protected, too: it is what we know of loss at the far end.
        var report = new byte[32];
        Convert.FromHexString("81c9000700001234").CopyTo(report, 0);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(report.AsSpan(8), caller.Received[0].Header.Ssrc);
        report[12] = 64;
        caller.SendReport(report);
        caller.SendReport(caller.Wire(rtcp: true, report));
        bench.Run(0.1);
        Assert.Equal(1, bench.Engine.Dropped(DropReason.SrtpAuthentication));
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.LegClosed>(e => e.Statistics.RemoteLossFraction == 0.25);
    }

    [Fact]
    public void What_does_not_prove_the_key_neither_latches_nor_is_heard_wherever_it_comes_from()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, srtp: SrtpSuite.AesCm128HmacSha1Tag80);
        var stranger = bench.Phone();
        stranger.Ports = agent.Ports;
        bench.Bridge(call, caller, agent);

        // Before the agent's first packet: plain RTP, and SRTP under a key of the stranger's own.
        bench.Talk(5, stranger);
        stranger.Secure(SrtpSuite.AesCm128HmacSha1Tag80);
        bench.Talk(5, stranger);
        bench.Talk(10, agent);
        Assert.Equal(agent.Said, caller.Heard);
        Assert.Equal(10, bench.Engine.Dropped(DropReason.SrtpAuthentication));
        bench.Talk(5, caller);
        Assert.Equal(caller.Said, agent.Heard);
        Assert.Empty(stranger.Received);

        // From the agent's own address, too.
        agent.SendRaw(new byte[] { 0x80, 8, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1 }.Concat(new byte[170]).ToArray());
        bench.Run(0.1);
        Assert.Equal(11, bench.Engine.Dropped(DropReason.SrtpAuthentication));
        Assert.Equal(10, caller.Received.Count);
    }

    [Fact]
    public void A_recorded_packet_that_is_sent_again_from_elsewhere_moves_nothing()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, srtp: SrtpSuite.AeadAes128Gcm);
        var stranger = bench.Phone();
        stranger.Ports = agent.Ports;
        bench.Bridge(call, caller, agent);
        bench.Talk(10, agent);
        var taken = agent.Wire(rtcp: false, Packet(agent));
        agent.SendRaw(taken);
        bench.Run(1);
        stranger.SendRaw(taken);
        bench.Run(0.1);
        Assert.Equal(1, bench.Engine.Dropped(DropReason.SrtpReplay));
        caller.Speak();
        bench.Run(0.1);
        Assert.Empty(stranger.Received);
        Assert.Single(agent.Received);
    }

    [Fact]
    public void A_phone_that_proves_its_key_is_found_again_on_another_network()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, srtp: SrtpSuite.AesCm128HmacSha1Tag80);
        var elsewhere = bench.Phone();
        elsewhere.Ports = agent.Ports;
        bench.Bridge(call, caller, agent);
        bench.Talk(20, agent);
        bench.Run(1);
        for (var i = 0; i < 20; i++)
        {
            elsewhere.SendRaw(agent.Wire(rtcp: false, Packet(agent)));
            bench.Run(0.02);
        }

        Assert.Equal(40, caller.Received.Count);
        caller.Speak();
        Assert.True(bench.Until(() => elsewhere.Received.Count == 1));
    }

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1Tag80)]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    [InlineData(null)]
    public void New_keys_in_the_middle_of_a_call_and_none_cost_no_packet(SrtpSuite? next)
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, srtp: SrtpSuite.AesCm128HmacSha1Tag80);
        bench.Bridge(call, caller, agent);
        bench.Talk(10, caller, agent);
        agent.Secure(next);
        bench.Post(new MediaCommand.SetFormat(call, agent.Leg, agent.Format()));
        bench.Run(0.02);
        bench.Talk(10, caller, agent);
        Assert.Equal(agent.Said, caller.Heard);
        Assert.Equal(caller.Said, agent.Heard);
        caller.AssertOneStream();
        agent.AssertOneStream();
    }

    [Fact]
    public void What_comes_before_the_keys_are_known_is_not_recorded_as_noise()
    {
        using var bench = new VirtualBench();
        var call = bench.OpenCall("call.wav");
        var phone = bench.Phone();
        Assert.True(bench.Ports.TryRent(out var ports));
        phone.Ports = ports;
        phone.Leg = new LegId(77);
        phone.Secure(SrtpSuite.AesCm128HmacSha1Tag80);
        bench.Post(new MediaCommand.OpenLeg(call, phone.Leg, LegRole.Agent, ports) { AwaitsKeys = true });
        bench.Talk(5, phone);
        Assert.Equal(5, bench.Engine.Dropped(DropReason.SrtpAuthentication));
        bench.Post(new MediaCommand.SetFormat(call, phone.Leg, phone.Format()));
        bench.Talk(5, phone);
        bench.Expect<MediaEvent.LegHeard>();
        Assert.Equal(5, bench.Engine.Dropped(DropReason.SrtpAuthentication));
    }

    private static byte[] Packet(TestPhone phone)
    {
        var packet = new byte[RtpHeader.FixedLength + 160];
        RtpHeader.Write(packet, false, 8, phone.Sequence++, phone.Timestamp, phone.Ssrc);
        phone.Timestamp += 160;
        return packet;
    }
}
