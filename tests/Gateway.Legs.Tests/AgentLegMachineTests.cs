using System.Text;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

public sealed class AgentLegMachineTests
{
    // ---- the INVITEs

    [Fact]
    public void Every_binding_is_invited_at_once_with_our_offer()
    {
        var leg = new AgentLeg(phones: 2);
        Assert.Equal(new MediaCommand.OpenLeg(Wire.Call, Wire.Leg, LegRole.Agent, Wire.Ports), Assert.Single(leg.Media));
        var invites = leg.Sent.Cast<SipCommand.Invite>().ToList();
        Assert.Equal([AgentLeg.Phone(0), AgentLeg.Phone(1)], invites.Select(i => i.Usage));
        Assert.Equal(["sip:a0@192.0.2.20:5060", "sip:a1@192.0.2.21:5060"], invites.Select(i => i.Request.Uri.Text));
        Assert.All(invites, i => Assert.Contains("m=audio 20000 RTP/AVP 8 0 101", Wire.Text(i.Request.Body), StringComparison.Ordinal));
        Assert.Equal(
            [new(LegTimerName.FirstResponse, AgentLeg.Phone(0)), new(LegTimerName.FirstResponse, AgentLeg.Phone(1)), new(LegTimerName.Ring)],
            leg.Running.OrderByDescending(t => t.Name).ThenBy(t => t.Usage.Value));
    }

    [Fact]
    public void The_INVITE_says_who_calls_and_which_incident_it_is_in_less_than_1300_bytes()
    {
        var request = ((SipCommand.Invite)new AgentLeg(invite: AgentLeg.Invite with
        {
            AssertedIdentity = SipUri.Parse("sip:+6281234567890@ims.mnc010.mcc510.3gppnetwork.org"),
            EmergencyCallId = "urn:emergency:uid:callid:01j9zk3v7q8w5x2y4t6r:manado.112.example.id",
            EmergencyIncidentId = "urn:emergency:uid:incidentid:01j9zk3v7q8w5x2y4t6r:manado.112.example.id",
            AutoAnswer = true,
            Headers = [new("X-Location", "https://manado.112.example.id/calls/01j9zk3v7q8w5x2y4t6r")],
        }).Sent.Single()).Request;
        var headers = request.Headers!.ToLookup(h => h.Name, h => h.Value);
        Assert.Equal("<sip:+6281234567890@ims.mnc010.mcc510.3gppnetwork.org>", headers["P-Asserted-Identity"].Single());
        Assert.EndsWith(";purpose=emergency-CallId", headers["Call-Info"].First(), StringComparison.Ordinal);
        Assert.EndsWith(";purpose=emergency-IncidentId", headers["Call-Info"].Last(), StringComparison.Ordinal);
        Assert.Equal("Auto", headers["Answer-Mode"].Single());
        Assert.Contains("alert-autoanswer", headers["Alert-Info"].Single(), StringComparison.Ordinal);
        Assert.Contains(request.Headers!, h => h.Name == "X-Location");

        // What the stack adds: start line, Via, Max-Forwards, From and To with tag, Call-ID, CSeq, Contact, User-Agent, content headers. Supported is ours.
        const int stack = 455;
        var ours = request.Headers!.Sum(h => Encoding.UTF8.GetByteCount(h.Name + h.Value) + 4)
            + Encoding.UTF8.GetByteCount($"{request.Uri}{request.From}{request.To}") + request.Body!.Content.Length;
        Assert.InRange(ours + stack, 0, 1300);
    }

    [Fact]
    public void Without_a_binding_the_offer_fails_as_unregistered_and_the_ports_go_back()
    {
        var leg = new AgentLeg(phones: 0);
        Assert.Equal(AgentFailure.Unregistered, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
        Assert.IsType<MediaCommand.CloseLeg>(leg.Media.Last());
        Assert.Empty(leg.Running);
    }

    // ---- ringing

    [Fact]
    public void Ringing_is_told_once_whichever_phone_rings_first()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Provisional(100, 1));
        Assert.Empty(leg.Told);
        Assert.IsType<LegEvent.Ringing>(Assert.Single(leg.Do(AgentLeg.Provisional(180, 1)).Told));
        Assert.Empty(leg.Do(AgentLeg.Provisional(180, 0)).Told);
        Assert.Equal([new LegTimer(LegTimerName.Ring)], leg.Running);
    }

    [Fact]
    public void A_phone_without_any_response_in_2_s_is_skipped_and_the_other_goes_on()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Provisional(100, 1)).Fire(LegTimerName.FirstResponse, 0);
        Assert.Equal(new SipCommand.Cancel(AgentLeg.Phone(0)), Assert.Single(leg.Sent));
        Assert.Empty(leg.Ends);
        leg.Do(AgentLeg.Failed(486, 1));
        Assert.Equal(AgentFailure.Busy, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
    }

    [Fact]
    public void When_no_phone_responds_in_2_s_the_agent_is_unregistered()
    {
        var leg = new AgentLeg(phones: 2).Fire(LegTimerName.FirstResponse, 0).Fire(LegTimerName.FirstResponse, 1);
        Assert.Equal(AgentFailure.Unregistered, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
        Assert.Empty(leg.Running);
    }

    [Fact]
    public void A_phone_that_responded_in_time_is_not_skipped_by_a_late_timer() =>
        Assert.Empty(new AgentLeg().Do(AgentLeg.Provisional(100)).Fire(LegTimerName.FirstResponse, 0).Sent);

    [Fact]
    public void The_ring_timeout_cancels_every_phone()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Provisional(180, 0)).Do(AgentLeg.Provisional(180, 1)).Fire(LegTimerName.Ring);
        Assert.Equal([AgentLeg.Phone(0), AgentLeg.Phone(1)], leg.Sent.Cast<SipCommand.Cancel>().Select(c => c.Usage));
        Assert.Equal(AgentFailure.NoAnswer, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
        Assert.Empty(leg.Running);
    }

    [Theory]
    [InlineData(486, AgentFailure.Busy)]
    [InlineData(600, AgentFailure.Busy)]
    [InlineData(603, AgentFailure.Declined)]
    [InlineData(403, AgentFailure.Declined)]
    [InlineData(487, AgentFailure.Declined)]
    [InlineData(302, AgentFailure.Declined)]
    [InlineData(404, AgentFailure.Unregistered)]
    [InlineData(408, AgentFailure.Unregistered)]
    [InlineData(480, AgentFailure.Unregistered)]
    [InlineData(488, AgentFailure.Failed)]
    [InlineData(500, AgentFailure.Failed)]
    [InlineData(503, AgentFailure.Failed)]
    public void A_final_response_of_the_only_phone_is_the_cause(int status, AgentFailure cause)
    {
        var leg = new AgentLeg().Do(AgentLeg.Provisional(180)).Do(AgentLeg.Failed(status));
        Assert.Equal((cause, status), (Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause, ((LegEvent.OfferFailed)leg.TheEnd()).Status));
        Assert.IsType<MediaCommand.CloseLeg>(Assert.Single(leg.Media));
        Assert.Empty(leg.Running);
    }

    [Theory]
    [InlineData(603)]
    [InlineData(600)]
    [InlineData(486)]
    public void A_refusal_counts_for_its_phone_only(int status)
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Provisional(180, 0)).Do(AgentLeg.Provisional(180, 1)).Do(AgentLeg.Failed(status, 0));
        Assert.Empty(leg.Ends);
        Assert.IsType<LegEvent.Answered>(leg.Do(AgentLeg.Ok(1)).Told.First());
    }

    [Fact]
    public void Of_several_failures_the_persons_act_decides()
    {
        var leg = new AgentLeg(phones: 3).Do(AgentLeg.Failed(603, 0)).Do(AgentLeg.Failed(486, 1)).Do(AgentLeg.Failed(503, 2));
        Assert.Equal(AgentFailure.Declined, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
    }

    [Fact]
    public void Withdraw_cancels_with_a_reason_and_ends()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Provisional(180)).Do(new LegInput.Withdraw());
        Assert.All(leg.Sent, c => Assert.Equal(LegReasons.CompletedElsewhere, ((SipCommand.Cancel)c).Reason));
        Assert.Equal(2, leg.Sent.Count());
        Assert.Equal(AgentEnding.Withdrawn, Assert.IsType<LegEvent.AgentEnded>(leg.TheEnd()).Cause);
        Assert.Empty(leg.Do(AgentLeg.Failed(487)).Last);
    }

    [Fact]
    public void Trouble_with_our_own_media_fails_the_offer()
    {
        var leg = new AgentLeg().Do(new LegInput.Media(new MediaEvent.Trouble(Wire.Call, Wire.Leg, "no socket")));
        Assert.IsType<SipCommand.Cancel>(Assert.Single(leg.Sent));
        Assert.Equal(AgentFailure.Failed, Assert.IsType<LegEvent.OfferFailed>(leg.TheEnd()).Cause);
    }

    // ---- the answer

    [Fact]
    public void The_first_200_wins_and_the_others_are_told_that_the_call_is_completed_elsewhere()
    {
        var leg = new AgentLeg(phones: 3).Do(AgentLeg.Provisional(180, 2)).Do(AgentLeg.Ok(1));
        Assert.Equal(
            [new SipCommand.Cancel(AgentLeg.Phone(0), LegReasons.CompletedElsewhere), new SipCommand.Cancel(AgentLeg.Phone(2), LegReasons.CompletedElsewhere)],
            leg.Sent);
        Assert.IsType<LegEvent.Answered>(Assert.Single(leg.Told));
        Assert.Equal(AudioCodec.Pcmu, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.Codec);
        Assert.Equal([LegTimerName.MediaGrace, LegTimerName.Settling], leg.Running.Select(t => t.Name).Order());
    }

    [Fact]
    public void A_200_that_crosses_its_CANCEL_gets_BYE()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Ok(0)).Do(AgentLeg.Ok(1));
        Assert.Equal(AgentLeg.Phone(1), Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent)).Usage);
        Assert.Empty(leg.Told);
        Assert.Empty(leg.Do(AgentLeg.Failed(487, 1)).Last);
    }

    [Fact]
    public void A_200_after_the_withdrawal_gets_BYE() =>
        Assert.IsType<SipCommand.Bye>(Assert.Single(new AgentLeg().Do(AgentLeg.Provisional(180)).Do(new LegInput.Withdraw()).Do(AgentLeg.Ok()).Sent));

    [Theory]
    [InlineData(null)]
    [InlineData(Wire.AmrOnly)]
    [InlineData("rubbish")]
    public void An_answer_without_usable_audio_is_ended_and_the_other_phone_goes_on(string? sdp)
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Ok(0, sdp));
        Assert.Equal(new SipCommand.Bye(AgentLeg.Phone(0), LegReasons.NoCommonCodec), Assert.Single(leg.Sent));
        Assert.Empty(leg.Ends);
        Assert.IsType<LegEvent.Answered>(leg.Do(AgentLeg.Ok(1)).Told.First());
    }

    [Fact]
    public void The_first_packet_after_the_answer_connects_the_media()
    {
        var leg = new AgentLeg().Do(AgentLeg.Ok()).Do(Wire.Heard());
        Assert.Equal(new LegEvent.MediaConnected(Heard: true), Assert.Single(leg.Told));
        Assert.Equal([LegTimerName.Settling], leg.Running.Select(t => t.Name));
    }

    [Fact]
    public void A_packet_before_the_answer_connects_it_at_once() =>
        Assert.Equal(
            [new LegEvent.Answered(), new LegEvent.MediaConnected(Heard: true)],
            new AgentLeg().Do(AgentLeg.Provisional(183)).Do(Wire.Heard()).Do(AgentLeg.Ok()).Told);

    [Fact]
    public void A_second_without_a_packet_connects_it_with_a_flag_and_a_late_packet_says_no_more()
    {
        var leg = new AgentLeg().Do(AgentLeg.Ok()).Fire(LegTimerName.MediaGrace);
        Assert.Equal(new LegEvent.MediaConnected(Heard: false), Assert.Single(leg.Told));
        Assert.Empty(leg.Do(Wire.Heard()).Told);
    }

    [Fact]
    public void The_winners_dialog_is_passed_on_and_a_losers_is_not()
    {
        var leg = new AgentLeg(phones: 2).Do(AgentLeg.Ok(1));
        Assert.Empty(leg.Do(new SipEvent.Confirmed(AgentLeg.Phone(0), Wire.Dialog())).Last);
        Assert.IsType<LegEvent.Confirmed>(Assert.Single(leg.Do(new SipEvent.Confirmed(AgentLeg.Phone(1), Wire.Dialog())).Told));
    }

    // ---- requests before and after the answer

    [Fact]
    public void Rfc3262_5_an_answer_in_a_reliable_183_counts_when_the_200_of_that_dialog_has_none()
    {
        var leg = new AgentLeg().Do(AgentLeg.Reliable("a")).Do(AgentLeg.OkOf("a"));
        Assert.IsType<LegEvent.Answered>(Assert.Single(leg.Told));
        Assert.Equal(6000, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.RemoteRtp?.Port);

        // Of another fork, and of a 183 that was not reliable, nothing is known.
        Assert.IsType<LegEvent.OfferFailed>(new AgentLeg().Do(AgentLeg.Reliable("a")).Do(AgentLeg.OkOf("b")).TheEnd());
        Assert.IsType<LegEvent.OfferFailed>(new AgentLeg().Do(AgentLeg.Provisional(183)).Do(AgentLeg.OkOf("a")).TheEnd());
    }

    [Fact]
    public void Two_early_dialogs_of_one_phone_keep_their_answers_apart()
    {
        var other = Wire.PcmuAnswer.Replace("6000", "7000", StringComparison.Ordinal);
        var leg = new AgentLeg().Do(AgentLeg.Reliable("a")).Do(AgentLeg.Reliable("b", other)).Do(AgentLeg.OkOf("b", Wire.PcmuAnswer));
        Assert.Equal(7000, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.RemoteRtp?.Port);
    }

    [Fact]
    public void An_early_UPDATE_changes_what_its_own_dialog_will_settle_and_nothing_before_the_200()
    {
        var leg = new AgentLeg().Do(AgentLeg.Reliable("a")).Do(AgentLeg.EarlyUpdate("a"));
        Assert.Equal(200, Assert.IsType<SipCommand.Respond>(Assert.Single(leg.Sent)).Response.StatusCode);
        Assert.Empty(leg.Told);
        Assert.Contains(leg.Do(AgentLeg.OkOf("a")).Told, e => e is LegEvent.Held);
        var unknown = new AgentLeg().Do(AgentLeg.Reliable("a")).Do(AgentLeg.EarlyUpdate("b"));
        Assert.Equal(488, Assert.IsType<SipCommand.Respond>(Assert.Single(unknown.Sent)).Response.StatusCode);
    }

    [Fact]
    public void Hold_and_resume_of_the_agent_are_told()
    {
        var leg = new AgentLeg().Talking();
        Assert.IsType<LegEvent.Held>(Assert.Single(leg.Do(new SipEvent.ReinviteReceived(AgentLeg.Phone(0), new(3), Wire.Request("INVITE", Wire.Hold))).Told));
        Assert.IsType<LegEvent.Resumed>(Assert.Single(leg.Do(new SipEvent.ReinviteReceived(AgentLeg.Phone(0), new(4), Wire.Request("INVITE", Wire.Offer))).Told));
    }

    // ---- ends

    [Fact]
    public void BYE_is_a_hang_up_however_soon_it_comes_whether_the_caller_returns_is_for_the_call_to_say()
    {
        Assert.Equal(AgentEnding.HungUp, Assert.IsType<LegEvent.AgentEnded>(new AgentLeg().Talking().Do(AgentLeg.Bye()).TheEnd()).Cause);
        var quick = new AgentLeg().Do(AgentLeg.Ok()).Do(Wire.Heard()).Do(AgentLeg.Bye());
        Assert.Equal(AgentEnding.HungUp, Assert.IsType<LegEvent.AgentEnded>(quick.TheEnd()).Cause);
        Assert.Empty(quick.Running);
    }

    [Fact]
    public void Hang_up_and_withdraw_of_an_answered_leg_send_BYE()
    {
        var leg = new AgentLeg().Talking().Do(new LegInput.HangUp("Q.850;cause=16"));
        Assert.Equal(new SipCommand.Bye(AgentLeg.Phone(0), "Q.850;cause=16"), Assert.Single(leg.Sent));
        Assert.Equal(AgentEnding.Released, Assert.IsType<LegEvent.AgentEnded>(leg.TheEnd()).Cause);
        var withdrawn = new AgentLeg().Do(AgentLeg.Ok()).Do(new LegInput.Withdraw());
        Assert.IsType<SipCommand.Bye>(Assert.Single(withdrawn.Sent));
        Assert.Equal(AgentEnding.Withdrawn, Assert.IsType<LegEvent.AgentEnded>(withdrawn.TheEnd()).Cause);
        Assert.Empty(withdrawn.Running);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(0.1, true)]
    public void Pain23_Three_seconds_of_silence_or_a_closed_port_are_probed_and_2_s_without_an_answer_lose_the_leg(double seconds, bool unreachable)
    {
        var leg = new AgentLeg().Talking().Do(Wire.Silent(seconds, unreachable));
        Assert.Equal("OPTIONS", Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Sent)).Method.Name);
        Assert.Equal([LegTimerName.ProbeAnswer], leg.Running.Select(t => t.Name));
        leg.Fire(LegTimerName.ProbeAnswer);
        Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent));
        Assert.Equal(AgentEnding.Lost, Assert.IsType<LegEvent.AgentEnded>(leg.TheEnd()).Cause);
    }

    [Fact]
    public void Less_silence_is_not_probed() => Assert.Empty(new AgentLeg().Talking().Do(Wire.Silent(2)).Sent);

    [Theory]
    [InlineData(481, true, true)]
    [InlineData(503, false, true)]
    [InlineData(200, true, false)]
    [InlineData(500, true, false)]
    public void The_answer_to_the_probe_decides(int status, bool fromWire, bool lost)
    {
        var leg = new AgentLeg().Talking().Do(Wire.Silent(3)).ProbeEnds(status, fromWire);
        Assert.Equal(lost, leg.State.IsEnded);
        Assert.Empty(leg.Running);
        if (!lost)
        {
            Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(Wire.Silent(5)).Sent));
        }
    }

    [Fact]
    public void A_packet_or_a_request_answers_the_probe_too()
    {
        Assert.Empty(new AgentLeg().Talking().Do(Wire.Silent(3)).Do(Wire.HeardAgain()).Running);
        var leg = new AgentLeg().Talking().Do(Wire.Silent(3)).Do(new SipEvent.ReinviteReceived(AgentLeg.Phone(0), new(3), Wire.Request("INVITE", Wire.Hold)));
        Assert.Empty(leg.Running);
        Assert.False(leg.Fire(LegTimerName.ProbeAnswer).State.IsEnded);
    }

    [Fact]
    public void An_agent_who_holds_is_not_silent()
    {
        var leg = new AgentLeg().Talking().Do(new SipEvent.ReinviteReceived(AgentLeg.Phone(0), new(3), Wire.Request("INVITE", Wire.Hold)));
        Assert.Equal(["silent_on_hold"], leg.Do(Wire.Silent(10)).Counted);
    }

    [Fact]
    public void The_silence_while_ringing_is_no_evidence_but_a_phone_still_silent_3_s_after_its_answer_is_probed()
    {
        var leg = new AgentLeg().Do(AgentLeg.Provisional(180)).Do(Wire.Silent(5)).Do(AgentLeg.Ok()).Fire(LegTimerName.MediaGrace).Do(Wire.Silent(10));
        Assert.Empty(leg.Sent);
        Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Fire(LegTimerName.Settling).Sent));
    }

    [Fact]
    public void Late_inputs_are_counted_and_send_nothing()
    {
        var leg = new AgentLeg().Talking().Do(new LegInput.HangUp());
        Assert.Equal([], leg.Do(new LegInput.HangUp()).Counted);
        Assert.Equal(["late:MediaGrace"], leg.Fire(LegTimerName.MediaGrace).Counted);
        Assert.Equal(["late:ByeReceived"], leg.Do(AgentLeg.Bye()).Counted);
        Assert.Equal(["late:Answer"], leg.Do(new LegInput.Answer()).Counted);
        Assert.Single(leg.Ends);
    }

    [Fact]
    public void Rfc3515_a_REFER_in_a_conversation_is_the_calls_to_answer()
    {
        var leg = new AgentLeg().Talking();
        var refer = Wire.Request("REFER");
        leg.Do(new SipEvent.InDialogRequest(AgentLeg.Phone(0), new ServerRequestId(5), refer));
        Assert.Equal(new LegEvent.Referred(new ServerRequestId(5), refer), Assert.Single(leg.Told));
        Assert.Empty(leg.Sent);
    }
}
