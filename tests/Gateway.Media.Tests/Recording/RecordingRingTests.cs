using CsCheck;
using Gateway.Media.Engine;
using Gateway.Media.Recording;

namespace Gateway.Media.Tests.Recording;

public sealed class RecordingRingTests
{
    [Fact]
    public void Gives_back_what_was_put_in_whatever_the_order_of_reads_and_writes() =>
        Gen.Int[-3, 1600].Array[1, 300].Sample(steps =>
        {
            var ring = new RecordingRing(new RecordingChunks(1, 1000));
            var model = new Queue<(RecordedPacket Packet, byte[] Payload)>();
            ushort sequence = 0;
            foreach (var step in steps)
            {
                if (step < 0)
                {
                    for (var reads = -step * 3; reads > 0; reads--)
                    {
                        if (!Matches(ring, model))
                        {
                            return false;
                        }
                    }
                }
                else
                {
                    var payload = Enumerable.Range(0, step).Select(i => (byte)(i + sequence)).ToArray();
                    var packet = Packet(sequence++, step);
                    if (ring.TryWrite(packet, payload))
                    {
                        model.Enqueue((packet, payload));
                    }
                }
            }

            while (model.Count > 0)
            {
                if (!Matches(ring, model))
                {
                    return false;
                }
            }

            return Matches(ring, model);
        });

    [Fact]
    public void What_finds_no_room_is_counted_and_the_rest_stays_whole()
    {
        var ring = new RecordingRing(new RecordingChunks(0, 1000));
        var payload = new byte[160];
        for (var i = 0; i < 2000; i++)
        {
            ring.TryWrite(Packet((ushort)i, 160), payload);
        }

        var read = 0;
        while (ring.TryRead(out var packet, out _))
        {
            Assert.Equal(read++, packet.Sequence);
        }

        Assert.InRange(read, 1300, 1450);
        Assert.Equal(2000 - read, ring.Lost);
        Assert.True(ring.TryWrite(Packet(9999, 160), payload));
        Assert.True(ring.TryRead(out var later, out _));
        Assert.Equal(9999, later.Sequence);
    }

    [Fact]
    public void Two_threads_pass_every_packet_in_order()
    {
        const int count = 200_000;
        var ring = new RecordingRing(new RecordingChunks(4, 64));
        var producer = new Thread(() =>
        {
            var payload = new byte[24];
            for (var i = 0; i < count;)
            {
                payload[0] = (byte)i;
                if (ring.TryWrite(Packet((ushort)i, 24) with { Timestamp = (uint)i }, payload))
                {
                    i++;
                }
                else
                {
                    Thread.Yield();
                }
            }
        });
        producer.Start();
        for (uint i = 0; i < count;)
        {
            if (ring.TryRead(out var packet, out var payload))
            {
                Assert.Equal(i, packet.Timestamp);
                Assert.Equal((byte)i, payload[0]);
                i++;
            }
            else
            {
                Thread.Yield();
            }
        }

        producer.Join();
    }

    private static RecordedPacket Packet(ushort sequence, int length) =>
        new(12_345_678_901 + sequence, 160u * sequence, 0xAABBCCDD, sequence, (ushort)length, 3, LegRole.Agent, AudioCodec.Pcmu);

    private static bool Matches(RecordingRing ring, Queue<(RecordedPacket Packet, byte[] Payload)> model)
    {
        var any = ring.TryRead(out var packet, out var payload);
        return model.TryDequeue(out var expected)
            ? any && packet == expected.Packet && payload.SequenceEqual(expected.Payload)
            : !any;
    }
}
