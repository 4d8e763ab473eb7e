using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Srtp;

/// <summary>Two ends of a stream: order, loss, replay, forgery, wraps, new keys.</summary>
public sealed class SrtpTests : IDisposable
{
    private const int TagAndIndex = 20;
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] OtherSecret = [.. Secret.Select(b => (byte)~b)];
    private readonly List<IDisposable> _ends = [];

    public static TheoryData<SrtpSuite> Suites => new(SrtpSuites.All);

    [Theory]
    [MemberData(nameof(Suites))]
    public void What_is_sent_is_read_over_two_wraps_with_losses_and_late_packets(SrtpSuite suite)
    {
        var (sender, receiver) = Pair(suite);
        var random = new Random(11);
        var held = new Queue<(int Number, byte[] Wire)>();
        var heard = 0;
        for (var number = 65_000; number < 65_000 + 140_000; number++)
        {
            var wire = Protect(sender, Packet(number));
            if (random.Next(10) == 0)
            {
                continue;
            }

            held.Enqueue((number, wire));
            if (held.Count > random.Next(6))
            {
                // Of two that wait, the later one first now and then.
                var first = held.Dequeue();
                if (held.Count > 0 && random.Next(3) == 0)
                {
                    Read(receiver, held.Dequeue());
                    heard++;
                }

                Read(receiver, first);
                heard++;
            }
        }

        Assert.InRange(heard, 120_000, 140_000);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_changed_octet_and_every_cut_is_refused_and_leaves_the_packet_as_it_was(SrtpSuite suite)
    {
        var (sender, receiver) = Pair(suite);
        Read(receiver, (1, Protect(sender, Packet(1))));
        var wire = Protect(sender, Packet(2));
        for (var i = 0; i < wire.Length; i++)
        {
            var changed = wire.ToArray();
            changed[i] ^= 0x40;
            var before = changed.ToArray();
            Assert.NotEqual(SrtpVerdict.Accepted, receiver.Unprotect(changed, out _));
            Assert.Equal(before, changed);
            Assert.NotEqual(SrtpVerdict.Accepted, receiver.Unprotect(wire.AsSpan(0, i), out _));
        }

        Read(receiver, (2, wire));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_packet_that_has_been_is_refused_and_one_behind_the_window_too(SrtpSuite suite)
    {
        var (sender, receiver) = Pair(suite);
        var wires = Enumerable.Range(0, 200).Select(n => Protect(sender, Packet(n))).ToList();
        Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(wires[0].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Replayed, receiver.Unprotect(wires[0].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(wires[199].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Replayed, receiver.Unprotect(wires[199].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Replayed, receiver.Unprotect(wires[199 - ReplayWindow.Size].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(wires[200 - ReplayWindow.Size].ToArray(), out _));
        Assert.Equal(SrtpVerdict.Replayed, receiver.Unprotect(wires[200 - ReplayWindow.Size].ToArray(), out _));
    }

    [Fact]
    public void A_forged_packet_far_ahead_does_not_move_the_window()
    {
        var (sender, receiver) = Pair(SrtpSuite.AesCm128HmacSha1Tag80);
        Read(receiver, (100, Protect(sender, Packet(100))));
        var next = Protect(sender, Packet(101));
        var forged = Protect(sender, Packet(30_000));
        forged[^1] ^= 1;
        Assert.Equal(SrtpVerdict.Forged, receiver.Unprotect(forged, out _));
        Read(receiver, (101, next));
    }

    [Fact]
    public void A_number_is_never_used_twice_since_two_packets_under_one_key_stream_give_each_other_away()
    {
        var (sender, _) = Pair(SrtpSuite.AeadAes128Gcm);
        var wire = new byte[300];
        Assert.NotEqual(0, sender.Protect(Packet(7), wire));
        Assert.Equal(0, sender.Protect(Packet(7), wire));
        Assert.NotEqual(0, sender.Protect(Packet(9), wire));
        Assert.NotEqual(0, sender.Protect(Packet(8), wire));
        Assert.Equal(0, sender.Protect(Packet(8), wire));
        Assert.Equal(0, sender.Protect(Packet(10, ssrc: 99), wire));
    }

    [Fact]
    public void A_receiver_that_missed_the_packets_before_the_first_wrap_finds_the_rollover_counter()
    {
        var (sender, receiver) = Pair(SrtpSuite.AesCm128HmacSha1Tag32);
        Protect(sender, Packet(65_535));
        Read(receiver, (65_536, Protect(sender, Packet(65_536))));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Reports_are_read_once_encrypted_or_not(SrtpSuite suite)
    {
        var (sender, receiver) = Pair(suite);
        var report = Convert.FromHexString("80c90001cafebabe");
        for (var i = 0; i < 3; i++)
        {
            var wire = new byte[report.Length + TagAndIndex];
            wire = wire[..sender.ProtectRtcp(report, wire)];
            var again = wire.ToArray();
            Assert.Equal(SrtpVerdict.Accepted, receiver.UnprotectRtcp(wire, out var length));
            Assert.Equal(report, wire[..length]);
            Assert.Equal(SrtpVerdict.Replayed, receiver.UnprotectRtcp(again, out _));
            again[^1] ^= 1;
            Assert.NotEqual(SrtpVerdict.Accepted, receiver.UnprotectRtcp(again, out _));
        }

        Assert.Equal(SrtpVerdict.Malformed, receiver.UnprotectRtcp(new byte[12], out _));
    }

    [Theory]
    [InlineData(SrtpSuite.AesCm128HmacSha1Tag80)]
    [InlineData(SrtpSuite.AeadAes128Gcm)]
    public void A_peers_master_key_identifier_is_taken_off_and_must_be_its_own(SrtpSuite suite)
    {
        var key = SrtpKey.From(Secret, suite);
        using var sender = new SrtpSender(key);
        using var receiver = new SrtpReceiver(key, "0000002a");
        var wire = Protect(sender, Packet(5));
        var tag = suite.TagLength(rtcp: false);
        byte[] WithMki(byte last) => suite.IsAead() ? [.. wire, 0, 0, 0, last] : [.. wire[..^tag], 0, 0, 0, last, .. wire[^tag..]];
        Assert.Equal(SrtpVerdict.Forged, receiver.Unprotect(WithMki(0x2b), out _));
        Read(receiver, (5, WithMki(0x2a)));
    }

    [Fact]
    public void New_keys_are_taken_up_by_the_first_packet_under_them_and_the_old_ones_hold_until_then()
    {
        var suite = SrtpSuite.AesCm128HmacSha1Tag80;
        var (own, first, second) = (SrtpKey.From(Secret, suite), SrtpKey.From(OtherSecret, suite), SrtpKey.From([.. Secret, 9], suite));
        using var leg = new LegSrtp(new SrtpKeys(own, first));
        using var before = new SrtpSender(first);
        using var after = new SrtpSender(second);
        Hear(Protect(before, Packet(70_000)), SrtpVerdict.Accepted);
        var crossing = Protect(before, Packet(70_001));
        var late = Protect(before, Packet(70_002));
        leg.Change(new SrtpKeys(own, second));
        Hear(crossing, SrtpVerdict.Accepted);
        Hear(Protect(after, Packet(70_003)), SrtpVerdict.Accepted);
        Hear(late, SrtpVerdict.Forged);

        // Our own key stays, and so does what has been used of it.
        var wire = new byte[300];
        Assert.NotEqual(0, leg.Protect(false, Packet(1), wire));
        leg.Change(new SrtpKeys(own, first));
        Assert.Equal(0, leg.Protect(false, Packet(1), wire));
        leg.Change(new SrtpKeys(second, first));
        Assert.NotEqual(0, leg.Protect(false, Packet(1), wire));

        void Hear(byte[] packet, SrtpVerdict expected) => Assert.Equal(expected, leg.Unprotect(false, packet, out _));
    }

    [Fact]
    public void A_sender_that_counts_on_over_a_new_key_is_understood()
    {
        var suite = SrtpSuite.AeadAes256Gcm;
        var (sender, receiver) = Pair(suite);
        Read(receiver, (65_530, Protect(sender, Packet(65_530))));
        Read(receiver, (65_540, Protect(sender, Packet(65_540))));
        var key = SrtpKey.From(OtherSecret, suite);
        using var cipher = SrtpCipher.Create(key, rtcp: false);
        var packet = Packet(65_541);
        var tag = new byte[16];
        cipher.Seal(packet, 12, 0xcafe, 65_541, 1, tag);
        using var next = new SrtpReceiver(key, before: receiver);
        Read(next, (65_541, [.. packet, .. tag]));
    }

    [Fact]
    public void Many_streams_under_one_key_have_a_limit_and_the_one_heard_last_stays()
    {
        var (_, receiver) = Pair(SrtpSuite.AesCm128HmacSha1Tag80);
        for (var ssrc = 1u; ssrc <= 40; ssrc++)
        {
            using var sender = new SrtpSender(SrtpKey.From(Secret, SrtpSuite.AesCm128HmacSha1Tag80));
            var wire = Protect(sender, Packet(5, ssrc));
            Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(wire.ToArray(), out _));
            Assert.Equal(SrtpVerdict.Replayed, receiver.Unprotect(wire, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void Ten_thousand_packets_and_reports_allocate_nothing(SrtpSuite suite)
    {
        var (sender, receiver) = Pair(suite);
        var (packet, report, wire) = (Packet(0), Convert.FromHexString("80c900010000cafe"), new byte[300]);
        Run(0, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(200, 10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int from, int count)
        {
            for (var i = from; i < from + count; i++)
            {
                RtpHeader.Write(packet, false, 8, (ushort)i, 0, 0xcafe);
                var length = sender.Protect(packet, wire);
                if (receiver.Unprotect(wire.AsSpan(0, length), out _) != SrtpVerdict.Accepted)
                {
                    throw new InvalidOperationException("not read");
                }

                length = sender.ProtectRtcp(report, wire);
                if (receiver.UnprotectRtcp(wire.AsSpan(0, length), out _) != SrtpVerdict.Accepted)
                {
                    throw new InvalidOperationException("not read");
                }
            }
        }
    }

    [Fact]
    public void A_key_never_writes_itself()
    {
        var key = SrtpKey.From(Secret, SrtpSuite.AesCm128HmacSha1Tag80);
        var keys = new SrtpKeys(key, key);
        Assert.Equal("AES_CM_128_HMAC_SHA1_80 key", $"{key}");
        Assert.DoesNotContain(key.ToInline(), $"{keys}", StringComparison.Ordinal);
        Assert.Equal(keys, new SrtpKeys(SrtpKey.From(Secret, key.Suite), SrtpKey.From(Secret, key.Suite)));
        Assert.NotEqual(key, SrtpKey.From(OtherSecret, key.Suite));
        Assert.Throws<ArgumentException>(() => new SrtpKey(SrtpSuite.AeadAes128Gcm, new byte[30]));
    }

    public void Dispose() => _ends.ForEach(e => e.Dispose());

    private (SrtpSender Sender, SrtpReceiver Receiver) Pair(SrtpSuite suite)
    {
        var (sender, receiver) = (new SrtpSender(SrtpKey.From(Secret, suite)), new SrtpReceiver(SrtpKey.From(Secret, suite)));
        _ends.AddRange([sender, receiver]);
        return (sender, receiver);
    }

    private static byte[] Packet(int number, uint ssrc = 0xcafe)
    {
        var packet = new byte[RtpHeader.FixedLength + 160];
        RtpHeader.Write(packet, false, 8, (ushort)number, (uint)(number * 160), ssrc);
        packet.AsSpan(RtpHeader.FixedLength).Fill((byte)number);
        return packet;
    }

    private static byte[] Protect(SrtpSender sender, byte[] packet)
    {
        var wire = new byte[packet.Length + TagAndIndex];
        var length = sender.Protect(packet, wire);
        Assert.True(length > packet.Length);
        return wire[..length];
    }

    private static void Read(SrtpReceiver receiver, (int Number, byte[] Wire) packet)
    {
        Assert.Equal(SrtpVerdict.Accepted, receiver.Unprotect(packet.Wire, out var length));
        Assert.Equal(Packet(packet.Number), packet.Wire[..length]);
    }
}
