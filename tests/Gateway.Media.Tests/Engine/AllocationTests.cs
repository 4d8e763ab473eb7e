using Gateway.Media.Engine;
using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Engine;

/// <summary>The packet path allocates nothing, recording and transcoding included, measured on the loop's own thread.</summary>
public sealed class AllocationTests
{
    private const int Packets = 10_000;

    /// <summary>
    /// Bytes for the event that carries the second key, what the lines are like each 5 s, and on a stalled machine one or two that tell of
    /// silence; a packet's worth would be many times more.
    /// </summary>
    private const int Events = 4_096;

    [Theory]
    [InlineData(AudioCodec.Pcma, null)]
    [InlineData(AudioCodec.Pcmu, null)]
    [InlineData(AudioCodec.Pcma, SrtpSuite.AesCm128HmacSha1Tag80)]
    [InlineData(AudioCodec.Pcma, SrtpSuite.AeadAes128Gcm)]
    public void Ten_thousand_relayed_and_recorded_packets_allocate_nothing_on_the_loop_thread(AudioCodec agentCodec, SrtpSuite? srtp)
    {
        using var bench = new MeasuringBench();
        var call = bench.OpenCall("long.wav");
        var caller = bench.Join(call, LegRole.Caller, srtp: srtp);
        var agent = bench.Join(call, LegRole.Agent, agentCodec, srtp: srtp);
        // Not expected to speak: its silence would be told by events.
        bench.Post(new MediaCommand.SetFormat(call, agent.Leg, agent.Format(MediaDirection.SendOnly)));
        bench.Bridge(call, caller, agent);
        Send(bench, caller, 500);
        caller.Press(1);
        Assert.True(bench.Until(() => bench.Measured == 1));
        var before = bench.Engine.PacketsRelayed;
        Send(bench, caller, Packets);
        Assert.True(bench.Until(() => bench.Engine.PacketsRelayed - before >= Packets, 20));
        caller.Press(2);
        Assert.True(bench.Until(() => bench.Measured == 2));

        Assert.InRange(bench.Between, 0, Events);
    }

    [Fact]
    public void Ten_thousand_packets_that_are_listened_to_and_recorded_allocate_nothing_on_the_loop_thread()
    {
        using var bench = new MeasuringBench();
        var call = bench.OpenCall("wait.wav");
        var caller = bench.Join(call, LegRole.Caller);
        Wait(bench, caller, 500);
        caller.Press(1);
        Assert.True(bench.Until(() => bench.Measured == 1));
        Wait(bench, caller, Packets);
        caller.Press(2);
        Assert.True(bench.Until(() => bench.Measured == 2));
        Assert.Empty(bench.Events.OfType<MediaEvent.VoiceHeard>());
        Assert.InRange(bench.Between, 0, Events);
    }

    /// <summary>A steady tone is no voice, so every packet is looked at.</summary>
    private static void Wait(MeasuringBench bench, TestPhone phone, int count)
    {
        var start = bench.Engine.Dropped(DropReason.NotBridged);
        for (var i = 0; i < count; i++)
        {
            phone.Speak();
            if (i % 50 == 49)
            {
                Assert.True(bench.Until(() => bench.Engine.Dropped(DropReason.NotBridged) - start >= i - 50, 20));
            }
        }
    }

    private static void Send(MeasuringBench bench, TestPhone phone, int count)
    {
        var start = bench.Engine.PacketsRelayed;
        for (var i = 0; i < count; i++)
        {
            phone.Speak();
            if (i % 50 == 49)
            {
                Assert.True(bench.Until(() => bench.Engine.PacketsRelayed - start >= i - 50, 20));
            }
        }
    }

    private sealed class MeasuringBench : SocketBench
    {
        private readonly long[] _allocated = new long[2];
        private int _measured;

        public int Measured => Volatile.Read(ref _measured);

        public long Between => _allocated[1] - _allocated[0];

        public override void OnEvent(MediaEvent mediaEvent)
        {
            if (mediaEvent is MediaEvent.DtmfReceived)
            {
                _allocated[_measured] = GC.GetAllocatedBytesForCurrentThread();
                Volatile.Write(ref _measured, _measured + 1);
            }
            else
            {
                base.OnEvent(mediaEvent);
            }
        }
    }
}
