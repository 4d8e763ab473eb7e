using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>RFC 3262, both roles, on the wire of a virtual network.</summary>
public sealed class ReliableProvisionalTests
{
    private static readonly HeaderField[] Required = [new("Require", "100rel")];
    private static readonly HeaderField[] NotSupported = [new("Supported", "timer")];
    private static readonly ResponseSpec Early = new(183, Body: Pair.Offer) { Reliability = ProvisionalReliability.WhenSupported };

    private static bool IsPrack(VirtualPacket packet) =>
        SipParser.TryParse(packet.Bytes, SipLimits.Default, out var message, out _) && message is SipRequest r && r.Is(SipMethod.Prack);

    /// <summary>Bob's script: these responses at once.</summary>
    private static void Respond(Pair pair, params ResponseSpec[] responses) => pair.Bob.Script = e =>
    {
        switch (e)
        {
            case SipEvent.InviteReceived invite:
                foreach (var response in responses)
                {
                    pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, response));
                }

                break;
            case SipEvent.PrackReceived { Id: { } id }:
                pair.BobStack.Post(new SipCommand.Respond(id, new ResponseSpec(200, Body: Pair.Offer)));
                break;
        }
    };

    private static void RespondLater(Pair pair, ResponseSpec response) =>
        pair.BobStack.Post(new SipCommand.RespondInvite(pair.Bob.Only<SipEvent.InviteReceived>().Usage, response));

    [Theory]
    [InlineData(ProvisionalReliability.WhenRequired, "none", false)]
    [InlineData(ProvisionalReliability.WhenRequired, "supported", false)]
    [InlineData(ProvisionalReliability.WhenRequired, "required", true)]
    [InlineData(ProvisionalReliability.WhenSupported, "none", false)]
    [InlineData(ProvisionalReliability.WhenSupported, "supported", true)]
    [InlineData(ProvisionalReliability.WhenSupported, "required", true)]
    [InlineData(ProvisionalReliability.Never, "required", false)]
    public void Rfc3262_3_what_the_INVITE_says_and_what_the_user_wishes_decide(ProvisionalReliability reliability, string says, bool reliable)
    {
        using var pair = new Pair();
        Respond(pair, new ResponseSpec(180) { Reliability = reliability });
        pair.Call(says switch { "none" => NotSupported, "required" => Required, _ => [] });
        pair.Run(2);
        var ringing = pair.Responses(180, SipMethod.Invite).First();
        Assert.Equal(reliable, ringing.Headers["RSeq"] is not null && ringing.Headers["Require"] == "100rel");
        Assert.Equal(reliable ? 1 : 0, pair.Bob.Count<SipEvent.PrackReceived>());
        Assert.Equal(reliable, pair.Alice.All<SipEvent.Provisional>().Last().IsReliable);
        Assert.Equal(reliable ? 1 : 0, pair.Responses(200, SipMethod.Prack).Count());
    }

    [Theory]
    [InlineData(SipTransportKind.Udp)]
    [InlineData(SipTransportKind.Tcp)]
    public void Rfc3262_3_a_reliable_1xx_is_sent_again_from_T1_doubling_until_64_T1_and_the_call_goes_on(SipTransportKind transport)
    {
        using var pair = new Pair(transport: transport);
        pair.Network.Lose = IsPrack;
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        pair.Call();
        pair.Run(31);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Succeeded>());
        Assert.Equal(0, pair.Bob.Count<SipEvent.PrackMissing>());
        pair.Run(5);
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], pair.Times(m => m is SipResponse { StatusCode: 183 }));
        pair.Bob.Only<SipEvent.PrackMissing>();
        pair.Bob.Only<SipEvent.Acknowledged>();

        // The caller never got the PRACK through: the 200 says it all again.
        Assert.False(pair.Alice.Only<SipEvent.Succeeded>().Response.Body.IsEmpty);
        Assert.Equal(2, pair.Alice.Count<SipEvent.Provisional>());
        pair.AliceStack.Post(new SipCommand.Bye(pair.Alice.Only<SipEvent.Succeeded>().Usage));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Rfc3262_3_after_64_T1_without_PRACK_further_1xx_are_not_reliable()
    {
        using var pair = new Pair();
        pair.Network.Lose = IsPrack;
        Respond(pair, Early);
        pair.Call();
        pair.Run(33);
        RespondLater(pair, Early);
        pair.Run(1);
        Assert.Null(pair.Responses(183, SipMethod.Invite).Last().Headers["RSeq"]);
    }

    [Fact]
    public void Rfc3262_3_the_2xx_waits_for_the_PRACK_of_a_description_and_does_not_repeat_it()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        pair.Call();
        pair.Run(2);
        var prack = pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Prack)).At;
        Assert.True(pair.Trace.First(t => t.Message is SipResponse { StatusCode: 200 } r && r.CSeq.Method == SipMethod.Invite).At > prack);
        Assert.True(pair.Alice.Only<SipEvent.Succeeded>().Response.Body.IsEmpty);
        pair.Bob.Only<SipEvent.Acknowledged>();
        pair.Bob.Only<SipEvent.Confirmed>();
    }

    [Fact]
    public void Rfc3262_3_the_2xx_does_not_wait_for_the_PRACK_of_a_1xx_without_a_description_which_may_come_later()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        Respond(pair, new ResponseSpec(180), new ResponseSpec(200, Body: Pair.Offer));
        pair.Call(Required);
        pair.Run(2);
        Assert.True(pair.Trace.FindIndex(t => t.Message is SipResponse { StatusCode: 200 } r && r.CSeq.Method == SipMethod.Invite)
            < pair.Trace.FindIndex(t => t.Message is SipRequest r && r.Is(SipMethod.Prack)));
        Assert.Single(pair.Responses(200, SipMethod.Prack));
        Assert.False(pair.Alice.Only<SipEvent.Succeeded>().Response.Body.IsEmpty);
        Assert.Single(pair.Responses(180, SipMethod.Invite));
    }

    [Fact]
    public void Rfc3262_3_the_next_reliable_1xx_waits_for_the_PRACK_of_the_one_before_and_counts_on()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        Respond(pair, new ResponseSpec(180), new ResponseSpec(182), Early);
        pair.Call(Required);
        pair.Run(2);
        var sent = pair.Trace.Select(t => t.Message)
            .Where(m => m is SipResponse { StatusCode: > 100 and < 200 } || m is SipRequest r && r.Is(SipMethod.Prack));
        var names = sent.Select(m => m is SipResponse r ? $"{r.StatusCode}" : ((SipRequest)m).Method.Name);
        Assert.Equal(["180", "PRACK", "182", "PRACK", "183", "PRACK"], names);
        var numbers = sent.OfType<SipResponse>().Select(r => RAck.RSeqOf(r.Headers)!.Value).ToArray();
        Assert.Equal([numbers[0], numbers[0] + 1, numbers[0] + 2], numbers);
        Assert.Equal(numbers.Select(n => $"{n} 1 INVITE"), sent.OfType<SipRequest>().Select(r => r.Headers["RAck"]!));
        Assert.Equal([2u, 3u, 4u], sent.OfType<SipRequest>().Select(r => r.CSeq.Number));
    }

    [Fact]
    public void Rfc3262_3_a_PRACK_about_something_else_gets_481_and_the_1xx_goes_on()
    {
        using var pair = new Pair();
        pair.Network.Lose = p => IsPrack(p) && SipParser.TryParse(p.Bytes, SipLimits.Default, out var m, out _) && m!.Headers["X"] is null;
        Respond(pair, Early);
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        var rseq = RAck.RSeqOf(pair.Alice.All<SipEvent.Provisional>().Last().Response.Headers)!.Value;
        string?[] wrong = [$"{rseq + 1} 1 INVITE", $"{rseq} 2 INVITE", $"{rseq} 1 UPDATE", "x", null];
        foreach (var (rack, i) in wrong.Select((r, i) => (r, i)))
        {
            HeaderField[] headers = rack is null ? [new("X", "1")] : [new("X", "1"), new("RAck", rack)];
            pair.AliceStack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(i), SipMethod.Prack, headers, null));
        }

        pair.Run(0.3);
        Assert.Equal(wrong.Select(_ => 481), pair.Alice.All<SipEvent.RequestFinished>().Select(f => f.StatusCode));
        Assert.Equal(0, pair.Bob.Count<SipEvent.PrackReceived>());
        pair.AliceStack.Post(new SipCommand.SendInDialog(
            usage, new ClientRequestId(9), SipMethod.Prack, [new("X", "1"), new("RAck", $"{rseq} 1 INVITE")], null));
        pair.Run(0.3);
        Assert.Equal(200, pair.Alice.All<SipEvent.RequestFinished>().Last().StatusCode);
        pair.AliceStack.Post(new SipCommand.SendInDialog(
            usage, new ClientRequestId(10), SipMethod.Prack, [new("X", "1"), new("RAck", $"{rseq} 1 INVITE")], null));
        pair.Run(0.3);
        Assert.Equal(481, pair.Alice.All<SipEvent.RequestFinished>().Last().StatusCode);
        pair.Bob.Only<SipEvent.PrackReceived>();
    }

    [Fact]
    public void Rfc3262_5_an_offer_in_a_PRACK_is_the_user_s_to_answer_and_the_2xx_waits_for_that_too()
    {
        using var pair = new Pair();
        pair.Network.Lose = p => IsPrack(p) && SipParser.TryParse(p.Bytes, SipLimits.Default, out var m, out _) && m!.Body.IsEmpty;
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        var script = pair.Bob.Script!;
        pair.Bob.Script = e =>
        {
            if (e is not SipEvent.PrackReceived)
            {
                script(e);
            }
        };
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        var rseq = RAck.RSeqOf(pair.Alice.All<SipEvent.Provisional>().Last().Response.Headers)!.Value;
        pair.AliceStack.Post(new SipCommand.SendInDialog(
            usage, new ClientRequestId(1), SipMethod.Prack, [new("RAck", $"{rseq} 1 INVITE")], Pair.Offer));
        pair.Run(0.3);
        var prack = pair.Bob.Only<SipEvent.PrackReceived>();
        Assert.False(prack.Prack.Body.IsEmpty);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Succeeded>());
        pair.BobStack.Post(new SipCommand.Respond(prack.Id!.Value, new ResponseSpec(200, Body: Pair.Offer)));
        pair.Run(0.3);
        var finished = pair.Alice.Only<SipEvent.RequestFinished>();
        Assert.Equal((200, false), (finished.StatusCode, finished.Response!.Body.IsEmpty));
        Assert.True(pair.Alice.Only<SipEvent.Succeeded>().Response.Body.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rfc3262_5_our_offer_in_183_is_said_again_in_the_200_only_when_the_PRACK_had_no_answer(bool answered)
    {
        using var pair = new Pair();
        pair.Network.Lose = p => answered && IsPrack(p)
            && SipParser.TryParse(p.Bytes, SipLimits.Default, out var m, out _) && m!.Body.IsEmpty;
        Respond(pair, Early);
        var invited = pair.Bob.Script!;
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.PrackReceived { Id: { } id })
            {
                pair.BobStack.Post(new SipCommand.Respond(id, new ResponseSpec(200)));
            }
            else
            {
                invited(e);
            }
        };
        var usage = pair.Call([], withOffer: false);
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        if (answered)
        {
            var rseq = RAck.RSeqOf(pair.Alice.All<SipEvent.Provisional>().Last().Response.Headers)!.Value;
            pair.AliceStack.Post(new SipCommand.SendInDialog(
                usage, new ClientRequestId(1), SipMethod.Prack, [new("RAck", $"{rseq} 1 INVITE")], Pair.Offer));
        }

        pair.RunUntil(() => pair.Bob.Count<SipEvent.PrackReceived>() == 1);
        RespondLater(pair, new ResponseSpec(200, Body: Pair.Offer));
        pair.Run(1);
        Assert.Equal(answered, pair.Alice.Only<SipEvent.Succeeded>().Response.Body.IsEmpty);

        // Whatever the ACK says, the next offer may come.
        pair.BobStack.Post(new SipCommand.SendInDialog(
            pair.Bob.Only<SipEvent.InviteReceived>().Usage, new ClientRequestId(2), SipMethod.Update, [], Pair.Offer));
        pair.Run(1);
        Assert.Single(pair.Requests(SipMethod.Update).DistinctBy(r => r.CSeq));
    }

    [Theory]
    [InlineData(486)]
    [InlineData(603)]
    public void Rfc3262_3_a_refusal_does_not_wait_and_ends_the_retransmission(int status)
    {
        using var pair = new Pair();
        pair.Network.Lose = IsPrack;
        Respond(pair, Early, new ResponseSpec(status));
        pair.Call();
        pair.Run(60);
        Assert.Equal(status, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Single(pair.Responses(183, SipMethod.Invite));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void CANCEL_while_the_2xx_waits_for_the_PRACK_ends_with_487()
    {
        using var pair = new Pair();
        pair.Network.Lose = IsPrack;
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.AliceStack.Post(new SipCommand.Cancel(usage));
        pair.Run(2);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.Bob.Only<SipEvent.Cancelled>();
        pair.AssertNothingLeft();
        Assert.Equal(0, pair.Alice.Count<SipEvent.Succeeded>());
    }

    [Fact]
    public void The_user_s_BYE_while_the_2xx_waits_for_the_PRACK_refuses_the_INVITE_with_its_reason()
    {
        using var pair = new Pair();
        pair.Network.Lose = IsPrack;
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.BobStack.Post(new SipCommand.Bye(pair.Bob.Only<SipEvent.InviteReceived>().Usage, "Q.850;cause=31"));
        pair.Run(2);
        var failed = pair.Alice.Only<SipEvent.Failed>();
        Assert.Equal((480, "Q.850;cause=31"), (failed.StatusCode, failed.Response!.Headers["Reason"]));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void BYE_of_the_caller_in_the_early_dialog_ends_the_INVITE_with_487()
    {
        using var pair = new Pair();
        Respond(pair, Early);
        var usage = pair.Call();
        pair.RunUntil(() => pair.Bob.Count<SipEvent.PrackReceived>() == 1);
        pair.AliceStack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(1), SipMethod.Bye, [], null));
        pair.Run(2);
        pair.Bob.Only<SipEvent.ByeReceived>();
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_PRACK_that_is_lost_comes_again()
    {
        using var pair = new Pair();
        var lost = 0;
        pair.Network.Lose = p => IsPrack(p) && lost++ < 2;
        Respond(pair, Early, new ResponseSpec(200, Body: Pair.Offer));
        pair.Call();
        pair.Run(3);
        pair.Alice.Only<SipEvent.Succeeded>();
        pair.Bob.Only<SipEvent.PrackReceived>();
        Assert.Equal(0, pair.Bob.Count<SipEvent.PrackMissing>());
    }
}
