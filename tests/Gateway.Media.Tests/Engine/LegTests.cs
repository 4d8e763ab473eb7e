using Gateway.Media.Engine;
using Gateway.Media.Rtcp;

namespace Gateway.Media.Tests.Engine;

public sealed class LegTests
{
    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_stranger_is_neither_relayed_nor_recorded(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall("call.wav");
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(2, caller);
        var stranger = bench.Phone();
        stranger.Ports = caller.Ports;
        bench.Talk(5, stranger);

        Assert.True(bench.Until(() => bench.Engine.Dropped(DropReason.ForeignSource) == 5));
        Assert.Equal(2, agent.Received.Count);
        bench.Talk(1, agent);
        Assert.True(bench.Until(() => caller.Received.Count == 1));
        Assert.Empty(stranger.Received);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Audio_goes_to_where_it_really_comes_from(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        var nat = bench.Phone();
        nat.Ports = agent.Ports;
        bench.Bridge(call, caller, agent);
        bench.Talk(2, caller);
        Assert.True(bench.Until(() => agent.Received.Count == 2));
        bench.Talk(2, nat, caller);
        Assert.True(bench.Until(() => nat.Received.Count >= 1 && agent.Received.Count + nat.Received.Count == 4));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_caller_who_speaks_while_waiting_is_told_of_once_and_one_who_is_silent_never(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var silent = bench.Join(call, LegRole.Caller);
        bench.Each(20, 60, i =>
        {
            // Words of a quarter of a second with pauses.
            caller.Send(caller.PayloadType, Syllable(i % 25 is > 5 and < 18 ? i : -1), caller.Sequence++, caller.Timestamp += 160);
            silent.Send(silent.PayloadType, Syllable(-1), silent.Sequence++, silent.Timestamp += 160);
        });
        bench.Expect<MediaEvent.VoiceHeard>();
        Assert.Equal(caller.Leg, Assert.Single(bench.Events.OfType<MediaEvent.VoiceHeard>()).Leg);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Nobody_listens_for_voices_on_an_agents_leg_or_in_a_conversation(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        void Speak(TestPhone phone) =>
            bench.Each(20, 40, i => phone.Send(phone.PayloadType, Syllable(i % 25 is > 5 and < 18 ? i : -1), phone.Sequence++, phone.Timestamp += 160));

        Speak(agent);
        bench.Bridge(call, caller, agent);
        Speak(caller);
        Assert.Empty(bench.Events.OfType<MediaEvent.VoiceHeard>());
        bench.Post(new MediaCommand.Unbridge(call, caller.Leg));
        Speak(caller);
        bench.Expect<MediaEvent.VoiceHeard>(e => e.Leg == caller.Leg);
    }

    private static byte[] Syllable(int step)
    {
        var samples = new short[160];
        for (var i = 0; i < samples.Length && step >= 0; i++)
        {
            samples[i] = (short)(6000 * Math.Sin(Math.PI * ((step % 25) - 5 + (i / 160.0)) / 13) * Math.Sin(2 * Math.PI * 300 * i / 8000));
        }

        var octets = new byte[160];
        Media.Audio.G711.Encode(AudioCodec.Pcma, samples, octets);
        return octets;
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Rfc4733_keys_are_told_once_and_relayed_with_the_partners_payload_type(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, events: 101);
        var agent = bench.Join(call, LegRole.Agent, events: 96);
        bench.Bridge(call, caller, agent);
        bench.Talk(2, caller);
        caller.Press(11);
        caller.Press(1);
        bench.Talk(2, caller);

        Assert.True(bench.Until(() => agent.Received.Count == 16));
        Assert.Equal("#1", string.Concat(bench.Events.OfType<MediaEvent.DtmfReceived>().Select(e => e.Digit)));
        Assert.Equal(12, agent.Received.Count(r => r.Header.PayloadType == 96));
        for (var i = 1; i < agent.Received.Count; i++)
        {
            Assert.Equal((ushort)(agent.Received[i - 1].Header.Sequence + 1), agent.Received[i].Header.Sequence);
        }
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Keys_for_a_leg_without_telephone_event_leave_no_gap(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent, events: null);
        bench.Bridge(call, caller, agent);
        bench.Talk(2, caller);
        caller.Press(5);
        caller.Send(13, [0x40], caller.Sequence++, caller.Timestamp);
        bench.Talk(2, caller);

        Assert.True(bench.Until(() => agent.Received.Count == 4));
        Assert.Equal(6, bench.Engine.Dropped(DropReason.TelephoneEvent));
        Assert.Equal(1, bench.Engine.Dropped(DropReason.PayloadType));
        Assert.Equal((ushort)(agent.Received[0].Header.Sequence + 3), agent.Received[3].Header.Sequence);
        Assert.Equal('5', Assert.Single(bench.Events.OfType<MediaEvent.DtmfReceived>()).Digit);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_held_leg_is_sent_nothing_and_the_caller_hears_what_is_played(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(5, caller, agent);
        Assert.True(bench.Until(() => agent.Received.Count == 5 && caller.Received.Count == 5));

        bench.Post(new MediaCommand.SetFormat(call, agent.Leg, agent.Format(MediaDirection.Inactive)));
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Settle(call, agent);
        var before = caller.Received.Count;
        bench.Talk(20, caller, agent);
        Assert.True(bench.Until(() => bench.Engine.Dropped(DropReason.Direction) == 20));
        Assert.Equal(5, agent.Received.Count);
        Assert.True(caller.Received.Count - before >= 5);
        Assert.DoesNotContain(caller.Received.Skip(before), r => r.Payload.SequenceEqual(agent.Said.TakeLast(160)));

        bench.Post(new MediaCommand.SetFormat(call, agent.Leg, agent.Format()));
        bench.Post(new MediaCommand.StopPlay(call, caller.Leg));
        bench.Settle(call, agent);
        bench.Talk(5, caller, agent);
        Assert.True(bench.Until(() => agent.Received.Count == 10 && caller.Received[^1].Payload.SequenceEqual(agent.Said.TakeLast(160))));
        caller.AssertOneStream();
    }

    [Theory]
    [InlineData(Way.InMemory, false)]
    [InlineData(Way.Sockets, false)]
    [InlineData(Way.Blocking, false)]
    [InlineData(Way.InMemory, true)]
    [InlineData(Way.Sockets, true)]
    [InlineData(Way.Blocking, true)]
    public void Rfc3550_reports_both_ways_give_loss_and_round_trip_and_end_with_BYE(Way way, bool mux)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller, mux: mux);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        bench.Talk(3, caller, agent);
        caller.Lose();
        bench.Talk(3, caller, agent);
        for (var i = 0; i < 200 && caller.Reports.Count == 0; i++)
        {
            bench.Talk(1, agent);
        }

        var reader = new RtcpReader(caller.Reports[0]);
        Assert.True(reader.TryRead());
        Assert.Equal(RtcpType.SenderReport, reader.Type);
        Assert.Equal(caller.Received[0].Header.Ssrc, reader.Ssrc);
        Assert.Equal(caller.Ssrc, reader.Report(0).Ssrc);
        Assert.Equal(1, reader.Report(0).CumulativeLost);
        var lastSr = NtpTime.Middle(reader.Sender.Ntp);
        Assert.True(reader.TryRead());
        Assert.Equal(24, reader.Cname.Length);

        var report = new byte[RtcpWriter.LongestPacket];
        var block = new ReportBlock(caller.Received[0].Header.Ssrc, 64, 5, 1, 80, lastSr, 0);
        caller.SendReport(report.AsSpan(0, RtcpWriter.Write(report, caller.Ssrc, null, block, "caller"u8, bye: false)));
        bench.Settle(call, caller);
        bench.Each(20, 2, _ => { });
        bench.Post(new MediaCommand.CloseCall(call));
        bench.Expect<MediaEvent.LegClosed>(e => e.Leg == caller.Leg);
        Assert.True(bench.Until(() => caller.Reports.Count > 1));

        var statistics = bench.Events.OfType<MediaEvent.LegClosed>().Single(e => e.Leg == caller.Leg).Statistics;
        Assert.Equal((6, 1), (statistics.PacketsReceived, statistics.PacketsLost));
        Assert.Equal((0.25, 10), (statistics.RemoteLossFraction, statistics.RemoteJitterMs));
        Assert.Equal(caller.Received.Count, statistics.PacketsSent);
        Assert.InRange(statistics.RoundTripMs!.Value, 0, 4000);
        var last = new RtcpReader(caller.Reports[^1]);
        var types = new List<RtcpType>();
        while (last.TryRead())
        {
            types.Add(last.Type);
        }

        Assert.Equal(RtcpType.Goodbye, types[^1]);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    public void A_closed_port_is_told_as_silence_with_unreachable(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var agent = bench.Join(call, LegRole.Agent);
        bench.Talk(3, agent);
        ((IDisposable)agent).Dispose();
        bench.Post(new MediaCommand.Play(call, agent.Leg, 1, [MediaBench.QueueAudio], LoopLast: true));
        bench.Expect<MediaEvent.LegSilent>();
        var silent = bench.Events.OfType<MediaEvent.LegSilent>().First();
        Assert.True(silent.PortUnreachable);
        Assert.InRange(silent.For.TotalMilliseconds, 500, way == Way.InMemory ? 521 : 5000);
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Ports_come_back_whatever_happens_to_the_leg(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        bench.Join(call, LegRole.Agent);
        Assert.Equal(2, bench.Ports.InUse);
        bench.Post(new MediaCommand.CloseLeg(call, caller.Leg));
        bench.Post(new MediaCommand.CloseLeg(call, caller.Leg));
        Assert.True(bench.Until(() => bench.Ports.InUse == 1));
        bench.Post(new MediaCommand.CloseCall(call));
        Assert.True(bench.Until(() => bench.Ports.InUse == 0));
        Assert.True(bench.Ports.TryRent(out var ports));
        bench.Post(new MediaCommand.OpenLeg(call, new LegId(99), LegRole.Agent, ports));
        Assert.True(bench.Until(() => bench.Ports.InUse == 0));
        Assert.Equal(2, bench.Events.OfType<MediaEvent.LegClosed>().Count());
        Assert.Equal(2, bench.Engine.Dropped(DropReason.UnknownCommandTarget));
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void A_port_that_is_taken_is_trouble_of_that_leg_only(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var second = new LegId(1000);
        bench.Post(new MediaCommand.OpenLeg(call, second, LegRole.Agent, caller.Ports));
        bench.Expect<MediaEvent.Trouble>(e => e.Leg == second);
        bench.Post(new MediaCommand.Bridge(call, caller.Leg, second));
        bench.Talk(3, caller);
        bench.Post(new MediaCommand.CloseLeg(call, second));
        bench.Expect<MediaEvent.LegClosed>(e => e.Leg == second);
        bench.Post(new MediaCommand.Play(call, caller.Leg, 1, [MediaBench.Greeting], LoopLast: false));
        bench.Expect<MediaEvent.PlayFinished>();
    }

    [Theory]
    [InlineData(Way.InMemory)]
    [InlineData(Way.Sockets)]
    [InlineData(Way.Blocking)]
    public void Junk_is_counted_and_hurts_nobody(Way way)
    {
        using var bench = MediaBench.Create(way);
        var call = bench.OpenCall();
        var caller = bench.Join(call, LegRole.Caller);
        var agent = bench.Join(call, LegRole.Agent);
        bench.Bridge(call, caller, agent);
        var random = new Random(4);
        for (var i = 0; i < 200; i++)
        {
            var junk = new byte[random.Next(0, 300)];
            random.NextBytes(junk);
            caller.SendRaw(junk);
            caller.SendReport(junk);
        }

        bench.Talk(3, caller);
        Assert.True(bench.Until(() => agent.Heard.TakeLast(480).SequenceEqual(caller.Said)));
        Assert.Equal(0, bench.Engine.Dropped(DropReason.Fault));
        Assert.InRange(bench.Engine.Dropped(DropReason.Malformed), 100, 400);
    }
}
