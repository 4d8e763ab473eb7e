using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>RFC 3311, both roles, in early and confirmed dialogs.</summary>
public sealed class UpdateTests
{
    private static readonly ResponseSpec Early = new(183, Body: Pair.Offer) { Reliability = ProvisionalReliability.WhenSupported };

    private static void Update(SipStack stack, UsageId usage, long id, SipBody? body = null, SipMethod? method = null) =>
        stack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(id), method ?? SipMethod.Update, [], body));

    private static IEnumerable<int> Finals(ScriptedUser user) => user.All<SipEvent.RequestFinished>().OrderBy(f => f.Id.Value).Select(f => f.StatusCode);

    /// <summary>Bob's reliable 183 with his answer has its PRACK; nobody has answered.</summary>
    private static (UsageId Alice, UsageId Bob) EarlyDialog(Pair pair, bool reliable = true)
    {
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, reliable ? Early : Early with { Reliability = ProvisionalReliability.Never }));
            }
            else if (e is SipEvent.InDialogRequest request)
            {
                pair.BobStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200, Body: request.Request.Body.IsEmpty ? null : Pair.Offer)));
            }
        };
        pair.Alice.Script = e =>
        {
            if (e is SipEvent.InDialogRequest request)
            {
                pair.AliceStack.Post(new SipCommand.Respond(request.Id, new ResponseSpec(200, Body: request.Request.Body.IsEmpty ? null : Pair.Offer)));
            }
        };
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.Run(0.3);
        return (usage, pair.Bob.Only<SipEvent.InviteReceived>().Usage);
    }

    [Fact]
    public void Rfc3311_5_1_UPDATE_goes_both_ways_in_the_early_dialog_and_the_call_is_answered_after_it()
    {
        using var pair = new Pair();
        var (alice, bob) = EarlyDialog(pair);
        Update(pair.AliceStack, alice, 1, Pair.Offer);
        pair.Run(0.3);
        Update(pair.BobStack, bob, 2, Pair.Offer);
        pair.Run(0.3);
        Assert.Equal([200], Finals(pair.Alice));
        Assert.Equal([200], Finals(pair.Bob));
        pair.BobStack.Post(new SipCommand.RespondInvite(bob, new ResponseSpec(200, Body: Pair.Offer)));
        pair.Run(0.5);
        var dialog = pair.Alice.Only<SipEvent.Confirmed>().Dialog;
        Assert.Equal((3u, 1u), (dialog.LocalCSeq, dialog.RemoteCSeq));
        Update(pair.AliceStack, alice, 3, Pair.Offer);
        pair.Run(0.3);
        Assert.Equal([200, 200], Finals(pair.Alice));
        Assert.Contains("UPDATE", pair.Responses(183, SipMethod.Invite).Single().Headers["Allow"]);
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Rfc3311_5_2_an_offer_before_the_INVITE_s_own_offer_has_its_answer_gets_500_with_Retry_After_from_the_callee()
    {
        using var pair = new Pair();
        var (alice, _) = EarlyDialog(pair, reliable: false);
        Update(pair.AliceStack, alice, 1);
        pair.Run(0.3);
        Assert.Equal([200], Finals(pair.Alice));

        // Our own stack would wait with such an offer, so it goes out by hand.
        SendRaw(pair, pair.Requests(SipMethod.Update).Last(), "z9hG4bKoffer", 9);
        pair.Run(0.3);
        var refused = Assert.Single(pair.Responses(500, SipMethod.Update));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]!, null), 0, 10);
    }

    [Fact]
    public void Rfc3311_5_2_an_offer_while_the_INVITE_s_offer_is_out_gets_491_from_the_caller_and_comes_again()
    {
        using var pair = new Pair();
        var (_, bob) = EarlyDialog(pair, reliable: false);
        Update(pair.BobStack, bob, 1);
        pair.Run(0.3);
        SendRaw(pair, pair.Requests(SipMethod.Update).Last(), "z9hG4bKoffer", 9, toAlice: true);
        pair.Run(0.3);
        Assert.Single(pair.Responses(491, SipMethod.Update));
        pair.Alice.Only<SipEvent.InDialogRequest>();
    }

    [Fact]
    public void Rfc3311_5_2_a_second_UPDATE_before_the_first_is_answered_gets_500_with_Retry_After()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Script = null;
        Update(pair.AliceStack, alice, 1);
        pair.Run(0.2);
        SendRaw(pair, pair.Requests(SipMethod.Update).Single(), "z9hG4bKsecond", 9);
        pair.Run(0.2);
        var refused = Assert.Single(pair.Responses(500, SipMethod.Update));
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]!, null), 0, 10);
        pair.BobStack.Post(new SipCommand.Respond(pair.Bob.Only<SipEvent.InDialogRequest>().Id, new ResponseSpec(200)));
        pair.Run(1);
        Assert.Equal([200], Finals(pair.Alice));
    }

    [Fact]
    public void Rfc3311_5_1_a_second_UPDATE_of_ours_waits_for_the_first_and_a_reINVITE_for_both()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        var (alice, _) = pair.Connect();
        Update(pair.AliceStack, alice, 1, Pair.Offer);
        Update(pair.AliceStack, alice, 2);
        Update(pair.AliceStack, alice, 3, Pair.Offer, SipMethod.Invite);
        Update(pair.AliceStack, alice, 4, Pair.Offer);
        pair.Run(3);
        Assert.Equal([1, 2, 3, 4], pair.Alice.All<SipEvent.RequestFinished>().Select(f => f.Id.Value));
        Assert.Equal([200, 200, 200, 200], Finals(pair.Alice));
        Assert.Empty(pair.Responses(491, SipMethod.Update));
        Assert.Empty(pair.Responses(500, SipMethod.Update));
    }

    [Theory]
    [InlineData(1, "UPDATE", "UPDATE")]
    [InlineData(2, "UPDATE", "UPDATE")]
    [InlineData(3, "UPDATE", "INVITE")]
    [InlineData(4, "INVITE", "UPDATE")]
    [InlineData(5, "INVITE", "UPDATE")]
    public void Rfc3311_5_2_offers_that_cross_get_491_and_both_go_through_later(int seed, string ofAlice, string ofBob)
    {
        using var pair = new Pair(seed, new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        var (alice, bob) = pair.Connect();
        Pair.AnswerAll(pair.Alice);
        pair.Run(1);
        Update(pair.AliceStack, alice, 1, Pair.Offer, new SipMethod(ofAlice));
        Update(pair.BobStack, bob, 2, Pair.Offer, new SipMethod(ofBob));
        pair.Run(15);
        Assert.Contains(pair.Trace, t => t.Message is SipResponse { StatusCode: 491 });
        Assert.Equal([200], Finals(pair.Alice));
        Assert.Equal([200], Finals(pair.Bob));
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Rfc3261_14_1_the_owner_of_the_Call_ID_waits_2_1_to_4_s_and_the_other_side_0_to_2_s()
    {
        List<double> owner = [], other = [];
        for (var seed = 1; seed <= 40; seed++)
        {
            using var pair = new Pair(seed, new NetworkConditions(TimeSpan.FromMilliseconds(50)));
            var (alice, bob) = pair.Connect();
            Pair.AnswerAll(pair.Alice);
            pair.Run(1);
            Update(pair.AliceStack, alice, 1, Pair.Offer, SipMethod.Invite);
            Update(pair.BobStack, bob, 2, Pair.Offer, SipMethod.Invite);
            pair.Run(15);
            var refusedAt = pair.Trace.First(t => t.Message is SipResponse { StatusCode: 491 }).At;
            foreach (var (to, waits) in new[] { (Pair.BobAddress, owner), (Pair.AliceAddress, other) })
            {
                var again = pair.Trace.First(t => t.At > refusedAt && t.To.Equals(to) && t.Message is SipRequest r && r.Is(SipMethod.Invite)).At;
                waits.Add((again - refusedAt).TotalSeconds - 0.05);
            }
        }

        Assert.All(owner, w => Assert.InRange(w, 2.099, 4.2));
        Assert.All(other, w => Assert.InRange(w, 0, 2.2));
        Assert.True(owner.Max() - owner.Min() > 0.5 && other.Max() - other.Min() > 0.5, "the intervals are random");
    }

    [Fact]
    public void Rfc3311_5_4_an_UPDATE_refreshes_the_target_on_both_sides_and_the_user_hears_of_it()
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.SendInDialog(
            alice, new ClientRequestId(1), SipMethod.Update, [new("Contact", "<sip:alice@192.0.2.1:5060;x=moved>")], null));
        pair.Run(0.5);
        Assert.Equal("sip:alice@192.0.2.1:5060;x=moved", pair.Bob.All<SipEvent.Confirmed>().Last().Dialog.RemoteTarget.ToString());
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(0.5);
        Assert.Equal("sip:alice@192.0.2.1:5060;x=moved", pair.Requests(SipMethod.Bye).Single().RequestUri.ToString());
    }

    [Fact]
    public void An_UPDATE_that_the_user_never_answers_does_not_block_the_dialog()
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        Pair.AnswerAll(pair.Alice);
        pair.Bob.Script = null;
        Update(pair.AliceStack, alice, 1, Pair.Offer);
        pair.Run(40);
        Assert.Equal([408], Finals(pair.Alice));
        Update(pair.BobStack, bob, 2, Pair.Offer, SipMethod.Invite);
        pair.Run(1);
        Assert.Equal([200], Finals(pair.Bob));
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.AssertNothingLeft();
    }

    /// <summary>A copy with an offer, another branch and another CSeq number.</summary>
    private static void SendRaw(Pair pair, SipRequest like, string branch, uint cseq, bool toAlice = false)
    {
        var request = new SipRequest(like.Method, like.RequestUri) { Body = Pair.Offer.Content };
        foreach (var field in like.Headers.Where(h => h.Name is not ("Content-Length" or "Content-Type")))
        {
            request.Headers.Add(field.Name, field.Name switch
            {
                "Via" => Sip.Headers.Via.Parse(field.Value).With("branch", branch).ToString(),
                "CSeq" => $"{cseq} {like.Method}",
                _ => field.Value,
            });
        }

        request.Headers.Add("Content-Type", "application/sdp");
        var (from, to) = toAlice ? (Pair.BobAddress, Pair.AliceAddress) : (Pair.AliceAddress, Pair.BobAddress);
        pair.Network.Send(new VirtualPacket(SipWriter.ToBytes(request), SipTransportKind.Udp, from, to, 0, 0));
    }
}
