using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

public sealed class InDialogTests
{
    private static void Reinvite(SipStack stack, UsageId usage, long id) =>
        stack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(id), SipMethod.Invite, [], Pair.Offer));

    [Fact]
    public void A_reINVITE_is_answered_acknowledged_and_reported()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        Reinvite(pair.AliceStack, alice, 1);
        pair.Run(2);
        Assert.Equal(200, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        pair.Bob.Only<SipEvent.ReinviteReceived>();
        Assert.Equal(2, pair.Bob.Count<SipEvent.Acknowledged>());
        Assert.Equal(2, pair.Bob.Count<SipEvent.Confirmed>());
        Assert.Equal(2u, pair.Alice.All<SipEvent.Confirmed>().Last().Dialog.LocalCSeq);
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Rfc3261_14_1_reINVITEs_that_cross_get_491_and_both_go_through_later(int seed)
    {
        using var pair = new Pair(seed, new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        var (alice, bob) = pair.Connect();
        Pair.AnswerAll(pair.Alice);
        pair.Run(1);
        Reinvite(pair.AliceStack, alice, 1);
        Reinvite(pair.BobStack, bob, 2);
        pair.Run(12);
        Assert.Equal(2, pair.Trace.Count(t => t.Message is SipResponse { StatusCode: 491 }));
        Assert.Equal(200, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(200, pair.Bob.Only<SipEvent.RequestFinished>().StatusCode);
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_second_reINVITE_of_ours_waits_for_the_first()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        Reinvite(pair.AliceStack, alice, 1);
        Reinvite(pair.AliceStack, alice, 2);
        Reinvite(pair.AliceStack, alice, 3);
        pair.Run(3);
        Assert.Equal([1, 2, 3], pair.Alice.All<SipEvent.RequestFinished>().Select(f => f.Id.Value));
        Assert.All(pair.Alice.All<SipEvent.RequestFinished>(), f => Assert.Equal(200, f.StatusCode));
    }

    [Fact]
    public void Rfc3261_14_2_a_reINVITE_while_the_peer_s_first_is_unanswered_gets_500_with_Retry_After()
    {
        using var pair = new Pair();
        var (_, bob) = pair.Connect();
        var confirmed = pair.Alice.Only<SipEvent.Confirmed>().Dialog;
        pair.Alice.Script = null;
        Reinvite(pair.BobStack, bob, 1);
        pair.Run(1);
        var first = (SipRequest)pair.Trace.Last(t => t.Message is SipRequest r && r.Is(SipMethod.Invite)).Message;
        SendRaw(pair, first, 2, "z9hG4bKsecond");
        pair.Run(1);
        var refused = (SipResponse)pair.Trace.Last(t => t.Message is SipResponse { StatusCode: 500 }).Message;
        Assert.InRange(int.Parse(refused.Headers["Retry-After"]!, null), 0, 10);
        pair.AliceStack.Post(new SipCommand.Respond(pair.Alice.Only<SipEvent.ReinviteReceived>().Id, new ResponseSpec(200, Body: Pair.Offer)));
        pair.Run(1);
        Assert.Equal(200, pair.Bob.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(confirmed.RemoteTag, pair.Alice.All<SipEvent.Confirmed>().Last().Dialog.RemoteTag);
    }

    [Fact]
    public void Rfc3261_12_2_2_a_lower_CSeq_gets_500()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.SendInDialog(alice, new ClientRequestId(1), SipMethod.Info, [], null));
        pair.Run(1);
        var info = (SipRequest)pair.Trace.Last(t => t.Message is SipRequest r && r.Is(SipMethod.Info)).Message;
        SendRaw(pair, info, 1, "z9hG4bKold", toBob: true);
        pair.Run(1);
        Assert.Contains(pair.Trace, t => t.Message is SipResponse { StatusCode: 500 });
        pair.Bob.Only<SipEvent.InDialogRequest>();
    }

    [Fact]
    public void BYE_while_our_reINVITE_is_in_flight_ends_the_call_and_the_reINVITE_reports()
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        pair.Bob.Script = null;
        Reinvite(pair.AliceStack, alice, 1);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.ReinviteReceived>() == 1);
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(1);
        pair.Alice.Only<SipEvent.ByeReceived>();
        Assert.Equal(487, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Our_BYE_overtakes_our_reINVITE()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Script = null;
        Reinvite(pair.AliceStack, alice, 1);
        Reinvite(pair.AliceStack, alice, 2);
        pair.RunUntil(() => pair.Bob.Count<SipEvent.ReinviteReceived>() == 1);
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        pair.Bob.Only<SipEvent.ByeReceived>();
        Assert.Equal([481, 487], pair.Alice.All<SipEvent.RequestFinished>().Select(f => f.StatusCode).Order());
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_request_that_the_user_never_answers_leaves_nothing_behind()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Script = null;
        pair.AliceStack.Post(new SipCommand.SendInDialog(alice, new ClientRequestId(1), SipMethod.Info, [], null));
        pair.AliceStack.Post(new SipCommand.Send(new ClientRequestId(2), SipMethod.Options, Pair.CallBob() with { Body = null }, pair.ToBob));
        pair.Run(40);
        Assert.Equal([408, 408], pair.Alice.All<SipEvent.RequestFinished>().Select(f => f.StatusCode));
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_reINVITE_that_gets_only_a_100_is_given_up()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Script = null;
        pair.Network.Lose = p => p.From.Equals(Pair.BobAddress) && SipParser.TryParse(p.Bytes, SipLimits.Default, out var m, out _)
            && m is SipResponse { StatusCode: >= 200 };
        Reinvite(pair.AliceStack, alice, 1);
        pair.Run(40);
        Assert.Equal(408, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        Assert.Equal(1, pair.AliceMetrics.Dialogs);
    }

    [Fact]
    public void A_dialog_stays_for_hours_until_BYE()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Run(6 * 3600);
        Assert.Equal((1, 1), (pair.AliceMetrics.Dialogs, pair.BobMetrics.Dialogs));
        Assert.Equal((0, 0), (pair.AliceMetrics.Transactions, pair.BobMetrics.Transactions));
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
    }

    /// <summary>The same request again with another CSeq and branch, as only a broken or hostile peer sends it.</summary>
    private static void SendRaw(Pair pair, SipRequest like, uint cseq, string branch, bool toBob = false)
    {
        var headers = new HeaderList();
        foreach (var field in like.Headers)
        {
            headers.Add(field.Name, field.Name switch
            {
                "Via" => Via.Parse(field.Value).With("branch", branch).ToString(),
                "CSeq" => $"{cseq} {like.Method}",
                _ => field.Value,
            });
        }

        var (from, to) = toBob ? (Pair.AliceAddress, Pair.BobAddress) : (Pair.BobAddress, Pair.AliceAddress);
        var bytes = SipWriter.ToBytes(new SipRequest(like.Method, like.RequestUri) { Headers = headers });
        pair.Network.Send(new VirtualPacket(bytes, SipTransportKind.Udp, from, to, 0, 0));
    }
}
