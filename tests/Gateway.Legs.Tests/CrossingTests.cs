using CsCheck;
using Gateway.Media.Engine;
using Gateway.Sip;

namespace Gateway.Legs.Tests;

/// <summary>What crosses on the wire: every order of the few that matter, and random sequences of everything.</summary>
public sealed class CrossingTests
{
    private static readonly (string Name, LegInput Input)[] CallerInputs =
    [
        ("ring", new LegInput.Ring()),
        ("early", new LegInput.EarlyMedia()),
        ("answer", new LegInput.Answer()),
        ("refuse", new LegInput.Refuse(503)),
        ("hang up", new LegInput.HangUp()),
        ("withdraw", new LegInput.Withdraw()),
        ("CANCEL", new LegInput.Sip(CallerLeg.Cancelled())),
        ("BYE", new LegInput.Sip(CallerLeg.Bye())),
        ("ACK", new LegInput.Sip(CallerLeg.Ack())),
        ("ACK with SDP", new LegInput.Sip(CallerLeg.Ack(Wire.PcmuAnswer))),
        ("PRACK", new LegInput.Sip(CallerLeg.Prack())),
        ("PRACK with SDP", new LegInput.Sip(CallerLeg.Prack(Wire.PcmuAnswer))),
        ("no PRACK", new LegInput.Sip(CallerLeg.PrackMissing())),
        ("refreshed", new LegInput.Sip(CallerLeg.Refreshed(Wire.Hold))),
        ("session expired", new LegInput.Sip(CallerLeg.SessionExpired())),
        ("no ACK", new LegInput.Sip(CallerLeg.AckMissing())),
        ("confirmed", new LegInput.Sip(CallerLeg.Confirmed())),
        ("hold", new LegInput.Sip(CallerLeg.Reinvite(Wire.Hold))),
        ("resume", new LegInput.Sip(CallerLeg.Reinvite(Wire.Offer))),
        ("empty re-INVITE", new LegInput.Sip(CallerLeg.Reinvite(null))),
        ("UPDATE", new LegInput.Sip(CallerLeg.Asked("UPDATE", Wire.Hold))),
        ("probe fails", new LegInput.Sip(new SipEvent.RequestFinished(new(101), new(1), 481, Wire.Response(481)))),
        ("probe times out", new LegInput.Sip(new SipEvent.RequestFinished(new(102), new(1), 408, null))),
        ("heard", Wire.Heard()),
        ("silent", Wire.Silent(60)),
        ("closed", new LegInput.Media(new MediaEvent.LegClosed(Wire.Call, Wire.Leg, new LegStatistics(0, 0, 0, 0, null, null, null, null)))),
        ("timer", new LegInput.TimerFired(new LegTimer(LegTimerName.Ring))),
    ];

    private static readonly (string Name, LegInput Input)[] AgentInputs =
    [
        .. Enumerable.Range(0, 2).SelectMany(phone => new (string, LegInput)[]
        {
            ($"100 of {phone}", new LegInput.Sip(AgentLeg.Provisional(100, phone))),
            ($"180 of {phone}", new LegInput.Sip(AgentLeg.Provisional(180, phone))),
            ($"200 of {phone}", new LegInput.Sip(AgentLeg.Ok(phone))),
            ($"reliable 183 of {phone}", new LegInput.Sip(AgentLeg.Reliable("a", phone: phone))),
            ($"early UPDATE of {phone}", new LegInput.Sip(AgentLeg.EarlyUpdate("a", phone: phone))),
            ($"plain 200 of {phone}", new LegInput.Sip(AgentLeg.OkOf("a", phone: phone))),
            ($"bad 200 of {phone}", new LegInput.Sip(AgentLeg.Ok(phone, Wire.AmrOnly))),
            ($"486 of {phone}", new LegInput.Sip(AgentLeg.Failed(486, phone))),
            ($"487 of {phone}", new LegInput.Sip(AgentLeg.Failed(487, phone))),
            ($"BYE of {phone}", new LegInput.Sip(AgentLeg.Bye(phone))),
            ($"confirmed {phone}", new LegInput.Sip(new SipEvent.Confirmed(AgentLeg.Phone(phone), Wire.Dialog()))),
            ($"hold of {phone}", new LegInput.Sip(new SipEvent.ReinviteReceived(AgentLeg.Phone(phone), new(3), Wire.Request("INVITE", Wire.Hold)))),
            ($"2 s of {phone}", new LegInput.TimerFired(new LegTimer(LegTimerName.FirstResponse, AgentLeg.Phone(phone)))),
            ($"probe answered {phone}", new LegInput.Sip(new SipEvent.RequestFinished(new(103), AgentLeg.Phone(phone), 200, Wire.Response(200)))),
            ($"probe failed {phone}", new LegInput.Sip(new SipEvent.RequestFinished(new(103), AgentLeg.Phone(phone), 481, Wire.Response(481)))),
        }),
        ("ring timeout", new LegInput.TimerFired(new LegTimer(LegTimerName.Ring))),
        ("grace", new LegInput.TimerFired(new LegTimer(LegTimerName.MediaGrace))),
        ("session expired", new LegInput.Sip(AgentLeg.SessionExpired())),
        ("settled", new LegInput.TimerFired(new LegTimer(LegTimerName.Settling))),
        ("probe timeout", new LegInput.TimerFired(new LegTimer(LegTimerName.ProbeAnswer))),
        ("heard", Wire.Heard()),
        ("silent", Wire.Silent(5)),
        ("unreachable", Wire.Silent(0.1, unreachable: true)),
        ("withdraw", new LegInput.Withdraw()),
        ("hang up", new LegInput.HangUp()),
        ("answer", new LegInput.Answer()),
        ("trouble", new LegInput.Media(new MediaEvent.Trouble(Wire.Call, Wire.Leg, "x"))),
    ];

    [Fact]
    public void Every_order_of_answer_CANCEL_BYE_ACK_and_hang_up_ends_a_callers_leg_once()
    {
        LegInput[] inputs =
        [
            new LegInput.Answer(), new LegInput.Sip(CallerLeg.Cancelled()), new LegInput.Sip(CallerLeg.Bye()), new LegInput.Sip(CallerLeg.Ack()),
            new LegInput.HangUp(),
        ];
        foreach (var order in Orders(inputs))
        {
            var leg = new CallerLeg();
            foreach (var input in order)
            {
                leg.Do(input);
            }

            CheckCaller(leg);

            // Whoever came first decides.
            var first = order.First(i => i is LegInput.HangUp or LegInput.Sip { Event: SipEvent.ByeReceived }
                || i is LegInput.Sip { Event: SipEvent.Cancelled } && !AckedBefore(order));
            Assert.Equal(
                first switch
                {
                    LegInput.HangUp when order.TakeWhile(i => i != first).Any(i => i is LegInput.Answer) => CallerEnding.Released,
                    LegInput.HangUp => CallerEnding.Refused,
                    LegInput.Sip { Event: SipEvent.Cancelled } => CallerEnding.Cancelled,
                    _ => CallerEnding.HungUp,
                },
                leg.TheEnd().Cause);
        }
    }

    [Fact]
    public void Every_order_of_200_486_BYE_withdrawal_and_ring_timeout_ends_an_agents_leg_once()
    {
        LegInput[] inputs =
        [
            new LegInput.Sip(AgentLeg.Ok(0)), new LegInput.Sip(AgentLeg.Ok(1)), new LegInput.Sip(AgentLeg.Failed(486, 1)),
            new LegInput.Sip(AgentLeg.Bye(0)), new LegInput.Withdraw(), new LegInput.TimerFired(new LegTimer(LegTimerName.Ring)),
        ];
        foreach (var order in Orders(inputs))
        {
            var leg = new AgentLeg(phones: 2);
            var ended = new HashSet<UsageId>();
            foreach (var input in order)
            {
                leg.Do(input);
                Note(ended, input);
            }

            CheckAgent(leg, ended);
        }
    }

    [Fact]
    public void Any_sequence_of_inputs_ends_a_callers_leg_exactly_once() =>
        Gen.OneOf(CallerInputs).Array[0, 25].Select(Gen.Bool).Sample(
            (inputs, offer) =>
            {
                var leg = new CallerLeg(offer ? Wire.Offer : null, supported: "100rel");
                foreach (var (_, input) in inputs)
                {
                    leg.Do(input);
                }

                leg.Do(new LegInput.HangUp());
                CheckCaller(leg);
            },
            print: t => string.Join(", ", t.Item1.Select(i => i.Name)) + (t.Item2 ? "" : " (no offer)"),
            iter: 5000);

    [Fact]
    public void Any_sequence_of_inputs_ends_an_agents_leg_exactly_once_with_every_usage() =>
        Gen.OneOf(AgentInputs).Array[0, 25].Sample(
            inputs =>
            {
                var leg = new AgentLeg(phones: 2);
                var ended = new HashSet<UsageId>();
                foreach (var (_, input) in inputs)
                {
                    leg.Do(input);
                    Note(ended, input);
                }

                leg.Do(new LegInput.HangUp());
                CheckAgent(leg, ended);
            },
            print: inputs => string.Join(", ", inputs.Select(i => i.Name)),
            iter: 10000);

    /// <summary>A usage that its peer or the stack has ended.</summary>
    private static void Note(HashSet<UsageId> ended, LegInput input)
    {
        if (input is LegInput.Sip { Event: SipEvent.Failed or SipEvent.ByeReceived } sip)
        {
            ended.Add(((SipEvent.OfUsage)sip.Event).Usage);
        }
    }

    private static void CheckCaller(CallerLeg leg)
    {
        Assert.Single(leg.Ends);
        Assert.Single(leg.All, e => e is LegEffect.SendMedia { Command: MediaCommand.OpenLeg });
        Assert.Single(leg.All, e => e is LegEffect.SendMedia { Command: MediaCommand.CloseLeg });
        CheckAfterEnd(leg.All);
        Assert.InRange(leg.All.Count(e => e is LegEffect.SendSip { Command: SipCommand.RespondInvite { Response.StatusCode: >= 200 } }), 0, 1);
    }

    private static void CheckAgent(AgentLeg leg, HashSet<UsageId> ended)
    {
        Assert.Single(leg.Ends);
        Assert.Single(leg.All, e => e is LegEffect.SendMedia { Command: MediaCommand.OpenLeg });
        Assert.Single(leg.All, e => e is LegEffect.SendMedia { Command: MediaCommand.CloseLeg });
        Assert.InRange(leg.All.Count(e => e is LegEffect.Tell { Event: LegEvent.Answered }), 0, 1);
        Assert.InRange(leg.All.Count(e => e is LegEffect.Tell { Event: LegEvent.MediaConnected }), 0, 1);
        Assert.InRange(leg.All.Count(e => e is LegEffect.Tell { Event: LegEvent.Ringing }), 0, 1);
        CheckAfterEnd(leg.All);
        Assert.Empty(leg.Running);
        var closed = leg.All.OfType<LegEffect.SendSip>().Select(s => s.Command switch
        {
            SipCommand.Cancel cancel => cancel.Usage,
            SipCommand.Bye bye => bye.Usage,
            _ => (UsageId?)null,
        }).OfType<UsageId>().Concat(ended).ToHashSet();
        Assert.All(leg.State.Usages, usage => Assert.Contains(usage, closed));
    }

    /// <summary>After the last event only what is harmless to send: BYE to a 200 that crossed, 481 to a late request.</summary>
    private static void CheckAfterEnd(List<LegEffect> effects)
    {
        var end = effects.FindIndex(e => e is LegEffect.Tell { Event: LegEvent.CallerEnded or LegEvent.OfferFailed or LegEvent.AgentEnded });
        Assert.All(effects.Skip(end + 1), e => Assert.True(
            e is LegEffect.Counted
                or LegEffect.SendSip { Command: SipCommand.Bye or SipCommand.Respond { Response.StatusCode: 481 } },
            $"after the end: {e}"));
    }

    private static bool AckedBefore(LegInput[] order)
    {
        var cancel = order.ToList().FindIndex(i => i is LegInput.Sip { Event: SipEvent.Cancelled });
        var ack = order.ToList().FindIndex(i => i is LegInput.Sip { Event: SipEvent.Acknowledged });
        var answer = order.ToList().FindIndex(i => i is LegInput.Answer);
        return answer < ack && ack < cancel;
    }

    private static IEnumerable<LegInput[]> Orders(LegInput[] inputs) => inputs.Length <= 1
        ? [inputs]
        : inputs.SelectMany((input, at) => Orders([.. inputs.Where((_, i) => i != at)]).Select(rest => (LegInput[])[input, .. rest]));
}
