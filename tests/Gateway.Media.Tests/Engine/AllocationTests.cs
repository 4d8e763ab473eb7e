using Gateway.Media.Engine;
using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Engine;

/// <summary>The packet path allocates nothing, recording and transcoding included, measured on the loop's own thread.</summary>
public sealed class AllocationTests
{
    private const int Packets = 10_000;

    /// <summary>
    /// Bytes for the event that carries a key. What the lines are like each 5 s, silence on a stalled machine, and a collection in the middle,
    /// which can count 8 kB of a thread's room, meet a window now and then; a packet's worth would be 10,000 times more in every one.
    /// </summary>
    private const int OneEvent = 256;

    private const int Windows = 5;

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
        Assert.InRange(LeastAllocated(bench, caller, () => Send(bench, caller, Packets)), 0, OneEvent);
    }

    [Fact]
    public void Ten_thousand_packets_that_are_listened_to_and_recorded_allocate_nothing_on_the_loop_thread()
    {
        using var bench = new MeasuringBench();
        var call = bench.OpenCall("wait.wav");
        var caller = bench.Join(call, LegRole.Caller);
        Wait(bench, caller, 500);
        var least = LeastAllocated(bench, caller, () => Wait(bench, caller, Packets));
        Assert.Empty(bench.Events.OfType<MediaEvent.VoiceHeard>());
        Assert.InRange(least, 0, OneEvent);
    }

    /// <summary>Of a few windows between two keys, the one in which the loop's thread allocated least; no more once it is as wished.</summary>
    private static long LeastAllocated(MeasuringBench bench, TestPhone caller, Action packets)
    {
        var least = long.MaxValue;
        for (var window = 0; window < Windows && least > OneEvent; window++)
        {
            var before = bench.Measure(caller);
            packets();
            least = Math.Min(least, bench.Measure(caller) - before);
        }

        return least;
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
        private long _allocated;
        private int _measured;

        /// <summary>What the loop's thread has allocated when a key comes through.</summary>
        public long Measure(TestPhone phone)
        {
            var before = Volatile.Read(ref _measured);
            phone.Press(1);
            Assert.True(Until(() => Volatile.Read(ref _measured) > before));
            return Volatile.Read(ref _allocated);
        }

        public override void OnEvent(MediaEvent mediaEvent)
        {
            if (mediaEvent is MediaEvent.DtmfReceived)
            {
                Volatile.Write(ref _allocated, GC.GetAllocatedBytesForCurrentThread());
                Volatile.Write(ref _measured, _measured + 1);
            }
            else
            {
                base.OnEvent(mediaEvent);
            }
        }
    }
}
