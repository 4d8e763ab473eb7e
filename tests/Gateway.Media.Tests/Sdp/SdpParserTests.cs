using System.Text;
using CsCheck;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;

namespace Gateway.Media.Tests.Sdp;

public sealed class SdpParserTests
{
    [Fact]
    public void A_VoLTE_offer_is_read_whole()
    {
        var session = Offers.Parse(Offers.VoLte);
        Assert.Equal(new SdpOrigin("SAMSUNG-IMS-UE", "1", 2, "192.0.2.10"), session.Origin);
        Assert.Equal("SS VOIP", session.SessionName);
        Assert.Equal("192.0.2.10", session.Connection?.Address);
        var audio = Assert.Single(session.Media);
        Assert.Equal((31000, "RTP/AVP"), (audio.Port, audio.Protocol));
        Assert.Equal(["127", "116", "107", "118", "96", "111", "110", "8", "0"], audio.Formats);
        Assert.Equal("AMR/8000/1", audio.AttributeOf("rtpmap", "96"));
        Assert.Equal("octet-align=1", audio.AttributeOf("fmtp", "96"));
        Assert.Equal(MediaDirection.SendReceive, audio.Direction);
        Assert.Equal("240", audio.Attribute("maxptime"));
        Assert.Contains(new SdpLine('b', "AS:49"), audio.OtherLines);
        Assert.Equal(3, session.OtherLines.Count);
    }

    [Fact]
    public void Lines_of_BUNDLE_ICE_crypto_video_and_text_are_kept()
    {
        var session = Offers.Parse(Offers.NrIpv6);
        Assert.Equal(["audio", "video", "text"], session.Media.Select(m => m.Media));
        Assert.Equal("BUNDLE 0 1", session.Attributes[0].Value);
        Assert.True(session.Media[0].Has("candidate") && session.Media[0].Has("crypto") && session.Media[0].Has("rtcp-mux"));
        Assert.Equal("::", new SdpConnection("::").Ip?.ToString());
    }

    [Theory]
    [InlineData("m=audio 4000 RTP/AVP 8")]
    [InlineData("v=0\nm=audio 4000 RTP/AVP 8\n")]
    [InlineData("v=0\rx\nnonsense\n=\n\nq=unknown\nm=audio 4000 RTP/AVP 8\n")]
    [InlineData("c=IN IP4 192.0.2.1\nt=\nv=0\ns=\nm=audio  4000/2   RTP/AVP\t8\n")]
    [InlineData("v=0\no=broken\nc=IN\nm=audio 4000 RTP/AVP 8\r\n\0\0")]
    public void Untidy_descriptions_are_read(string text)
    {
        var audio = Assert.Single(Offers.Parse(text).Media);
        Assert.Equal((4000, "8"), (audio.Port, Assert.Single(audio.Formats)));
    }

    [Theory]
    [InlineData("m=audio 70000 RTP/AVP 8")]
    [InlineData("m=audio x RTP/AVP 8")]
    [InlineData("m=audio")]
    [InlineData("m=audio -1 RTP/AVP 8")]
    public void A_media_line_that_cannot_be_read_keeps_its_place_with_port_0(string line) =>
        Assert.Equal([0, 5000], Offers.Parse($"v=0\n{line}\nm=audio 5000 RTP/AVP 8").Media.Select(m => m.Port));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("o=- 1 1 IN IP4 192.0.2.1\ns=-\n")]
    public void What_is_no_description_is_refused(string text) => Refuses(text, "neither");

    [Fact]
    public void Limits_are_kept()
    {
        Refuses(new string('v', SdpParser.BiggestBody + 1), "exceeds");
        Refuses("v=0\n" + string.Concat(Enumerable.Repeat("a=x\n", SdpParser.MostLines)), "lines");
        Refuses("v=0\n" + string.Concat(Enumerable.Repeat("m=audio 1 RTP/AVP 8\n", SdpParser.MostMediaLines + 1)), "media lines");
        Refuses("v=0\nm=audio 1 RTP/AVP" + string.Concat(Enumerable.Repeat(" 8", SdpParser.MostFormats + 1)), "formats");
    }

    [Fact]
    public void What_is_written_is_read_back_the_same()
    {
        foreach (var offer in new[] { Offers.VoLte, Offers.NrIpv6, Offers.Plain })
        {
            var text = Offers.Parse(offer).ToString();
            Assert.Equal(text, Offers.Parse(text).ToString());
            Assert.DoesNotContain("\n", text.Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Equal(Offers.Plain, Offers.Parse(Offers.Plain).ToString());
    }

    [Fact]
    public void No_bytes_crash_the_parser() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        var read = SdpParser.TryParse(bytes, out var session, out var error);
        Assert.Equal(read, session is not null);
        Assert.Equal(read, error.Length == 0);
    });

    [Fact]
    public void No_mutation_of_an_offer_crashes_parser_or_answer() =>
        Gen.Select(Gen.OneOf(Offers.VoLte, Offers.NrIpv6, Offers.Plain), Gen.Select(Gen.Int[0, 3000], Gen.Byte).Array[1, 8]).Sample((text, changes) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            foreach (var (at, value) in changes)
            {
                bytes[at % bytes.Length] = value;
            }

            if (SdpParser.TryParse(bytes, out var session, out _) && OfferAnswer.Answer(session, Offers.Us) is NegotiationResult.Agreed agreed)
            {
                // What we send is tidy whatever came: it reads back to itself, with a line for each line.
                var sent = agreed.Local.ToString();
                Assert.Equal(sent, Offers.Parse(sent).ToString());
                Assert.Equal(session.Media.Count, agreed.Local.Media.Count);
            }
        });

    private static void Refuses(string text, string because)
    {
        Assert.False(SdpParser.TryParse(Encoding.UTF8.GetBytes(text), out var session, out var error));
        Assert.Null(session);
        Assert.Contains(because, error, StringComparison.Ordinal);
    }
}
