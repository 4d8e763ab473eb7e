using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs.Tests;

/// <summary>A caller's leg after a restart: the re-INVITE, and everything that may cross it.</summary>
public sealed class CallerLegResumptionTests
{
    private const string Answer = "v=0\r\no=- 1 2 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
        + "m=video 0 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 8 101\r\n"
        + "a=rtpmap:101 telephone-event/8000\r\n";

    private const string AmrAnswer = "v=0\r\nc=IN IP4 192.0.2.10\r\nm=video 0 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 97\r\na=rtpmap:97 AMR/8000\r\n";

    private const string Ours = "v=0\r\no=- 4711 3 IN IP4 203.0.113.5\r\ns=-\r\nc=IN IP4 203.0.113.5\r\nt=0 0\r\nm=video 0 RTP/AVP 31\r\n"
        + "m=audio 18000 RTP/AVP 0 96\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:96 telephone-event/8000\r\na=ptime:20\r\na=sendrecv\r\n";

    [Fact]
    public void It_opens_its_media_at_once_and_sends_the_re_INVITE_when_the_stack_has_started()
    {
        var leg = new CallerLeg(Ours, raise: 1000);
        Assert.Equal(new MediaCommand.OpenLeg(Wire.Call, Wire.Leg, LegRole.Caller, Wire.Ports), Assert.Single(leg.Media));
        Assert.Empty(leg.Sent);
        var reinvite = Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(new LegInput.TakeUp()).Sent));
        Assert.Equal(SipMethod.Invite, reinvite.Method);
        Assert.Equal(TimeSpan.FromSeconds(32), Assert.Single(leg.Last.OfType<LegEffect.StartTimer>()).After);
    }

    [Fact]
    public void Its_offer_goes_on_where_our_description_of_before_was()
    {
        var sdp = Offered(new CallerLeg(Ours, raise: 1000));
        Assert.StartsWith("v=0\r\no=- 4711 1004 IN IP4 203.0.113.5\r\n", sdp, StringComparison.Ordinal);
        Assert.Contains("m=video 0 RTP/AVP 31\r\nm=audio 20000 RTP/AVP 0 8 96\r\n", sdp, StringComparison.Ordinal);
        Assert.Contains("a=sendrecv\r\n", sdp, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no description at all")]
    public void Without_a_description_of_before_it_offers_what_every_leg_offers(string? before) =>
        Assert.Contains("m=audio 20000 RTP/AVP 8 0 101\r\n", Offered(new CallerLeg(before, raise: 1000)), StringComparison.Ordinal);

    [Fact]
    public void A_200_with_an_answer_establishes_it_once()
    {
        var leg = Waiting().Finishes(200, Answer);
        Assert.Equal(CallerLegPhase.Confirmed, leg.State.Phase);
        Assert.Equal(4000, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.RemoteRtp?.Port);
        Assert.Equal(new LegEvent.Established(Early: false), Assert.Single(leg.Told));
        Assert.Equal(2, leg.Last.OfType<LegEffect.StopTimer>().Count());
        Assert.Empty(leg.Finishes(200, Answer).Told);
    }

    [Fact]
    public void A_200_without_an_answer_is_a_session_all_the_same()
    {
        var leg = Waiting().Finishes(200, null);
        Assert.Equal(CallerLegPhase.Confirmed, leg.State.Phase);
        Assert.Equal(AudioCodec.Pcmu, Assert.IsType<MediaCommand.SetFormat>(Assert.Single(leg.Media)).Format.Codec);
        Assert.Equal(["resumed_without_answer"], leg.Counted);
    }

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    [InlineData(491)]
    [InlineData(488)]
    [InlineData(500)]
    [InlineData(603)]
    public void A_refusal_ends_it_with_BYE(int status) => IsLost(Waiting().Finishes(status, null), $"{status}");

    [Fact]
    public void An_answer_with_nothing_in_common_ends_it_with_BYE() => IsLost(Waiting().Finishes(200, AmrAnswer), "AMR");

    [Fact]
    public void No_answer_in_ten_seconds_ends_it_with_BYE() => IsLost(Waiting().Do(new LegInput.TimerFired(new LegTimer(LegTimerName.Resume))), "in time");

    [Fact]
    public void A_500_with_Retry_After_is_asked_again()
    {
        var leg = Waiting();
        leg.Do(new SipEvent.RequestFinished(leg.State.Reinvite!.Value, CallerLeg.Usage, 500, RetryAfter("0")));
        Assert.Equal((LegTimerName.ResumeAgain, TimeSpan.FromSeconds(1)), (Timer(leg).Timer.Name, Timer(leg).After));
        Assert.Empty(leg.Sent);
        var first = leg.State.Reinvite;
        leg.Do(new LegInput.TimerFired(new LegTimer(LegTimerName.ResumeAgain)));
        Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Sent));
        Assert.NotEqual(first, leg.State.Reinvite);
        Assert.IsType<LegEvent.Established>(Assert.Single(leg.Finishes(200, Answer).Told));
    }

    [Fact]
    public void A_Retry_After_beyond_the_limit_is_a_refusal()
    {
        var leg = Waiting();
        IsLost(leg.Do(new SipEvent.RequestFinished(leg.State.Reinvite!.Value, CallerLeg.Usage, 503, RetryAfter("32"))), "503");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_BYE_ends_it_as_hung_up_before_and_after_the_re_INVITE(bool sent)
    {
        var leg = new CallerLeg(Ours, raise: 1000);
        (sent ? leg.Do(new LegInput.TakeUp()) : leg).Do(CallerLeg.Bye());
        Assert.Equal(CallerEnding.HungUp, leg.TheEnd().Cause);
        Assert.Contains(leg.Media, m => m is MediaCommand.CloseLeg);
        Assert.Empty(leg.Do(new LegInput.TakeUp()).Sent);
        Assert.Empty(leg.Do(new LegInput.TimerFired(new LegTimer(LegTimerName.Resume))).Sent);
    }

    [Fact]
    public void The_caller_s_own_re_INVITE_that_crosses_ours_is_answered_and_is_as_good_as_an_answer()
    {
        var leg = Waiting().Do(CallerLeg.Reinvite(Wire.Offer));
        Assert.Equal(200, leg.Response().StatusCode);
        Assert.IsType<LegEvent.Established>(Assert.Single(leg.Told));
        Assert.Empty(leg.Finishes(491, null).Ends);
    }

    [Fact]
    public void A_re_INVITE_that_cannot_be_met_leaves_ours_waiting()
    {
        var leg = Waiting().Do(CallerLeg.Reinvite(Wire.AmrOnly));
        Assert.Equal(488, leg.Response().StatusCode);
        Assert.Empty(leg.Told);
        Assert.IsType<LegEvent.Established>(Assert.Single(leg.Finishes(200, Answer).Told));
    }

    [Fact]
    public void Requests_in_the_dialog_are_answered_meanwhile() =>
        Assert.Equal(200, Waiting().Do(CallerLeg.Asked("OPTIONS")).Response().StatusCode);

    [Fact]
    public void The_call_may_hang_up_meanwhile()
    {
        var leg = Waiting().Do(new LegInput.HangUp("SIP;cause=200"));
        Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent));
        Assert.Equal(CallerEnding.Released, leg.TheEnd().Cause);
        Assert.Empty(leg.Finishes(200, Answer).Told);
    }

    [Fact]
    public void The_dialog_is_told_again_when_it_is_confirmed() =>
        Assert.IsType<LegEvent.Confirmed>(Assert.Single(Waiting().Do(CallerLeg.Confirmed()).Told));

    [Fact]
    public void A_phone_that_holds_is_held_after_a_restart_too()
    {
        var leg = Waiting().Finishes(200, Answer + "a=inactive\r\n");
        Assert.Equal([typeof(LegEvent.Held), typeof(LegEvent.Established)], leg.Told.Select(t => t.GetType()));
        Assert.True(leg.State.IsHeld);
    }

    private static CallerLeg Waiting() => new CallerLeg(Ours, raise: 1000).Do(new LegInput.TakeUp());

    private static string Offered(CallerLeg leg) =>
        Wire.Text(Assert.IsType<SipCommand.SendInDialog>(Assert.Single(leg.Do(new LegInput.TakeUp()).Sent)).Body);

    private static LegEffect.StartTimer Timer(CallerLeg leg) => Assert.Single(leg.Last.OfType<LegEffect.StartTimer>());

    private static SipResponse RetryAfter(string seconds)
    {
        var response = Wire.Response(500);
        response.Headers.Add("Retry-After", seconds);
        return response;
    }

    private static void IsLost(CallerLeg leg, string because)
    {
        Assert.Equal(LegReasons.Restarted, Assert.IsType<SipCommand.Bye>(Assert.Single(leg.Sent)).Reason);
        Assert.Equal(CallerEnding.NotResumed, leg.TheEnd().Cause);
        Assert.Contains(because, leg.TheEnd().Detail, StringComparison.Ordinal);
        Assert.Contains(leg.Media, m => m is MediaCommand.CloseLeg);
    }
}
