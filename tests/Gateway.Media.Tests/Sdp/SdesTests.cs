using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Sdp;

/// <summary>Security descriptions (RFC 4568): which line is taken, under which keys, and what a peer may say differently.</summary>
public sealed class SdesTests
{
    private const string Key30 = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    private const string OtherKey30 = "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR";
    private static readonly string Key28 = Convert.ToBase64String([.. Enumerable.Range(1, 28).Select(i => (byte)i)]);
    private static readonly string Key44 = Convert.ToBase64String([.. Enumerable.Range(1, 44).Select(i => (byte)i)]);
    private static readonly byte[] Secret = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];

    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80", 30)]
    [InlineData("AES_CM_128_HMAC_SHA1_32", 30)]
    [InlineData("AEAD_AES_128_GCM", 28)]
    [InlineData("aead_aes_256_gcm", 44)]
    public void An_SAVP_offer_is_answered_with_its_tag_and_suite_and_a_key_of_ours(string suite, int length)
    {
        var key = length == 30 ? Key30 : length == 28 ? Key28 : Key44;
        var agreed = Offers.Agree(Offer("RTP/SAVP", $"a=crypto:7 {suite} inline:{key}"), Us(SrtpUse.Optional));
        var media = agreed.Local.Media[0];
        Assert.Equal("RTP/SAVP", media.Protocol);
        var keys = agreed.Format.Srtp!;
        Assert.Equal(key, keys.Peer.ToInline());
        Assert.NotEqual(key, keys.Own.ToInline());
        Assert.Equal($"7 {suite.ToUpperInvariant()} inline:{keys.Own.ToInline()}", Assert.Single(CryptoAttribute.Lines(media)).Value);
        Assert.Equal((keys.Peer.Suite, ""), (keys.Own.Suite, keys.PeerMki));
    }

    [Fact]
    public void The_first_suite_that_we_do_is_taken_in_the_peers_order()
    {
        var agreed = Offers.Agree(
            Offer("RTP/SAVP", $"a=crypto:1 F8_128_HMAC_SHA1_80 inline:{Key30}", $"a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:{Key30}",
                $"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{OtherKey30}"),
            Us(SrtpUse.Optional));
        Assert.Equal(SrtpSuite.AesCm128HmacSha1Tag32, agreed.Format.Srtp!.Own.Suite);
        Assert.StartsWith("2 AES_CM_128_HMAC_SHA1_32 ", agreed.Local.Media[0].Attribute("crypto"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inline:{0}|2^20")]
    [InlineData("inline:{0}|1048576")]
    [InlineData("inline:{0}|2^31 WSH=256")]
    [InlineData("inline:{0} -UNKNOWN=1")]
    [InlineData("INLINE:{0}")]
    public void Lifetimes_and_harmless_parameters_are_taken(string parameters) =>
        Assert.Equal(Key30, CryptoAttribute.Parse("1 AES_CM_128_HMAC_SHA1_80 " + Filled(parameters))?.Key.ToInline());

    [Theory]
    [InlineData("inline:{0}|2^20|1:4", "00000001")]
    [InlineData("inline:{0}|66051:3", "010203")]
    public void A_master_key_identifier_is_kept_as_the_octets_that_packets_carry(string parameters, string mki) =>
        Assert.Equal(mki, CryptoAttribute.Parse("1 AES_CM_128_HMAC_SHA1_80 " + Filled(parameters))?.Mki);

    [Theory]
    [InlineData("")]
    [InlineData("inline:")]
    [InlineData("inline:!!!!")]
    [InlineData("inline:{0}AAAA")]
    [InlineData("uri:{0}")]
    [InlineData("inline:{0}|2^")]
    [InlineData("inline:{0}|x")]
    [InlineData("inline:{0}|1:0")]
    [InlineData("inline:{0}|256:1")]
    [InlineData("inline:{0}|1:129")]
    [InlineData("inline:{0}|1:4|2:4")]
    [InlineData("inline:{0}|1:4;inline:{0}|2:4")]
    [InlineData("inline:{0} KDR=4")]
    [InlineData("inline:{0} UNENCRYPTED_SRTP")]
    [InlineData("inline:{0} UNENCRYPTED_SRTCP")]
    [InlineData("inline:{0} UNAUTHENTICATED_SRTP")]
    [InlineData("inline:{0} FEC_ORDER=FEC_SRTP")]
    [InlineData("inline:{0} NEW=1")]
    public void A_line_that_asks_for_what_we_do_not_do_is_none(string parameters)
    {
        Assert.Null(CryptoAttribute.Parse("1 AES_CM_128_HMAC_SHA1_80 " + Filled(parameters)));
        Assert.Null(CryptoAttribute.Parse("x AES_CM_128_HMAC_SHA1_80 " + Filled("inline:{0}")));
        Assert.Null(CryptoAttribute.Parse("9999999999 AES_CM_128_HMAC_SHA1_80 " + Filled("inline:{0}")));
        Assert.Null(CryptoAttribute.Parse(null));
    }

    [Theory]
    [InlineData(SrtpUse.Off, "RTP/AVP", true, false)]
    [InlineData(SrtpUse.Optional, "RTP/AVP", true, true)]
    [InlineData(SrtpUse.Required, "RTP/AVP", true, true)]
    [InlineData(SrtpUse.Optional, "RTP/AVP", false, false)]
    [InlineData(SrtpUse.Preferred, "RTP/AVPF", false, false)]
    // Nothing but SRTP on offer: off or not, the caller is answered.
    [InlineData(SrtpUse.Off, "RTP/SAVPF", true, true)]
    [InlineData(SrtpUse.Preferred, "RTP/SAVP", true, true)]
    public void Plain_or_secured_follows_from_what_is_offered_and_what_is_configured(SrtpUse use, string profile, bool withKey, bool secured)
    {
        var agreed = Offers.Agree(Offer(profile, withKey ? [$"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"] : []), Us(use));
        Assert.Equal(profile, agreed.Local.Media[0].Protocol);
        Assert.Equal(secured, agreed.Format.Srtp is not null);
        Assert.Equal(secured, agreed.Local.Media[0].Has("crypto"));
    }

    [Theory]
    [InlineData(SrtpUse.Required, "RTP/AVP", false)]
    [InlineData(SrtpUse.Preferred, "RTP/SAVP", false)]
    [InlineData(SrtpUse.Preferred, "UDP/TLS/RTP/SAVPF", true)]
    public void Where_no_key_can_be_had_there_is_no_answer_and_the_reason_names_none(SrtpUse use, string profile, bool withKey)
    {
        var offer = Offers.Parse(Offer(profile, withKey ? [$"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"] : []));
        var failed = Assert.IsType<NegotiationResult.Failed>(OfferAnswer.Answer(offer, Us(use)));
        Assert.DoesNotContain(Key30, failed.Detail, StringComparison.Ordinal);
        Assert.Contains(profile, failed.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SrtpUse.Optional, 1)]
    [InlineData(SrtpUse.Off, 0)]
    public void Of_two_audio_lines_the_one_is_taken_that_suits(SrtpUse use, int taken)
    {
        var offer = Offer("RTP/AVP") + $"m=audio 4002 RTP/SAVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}\r\n";
        var agreed = Offers.Agree(offer, Us(use));
        Assert.Equal([taken == 0 ? 20000 : 0, taken == 1 ? 20000 : 0], agreed.Local.Media.Select(m => m.Port));
    }

    [Fact]
    public void A_caller_who_offers_SRTP_that_we_cannot_do_beside_plain_RTP_is_answered_plainly()
    {
        var offer = Offer("RTP/SAVP", $"a=crypto:1 F8_128_HMAC_SHA1_80 inline:{Key30}") + "m=audio 4002 RTP/AVP 8\r\n";
        var agreed = Offers.Agree(offer, Us(SrtpUse.Preferred));
        Assert.Equal([0, 20000], agreed.Local.Media.Select(m => m.Port));
        Assert.Null(agreed.Format.Srtp);
    }

    [Theory]
    [InlineData(SrtpUse.Off, "RTP/AVP", 0)]
    [InlineData(SrtpUse.Optional, "RTP/AVP", 0)]
    [InlineData(SrtpUse.Preferred, "RTP/AVP", 2)]
    [InlineData(SrtpUse.Required, "RTP/SAVP", 2)]
    public void Our_offer_says_what_is_configured(SrtpUse use, string profile, int lines)
    {
        var media = OfferAnswer.Offer(Us(use)).Media[0];
        Assert.Equal((profile, lines), (media.Protocol, CryptoAttribute.Lines(media).Count()));
        Assert.Equal(lines, CryptoAttribute.Lines(media).Select(a => CryptoAttribute.Parse(a.Value)!.Key.ToInline()).Distinct().Count());
    }

    [Fact]
    public void The_answers_key_belongs_to_the_line_of_its_tag()
    {
        var offer = OfferAnswer.Offer(Us(SrtpUse.Preferred));
        var agreed = Accept(offer, "RTP/AVP", $"a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:{Key30}");
        var keys = agreed.Format.Srtp!;
        Assert.Equal(SrtpSuite.AesCm128HmacSha1Tag80, keys.Own.Suite);
        Assert.Equal(Key30, keys.Peer.ToInline());
        Assert.Contains(offer.Media[0].Attributes, a => a.Value == $"2 AES_CM_128_HMAC_SHA1_80 inline:{keys.Own.ToInline()}");
    }

    [Fact]
    public void An_answer_without_a_key_is_plain_RTP_where_we_only_wished_for_one_and_a_failure_where_it_must_be()
    {
        var preferred = OfferAnswer.Offer(Us(SrtpUse.Preferred));
        Assert.Null(Accept(preferred, "RTP/AVP").Format.Srtp);

        // A tag that was not offered, or with another suite, is none.
        Assert.Null(Accept(preferred, "RTP/AVP", $"a=crypto:9 AES_CM_128_HMAC_SHA1_80 inline:{Key30}").Format.Srtp);
        Assert.Null(Accept(preferred, "RTP/AVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}").Format.Srtp);

        var required = OfferAnswer.Offer(Us(SrtpUse.Required));
        foreach (var profile in new[] { "RTP/SAVP", "RTP/AVP" })
        {
            Assert.IsType<NegotiationResult.Failed>(OfferAnswer.AcceptAnswer(required, Offers.Parse(Offer(profile)), Us(SrtpUse.Required)));
        }
    }

    [Fact]
    public void In_a_session_our_key_stays_while_the_peer_may_renew_its_own()
    {
        var us = Us(SrtpUse.Optional);
        var first = Offers.Agree(Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"), us);
        var same = Offers.Agree(Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"), us, first.Local);
        Assert.Equal(first.Format, same.Format);
        Assert.Equal(first.Local.Origin, same.Local.Origin);
        var renewed = Offers.Agree(Offer("RTP/SAVP", $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{OtherKey30}"), us, first.Local);
        Assert.NotEqual(first.Format, renewed.Format);
        Assert.Equal(OtherKey30, renewed.Format.Srtp!.Peer.ToInline());
        Assert.Equal(first.Format.Srtp!.Own, renewed.Format.Srtp.Own);

        // Our own offer in it keeps profile, tag and suite.
        var ours = OfferAnswer.Offer(us, first.Local);
        Assert.Equal(first.Local.ToString(), OfferAnswer.Offer(us with { Codecs = [AudioCodec.Pcma] }, first.Local).ToString());
        Assert.Equal("RTP/SAVP", ours.Media[0].Protocol);
        Assert.Equal(first.Local.Media[0].Attribute("crypto"), ours.Media[0].Attribute("crypto"));
    }

    [Fact]
    public void What_is_kept_of_a_description_has_no_key_and_a_session_taken_up_from_it_offers_a_new_one()
    {
        var us = Us(SrtpUse.Optional);
        var local = Offers.Agree(Offer("RTP/SAVP", $"a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:{Key30}"), us).Local;
        var kept = local.WithoutKeys().ToString();
        Assert.Contains("a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:-\r\n", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(us.Srtp!.Key(SrtpSuite.AesCm128HmacSha1Tag80).ToInline(), kept, StringComparison.Ordinal);

        var after = us with { Srtp = us.Srtp with { Secret = new byte[32] } };
        var offer = OfferAnswer.Offer(after, Offers.Parse(kept));
        Assert.Equal("RTP/SAVP", offer.Media[0].Protocol);
        Assert.Equal(
            $"3 AES_CM_128_HMAC_SHA1_80 inline:{after.Srtp.Key(SrtpSuite.AesCm128HmacSha1Tag80).ToInline()}", offer.Media[0].Attribute("crypto"));
    }

    [Fact]
    public void What_a_refusal_says_of_us_has_no_key()
    {
        var text = OfferAnswer.Capabilities(Us(SrtpUse.Required)).ToString();
        Assert.Contains("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:-\r\n", text, StringComparison.Ordinal);
        Assert.Contains("m=audio 0 RTP/SAVP", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret = System", $"{Us(SrtpUse.Required)}", StringComparison.Ordinal);
    }

    private static LocalMedia Us(SrtpUse use) =>
        new(77, IPAddress.Parse("203.0.113.5"), 20000) { Srtp = new LocalSrtp(use, Secret) };

    private static NegotiationResult.Agreed Accept(SessionDescription offer, string profile, params string[] keys) =>
        Assert.IsType<NegotiationResult.Agreed>(OfferAnswer.AcceptAnswer(offer, Offers.Parse(Offer(profile, keys)), Us(SrtpUse.Preferred)));

    private static string Offer(string profile, params string[] keys) =>
        $"v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 {profile} 8 101\r\n"
        + "a=rtpmap:101 telephone-event/8000\r\n" + string.Concat(keys.Select(k => k + "\r\n"));

    private static string Filled(string parameters) => parameters.Replace("{0}", Key30, StringComparison.Ordinal);
}
