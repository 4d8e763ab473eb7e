using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

/// <summary>A phone that answered another call of ours comes over by re-INVITE, with everything that can cross it.</summary>
public sealed class AgentAdoptionTests
{
    private static readonly UsageId Phone = new(77);
    private static readonly RtpPorts Ports = new(IPAddress.Loopback, IPAddress.Parse("203.0.113.5"), 24000);

    private readonly SequentialIds _ids = new();
    private readonly List<LegEffect> _all = [];
    private AgentLegState _state;
    private IReadOnlyList<LegEffect> _last;

    public AgentAdoptionTests()
    {
        var old = new LocalMedia(5, Wire.Ports);
        var media = new LegMedia(old, OfferAnswer.Offer(old));
        (_state, _last) = AgentLegMachine.Adopt(new AgentLegAdoption(Wire.Call, Wire.Leg, Ports, Phone, media, AgentLeg.Invite), _ids);
        _all.AddRange(_last);
    }

    [Fact]
    public void The_phone_gets_a_re_INVITE_in_the_same_session_with_the_new_port()
    {
        Assert.Equal(new MediaCommand.OpenLeg(Wire.Call, Wire.Leg, LegRole.Agent, Ports), Assert.Single(_last.OfType<LegEffect.SendMedia>()).Command);
        var reinvite = Assert.Single(Sent().OfType<SipCommand.SendInDialog>());
        Assert.Equal((Phone, SipMethod.Invite), (reinvite.Usage, reinvite.Method));
        var sdp = Wire.Text(reinvite.Body);
        Assert.Contains("o=- 5 2 ", sdp, StringComparison.Ordinal);
        Assert.Contains("m=audio 24000 ", sdp, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_200_makes_it_an_answered_leg_like_any_other()
    {
        Answered();
        Assert.IsType<LegEvent.Answered>(Told()[0]);
        Assert.Contains(_last, e => e is LegEffect.SendMedia { Command: MediaCommand.SetFormat });
        Do(new LegInput.Media(new MediaEvent.LegHeard(Wire.Call, Wire.Leg)));
        Assert.True(Assert.IsType<LegEvent.MediaConnected>(Told().Single()).Heard);
        Do(new LegInput.Sip(new SipEvent.ByeReceived(Phone, Wire.Request("BYE"))));
        Assert.Equal(AgentEnding.HungUp, Assert.IsType<LegEvent.AgentEnded>(Told().Single()).Cause);
    }

    [Theory]
    [InlineData(488)]
    [InlineData(481)]
    [InlineData(408)]
    [InlineData(491)]
    [InlineData(603)]
    public void Any_other_end_of_the_re_INVITE_ends_the_leg_with_BYE(int status)
    {
        Do(Finished(status, null));
        Assert.Equal(Phone, Assert.Single(Sent().OfType<SipCommand.Bye>()).Usage);
        Assert.Equal(status, Assert.IsType<LegEvent.OfferFailed>(Told().Single()).Status);
        AssertClosed();
    }

    [Fact]
    public void A_200_without_a_usable_answer_is_none()
    {
        Do(Finished(200, Wire.AmrOnly));
        Assert.IsType<LegEvent.OfferFailed>(Told().Single());
        Assert.Single(Sent().OfType<SipCommand.Bye>());
        AssertClosed();
    }

    [Fact]
    public void BYE_that_crosses_the_re_INVITE_ends_the_leg_and_the_late_answer_changes_nothing()
    {
        Do(new LegInput.Sip(new SipEvent.ByeReceived(Phone, Wire.Request("BYE"))));
        Assert.IsType<LegEvent.OfferFailed>(Told().Single());
        Assert.Empty(Sent());
        AssertClosed();
        Do(Finished(481, null));
        Assert.Empty(_last);
    }

    [Fact]
    public void No_answer_in_8_s_is_not_waited_for()
    {
        Do(new LegInput.TimerFired(new LegTimer(LegTimerName.Adoption)));
        Assert.Equal(AgentFailure.NoAnswer, Assert.IsType<LegEvent.OfferFailed>(Told().Single()).Cause);
        Assert.Single(Sent().OfType<SipCommand.Bye>());
    }

    [Fact]
    public void The_phones_own_re_INVITE_while_ours_waits_after_491_hears_of_the_new_port_already()
    {
        Do(new LegInput.Sip(new SipEvent.ReinviteReceived(Phone, new(3), Wire.Request("INVITE", Wire.PcmuAnswer))));
        var ok = Assert.Single(Sent().OfType<SipCommand.Respond>()).Response;
        Assert.Equal(200, ok.StatusCode);
        Assert.Contains("m=audio 24000 ", Wire.Text(ok.Body), StringComparison.Ordinal);
        Answered();
        Assert.IsType<LegEvent.Answered>(Told()[0]);
    }

    [Fact]
    public void A_call_that_ends_meanwhile_says_BYE()
    {
        Do(new LegInput.HangUp("SIP;cause=200"));
        Assert.Equal("SIP;cause=200", Assert.Single(Sent().OfType<SipCommand.Bye>()).Reason);
        Assert.Equal(AgentEnding.Released, Assert.IsType<LegEvent.AgentEnded>(Told().Single()).Cause);
        AssertClosed();
    }

    [Fact]
    public void A_port_that_cannot_be_bound_ends_the_leg()
    {
        Do(new LegInput.Media(new MediaEvent.Trouble(Wire.Call, Wire.Leg, "in use")));
        Assert.Equal(AgentFailure.Failed, Assert.IsType<LegEvent.OfferFailed>(Told().Single()).Cause);
    }

    private void Answered() => Do(Finished(200, Wire.PcmuAnswer));

    private LegInput.Sip Finished(int status, string? sdp) =>
        new(new SipEvent.RequestFinished(_state.Reinvite ?? new(-1), Phone, status, Wire.Response(status, sdp)));

    private void Do(LegInput input)
    {
        (_state, _last) = AgentLegMachine.On(_state, input, _ids);
        _all.AddRange(_last);
    }

    private void AssertClosed()
    {
        Assert.True(_state.IsEnded);
        Assert.Single(_all, e => e is LegEffect.SendMedia { Command: MediaCommand.CloseLeg });
    }

    private IEnumerable<SipCommand> Sent() => _last.OfType<LegEffect.SendSip>().Select(s => s.Command);

    private List<LegEvent> Told() => [.. _last.OfType<LegEffect.Tell>().Select(t => t.Event)];
}
