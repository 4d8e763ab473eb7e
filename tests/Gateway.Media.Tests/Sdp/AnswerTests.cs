using System.Net;
using CsCheck;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;

namespace Gateway.Media.Tests.Sdp;

public sealed class AnswerTests
{
    [Fact]
    public void An_AMR_first_offer_is_answered_with_PCMA_alone_and_its_telephone_event_number()
    {
        var agreed = Offers.Agree(Offers.VoLte);
        Assert.Equal(
            """
            v=0
            o=- 77 1 IN IP4 203.0.113.5
            s=-
            c=IN IP4 203.0.113.5
            t=0 0
            m=audio 20000 RTP/AVP 8 110
            a=rtpmap:8 PCMA/8000
            a=rtpmap:110 telephone-event/8000
            a=fmtp:110 0-15
            a=ptime:20
            a=sendrecv

            """.ReplaceLineEndings("\r\n"),
            agreed.Local.ToString());
        Assert.Equal(
            new LegFormat(AudioCodec.Pcma, 8, 110, End("192.0.2.10:31000"), End("192.0.2.10:31001"), false, MediaDirection.SendReceive),
            agreed.Format);
        Assert.False(agreed.RemoteHolds);
    }

    [Fact]
    public void An_IPv6_AVPF_offer_with_rtcp_mux_video_and_text_is_answered_in_order()
    {
        var agreed = Offers.Agree(Offers.NrIpv6, new LocalMedia(1, IPAddress.Parse("2001:db8::5"), 30000));
        Assert.Equal([30000, 0, 0], agreed.Local.Media.Select(m => m.Port));
        Assert.Equal(["audio", "video", "text"], agreed.Local.Media.Select(m => m.Media));
        Assert.Equal("RTP/AVPF", agreed.Local.Media[0].Protocol);
        Assert.True(agreed.Local.Media[0].Has("rtcp-mux"));
        Assert.Contains("c=IN IP6 2001:db8::5\r\n", agreed.Local.ToString(), StringComparison.Ordinal);
        Assert.True(agreed.Format.RtcpMux);
        Assert.Equal(End("[2001:db8:10::7]:50010"), agreed.Format.RemoteRtcp);
        Assert.Equal((byte?)105, agreed.Format.TelephoneEventPayloadType);
    }

    [Theory]
    [InlineData("0 8", AudioCodec.Pcma, 8)]
    [InlineData("8 0", AudioCodec.Pcma, 8)]
    [InlineData("0", AudioCodec.Pcmu, 0)]
    [InlineData("3 0 18", AudioCodec.Pcmu, 0)]
    public void PCMA_is_preferred_unless_only_PCMU_is_offered(string formats, AudioCodec codec, byte number) =>
        Assert.Equal((codec, number), Chosen(Offers.Agree(Audio(formats))));

    [Fact]
    public void The_order_of_preference_can_be_changed()
    {
        var muFirst = Offers.Us with { Codecs = [AudioCodec.Pcmu, AudioCodec.Pcma] };
        Assert.Equal((AudioCodec.Pcmu, 0), Chosen(Offers.Agree(Audio("8 0"), muFirst)));
        Assert.IsType<NegotiationResult.Failed>(OfferAnswer.Answer(Offers.Parse(Audio("0")), Offers.Us with { Codecs = [AudioCodec.Pcma] }));
    }

    [Fact]
    public void A_dynamic_number_is_kept_and_a_static_one_may_be_mapped_to_something_else()
    {
        Assert.Equal((AudioCodec.Pcma, 97), Chosen(Offers.Agree(Audio("96 97", "a=rtpmap:96 AMR/8000", "a=rtpmap:97 pcma/8000/1"))));
        Assert.Equal((AudioCodec.Pcmu, 0), Chosen(Offers.Agree(Audio("8 0", "a=rtpmap:8 PCMA/16000"))));
        Assert.Equal((AudioCodec.Pcmu, 0), Chosen(Offers.Agree(Audio("98 0", "a=rtpmap:98 PCMA/8000/2"))));
    }

    [Fact]
    public void Without_telephone_event_at_8000_none_is_answered()
    {
        var agreed = Offers.Agree(Audio("8 101", "a=rtpmap:101 telephone-event/16000"));
        Assert.Null(agreed.Format.TelephoneEventPayloadType);
        Assert.DoesNotContain("telephone-event", agreed.Local.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=sendonly", "recvonly", MediaDirection.ReceiveOnly, true)]
    [InlineData("a=recvonly", "sendonly", MediaDirection.SendOnly, false)]
    [InlineData("a=inactive", "inactive", MediaDirection.Inactive, true)]
    [InlineData("a=sendrecv", "sendrecv", MediaDirection.SendReceive, false)]
    [InlineData("c=IN IP4 0.0.0.0", "recvonly", MediaDirection.ReceiveOnly, true)]
    [InlineData("c=IN IP6 ::", "recvonly", MediaDirection.ReceiveOnly, true)]
    public void A_direction_is_mirrored_and_a_hold_is_seen(string line, string answered, MediaDirection direction, bool holds)
    {
        var agreed = Offers.Agree(Audio("8", line));
        Assert.True(agreed.Local.Media[0].Has(answered));
        Assert.Equal((direction, holds), (agreed.Format.Direction, agreed.RemoteHolds));
    }

    [Fact]
    public void A_direction_at_session_level_counts_and_the_media_level_wins()
    {
        Assert.Equal(MediaDirection.ReceiveOnly, Offers.Agree("v=0\na=sendonly\nm=audio 4000 RTP/AVP 8").Format.Direction);
        Assert.Equal(MediaDirection.SendReceive, Offers.Agree("v=0\na=sendonly\nm=audio 4000 RTP/AVP 8\na=sendrecv").Format.Direction);
    }

    [Fact]
    public void A_hold_of_ours_and_of_theirs_together_are_inactive()
    {
        var holding = Offers.Us with { Direction = MediaDirection.SendOnly };
        Assert.Equal(MediaDirection.SendOnly, Offers.Agree(Audio("8"), holding).Format.Direction);
        Assert.Equal(MediaDirection.Inactive, Offers.Agree(Audio("8", "a=sendonly"), holding).Format.Direction);
    }

    [Fact]
    public void With_0_0_0_0_or_a_host_name_the_remote_address_is_unknown()
    {
        Assert.Null(Offers.Agree(Audio("8", "c=IN IP4 0.0.0.0")).Format.RemoteRtp);
        Assert.Null(Offers.Agree(Audio("8", "c=IN IP4 media.example.com")).Format.RemoteRtp);
    }

    [Fact]
    public void The_media_level_address_wins_and_a_rtcp_is_read()
    {
        var agreed = Offers.Agree(Audio("8", "c=IN IP4 192.0.2.99", "a=rtcp:4711"));
        Assert.Equal((End("192.0.2.99:4000"), End("192.0.2.99:4711")), (agreed.Format.RemoteRtp, agreed.Format.RemoteRtcp));
        Assert.Equal(End("192.0.2.3:4711"), Offers.Agree(Audio("8", "a=rtcp:4711 IN IP4 192.0.2.3")).Format.RemoteRtcp);
        Assert.Equal(End("198.51.100.1:4001"), Offers.Agree(Audio("8", "a=rtcp:x")).Format.RemoteRtcp);
    }

    [Fact]
    public void The_first_usable_audio_line_is_taken_and_the_others_are_refused()
    {
        var agreed = Offers.Agree("""
            v=0
            c=IN IP4 198.51.100.1
            m=audio 0 RTP/AVP 8
            m=audio 4000 RTP/SAVP 8
            m=audio 4002 RTP/AVP 96
            a=rtpmap:96 AMR/8000
            m=audio 4004 RTP/AVP 0
            m=audio 4006 RTP/AVP 8
            m=message 9 TCP/MSRP *
            """);
        Assert.Equal([0, 0, 0, 20000, 0, 0], agreed.Local.Media.Select(m => m.Port));
        Assert.Equal(4004, agreed.Format.RemoteRtp?.Port);
        Assert.Contains("m=message 0 TCP/MSRP *\r\n", agreed.Local.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v=0\nm=audio 4000 RTP/AVP 96\na=rtpmap:96 AMR/8000", "AMR/8000")]
    [InlineData("v=0\nm=audio 0 RTP/AVP 8", "port 0")]
    [InlineData("v=0\nm=audio 4000 RTP/SAVP 8", "RTP/SAVP")]
    [InlineData("v=0\nm=video 4000 RTP/AVP 31", "video")]
    [InlineData("v=0", "no media")]
    public void Without_common_audio_the_failure_says_what_was_offered(string offer, string detail) =>
        Assert.Contains(detail, Assert.IsType<NegotiationResult.Failed>(OfferAnswer.Answer(Offers.Parse(offer), Offers.Us)).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("a=maxptime:10", 10)]
    [InlineData("a=maxptime:240", 20)]
    [InlineData("a=ptime:60", 20)]
    [InlineData("a=maxptime:5", 20)]
    [InlineData("a=maxptime:no", 20)]
    public void Packets_are_20_ms_unless_the_peer_takes_less(string line, int ptime)
    {
        var agreed = Offers.Agree(Audio("8", line));
        Assert.Equal(ptime, agreed.Format.PtimeMs);
        Assert.Equal($"{ptime}", agreed.Local.Media[0].Attribute("ptime"));
    }

    [Fact]
    public void The_version_goes_up_by_one_only_when_the_answer_changes()
    {
        var first = Offers.Agree(Audio("8 0")).Local;
        var same = Offers.Agree(Audio("0 8"), previous: first).Local;
        var held = Offers.Agree(Audio("8 0", "a=sendonly"), previous: same).Local;
        var heldAgain = Offers.Agree(Audio("8 0", "a=sendonly"), previous: held).Local;
        var resumed = Offers.Agree(Audio("8 0"), previous: heldAgain).Local;
        Assert.Equal([1UL, 1UL, 2UL, 2UL, 3UL], new[] { first, same, held, heldAgain, resumed }.Select(d => d.Origin.Version));
        Assert.All([first, same, held, heldAgain, resumed], d => Assert.Equal("77", d.Origin.SessionId));
    }

    [Fact]
    public void An_answer_has_as_many_lines_as_the_offer_in_order_and_one_audio_that_was_offered()
    {
        var line = Gen.Select(
            Gen.OneOf("audio", "AUDIO", "video", "text", "image", "application"),
            Gen.OneOf(0, 4000, 65534),
            Gen.OneOf("RTP/AVP", "RTP/AVPF", "rtp/avp", "RTP/SAVP", "UDP/TLS/RTP/SAVPF", "udptl"),
            Gen.OneOf("8", "0", "0 8", "96 8 101", "96", "97 101", "t38"),
            Gen.OneOf("", "a=sendonly\n", "a=inactive\n", "c=IN IP4 0.0.0.0\n", "a=rtcp-mux\n", "a=rtpmap:97 PCMA/8000\na=rtpmap:101 telephone-event/8000\n"));
        line.Array[0, 6].Sample(lines =>
        {
            var offer = Offers.Parse("v=0\nc=IN IP4 192.0.2.1\n" + string.Concat(lines.Select(l => $"m={l.Item1} {l.Item2} {l.Item3} {l.Item4}\n{l.Item5}")));
            if (OfferAnswer.Answer(offer, Offers.Us) is not NegotiationResult.Agreed agreed)
            {
                return;
            }

            var media = agreed.Local.Media;
            Assert.Equal(offer.Media.Select(m => (m.Media.ToUpperInvariant(), m.Protocol)), media.Select(m => (m.Media.ToUpperInvariant(), m.Protocol)));
            var index = media.ToList().FindIndex(m => m.Port != 0);
            Assert.Single(media, m => m.Port != 0);
            Assert.NotEqual(0, offer.Media[index].Port);
            Assert.All(media[index].Formats, f => Assert.Contains(f, offer.Media[index].Formats));
            Assert.Equal($"{agreed.Format.PayloadType}", media[index].Formats[0]);
            Assert.Equal(agreed.RemoteHolds, !agreed.Format.Direction.HasFlag(MediaDirection.SendOnly));
        });
    }

    private static (AudioCodec, int) Chosen(NegotiationResult.Agreed agreed) => (agreed.Format.Codec, agreed.Format.PayloadType);

    private static string Audio(string formats, params string[] lines) =>
        $"v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP {formats}\r\n{string.Join("\r\n", lines)}\r\n";

    private static IPEndPoint End(string text) => IPEndPoint.Parse(text);
}
