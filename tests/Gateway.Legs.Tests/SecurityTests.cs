using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Media.Srtp;
using Gateway.Sip;

namespace Gateway.Legs.Tests;

/// <summary>SRTP as legs agree on it: nobody who calls for help is kept out for it, an agent's phone may be.</summary>
public sealed class SecurityTests
{
    private const string Key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    private const string OtherKey = "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR";
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] OtherSecret = [.. Enumerable.Range(50, 32).Select(i => (byte)i)];

    [Fact]
    public void A_caller_with_SAVP_is_answered_with_a_key_of_ours_and_its_media_is_opened_with_both()
    {
        var leg = new CallerLeg(Sdp("RTP/SAVP", Key), srtp: Srtp(SrtpUse.Optional));
        var keys = Format(leg.Media).Srtp!;
        var answer = Wire.Text(leg.Do(new LegInput.Answer()).Response().Body);
        Assert.Contains("m=audio 20000 RTP/SAVP 8 101\r\n", answer, StringComparison.Ordinal);
        Assert.Equal((keys.Own, Read(Key)), (KeyIn(answer), keys.Peer));
    }

    [Theory]
    [InlineData(SrtpUse.Required)]
    [InlineData(SrtpUse.Preferred)]
    [InlineData(SrtpUse.Off)]
    public void A_caller_without_SRTP_is_answered_whatever_is_required(SrtpUse use)
    {
        var leg = new CallerLeg(Wire.Offer, srtp: Srtp(use));
        Assert.Equal(use == SrtpUse.Required, leg.Counted.Contains("srtp_required_and_not_offered"));
        Assert.Null(Format(leg.Media).Srtp);
        Assert.Equal(200, leg.Do(new LegInput.Answer()).Response().StatusCode);
    }

    [Fact]
    public void An_agent_who_dials_without_SRTP_where_it_is_required_gets_488()
    {
        var start = new CallerLegStart(CallerLeg.Usage, Wire.Request("INVITE", Wire.Offer), Wire.Call, Wire.Leg, Wire.Ports)
        {
            Role = LegRole.Agent,
            Srtp = Srtp(SrtpUse.Required),
        };
        var (state, effects) = CallerLegMachine.Start(start, new SequentialIds());
        Assert.True(state.IsEnded);
        var answer = effects.OfType<LegEffect.SendSip>().Select(s => s.Command).OfType<SipCommand.RespondInvite>().Single();
        Assert.Equal(488, answer.Response.StatusCode);
    }

    [Fact]
    public void A_caller_who_sent_no_offer_gets_keys_beside_plain_RTP_when_SRTP_is_required()
    {
        var leg = new CallerLeg(sdp: null, srtp: Srtp(SrtpUse.Required));
        var offer = Wire.Text(leg.Do(new LegInput.Answer()).Response().Body);
        Assert.Contains("RTP/AVP 8 0 101\r\n", offer, StringComparison.Ordinal);
        Assert.Contains("a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:", offer, StringComparison.Ordinal);
        leg.Do(CallerLeg.Ack(Sdp("RTP/AVP", null)));
        Assert.Null(Format(leg.Media).Srtp);
        Assert.Empty(leg.Ends);
    }

    [Fact]
    public void A_caller_whose_SRTP_we_cannot_do_gets_488_and_no_key_is_in_it_or_in_the_reason()
    {
        var leg = new CallerLeg(Sdp("RTP/SAVP", Key).Replace("AES_CM_128_HMAC_SHA1_80", "F8_128_HMAC_SHA1_80", StringComparison.Ordinal), srtp: Srtp(SrtpUse.Preferred));
        var refusal = leg.Response();
        Assert.Equal(488, refusal.StatusCode);
        Assert.DoesNotContain(Key, leg.TheEnd().Detail + Wire.Text(refusal.Body), StringComparison.Ordinal);
        Assert.DoesNotContain(Text(Secret), Wire.Text(refusal.Body), StringComparison.Ordinal);
    }

    [Fact]
    public void A_re_INVITE_with_a_new_key_changes_the_peers_key_alone_and_one_with_the_same_changes_nothing()
    {
        var leg = new CallerLeg(Sdp("RTP/SAVP", Key), srtp: Srtp(SrtpUse.Optional));
        var before = Format(leg.Media).Srtp!;
        leg.Talking();
        Assert.Empty(leg.Do(CallerLeg.Reinvite(Sdp("RTP/SAVP", Key))).Media);
        var after = Format(leg.Do(CallerLeg.Reinvite(Sdp("RTP/SAVP", OtherKey))).Media).Srtp!;
        Assert.Equal((before.Own, Read(OtherKey)), (after.Own, after.Peer));
    }

    [Fact]
    public void After_a_restart_the_re_INVITE_offers_new_keys_for_the_suite_of_before()
    {
        var first = new CallerLeg(Sdp("RTP/SAVP", Key), srtp: Srtp(SrtpUse.Optional));
        var kept = first.State.Media.Description!.WithoutKeys().ToString();
        Assert.DoesNotContain(Text(Secret), kept, StringComparison.Ordinal);

        var leg = new CallerLeg(kept, raise: 1000, srtp: new LocalSrtp(SrtpUse.Optional, OtherSecret));
        Assert.True(Assert.IsType<MediaCommand.OpenLeg>(Assert.Single(leg.Media)).AwaitsKeys);
        var offer = Wire.Text(Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(new LegInput.TakeUp()).Sent)).Body);
        Assert.NotEqual(Text(Secret), Text(OtherSecret));
        Assert.Contains("m=audio 20000 RTP/SAVP 8 0 101\r\n", offer, StringComparison.Ordinal);
        Assert.Contains($"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{Text(OtherSecret)}\r\n", offer, StringComparison.Ordinal);
        Assert.Equal(Read(OtherKey), Format(leg.Finishes(200, Sdp("RTP/SAVP", OtherKey)).Media).Srtp!.Peer);
    }

    [Theory]
    [InlineData(SrtpUse.Off, "RTP/AVP", 0)]
    [InlineData(SrtpUse.Optional, "RTP/AVP", 0)]
    [InlineData(SrtpUse.Preferred, "RTP/AVP", 2)]
    [InlineData(SrtpUse.Required, "RTP/SAVP", 2)]
    public void An_agents_phone_is_offered_what_is_configured(SrtpUse use, string profile, int keys)
    {
        var leg = new AgentLeg(srtp: Srtp(use));
        var offer = Wire.Text(Assert.Single(leg.Sent.OfType<SipCommand.Invite>()).Request.Body);
        Assert.Contains($"m=audio 20000 {profile} 8 0 101\r\n", offer, StringComparison.Ordinal);
        Assert.Equal(keys, offer.Split("a=crypto:").Length - 1);
        Assert.Equal(keys > 0, leg.All.OfType<LegEffect.SendMedia>().Select(m => m.Command).OfType<MediaCommand.OpenLeg>().Single().AwaitsKeys);
    }

    [Theory]
    [InlineData(SrtpUse.Required, "RTP/SAVP", 1, true)]
    [InlineData(SrtpUse.Preferred, "RTP/AVP", 2, true)]
    [InlineData(SrtpUse.Preferred, "RTP/AVP", 0, true)]
    [InlineData(SrtpUse.Required, "RTP/AVP", 0, false)]
    [InlineData(SrtpUse.Required, "RTP/SAVP", 0, false)]
    public void An_agents_phone_that_answers_without_a_key_is_taken_unless_SRTP_is_required(SrtpUse use, string profile, int tag, bool taken)
    {
        var leg = new AgentLeg(srtp: Srtp(use));
        var suite = tag == 1 ? SrtpSuite.AeadAes128Gcm : SrtpSuite.AesCm128HmacSha1Tag80;
        var key = Text(OtherSecret, suite);
        leg.Do(AgentLeg.Ok(sdp: Sdp(profile, null) + (tag == 0 ? "" : $"a=crypto:{tag} {suite.Name()} inline:{key}\r\n")));
        Assert.Equal(taken, leg.Told.Any(e => e is LegEvent.Answered));
        Assert.Equal(!taken, leg.Ends.Any(e => e is LegEvent.OfferFailed));
        if (taken)
        {
            var keys = Format(leg.Last.OfType<LegEffect.SendMedia>().Select(m => m.Command)).Srtp;
            Assert.Equal(tag == 0 ? null : SrtpKey.From(Secret, suite), keys?.Own);
            Assert.Equal(tag == 0 ? null : SrtpKey.From(OtherSecret, suite), keys?.Peer);
        }
    }

    [Fact]
    public void A_phone_that_comes_over_from_another_call_gets_a_new_key_for_its_new_address()
    {
        var old = new LocalMedia(5, Wire.Ports) { Srtp = Srtp(SrtpUse.Required) };
        var media = new LegMedia(old, OfferAnswer.Offer(old));
        var ports = new RtpPorts(IPAddress.Loopback, IPAddress.Parse("203.0.113.5"), 24000);
        var (_, effects) = AgentLegMachine.Adopt(
            new AgentLegAdoption(Wire.Call, Wire.Leg, ports, new UsageId(77), media, AgentLeg.Invite)
            {
                Srtp = new LocalSrtp(SrtpUse.Required, OtherSecret),
            },
            new SequentialIds());
        var offer = Wire.Text(effects.OfType<LegEffect.SendSip>().Select(s => s.Command).OfType<SipCommand.SendInDialog>().Single().Body);
        Assert.Contains("RTP/SAVP", offer, StringComparison.Ordinal);
        Assert.Contains(Text(OtherSecret, SrtpSuite.AeadAes128Gcm), offer, StringComparison.Ordinal);
        Assert.DoesNotContain(Text(Secret, SrtpSuite.AeadAes128Gcm), offer, StringComparison.Ordinal);
    }

    private static LocalSrtp Srtp(SrtpUse use) => new(use, Secret);

    private static LegFormat Format(IEnumerable<MediaCommand> commands) => commands.OfType<MediaCommand.SetFormat>().Last().Format;

    private static SrtpKey Read(string inline) => new(SrtpSuite.AesCm128HmacSha1Tag80, Convert.FromBase64String(inline));

    private static SrtpKey KeyIn(string sdp) => Read(sdp.Split("inline:")[1].Split('\r')[0]);

    /// <summary>The key of a secret as an offer of ours has it.</summary>
    private static string Text(byte[] secret, SrtpSuite suite = SrtpSuite.AesCm128HmacSha1Tag80)
    {
        var us = new LocalMedia(1, IPAddress.Loopback, 4000) { Srtp = new LocalSrtp(SrtpUse.Required, secret) };
        return OfferAnswer.Offer(us).ToString().Split($"{suite.Name()} inline:")[1].Split('\r')[0];
    }

    private static string Sdp(string profile, string? key) =>
        $"v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 {profile} 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
        + (key is null ? "" : $"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{key}\r\n");
}
