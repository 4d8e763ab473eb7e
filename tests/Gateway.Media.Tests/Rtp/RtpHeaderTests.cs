using CsCheck;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Rtp;

public sealed class RtpHeaderTests
{
    [Fact]
    public void Rfc3550_5_1_what_is_written_is_read_back() =>
        Gen.Select(Gen.Bool, Gen.Byte[0, 127], Gen.UShort, Gen.UInt, Gen.UInt, Gen.Byte.Array[0, 200]).Sample(
            (marker, type, sequence, timestamp, ssrc, payload) =>
            {
                var packet = new byte[12 + payload.Length];
                RtpHeader.Write(packet, marker, type, sequence, timestamp, ssrc);
                payload.CopyTo(packet, 12);
                return RtpHeader.TryParse(packet, out var header)
                    && header == new RtpHeader(marker, type, sequence, timestamp, ssrc, 12, payload.Length);
            });

    [Fact]
    public void Rfc3550_5_1_csrc_extension_and_padding_are_left_out_of_the_payload()
    {
        byte[] packet =
        [
            0xB2, 0x88, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3,
            1, 1, 1, 1, 2, 2, 2, 2,
            0xBE, 0xDE, 0, 1, 9, 9, 9, 9,
            0xAA, 0xBB, 0xCC, 0, 0, 3,
        ];
        Assert.True(RtpHeader.TryParse(packet, out var header));
        Assert.Equal([0xAA, 0xBB, 0xCC], packet[header.PayloadOffset..(header.PayloadOffset + header.PayloadLength)]);
    }

    [Fact]
    public void Any_octets_are_refused_or_lie_inside_the_packet() =>
        Gen.Byte.Array[0, 64].Sample(
            bytes => !RtpHeader.TryParse(bytes, out var header)
                || (header.PayloadOffset >= 12 && header.PayloadLength >= 0 && header.PayloadOffset + header.PayloadLength <= bytes.Length),
            iter: 20_000);

    [Theory]
    [InlineData(200, true)]
    [InlineData(207, true)]
    [InlineData(0x80 | 8, false)]
    [InlineData(101, false)]
    [InlineData(0x80 | 101, false)]
    public void Rfc5761_4_reports_are_told_from_media_by_the_second_octet(byte second, bool isRtcp) =>
        Assert.Equal(isRtcp, RtpHeader.IsRtcp([0x80, second, 0, 0]));
}
