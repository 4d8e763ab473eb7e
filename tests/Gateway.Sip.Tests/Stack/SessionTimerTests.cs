using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Stack;

/// <summary>RFC 4028 on the wire, both roles, in virtual time.</summary>
public sealed class SessionTimerTests
{
    private static readonly SessionTimerOptions Short = new() { Interval = TimeSpan.FromSeconds(90) };
    private static readonly HeaderField[] NoUpdate = [new("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS")];

    private static HeaderField[] Asking(string expires) => [new("Session-Expires", expires)];

    private static bool Is(SipMessage message, SipMethod method) => message is SipRequest request && request.Is(method);

    /// <summary>Alice calls with these headers; Bob answers all. The call is up.</summary>
    private static (UsageId Alice, UsageId Bob) Connect(Pair pair, params HeaderField[] headers)
    {
        Pair.AnswerAll(pair.Alice);
        Pair.AnswerAll(pair.Bob);
        var usage = pair.Call(headers);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.Acknowledged>() > 0);
        return (usage, pair.Bob.Only<SipEvent.InviteReceived>().Usage);
    }

    [Fact]
    public void Rfc4028_7_1_our_INVITE_offers_to_refresh_and_UPDATE_goes_out_each_half_interval_without_a_description()
    {
        using var pair = new Pair(options: new SipOptions { SessionTimers = Short });
        var (alice, _) = Connect(pair);
        var invite = pair.Requests(SipMethod.Invite).Single();
        Assert.Equal("90;refresher=uac", invite.Headers["Session-Expires"]);
        Assert.Contains("timer", invite.Headers["Supported"]);
        var ok = pair.Responses(200, SipMethod.Invite).Single();
        Assert.Equal(("90;refresher=uac", "timer"), (ok.Headers["Session-Expires"], ok.Headers["Require"]));
        pair.Run(280);
        Assert.Equal([0, 45, 90, 135, 180, 225], pair.Times(m => Is(m, SipMethod.Update)).Select(t => Math.Round(t)));
        Assert.All(pair.Requests(SipMethod.Update), u => Assert.True(u.Body.IsEmpty && u.Headers["Session-Expires"] == "90;refresher=uac"));
        Assert.Equal(6, pair.Alice.Count<SipEvent.SessionRefreshed>());
        Assert.Equal(0, pair.Alice.Count<SipEvent.RequestFinished>());
        Assert.Equal(0, pair.Bob.Count<SipEvent.SessionExpired>());
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
        Assert.Equal(6, pair.Requests(SipMethod.Update).Count());
    }

    [Fact]
    public void Rfc4028_9_a_caller_s_interval_is_taken_as_it_is_never_422_and_we_refresh_where_it_is_left_to_us()
    {
        using var pair = new Pair();
        Connect(pair, Asking("20"));
        Assert.Equal("20;refresher=uas", pair.Responses(200, SipMethod.Invite).Single().Headers["Session-Expires"]);
        pair.Run(35);
        Assert.Equal(3, pair.Requests(SipMethod.Update).Count());
        Assert.Equal("20;refresher=uac", pair.Requests(SipMethod.Update).First().Headers["Session-Expires"]);
        Assert.Equal(3, pair.Bob.Count<SipEvent.SessionRefreshed>());
    }

    [Fact]
    public void Rfc4028_7_4_a_peer_without_UPDATE_is_refreshed_by_reINVITE_with_the_description_that_stands()
    {
        using var pair = new Pair();
        var (_, bob) = Connect(pair, [.. Asking("20"), .. NoUpdate]);
        pair.Run(11);
        var refresh = pair.Requests(SipMethod.Invite).Last();
        Assert.Equal(pair.Alice.Only<SipEvent.ReinviteReceived>().Request.CSeq, refresh.CSeq);
        Assert.Equal(Pair.Offer.Content.ToArray(), refresh.Body.ToArray());
        Assert.Empty(pair.Requests(SipMethod.Update));
        Assert.False(pair.Bob.Only<SipEvent.SessionRefreshed>().Response.Body.IsEmpty);
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.AssertNothingLeft();
    }

    [Theory]
    [InlineData(405)]
    [InlineData(501)]
    public void A_peer_that_refuses_UPDATE_is_refreshed_by_reINVITE_at_once(int status)
    {
        using var pair = new Pair();
        Connect(pair, Asking("20"));
        pair.Alice.Script = e =>
        {
            switch (e)
            {
                case SipEvent.InDialogRequest request:
                    pair.AliceStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(status)));
                    break;
                case SipEvent.ReinviteReceived reinvite:
                    pair.AliceStack.Post(new SipCommand.Respond(reinvite.Id, new ResponseSpec(200, Headers: NoUpdate, Body: Pair.Offer)));
                    break;
            }
        };
        pair.Run(25);
        Assert.Single(pair.Requests(SipMethod.Update));
        Assert.Equal(2, pair.Bob.Count<SipEvent.SessionRefreshed>());
        Assert.Equal(0, pair.Bob.Count<SipEvent.SessionExpired>());
    }

    [Fact]
    public void Rfc4028_10_when_the_peer_should_refresh_and_does_not_the_user_hears_of_it_32_s_or_a_third_before_the_end_and_no_BYE_goes()
    {
        using var pair = new Pair();
        Connect(pair, Asking("90;refresher=uac"));
        var answeredAt = pair.Scheduler.Time.GetElapsedTime(0);

        // Alice's stack would refresh: what she sends is lost.
        pair.Network.Lose = p => p.From.Equals(Pair.AliceAddress);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.SessionExpired>() == 1);
        Assert.InRange((pair.Scheduler.Time.GetElapsedTime(0) - answeredAt).TotalSeconds, 59, 61);
        Assert.Equal(0, pair.Bob.Only<SipEvent.SessionExpired>().StatusCode);
        pair.Run(300);
        Assert.True(pair.Bob.Count<SipEvent.SessionExpired>() > 1, "a session that stays expired is told again");
        Assert.DoesNotContain(pair.Trace, t => Is(t.Message, SipMethod.Bye));
        Assert.Equal(1, pair.BobMetrics.Dialogs);
    }

    [Theory]
    [InlineData(481)]
    [InlineData(408)]
    public void Rfc4028_10_a_refresh_that_fails_for_good_is_told_and_no_BYE_goes(int status)
    {
        using var pair = new Pair();
        Connect(pair, Asking("20"));
        pair.Alice.Script = e =>
        {
            if (e is SipEvent.InDialogRequest request)
            {
                pair.AliceStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(status)));
            }
        };
        pair.Run(15);
        Assert.Equal(status, pair.Bob.Only<SipEvent.SessionExpired>().StatusCode);
        Pair.AnswerAll(pair.Alice);
        pair.Run(10);
        Assert.Single(pair.Bob.All<SipEvent.SessionRefreshed>());
        Assert.DoesNotContain(pair.Trace, t => Is(t.Message, SipMethod.Bye));
    }

    [Fact]
    public void A_refresh_that_is_refused_for_now_comes_again_before_the_session_ends()
    {
        using var pair = new Pair();
        Connect(pair, Asking("90;refresher=uas"));
        var refused = 0;
        pair.Alice.Script = e =>
        {
            if (e is SipEvent.InDialogRequest request)
            {
                pair.AliceStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(refused++ < 2 ? 500 : 200)));
            }
        };
        pair.Run(62);
        Assert.Equal(3, refused);
        pair.Bob.Only<SipEvent.SessionRefreshed>();
        Assert.Equal(0, pair.Bob.Count<SipEvent.SessionExpired>());
    }

    [Fact]
    public void Rfc4028_7_3_a_422_makes_the_INVITE_come_again_with_the_interval_that_is_asked_for()
    {
        using var pair = new Pair(options: new SipOptions { SessionTimers = Short });
        Pair.AnswerAll(pair.Bob);
        var answer = pair.Bob.Script!;
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite && invite.Request.Headers["Min-SE"] is null)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(422, Headers: [new("Min-SE", "200")])));
            }
            else
            {
                answer(e);
            }
        };
        var usage = pair.Call();
        pair.Run(1);
        var invites = pair.Requests(SipMethod.Invite).ToArray();
        Assert.Equal(["90;refresher=uac", "200;refresher=uac"], invites.Select(i => i.Headers["Session-Expires"]!));
        Assert.Equal((1u, 2u, "200"), (invites[0].CSeq.Number, invites[1].CSeq.Number, invites[1].Headers["Min-SE"]));
        Assert.Equal((invites[0].CallId, invites[0].From.Tag), (invites[1].CallId, invites[1].From.Tag));
        Assert.Equal(usage, pair.Alice.Only<SipEvent.Succeeded>().Usage);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Failed>());
        pair.Run(101);
        Assert.Single(pair.Requests(SipMethod.Update));
        pair.AliceStack.Post(new SipCommand.Bye(usage));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_peer_that_asks_for_ever_more_is_given_up()
    {
        using var pair = new Pair(options: new SipOptions { SessionTimers = Short });
        var minimum = 200;
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(422, Headers: [new("Min-SE", $"{minimum++}")])));
            }
        };
        pair.Call();
        pair.Run(5);
        Assert.Equal(422, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(4, pair.Requests(SipMethod.Invite).Count());
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Rfc4028_9_whom_we_called_gets_422_for_less_than_our_minimum_and_raises_it()
    {
        using var pair = new Pair();
        var (_, bob) = Connect(pair);
        pair.BobStack.Post(new SipCommand.SendInDialog(bob, new ClientRequestId(1), SipMethod.Update, Asking("30"), null));
        pair.Run(1);
        Assert.All(pair.Responses(422, SipMethod.Update), r => Assert.Equal("90", r.Headers["Min-SE"]));
        Assert.Equal(422, pair.Bob.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(0, pair.Alice.Count<SipEvent.InDialogRequest>());
    }

    [Fact]
    public void Without_a_timer_in_the_2xx_nothing_is_refreshed()
    {
        using var pair = new Pair(options: new SipOptions { SessionTimers = Short, Supported = [] });
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200, Body: Pair.Offer)));
            }
        };
        var usage = pair.Call([new("Supported", "100rel")]);
        pair.Run(400);
        Assert.True(pair.Responses(200, SipMethod.Invite).Single().Headers["Session-Expires"] is { } expires && expires.EndsWith("uas", StringComparison.Ordinal));
        Assert.Equal(0, pair.Alice.Count<SipEvent.SessionRefreshed>());
        pair.AliceStack.Post(new SipCommand.Bye(usage));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Refreshes_of_both_sides_cross_and_both_go_through()
    {
        using var pair = new Pair(conditions: new Sip.Transport.NetworkConditions(TimeSpan.FromMilliseconds(50)));
        var (alice, bob) = Connect(pair, Asking("20;refresher=uac"));
        foreach (var (stack, usage) in new[] { (pair.AliceStack, alice), (pair.BobStack, bob) })
        {
            stack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(1), SipMethod.Update, [], null));
        }

        pair.Run(60);
        Assert.Equal(200, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(200, pair.Bob.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(0, pair.Alice.Count<SipEvent.SessionExpired>() + pair.Bob.Count<SipEvent.SessionExpired>());
    }
}
