using CsCheck;
using Gateway.Media.Rtcp;

namespace Gateway.Media.Tests.Rtcp;

public sealed class RtcpTests
{
    private static readonly ReportBlock Block = new(0xAABBCCDD, 12, -7, 70_000, 33, 0x11223344, 65_536);
    private static readonly SenderInfo Sender = new(0x1122334455667788, 42, 100, 16_000);

    [Fact]
    public void Rfc3550_6_1_a_compound_of_SR_SDES_and_BYE_is_read_back()
    {
        var buffer = new byte[RtcpWriter.LongestPacket];
        var length = RtcpWriter.Write(buffer, 0x01020304, Sender, Block, "somebody"u8, bye: true);
        Assert.Equal(0, length % 4);

        var reader = new RtcpReader(buffer.AsSpan(0, length));
        Assert.True(reader.TryRead());
        Assert.Equal((RtcpType.SenderReport, 0x01020304u, 1), (reader.Type, reader.Ssrc, reader.Reports));
        Assert.Equal(Sender, reader.Sender);
        Assert.Equal(Block, reader.Report(0));
        Assert.True(reader.TryRead());
        Assert.Equal(RtcpType.SourceDescription, reader.Type);
        Assert.Equal("somebody"u8, reader.Cname);
        Assert.True(reader.TryRead());
        Assert.Equal(RtcpType.Goodbye, reader.Type);
        Assert.False(reader.TryRead());
        Assert.True(reader.IsWellFormed);
    }

    [Fact]
    public void Rfc3550_6_4_2_without_a_sender_it_is_an_RR_and_may_be_empty()
    {
        var buffer = new byte[RtcpWriter.LongestPacket];
        var reader = new RtcpReader(buffer.AsSpan(0, RtcpWriter.Write(buffer, 1, null, null, "x"u8, bye: false)));
        Assert.True(reader.TryRead());
        Assert.Equal((RtcpType.ReceiverReport, 0), (reader.Type, reader.Reports));
        Assert.True(reader.TryRead());
        Assert.False(reader.TryRead());
    }

    [Fact]
    public void Any_octets_end_without_reading_outside() =>
        Gen.Byte.Array[0, 120].Sample(
            bytes =>
            {
                if (bytes.Length >= 4)
                {
                    // Likely enough to be walked into.
                    bytes[0] = (byte)(0x80 | (bytes[0] & 0x3F));
                    bytes[1] = (byte)(200 + (bytes[1] % 5));
                    bytes[2] = 0;
                    bytes[3] %= 20;
                }

                var reader = new RtcpReader(bytes);
                while (reader.TryRead())
                {
                    _ = reader.Ssrc;
                    _ = reader.Cname;
                    for (var i = 0; i < reader.Reports; i++)
                    {
                        _ = reader.Report(i);
                    }

                    if (reader.Type == RtcpType.SenderReport)
                    {
                        _ = reader.Sender;
                    }
                }
            },
            iter: 20_000);

    [Fact]
    public void Rfc3550_6_3_1_reports_come_at_random_around_the_minimum()
    {
        var schedule = new RtcpSchedule(20_000);
        var first = schedule.NextMicros() / 1e6;
        Assert.InRange(first, 1.02, 3.08);
        var spans = Enumerable.Range(0, 2000).Select(_ => schedule.NextMicros() / 1e6).ToList();
        Assert.All(spans, s => Assert.InRange(s, 2.05, 6.16));
        Assert.Equal(5 / (Math.E - 1.5), spans.Average(), 0.1);
        Assert.NotEqual(first, new RtcpSchedule(20_002).NextMicros() / 1e6);
    }

    [Fact]
    public void Rfc3550_4_ntp_counts_from_1900()
    {
        var ntp = NtpTime.FromUnixMicros(1_500_000);
        Assert.Equal(2_208_988_801UL, ntp >> 32);
        Assert.Equal(0x8000_0000UL, ntp & 0xFFFF_FFFF);
    }

    [Fact]
    public void Rfc3550_6_4_1_figure_2_round_trip()
    {
        // The RFC's own example: A = 0xb710:8000, DLSR 5.250 s, LSR 0xb705:2000, round trip 6.125 s.
        Assert.Equal(6125, NtpTime.RoundTripMs(0xb710_8000, 0xb705_2000, 0x0005_4000));
        Assert.Null(NtpTime.RoundTripMs(1000, 0, 0));
        Assert.Null(NtpTime.RoundTripMs(1000, 900_000, 5));
    }
}
