using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.Legs.Tests;

public sealed class CallerLegMachineTests
{
    // ---- from INVITE to answer

    [Fact]
    public void An_INVITE_with_an_offer_opens_the_media_and_waits_for_the_call()
    {
        var leg = new CallerLeg();
        Assert.Equal(new MediaCommand.OpenLeg(Wire.Call, Wire.Leg, LegRole.Caller, Wire.Ports), leg.Media.First());
        var format = Assert.IsType<MediaCommand.SetFormat>(leg.Media.Last()).Format;
        Assert.Equal((AudioCodec.Pcma, (byte?)101, 4000), (format.Codec, format.TelephoneEventPayloadType, format.RemoteRtp?.Port));
        Assert.Empty(leg.Sent);
        Assert.Empty(leg.Told);
    }

    [Fact]
    public void Ring_sends_180_without_SDP()
    {
        var response = new CallerLeg().Do(new LegInput.Ring()).Response();
        Assert.Equal((180, null), (response.StatusCode, response.Body));
    }

    [Fact]
    public void Early_media_sends_183_and_answer_sends_200_with_the_same_SDP()
    {
        var leg = new CallerLeg().Do(new LegInput.EarlyMedia());
        var early = leg.Response();
        Assert.Equal(183, early.StatusCode);
        Assert.Equal(new LegEvent.Established(Early: true), Assert.Single(leg.Told));
        var final = leg.Do(new LegInput.Answer()).Response();
        Assert.Equal(200, final.StatusCode);
        Assert.Equal(new LegEvent.Established(Early: false), Assert.Single(leg.Told));
        Assert.Equal(Wire.Text(early.Body), Wire.Text(final.Body));
        Assert.Contains("m=audio 20000 RTP/AVP 8 101\r\n", Wire.Text(final.Body), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_offer_early_media_is_180_and_the_200_carries_our_offer()
    {
        var leg = new CallerLeg(sdp: null).Do(new LegInput.EarlyMedia());
        Assert.Equal(180, leg.Response().StatusCode);
        Assert.Equal(["early_media_without_offer"], leg.Counted);
        Assert.Empty(leg.Told);
        Assert.Contains("m=audio 20000 RTP/AVP 8 0 101\r\n", Wire.Text(leg.Do(new LegInput.Answer()).Response().Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProvisionalReliability.WhenSupported, ProvisionalReliability.WhenSupported, ProvisionalReliability.WhenRequired)]
    [InlineData(ProvisionalReliability.WhenRequired, ProvisionalReliability.WhenRequired, ProvisionalReliability.WhenRequired)]
    [InlineData(ProvisionalReliability.Never, ProvisionalReliability.Never, ProvisionalReliability.Never)]
    public void The_trunk_says_when_183_goes_reliably_and_180_only_where_the_caller_insists(
        ProvisionalReliability trunk, ProvisionalReliability early, ProvisionalReliability ringing)
    {
        Assert.Equal(early, new CallerLeg(reliability: trunk).Do(new LegInput.EarlyMedia()).Response().Reliability);
        Assert.Equal(ringing, new CallerLeg(reliability: trunk).Do(new LegInput.Ring()).Response().Reliability);
    }

    [Fact]
    public void Rfc3262_5_without_an_offer_a_caller_who_sends_PRACK_gets_ours_in_183_and_hears_us_after_its_answer()
    {
        var leg = new CallerLeg(sdp: null, supported: "timer, 100rel").Do(new LegInput.EarlyMedia());
        Assert.Equal(183, leg.Response().StatusCode);
        Assert.Contains("m=audio 20000 RTP/AVP 8 0 101\r\n", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Empty(leg.Told);
        leg.Do(CallerLeg.Prack(Wire.PcmuAnswer));
        Assert.Equal((200, null), (leg.Response().StatusCode, leg.Response().Body));
        Assert.Equal(6000, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.RemoteRtp?.Port);
        Assert.Equal(new LegEvent.Established(Early: true), Assert.Single(leg.Told));
        Assert.False(leg.Do(new LegInput.Answer()).State.Media.AwaitsAnswer);
        Assert.Empty(leg.Do(CallerLeg.Ack()).Counted);
    }

    [Fact]
    public void Without_the_PRACK_s_answer_the_200_offers_again_and_the_ACK_answers()
    {
        var leg = new CallerLeg(sdp: null, supported: "100rel").Do(new LegInput.EarlyMedia()).Do(CallerLeg.PrackMissing());
        Assert.Equal(["prack_missing"], leg.Counted);
        Assert.NotNull(leg.Do(new LegInput.Answer()).Response().Body);
        Assert.Equal(6000, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Do(CallerLeg.Ack(Wire.PcmuAnswer)).Media)).Format.RemoteRtp?.Port);
    }

    [Fact]
    public void Rfc3262_5_an_offer_in_PRACK_is_answered_in_its_200()
    {
        var leg = new CallerLeg(supported: "100rel").Do(new LegInput.EarlyMedia()).Do(CallerLeg.Prack(Wire.Hold));
        Assert.Contains("a=recvonly", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Equal(new LegEvent.Held(), Assert.Single(leg.Told));
    }

    [Fact]
    public void The_answer_to_our_offer_comes_with_the_ACK()
    {
        var leg = new CallerLeg(sdp: null).Do(new LegInput.Answer()).Do(CallerLeg.Ack(Wire.PcmuAnswer));
        var format = Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format;
        Assert.Equal((AudioCodec.Pcmu, 6000), (format.Codec, format.RemoteRtp?.Port));
    }

    [Theory]
    [InlineData(null, "ack_without_answer")]
    [InlineData(Wire.AmrOnly, "answer_without_common_codec")]
    public void An_ACK_without_a_usable_answer_keeps_the_call(string? sdp, string counted)
    {
        var leg = new CallerLeg(sdp: null).Do(new LegInput.Answer()).Do(CallerLeg.Ack(sdp));
        Assert.Equal([counted], leg.Counted);
        Assert.Equal(CallerLegPhase.Confirmed, leg.State.Phase);
        Assert.Empty(leg.Sent);
    }

    [Theory]
    [InlineData("multipart/mixed;boundary=\"b 1\"")]
    [InlineData("multipart/mixed; boundary=\"b 1\"; x=y")]
    [InlineData("multipart/mixed")]
    public void The_offer_is_found_in_a_multipart_body(string type)
    {
        var body = "--b 1\r\nContent-Type: application/pidf+xml\r\nContent-ID: <a@b>\r\n\r\n<presence/>\r\n--b 1\r\ncontent-type: application/sdp\r\n\r\n"
            + Wire.Offer + "\r\n--b 1--\r\n";
        var leg = new CallerLeg(body, type);
        Assert.True(leg.State.HadOffer);
        Assert.Equal(4000, leg.State.Media.Format?.RemoteRtp?.Port);
    }

    [Fact]
    public void The_offer_is_found_in_a_nested_multipart()
    {
        var inner = "--in\r\nContent-Type: application/sdp\r\n\r\n" + Wire.Offer + "\r\n--in--";
        var leg = new CallerLeg($"--out\r\nContent-Type: multipart/alternative;boundary=in\r\n\r\n{inner}\r\n--out--\r\n", "multipart/mixed;boundary=out");
        Assert.True(leg.State.HadOffer);
    }

    [Fact]
    public void The_offer_is_found_in_base64_and_without_a_Content_Type()
    {
        var base64 = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Wire.Offer));
        var part = $"Content-Type: application/sdp\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}";
        Assert.True(new CallerLeg($"--b\r\n{part}\r\n--b--\r\n", "multipart/mixed;boundary=b").State.HadOffer);
        Assert.True(new CallerLeg($"--b\r\n\r\n{Wire.Offer}\r\n--b--\r\n", "multipart/mixed;boundary=b").State.HadOffer);
        Assert.True(new CallerLeg(Wire.Offer, "rubbish").State.HadOffer);
    }

    [Fact]
    public void A_body_without_SDP_is_an_INVITE_without_an_offer() =>
        Assert.Equal(200, new CallerLeg("<presence/>", "application/pidf+xml").Do(new LegInput.Answer()).Response().StatusCode);

    [Theory]
    [InlineData(Wire.AmrOnly)]
    [InlineData("rubbish")]
    public void Without_common_audio_488_goes_out_with_Warning_305_and_our_SDP(string sdp)
    {
        var leg = new CallerLeg(sdp);
        var response = leg.Response();
        Assert.Equal(488, response.StatusCode);
        Assert.StartsWith("305 203.0.113.5 \"Incompatible media format", response.Headers?.Single(h => h.Name == "Warning").Value, StringComparison.Ordinal);
        Assert.Contains("m=audio 0 RTP/AVP 8 0 101\r\n", Wire.Text(response.Body), StringComparison.Ordinal);
        Assert.Equal((CallerEnding.RefusedNoCommonCodec, 488), (leg.TheEnd().Cause, leg.TheEnd().Status));
        Assert.IsType<MediaCommand.CloseLeg>(leg.Media.Last());
    }

    [Fact]
    public void Refuse_sends_the_given_final_response_and_ends()
    {
        var leg = new CallerLeg().Do(new LegInput.Refuse(503, "Full", [new("Reason", "Q.850;cause=42")]));
        var response = leg.Response();
        Assert.Equal((503, "Full", "Q.850;cause=42"), (response.StatusCode, response.ReasonPhrase, response.Headers?.Single().Value));
        Assert.Equal((CallerEnding.Refused, 503), (leg.TheEnd().Cause, leg.TheEnd().Status));
    }

    [Fact]
    public void Hang_up_before_the_answer_refuses_and_after_it_sends_BYE()
    {
        var unanswered = new CallerLeg().Do(new LegInput.Ring()).Do(new LegInput.HangUp("Q.850;cause=31"));
        Assert.Equal(480, unanswered.Response().StatusCode);
        Assert.Equal(CallerEnding.Refused, unanswered.TheEnd().Cause);
        var answered = new CallerLeg().Talking().Do(new LegInput.HangUp("Q.850;cause=16"));
        Assert.Equal(new SipCommand.Bye(new(1), "Q.850;cause=16"), Assert.Single(answered.Sent));
        Assert.Equal(CallerEnding.Released, answered.TheEnd().Cause);
    }

    [Fact]
    public void Refuse_after_the_answer_becomes_BYE()
    {
        var leg = new CallerLeg().Talking().Do(new LegInput.Refuse(503));
        Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent));
        Assert.Equal(CallerEnding.Released, leg.TheEnd().Cause);
    }

    [Fact]
    public void A_second_answer_is_counted_and_sends_nothing()
    {
        var leg = new CallerLeg().Talking().Do(new LegInput.Answer());
        Assert.Empty(leg.Sent);
        Assert.Equal(["Confirmed:Answer"], leg.Counted);
    }

    // ---- ends from the caller

    [Fact]
    public void CANCEL_before_the_answer_ends_as_cancelled()
    {
        var leg = new CallerLeg().Do(new LegInput.Ring()).Do(CallerLeg.Cancelled());
        Assert.Equal(CallerEnding.Cancelled, leg.TheEnd().Cause);
        Assert.Empty(leg.Sent);
        Assert.IsType<MediaCommand.CloseLeg>(Assert.Single(leg.Media));
    }

    [Fact]
    public void CANCEL_that_crosses_our_200_ends_as_cancelled() =>
        Assert.Equal(CallerEnding.Cancelled, new CallerLeg().Do(new LegInput.Answer()).Do(CallerLeg.Cancelled()).TheEnd().Cause);

    [Fact]
    public void BYE_ends_as_hung_up_also_before_the_ACK()
    {
        Assert.Equal(CallerEnding.HungUp, new CallerLeg().Talking().Do(CallerLeg.Bye()).TheEnd().Cause);
        Assert.Equal(CallerEnding.HungUp, new CallerLeg().Do(new LegInput.Answer()).Do(CallerLeg.Bye()).TheEnd().Cause);
    }

    [Fact]
    public void The_confirmed_dialog_is_passed_on() =>
        Assert.IsType<LegEvent.Confirmed>(Assert.Single(new CallerLeg().Do(new LegInput.Answer()).Do(CallerLeg.Confirmed()).Told));

    // ---- evidence of loss

    [Fact]
    public void A_missing_ACK_changes_nothing_while_media_flows()
    {
        var leg = new CallerLeg().Do(new LegInput.Answer()).Do(Wire.Heard()).Do(CallerLeg.AckMissing());
        Assert.Empty(leg.Sent);
        Assert.Equal(["ack_missing"], leg.Counted);
    }

    [Fact]
    public void A_missing_ACK_of_a_silent_caller_is_probed_and_the_leg_ends_only_after_60_s()
    {
        var leg = new CallerLeg().Do(new LegInput.Answer()).Do(Wire.Silent(30)).Do(CallerLeg.AckMissing());
        Assert.Equal("OPTIONS", Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Sent)).Method.Name);
        leg.ProbeEnds(481);
        Assert.Empty(leg.Ends);
        leg.Do(Wire.Silent(60));
        Assert.Equal(CallerEnding.Lost, leg.TheEnd().Cause);
        Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent));
    }

    [Theory]
    [InlineData(481, true, true)]
    [InlineData(408, true, true)]
    [InlineData(408, false, true)]
    [InlineData(503, false, true)]
    [InlineData(503, true, false)]
    [InlineData(200, true, false)]
    [InlineData(405, true, false)]
    public void After_60_s_of_silence_a_probe_decides(int status, bool fromWire, bool lost)
    {
        var leg = new CallerLeg().Talking().Do(Wire.Silent(30));
        Assert.Empty(leg.Sent);
        leg.Do(Wire.Silent(60));
        Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Sent));
        leg.ProbeEnds(status, fromWire);
        Assert.Equal(lost, leg.State.IsEnded);
        if (lost)
        {
            Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent));
            Assert.Equal(CallerEnding.Lost, leg.TheEnd().Cause);
        }
        else
        {
            Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(Wire.Silent(120)).Sent));
        }
    }

    [Fact]
    public void Media_that_comes_back_while_the_probe_is_out_saves_the_leg()
    {
        var leg = new CallerLeg().Talking().Do(Wire.Silent(60)).Do(Wire.HeardAgain()).ProbeEnds(408, fromWire: false);
        Assert.False(leg.State.IsEnded);
        Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(Wire.Silent(60)).Sent));
    }

    [Fact]
    public void A_caller_on_hold_is_not_silent()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(Wire.Hold)).Do(Wire.Silent(60));
        Assert.Empty(leg.Sent);
        Assert.Equal(["silent_on_hold"], leg.Counted);
    }

    [Fact]
    public void A_caller_who_has_not_been_answered_may_be_silent() =>
        Assert.Empty(new CallerLeg().Do(new LegInput.Ring()).Do(Wire.Silent(60)).Sent);

    [Fact]
    public void A_second_silence_while_the_probe_is_out_sends_no_second_probe() =>
        Assert.Empty(new CallerLeg().Talking().Do(Wire.Silent(60)).Do(Wire.Silent(120)).Sent);
}
