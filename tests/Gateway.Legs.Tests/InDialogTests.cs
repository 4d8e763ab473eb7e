using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

/// <summary>Requests in the dialog; the caller's leg stands for both, which share the code.</summary>
public sealed class InDialogTests
{
    [Fact]
    public void Hold_and_resume_are_answered_mirrored_and_told()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(Wire.Hold));
        Assert.Contains("a=recvonly", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Contains("o=- 9 2 IN", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.IsType<LegEvent.Held>(Assert.Single(leg.Told));
        Assert.Equal(MediaDirection.ReceiveOnly, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.Direction);
        leg.Do(CallerLeg.Reinvite(Wire.Offer));
        Assert.Contains("o=- 9 3 IN", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.IsType<LegEvent.Resumed>(Assert.Single(leg.Told));
    }

    [Fact]
    public void A_refresh_with_the_same_SDP_leaves_media_and_version_alone()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(Wire.Offer));
        Assert.Contains("o=- 9 1 IN", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Empty(leg.Media);
        Assert.Empty(leg.Told);
    }

    [Fact]
    public void A_new_address_and_a_new_codec_reach_the_media_engine()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(Wire.PcmuAnswer));
        var format = Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format;
        Assert.Equal((AudioCodec.Pcmu, "192.0.2.20:6000"), (format.Codec, format.RemoteRtp?.ToString()));
    }

    [Fact]
    public void A_reINVITE_without_SDP_gets_our_offer_and_the_ACK_its_answer()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(null));
        Assert.Contains("m=audio 20000 RTP/AVP 8 0 101", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        leg.Do(CallerLeg.Ack(Wire.PcmuAnswer));
        Assert.Equal(AudioCodec.Pcmu, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.Codec);
    }

    [Theory]
    [InlineData(Wire.AmrOnly)]
    [InlineData("rubbish")]
    public void A_reINVITE_without_common_audio_is_refused_and_the_call_goes_on(string sdp)
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(sdp));
        Assert.Equal(488, leg.Response().StatusCode);
        Assert.Empty(leg.Media);
        Assert.False(leg.State.IsEnded);
        Assert.Equal(4000, leg.State.Media.Format?.RemoteRtp?.Port);
    }

    [Fact]
    public void UPDATE_is_answered_like_a_reINVITE_and_without_SDP_plainly()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Asked("UPDATE", Wire.Hold));
        Assert.Equal(200, leg.Response().StatusCode);
        Assert.IsType<LegEvent.Held>(Assert.Single(leg.Told));
        var plain = leg.Do(CallerLeg.Asked("UPDATE")).Response();
        Assert.Equal((200, null), (plain.StatusCode, plain.Body));
    }

    [Fact]
    public void UPDATE_in_the_early_dialog_is_answered_and_the_200_says_what_stands_then()
    {
        var leg = new CallerLeg(supported: "100rel").Do(new LegInput.EarlyMedia()).Do(CallerLeg.Prack()).Do(CallerLeg.Asked("UPDATE", Wire.Hold));
        Assert.Contains("a=recvonly", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Equal(new LegEvent.Held(), Assert.Single(leg.Told));
        Assert.Contains("a=recvonly", Wire.Text(leg.Do(new LegInput.Answer()).Response().Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=sendonly", "recvonly")]
    [InlineData("a=inactive", "inactive")]
    [InlineData("c=IN IP4 0.0.0.0", "recvonly")]
    public void Every_form_of_hold_is_answered_and_told_and_silence_is_then_no_evidence(string line, string answered)
    {
        var offer = line[0] == 'c' ? Wire.Offer.Replace("c=IN IP4 192.0.2.10", line, StringComparison.Ordinal) : Wire.Offer + line + "\r\n";
        var leg = new CallerLeg().Talking().Do(CallerLeg.Reinvite(offer));
        Assert.Contains($"a={answered}", Wire.Text(leg.Response().Body), StringComparison.Ordinal);
        Assert.Equal(new LegEvent.Held(), Assert.Single(leg.Told));
        Assert.Equal(["silent_on_hold"], leg.Do(Wire.Silent(3600)).Counted);
        Assert.Equal(new LegEvent.Resumed(), Assert.Single(leg.Do(CallerLeg.Reinvite(Wire.Offer)).Told));
    }

    [Fact]
    public void A_refresh_by_the_stack_changes_nothing_unless_the_peer_s_answer_did()
    {
        var leg = new CallerLeg().Talking();
        Assert.Empty(leg.Do(CallerLeg.Refreshed(null)).Last);
        Assert.Empty(leg.Do(CallerLeg.Refreshed(Wire.Offer.Replace("96 8 0", "8", StringComparison.Ordinal))).Last);
        Assert.Equal(new LegEvent.Held(), Assert.Single(leg.Do(CallerLeg.Refreshed(Wire.Hold.Replace("96 8 0", "8", StringComparison.Ordinal))).Told));
    }

    [Fact]
    public void An_expired_session_is_probed_and_the_caller_stays_whatever_the_probe_says_while_media_flows()
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.SessionExpired());
        Assert.Equal(SipMethod.Options, Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Sent)).Method);
        Assert.Equal(["session_expired"], leg.Counted);
        Assert.Empty(leg.ProbeEnds(481).Last);
        Assert.False(leg.State.IsEnded);

        var silent = new CallerLeg().Talking().Do(Wire.Silent(20)).Do(CallerLeg.SessionExpired()).ProbeEnds(408, fromWire: false);
        Assert.False(silent.State.IsEnded);
        Assert.True(silent.Do(Wire.Silent(60)).State.IsEnded);
    }

    [Fact]
    public void An_agent_s_expired_session_is_probed_only_when_the_phone_is_silent()
    {
        Assert.Empty(new AgentLeg().Talking().Do(AgentLeg.SessionExpired()).Sent);
        var silent = new AgentLeg().Talking().Do(Wire.Silent(2)).Do(AgentLeg.SessionExpired());
        Assert.Single(silent.Sent);
        Assert.IsType<LegEvent.AgentEnded>(Assert.Single(silent.ProbeEnds(481).Told));
    }

    [Fact]
    public void What_the_peer_says_about_its_BYE_or_CANCEL_is_told_in_120_characters_at_most()
    {
        var bye = Wire.Request("BYE");
        bye.Headers.Add("Reason", "Q.850;cause=16;text=\"Terminated\"");
        Assert.Equal("Q.850;cause=16;text=\"Terminated\"", new CallerLeg().Talking().Do(new SipEvent.ByeReceived(new(1), bye)).TheEnd().Detail);
        var cancel = Wire.Request("CANCEL");
        cancel.Headers.Add("Reason", $"SIP;cause=200;text=\"{new string('x', 500)}\"");
        Assert.Equal(120, new CallerLeg().Do(new SipEvent.Cancelled(new(1), cancel)).TheEnd().Detail.Length);
        var strange = Wire.Request("BYE");
        strange.Headers.Add("Reason", ";;;");
        Assert.Equal("", new CallerLeg().Talking().Do(new SipEvent.ByeReceived(new(1), strange)).TheEnd().Detail);
    }

    [Theory]
    [InlineData("OPTIONS", 200)]
    [InlineData("INFO", 200)]
    [InlineData("MESSAGE", 405)]
    [InlineData("REFER", 405)]
    [InlineData("NOTIFY", 405)]
    [InlineData("DANCE", 501)]
    public void Every_request_is_answered(string method, int status)
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Asked(method));
        Assert.Equal(status, leg.Response().StatusCode);
        Assert.False(leg.State.IsEnded);
        Assert.Equal(status == 200 ? 0 : 1, leg.Counted.Count());
        if (method != "INFO")
        {
            Assert.Contains(leg.Response().Headers!, h => h.Name == "Allow" && !h.Value.Contains("REFER", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", '5')]
    [InlineData("application/dtmf-relay", "signal = #\nDuration=160", '#')]
    [InlineData("application/dtmf-relay", "Signal=11", '#')]
    [InlineData("application/dtmf; x=y", " 7 ", '7')]
    [InlineData("application/dtmf", "d", 'D')]
    public void A_key_in_INFO_is_told(string type, string body, char key) =>
        Assert.Equal(new LegEvent.Dtmf(key), Assert.Single(new CallerLeg().Talking().Do(CallerLeg.Asked("INFO", body, type)).Told));

    [Theory]
    [InlineData("application/dtmf-relay", "Duration=160")]
    [InlineData("application/dtmf-relay", "Signal=")]
    [InlineData("application/dtmf", "55")]
    [InlineData("text/plain", "5")]
    public void Any_other_INFO_is_only_answered(string type, string body)
    {
        var leg = new CallerLeg().Talking().Do(CallerLeg.Asked("INFO", body, type));
        Assert.Equal(200, leg.Response().StatusCode);
        Assert.Empty(leg.Told);
    }

    [Fact]
    public void A_key_by_RFC_4733_is_told() => Assert.Equal(
        new LegEvent.Dtmf('3'),
        Assert.Single(new CallerLeg().Talking().Do(new LegInput.Media(new MediaEvent.DtmfReceived(Wire.Call, Wire.Leg, '3'))).Told));

    [Fact]
    public void After_the_end_requests_get_481()
    {
        var leg = new CallerLeg().Talking().Do(new LegInput.HangUp());
        Assert.Equal(481, leg.Do(CallerLeg.Reinvite(Wire.Offer)).Response().StatusCode);
        Assert.Equal(481, leg.Do(CallerLeg.Asked("OPTIONS")).Response().StatusCode);
    }

    [Fact]
    public void A_quote_in_what_was_offered_does_not_break_the_Warning()
    {
        var response = new CallerLeg("v=0\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 A\"B\\C/8000\r\n").Response();
        Assert.Equal(2, response.Headers!.Single(h => h.Name == "Warning").Value.Count(c => c == '"'));
    }

    [Fact]
    public void Events_of_another_usage_or_leg_are_counted_and_change_nothing()
    {
        var leg = new CallerLeg().Talking();
        var before = leg.State;
        leg.Do(new SipEvent.ByeReceived(new UsageId(99), Wire.Request("BYE")));
        Assert.Equal(["other_usage:ByeReceived"], leg.Counted);
        leg.Do(new LegInput.Media(new MediaEvent.LegSilent(Wire.Call, new LegId(99), TimeSpan.FromSeconds(60), false)));
        Assert.Equal(["Confirmed:LegSilent"], leg.Counted);
        leg.Do(new LegInput.Withdraw());
        Assert.Equal(["Confirmed:Withdraw"], leg.Counted);
        Assert.Same(before, leg.State);
    }
}
