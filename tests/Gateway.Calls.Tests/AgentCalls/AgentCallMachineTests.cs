using CsCheck;
using Gateway.Acd;
using Gateway.Calls.AgentCalls;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Tests.AgentCalls;

/// <summary>A call between agents: asked for, rung, talked, handed over; whatever happens, the agents are free in the end.</summary>
public sealed class AgentCallMachineTests
{
    private static readonly AgentId From = new("2001");
    private static readonly AgentId To = new("2002");
    private static readonly OfferId Offer = new(9);
    private static readonly CallId By = A.Call;

    private static readonly AgentCallInput[] Anything =
    [
        new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)),
        new AgentCallInput.Claimed(Offer, By),
        new AgentCallInput.Claimed(Offer, By),
        new AgentCallInput.ClaimRefused(ClaimRefusal.Busy),
        new AgentCallInput.DiallingEnded(),
        new AgentCallInput.DialledRinging(),
        new AgentCallInput.DialledAnswered(),
        new AgentCallInput.DialledFailed(OfferFailure.Busy),
        new AgentCallInput.DialledEnded(),
        new AgentCallInput.LegAsked(By),
        new AgentCallInput.LegPromised(By),
        new AgentCallInput.HandoverOver(By, true),
        new AgentCallInput.HandoverOver(By, false),
        new AgentCallInput.LegNotTaken(By),
        new AgentCallInput.TimerFired(AgentCallTimer.MoveLimit),
        new AgentCallInput.TimerFired(AgentCallTimer.Renewal),
    ];

    private AgentCallState _state = AgentCallState.Initial;
    private DateTimeOffset _now = A.Start;

    private readonly List<AgentCallEffect> _all = [];

    private IReadOnlyList<AgentCallEffect> _last = [];

    [Fact]
    public void Nothing_rings_before_the_ACD_has_claimed_both_agents()
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
        Assert.Equal(new AgentCallEffect.Claim(From, To), Did<AgentCallEffect.Claim>());
        Assert.Empty(_last.OfType<AgentCallEffect.StartDialled>());
        On(new AgentCallInput.Claimed(Offer, By));
        Did<AgentCallEffect.StartDialled>();
        Assert.Equal((By, new ConsultBegan(9, "2001", "2002")), (Did<AgentCallEffect.Note>().Call, Did<AgentCallEffect.Note>().Payload));
        On(new AgentCallInput.DialledRinging());
        Did<AgentCallEffect.RingDialling>();
        On(new AgentCallInput.DialledAnswered());
        Did<AgentCallEffect.AnswerDialling>();
        Did<AgentCallEffect.Bridge>();
    }

    [Theory]
    [InlineData(ClaimRefusal.Busy, 486)]
    [InlineData(ClaimRefusal.CallerFirst, 486)]
    [InlineData(ClaimRefusal.Unknown, 404)]
    public void A_refused_claim_is_the_end_and_nothing_has_rung(ClaimRefusal reason, int status)
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
        On(new AgentCallInput.ClaimRefused(reason));
        Assert.Equal(status, Did<AgentCallEffect.RefuseDialling>().Status);
        Assert.DoesNotContain(_all, e => e is AgentCallEffect.StartDialled or AgentCallEffect.Note);
        Did<AgentCallEffect.Finished>();
    }

    [Theory]
    [InlineData(OfferFailure.Busy, 486, "busy")]
    [InlineData(OfferFailure.Declined, 603, "declined")]
    [InlineData(OfferFailure.NoAnswer, 480, "no_answer")]
    [InlineData(OfferFailure.Unregistered, 480, "unregistered")]
    [InlineData(OfferFailure.Failed, 480, "failed")]
    public void A_colleague_who_does_not_answer_is_told_by_status(OfferFailure failure, int status, string result)
    {
        Ringing();
        After(4).On(new AgentCallInput.DialledFailed(failure));
        Assert.Equal(status, Did<AgentCallEffect.RefuseDialling>().Status);
        Assert.Equal(new ConsultEnded(9, "2001", "2002", result, 4000, 0), Did<AgentCallEffect.Note>().Payload);
        Did<AgentCallEffect.ReleaseClaim>();
    }

    [Fact]
    public void Either_hangs_up_and_the_other_leg_ends()
    {
        Talking();
        After(30).On(new AgentCallInput.DialledEnded());
        Did<AgentCallEffect.EndDialling>();
        Assert.Equal(new ConsultEnded(9, "2001", "2002", "ended", 0, 30_000), Did<AgentCallEffect.Note>().Payload);
        Restart();
        Talking();
        On(new AgentCallInput.DiallingEnded());
        Did<AgentCallEffect.EndDialled>();
    }

    [Fact]
    public void CANCEL_while_it_rings_stops_the_ringing_also_before_the_claim_is_answered()
    {
        Ringing();
        On(new AgentCallInput.DiallingEnded());
        Did<AgentCallEffect.EndDialled>();
        Assert.Equal("canceled", Did<AgentCallEffect.Finished>().Result);
        Restart();
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
        On(new AgentCallInput.DiallingEnded());
        Did<AgentCallEffect.ReleaseClaim>();
        On(new AgentCallInput.Claimed(Offer, null));
        Assert.Empty(_last.OfType<AgentCallEffect.StartDialled>());
    }

    [Fact]
    public void An_ACD_that_does_not_answer_is_not_waited_for()
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
        On(new AgentCallInput.TimerFired(AgentCallTimer.ClaimLimit));
        Assert.Equal(503, Did<AgentCallEffect.RefuseDialling>().Status);
        Did<AgentCallEffect.ReleaseClaim>();
    }

    [Fact]
    public void The_claim_is_renewed_as_long_as_the_call_lives()
    {
        Talking();
        On(new AgentCallInput.TimerFired(AgentCallTimer.Renewal));
        Did<AgentCallEffect.RenewClaim>();
        Assert.Equal(AgentCallTimer.Renewal, Did<AgentCallEffect.StartTimer>().Timer);
        Assert.InRange(AgentCallMachine.Renewal, TimeSpan.FromSeconds(1), AcdEngine.ClaimLease / 2);
    }

    // ---- attended transfer

    [Fact]
    public void The_leg_goes_to_the_emergency_call_and_the_first_agent_is_let_go_when_that_has_it()
    {
        Talking();
        On(new AgentCallInput.LegAsked(By));
        Assert.Equal(By, Did<AgentCallEffect.GiveLeg>().To);
        Assert.Empty(_last.OfType<AgentCallEffect.EndDialling>());
        On(new AgentCallInput.HandoverOver(By, Done: true));
        Did<AgentCallEffect.EndDialling>();
        Assert.Empty(_last.OfType<AgentCallEffect.EndDialled>());
        Assert.Equal("handed_over", Did<AgentCallEffect.Finished>().Result);
    }

    [Fact]
    public void BYE_right_after_a_REFER_in_this_dialog_waits_for_the_emergency_call_and_not_for_ever()
    {
        Talking();
        On(new AgentCallInput.LegPromised(By));
        On(new AgentCallInput.DiallingEnded());
        Assert.Empty(_last.OfType<AgentCallEffect.EndDialled>());
        Assert.Equal(AgentCallTimer.MoveLimit, Did<AgentCallEffect.StartTimer>().Timer);
        On(new AgentCallInput.LegAsked(By));
        Did<AgentCallEffect.GiveLeg>();
        Restart();
        Talking();
        On(new AgentCallInput.LegPromised(By));
        On(new AgentCallInput.DiallingEnded());
        On(new AgentCallInput.TimerFired(AgentCallTimer.MoveLimit));
        Did<AgentCallEffect.EndDialled>();
        Did<AgentCallEffect.ReleaseClaim>();
    }

    [Fact]
    public void An_emergency_call_that_refuses_the_REFER_leaves_the_agents_talking()
    {
        Talking();
        On(new AgentCallInput.LegPromised(By));
        On(new AgentCallInput.HandoverOver(By, Done: false));
        Assert.Empty(_last);
        On(new AgentCallInput.DialledEnded());
        Did<AgentCallEffect.EndDialling>();
    }

    [Fact]
    public void Asked_while_it_rings_the_leg_is_given_at_the_answer_also_when_the_first_agent_is_gone()
    {
        Ringing();
        On(new AgentCallInput.LegAsked(By));
        Assert.Empty(_last);
        On(new AgentCallInput.DiallingEnded());
        Assert.Empty(_last.OfType<AgentCallEffect.EndDialled>());
        On(new AgentCallInput.DialledAnswered());
        Assert.Empty(_last.OfType<AgentCallEffect.AnswerDialling>());
        Did<AgentCallEffect.GiveLeg>();
    }

    [Fact]
    public void Asked_while_it_rings_and_nobody_answers_the_emergency_call_is_told()
    {
        Ringing();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.DialledFailed(OfferFailure.NoAnswer));
        Assert.Equal((By, 480), (Did<AgentCallEffect.RefuseLeg>().To, Did<AgentCallEffect.RefuseLeg>().Status));
    }

    [Fact]
    public void A_caller_who_is_gone_meanwhile_leaves_the_agents_talking_or_ringing()
    {
        Ringing();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.HandoverOver(By, Done: false));
        Assert.Empty(_last);
        On(new AgentCallInput.DialledAnswered());
        Did<AgentCallEffect.AnswerDialling>();
        Assert.Empty(_last.OfType<AgentCallEffect.GiveLeg>());
        Restart();
        Ringing();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.DiallingEnded());
        On(new AgentCallInput.HandoverOver(By, Done: false));
        Did<AgentCallEffect.EndDialled>();
    }

    [Fact]
    public void An_emergency_call_that_is_gone_cannot_take_the_leg_and_one_that_says_nothing_is_not_waited_for()
    {
        Talking();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.LegNotTaken(By));
        Did<AgentCallEffect.EndDialled>();
        Did<AgentCallEffect.EndDialling>();
        Restart();
        Talking();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.TimerFired(AgentCallTimer.MoveLimit));
        Assert.Empty(_last.OfType<AgentCallEffect.EndDialled>());
        Did<AgentCallEffect.ReleaseClaim>();
    }

    [Fact]
    public void One_transfer_at_a_time_and_none_from_a_call_that_is_over()
    {
        Talking();
        On(new AgentCallInput.LegAsked(By));
        On(new AgentCallInput.LegAsked(new CallId("OTHER")));
        Assert.Equal(491, Did<AgentCallEffect.RefuseLeg>().Status);
        On(new AgentCallInput.HandoverOver(By, Done: true));
        On(new AgentCallInput.LegAsked(By));
        Assert.Equal(480, Did<AgentCallEffect.RefuseLeg>().Status);
    }

    // ---- pick-up and takeover

    [Theory]
    [InlineData(false, "call_picked_up")]
    [InlineData(true, "call_taken_over")]
    public void Another_agents_call_is_asked_first_and_the_phone_answered_when_it_is_to_be_had(bool confirmed, string act)
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Other(By, confirmed)));
        Assert.Equal(new AgentCallEffect.Claim(null, From), Did<AgentCallEffect.Claim>());
        On(new AgentCallInput.Claimed(Offer, null));
        Assert.Equal(By, Did<AgentCallEffect.AskReplace>().Call);
        Assert.Empty(_all.OfType<AgentCallEffect.AnswerDialling>());
        On(new AgentCallInput.LegAsked(By));
        Assert.Equal([typeof(AgentCallEffect.AnswerDialling), typeof(AgentCallEffect.GiveLeg)], _last.Where(
            e => e is AgentCallEffect.AnswerDialling or AgentCallEffect.GiveLeg).Select(e => e.GetType()));
        On(new AgentCallInput.HandoverOver(By, Done: true));
        Assert.Equal(new Audited(act, "2001", null, By.Value, null), Did<AgentCallEffect.Note>().Payload);
    }

    [Fact]
    public void What_is_not_to_be_had_leaves_the_phone_with_a_refusal_and_no_trail()
    {
        foreach (var (input, status) in new (AgentCallInput, int)[]
        {
            (new AgentCallInput.ReplaceRefused(403, "x"), 403), (new AgentCallInput.ClaimRefused(ClaimRefusal.Gone), 481),
            (new AgentCallInput.TimerFired(AgentCallTimer.ClaimLimit), 480),
        })
        {
            Restart();
            On(new AgentCallInput.Begin(From, new AgentCallTarget.Other(By, false)));
            On(new AgentCallInput.Claimed(Offer, null));
            On(input);
            Assert.Equal(status, Did<AgentCallEffect.RefuseDialling>().Status);
            Did<AgentCallEffect.ReleaseClaim>();
        }

        Assert.Empty(_all.OfType<AgentCallEffect.Note>());
    }

    // ---- callbacks

    [Fact]
    public void The_agents_phone_rings_first_then_the_caller_and_an_answer_settles_the_entry()
    {
        Called();
        On(new AgentCallInput.DiallingAnswered());
        Did<AgentCallEffect.StartDialled>();
        After(3).On(new AgentCallInput.DialledAnswered());
        Did<AgentCallEffect.Bridge>();
        After(40).On(new AgentCallInput.DiallingEnded());
        var attempt = Did<AgentCallEffect.Attempted>();
        Assert.Equal((By, new CallbackAttempted("+62812", "2001", "reached", true, null, 3000, 40_000)), (attempt.Call, attempt.Attempt));
    }

    [Theory]
    [InlineData(OfferFailure.Busy, 486, "busy")]
    [InlineData(OfferFailure.NoAnswer, 0, "no answer")]
    [InlineData(OfferFailure.Failed, 503, "failed")]
    public void A_caller_who_is_not_reached_stays_on_the_list(OfferFailure failure, int status, string result)
    {
        Called();
        On(new AgentCallInput.DiallingAnswered());
        On(new AgentCallInput.DialledFailed(failure, status));
        var attempt = Did<AgentCallEffect.Attempted>().Attempt;
        Assert.Equal((result, false, status == 0 ? null : status), (attempt.Result, attempt.Settled, attempt.Status));
        Did<AgentCallEffect.RefuseDialling>();
    }

    [Fact]
    public void An_agent_who_does_not_answer_the_own_phone_has_not_tried()
    {
        Called();
        On(new AgentCallInput.DiallingEnded());
        Assert.Empty(_all.OfType<AgentCallEffect.Attempted>());
        Did<AgentCallEffect.ReleaseClaim>();
    }

    private void Called()
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Callback("+62812", By)));
        Assert.Equal(new AgentCallEffect.Claim(null, From), Did<AgentCallEffect.Claim>());
        On(new AgentCallInput.Claimed(Offer, null));
        Did<AgentCallEffect.SummonDialling>();
    }

    [Fact]
    public void Whatever_comes_in_whatever_order_the_end_releases_the_claim_once_and_answers_who_asked() =>
        Gen.Int[0, Anything.Length - 1].Array[0, 25].Sample(
            inputs =>
            {
                var run = new AgentCallMachineTests();
                run.On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
                foreach (var input in inputs)
                {
                    run.On(Anything[input]);
                }

                run.On(new AgentCallInput.End("test"));
                Assert.Equal(AgentCallPhase.Ended, run._state.Phase);
                Assert.Single(run._all.OfType<AgentCallEffect.ReleaseClaim>());
                Assert.Single(run._all.OfType<AgentCallEffect.Finished>());
                Assert.True(run._all.OfType<AgentCallEffect.StartDialled>().Count() <= 1);
                Assert.True(run._all.OfType<AgentCallEffect.GiveLeg>().Count() <= 1);
                Assert.Equal(
                    run._all.Count(e => e is AgentCallEffect.Note { Payload: ConsultBegan }), run._all.Count(e => e is AgentCallEffect.Note { Payload: ConsultEnded }));
            },
            iter: 5000);

    private void Ringing()
    {
        On(new AgentCallInput.Begin(From, new AgentCallTarget.Colleague(To)));
        On(new AgentCallInput.Claimed(Offer, By));
    }

    private void Talking()
    {
        Ringing();
        On(new AgentCallInput.DialledAnswered());
    }

    private void Restart() => _state = AgentCallState.Initial;

    private AgentCallMachineTests After(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    private void On(AgentCallInput input)
    {
        (_state, _last) = AgentCallMachine.On(_state, input, _now);
        _all.AddRange(_last);
    }

    private T Did<T>()
        where T : AgentCallEffect => Assert.Single(_last.OfType<T>());
}
