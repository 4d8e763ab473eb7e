using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;

namespace Gateway.Media.Tests.Sdp;

public sealed class OfferTests
{
    [Fact]
    public void Our_offer_names_both_laws_and_telephone_event() =>
        Assert.Equal(
            """
            v=0
            o=- 77 1 IN IP4 203.0.113.5
            s=-
            c=IN IP4 203.0.113.5
            t=0 0
            m=audio 20000 RTP/AVP 8 0 101
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=rtpmap:101 telephone-event/8000
            a=fmtp:101 0-15
            a=ptime:20
            a=sendrecv

            """.ReplaceLineEndings("\r\n"),
            OfferAnswer.Offer(Offers.Us).ToString());

    [Fact]
    public void An_answer_settles_codec_numbers_and_address()
    {
        var offer = OfferAnswer.Offer(Offers.Us);
        var agreed = Accept(offer, "v=0\nc=IN IP4 192.0.2.20\nm=audio 6000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/8000");
        Assert.Same(offer, agreed.Local);
        Assert.Equal(
            new LegFormat(
                AudioCodec.Pcmu, 0, 101, IPEndPoint.Parse("192.0.2.20:6000"), IPEndPoint.Parse("192.0.2.20:6001"), false, MediaDirection.SendReceive),
            agreed.Format);
    }

    [Fact]
    public void An_answer_with_both_laws_means_the_first_one_listed() =>
        Assert.Equal(AudioCodec.Pcmu, Accept(OfferAnswer.Offer(Offers.Us), "v=0\nm=audio 6000 RTP/AVP 0 8").Format.Codec);

    [Theory]
    [InlineData("a=recvonly", MediaDirection.SendOnly, false)]
    [InlineData("a=sendonly", MediaDirection.ReceiveOnly, true)]
    [InlineData("a=inactive", MediaDirection.Inactive, true)]
    [InlineData("c=IN IP4 0.0.0.0", MediaDirection.ReceiveOnly, true)]
    public void The_answers_direction_is_seen_from_our_side(string line, MediaDirection direction, bool holds)
    {
        var agreed = Accept(OfferAnswer.Offer(Offers.Us), $"v=0\nm=audio 6000 RTP/AVP 8\n{line}");
        Assert.Equal((direction, holds), (agreed.Format.Direction, agreed.RemoteHolds));
    }

    [Fact]
    public void A_hold_of_ours_is_not_the_peers_hold()
    {
        var hold = Offers.Us with { Direction = MediaDirection.SendOnly };
        var agreed = Accept(OfferAnswer.Offer(hold), "v=0\nm=audio 6000 RTP/AVP 8\na=recvonly", hold);
        Assert.Equal((MediaDirection.SendOnly, false), (agreed.Format.Direction, agreed.RemoteHolds));
    }

    [Theory]
    [InlineData("v=0")]
    [InlineData("v=0\nm=audio 0 RTP/AVP 8")]
    [InlineData("v=0\nm=audio 6000 RTP/AVP 96")]
    [InlineData("v=0\nm=video 6000 RTP/AVP 8")]
    public void An_answer_without_our_audio_fails(string answer) =>
        Assert.IsType<NegotiationResult.Failed>(OfferAnswer.AcceptAnswer(OfferAnswer.Offer(Offers.Us), Offers.Parse(answer), Offers.Us));

    [Fact]
    public void A_second_offer_keeps_numbers_and_places_and_counts_the_version_only_on_change()
    {
        var agreed = Offers.Agree("v=0\nm=video 3000 RTP/AVP 31\nm=audio 4000 RTP/AVPF 97 110\na=rtpmap:97 PCMA/8000\na=rtpmap:110 telephone-event/8000\na=rtcp-mux");
        var again = OfferAnswer.Offer(Offers.Us, agreed.Local);
        Assert.Equal([0, 20000], again.Media.Select(m => m.Port));
        Assert.Equal(["97", "0", "110"], again.Media[1].Formats);
        Assert.Equal(("RTP/AVPF", true), (again.Media[1].Protocol, again.Media[1].Has("rtcp-mux")));
        Assert.Equal(2UL, again.Origin.Version);
        Assert.Equal(2UL, OfferAnswer.Offer(Offers.Us, again).Origin.Version);
        Assert.Equal(3UL, OfferAnswer.Offer(Offers.Us with { Direction = MediaDirection.SendOnly }, again).Origin.Version);
    }

    [Fact]
    public void The_event_number_never_collides_with_a_codecs()
    {
        var agreed = Offers.Agree("v=0\nm=audio 4000 RTP/AVP 101\na=rtpmap:101 PCMA/8000");
        Assert.Equal(["101", "0", "96"], OfferAnswer.Offer(Offers.Us, agreed.Local).Media[0].Formats);
    }

    [Fact]
    public void Capabilities_have_port_0()
    {
        var media = Assert.Single(OfferAnswer.Capabilities(Offers.Us).Media);
        Assert.Equal(0, media.Port);
        Assert.Equal(["8", "0", "101"], media.Formats);
    }

    [Fact]
    public void What_one_side_of_us_offers_the_other_side_of_us_can_answer()
    {
        var other = new LocalMedia(5, IPAddress.Parse("192.0.2.44"), 40000);
        var offer = OfferAnswer.Offer(Offers.Us);
        var answer = Offers.Agree(offer.ToString(), other);
        var back = Assert.IsType<NegotiationResult.Agreed>(OfferAnswer.AcceptAnswer(offer, Offers.Parse(answer.Local.ToString()), Offers.Us));
        Assert.Equal((answer.Format.Codec, answer.Format.PayloadType), (back.Format.Codec, back.Format.PayloadType));
        Assert.Equal(answer.Format.TelephoneEventPayloadType, back.Format.TelephoneEventPayloadType);
        Assert.Equal((20000, 40000), (answer.Format.RemoteRtp?.Port, back.Format.RemoteRtp?.Port));
    }

    private static NegotiationResult.Agreed Accept(SessionDescription offer, string answer, LocalMedia? local = null) =>
        Assert.IsType<NegotiationResult.Agreed>(OfferAnswer.AcceptAnswer(offer, Offers.Parse(answer), local ?? Offers.Us));
}
