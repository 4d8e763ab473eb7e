using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>What happens when both sides act at once, or one message is lost.</summary>
public sealed class CrossingTests
{
    private static void RingOnly(Pair pair, int status = 180) => pair.Bob.Script = e =>
    {
        if (e is SipEvent.InviteReceived invite)
        {
            pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(status)));
        }
    };

    private static bool Is(VirtualPacket packet, SipMethod method) => Read(packet) is SipRequest request && request.Is(method);

    private static bool Is(VirtualPacket packet, int status, SipMethod method) =>
        Read(packet) is SipResponse response && response.StatusCode == status && response.CSeq.Method == method;

    private static SipMessage? Read(VirtualPacket packet) => SipParser.TryParse(packet.Bytes, SipLimits.Default, out var message, out _) ? message : null;

    [Fact]
    public void After_a_CANCEL_the_next_call_to_the_same_place_ends_with_BYE()
    {
        using var pair = new Pair();
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived ringing)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(ringing.Usage, new ResponseSpec(180)));
            }
        };
        var first = pair.Call();
        pair.Run(0.5);
        pair.AliceStack.Post(new SipCommand.Cancel(first));
        pair.Run(1);
        pair.Bob.Only<SipEvent.Cancelled>();
        Pair.AnswerAll(pair.Bob);
        var second = pair.Call();
        pair.Run(1);
        pair.AliceStack.Post(new SipCommand.Bye(second));
        pair.Run(1);
        Assert.Equal(1, pair.Arrivals(SipMethod.Bye));
        pair.Bob.Only<SipEvent.ByeReceived>();
        pair.AssertNothingLeft();
    }

    [Fact]
    public void CANCEL_before_an_answer_ends_with_487_on_both_sides()
    {
        using var pair = new Pair();
        RingOnly(pair);
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.AliceStack.Post(new SipCommand.Cancel(usage, "SIP;cause=200"));
        pair.Run(2);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal("SIP;cause=200", pair.Bob.Only<SipEvent.Cancelled>().Cancel.Headers["Reason"]);
        pair.BobStack.Post(new SipCommand.RespondInvite(pair.Bob.Only<SipEvent.InviteReceived>().Usage, new ResponseSpec(200)));
        pair.AssertNothingLeft();
        Assert.Equal(0, pair.Alice.Count<SipEvent.Succeeded>());
    }

    [Fact]
    public void CANCEL_is_held_back_until_a_1xx()
    {
        using var pair = new Pair();
        pair.Network.Lose = p => Is(p, 100, SipMethod.Invite);
        RingOnly(pair, 180);
        var usage = pair.Call();
        pair.AliceStack.Post(new SipCommand.Cancel(usage));
        pair.Run(3);
        var ringing = pair.Trace.First(t => t.Message is SipResponse { StatusCode: 180 }).At;
        Assert.True(pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Cancel)).At > ringing);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Provisional>());
        pair.AssertNothingLeft();
    }

    [Fact]
    public void CANCEL_without_any_answer_ends_with_the_INVITE_s_timeout()
    {
        using var pair = new Pair();
        pair.Network.Lose = p => p.From.Equals(Pair.BobAddress);
        var usage = pair.Call();
        pair.AliceStack.Post(new SipCommand.Cancel(usage));
        pair.Run(40);
        Assert.Equal(408, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(0, pair.Arrivals(SipMethod.Cancel));
    }

    [Fact]
    public void CANCEL_whose_final_never_comes_counts_as_cancelled_after_64_T1()
    {
        using var pair = new Pair();
        RingOnly(pair);
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.Network.Lose = p => p.From.Equals(Pair.BobAddress);
        pair.AliceStack.Post(new SipCommand.Cancel(usage));
        pair.Run(31);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Failed>());
        pair.Run(2);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void CANCEL_and_200_cross_on_the_wire_and_the_2xx_gets_ACK_and_BYE()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        RingOnly(pair);
        var usage = pair.Call();
        pair.RunUntil(() => pair.Alice.Count<SipEvent.Provisional>() == 2);
        pair.AliceStack.Post(new SipCommand.Cancel(usage));
        pair.BobStack.Post(new SipCommand.RespondInvite(pair.Bob.Only<SipEvent.InviteReceived>().Usage, new ResponseSpec(200, Body: Pair.Offer)));
        pair.Run(2);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(0, pair.Alice.Count<SipEvent.Succeeded>());
        pair.Bob.Only<SipEvent.Acknowledged>();
        pair.Bob.Only<SipEvent.ByeReceived>();
        Assert.Equal(0, pair.Bob.Count<SipEvent.Cancelled>());
        Assert.Contains(pair.Trace, t => t.Message is SipResponse { StatusCode: 200 } r && r.CSeq.Method == SipMethod.Cancel);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void CANCEL_just_after_the_2xx_was_taken_in_ends_the_dialog_and_reports_487()
    {
        using var pair = new Pair();
        Pair.AnswerAll(pair.Bob);
        pair.Alice.Script = e =>
        {
            if (e is SipEvent.Succeeded succeeded)
            {
                pair.AliceStack.Post(new SipCommand.Cancel(succeeded.Usage));
            }
        };
        pair.Call();
        pair.Run(2);
        Assert.Equal(487, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.Bob.Only<SipEvent.ByeReceived>();
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_CANCEL_for_nothing_gets_481()
    {
        using var pair = new Pair();
        Pair.AnswerAll(pair.Bob);
        pair.AliceStack.Post(new SipCommand.Send(new ClientRequestId(1), SipMethod.Cancel, Pair.CallBob() with { Body = null }, pair.ToBob));
        pair.Run(1);
        Assert.Equal(481, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
    }

    [Fact]
    public void BYE_and_BYE_cross_and_both_sides_end()
    {
        using var pair = new Pair(conditions: new NetworkConditions(TimeSpan.FromMilliseconds(50)));
        var (alice, bob) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(1);
        Assert.Equal(2, pair.Trace.Count(t => t.Message is SipResponse { StatusCode: 200 } r && r.CSeq.Method == SipMethod.Bye));
        Assert.Equal((0, 0), (pair.AliceMetrics.Dialogs, pair.BobMetrics.Dialogs));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void The_callee_s_BYE_waits_for_the_ACK_to_its_200()
    {
        using var pair = new Pair();
        var lostAcks = 0;
        pair.Network.Lose = p => Is(p, SipMethod.Ack) && ++lostAcks <= 2;
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200)));
                pair.BobStack.Post(new SipCommand.Bye(invite.Usage));
            }
        };
        pair.Call();
        pair.Run(10);
        pair.Alice.Only<SipEvent.ByeReceived>();
        var ack = pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Ack)).At;
        Assert.True(pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Bye)).At > ack);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_BYE_whose_200_is_lost_is_answered_again()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        var lost = 0;
        pair.Network.Lose = p => Is(p, 200, SipMethod.Bye) && ++lost <= 3;
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(10);
        pair.Bob.Only<SipEvent.ByeReceived>();
        Assert.Equal(4, pair.Arrivals(SipMethod.Bye));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_lost_200_comes_again_and_a_lost_ACK_too()
    {
        using var pair = new Pair();
        int lost200 = 0, lostAck = 0;
        pair.Network.Lose = p => (Is(p, 200, SipMethod.Invite) && ++lost200 <= 2) || (Is(p, SipMethod.Ack) && ++lostAck <= 2);
        Pair.AnswerAll(pair.Bob);
        pair.Call();
        pair.RunUntil(() => pair.Bob.Count<SipEvent.Acknowledged>() == 1);
        pair.Run(40);
        pair.Alice.Only<SipEvent.Succeeded>();
        pair.Bob.Only<SipEvent.Acknowledged>();
        Assert.Equal(0, pair.Bob.Count<SipEvent.AckMissing>());
        Assert.Equal(1, pair.Arrivals(SipMethod.Ack));
    }

    [Fact]
    public void Rfc3261_13_3_1_4_a_2xx_is_sent_again_from_T1_to_T2_for_64_T1_then_the_ACK_counts_as_missing_and_the_dialog_stays()
    {
        using var pair = new Pair();
        pair.Network.Lose = p => Is(p, SipMethod.Ack);
        Pair.AnswerAll(pair.Bob);
        pair.Call();
        pair.Run(40);
        var at = pair.Trace.Where(t => t.Message is SipResponse { StatusCode: 200 }).Select(t => Math.Round(t.At.TotalSeconds, 1)).ToArray();
        double[] gaps = [.. at.Zip(at.Skip(1), (a, b) => Math.Round(b - a, 1))];
        Assert.Equal([0.5, 1, 2, 4, 4, 4, 4, 4, 4, 4], gaps);
        pair.Bob.Only<SipEvent.AckMissing>();
        Assert.Equal(1, pair.BobMetrics.Dialogs);

        pair.Network.Lose = null;
        pair.BobStack.Post(new SipCommand.Bye(pair.Bob.Only<SipEvent.InviteReceived>().Usage));
        pair.Run(1);
        pair.Alice.Only<SipEvent.ByeReceived>();
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_retransmitted_INVITE_is_one_call()
    {
        using var pair = new Pair();
        var lost = 0;
        pair.Network.Lose = p => Is(p, 100, SipMethod.Invite) && ++lost <= 3;
        pair.Call();
        pair.Run(5);
        Assert.Equal(4, pair.Arrivals(SipMethod.Invite));
        pair.Bob.Only<SipEvent.InviteReceived>();
    }

    [Fact]
    public void A_retransmitted_INVITE_after_the_200_is_absorbed_and_does_not_make_a_call()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        var invite = pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Invite)).Message;
        pair.Network.Send(new VirtualPacket(SipWriter.ToBytes(invite), SipTransportKind.Udp, Pair.AliceAddress, Pair.BobAddress, 0, 0));
        pair.Run(1);
        pair.Bob.Only<SipEvent.InviteReceived>();
    }

    [Fact]
    public void Forks_that_answer_later_get_ACK_and_BYE()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        var ok = (SipResponse)pair.Trace.First(t => t.Message is SipResponse { StatusCode: 200 }).Message;
        var fork = SipWriter.ToBytes(new SipResponse(200, "OK") { Headers = Copy(ok, "fork-2") });
        for (var i = 0; i < 3; i++)
        {
            pair.Network.Send(new VirtualPacket(fork, SipTransportKind.Udp, Pair.BobAddress, Pair.AliceAddress, 0, 0));
        }

        pair.Run(3);
        var toFork = pair.Trace.Select(t => t.Message).OfType<SipRequest>().Where(r => r.To.Tag == "fork-2").ToArray();
        Assert.Equal(3, toFork.Count(r => r.Is(SipMethod.Ack)));
        Assert.Equal(1, toFork.Count(r => r.Is(SipMethod.Bye)));
        pair.Alice.Only<SipEvent.Succeeded>();
        Assert.Equal(1, pair.AliceMetrics.Dialogs);
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_2xx_that_comes_again_is_acknowledged_again_and_not_reported_again()
    {
        using var pair = new Pair();
        pair.Network.Conditions = new NetworkConditions(TimeSpan.FromMilliseconds(1), Duplication: 1);
        pair.Connect();
        pair.Run(2);
        pair.Alice.Only<SipEvent.Succeeded>();
        pair.Bob.Only<SipEvent.Acknowledged>();
        pair.Bob.Only<SipEvent.InviteReceived>();
        Assert.True(pair.AliceMetrics.Retransmissions > 0);
    }

    [Fact]
    public void An_unknown_dialog_gets_481_and_its_ACK_is_absorbed()
    {
        using var pair = new Pair();
        var dialog = new Sip.Dialogs.DialogSnapshot(
            "gone", "a", "b", NameAddress.Parse("<sip:alice@192.0.2.1>;tag=a"), NameAddress.Parse("<sip:112@192.0.2.2>;tag=b"),
            SipUri.Parse("sip:192.0.2.2"), [], 1, 0, true, pair.ToBob);
        var usage = new UsageId(5);
        pair.AliceStack.Post(new SipCommand.Adopt(usage, dialog));
        pair.AliceStack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(1), SipMethod.Invite, [], Pair.Offer));
        pair.Run(1);
        Assert.Equal(481, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        pair.AliceStack.Post(new SipCommand.Bye(usage));
        pair.AssertNothingLeft();
        Assert.Equal(0, pair.Bob.Count<SipEvent.InviteReceived>());
    }

    [Fact]
    public void An_adopted_dialog_is_taken_up_by_a_new_stack()
    {
        using var pair = new Pair();
        pair.Connect();
        var snapshot = pair.Bob.All<SipEvent.Confirmed>().Last().Dialog;
        pair.BobStack.Dispose();
        pair.Run(1);
        var later = new ScriptedUser();
        using var stack = pair.NewStack(later, "192.0.2.2", 99);
        Pair.AnswerAll(pair.Alice);
        var usage = new UsageId(1);
        stack.Post(new SipCommand.Adopt(usage, snapshot with { LocalCSeq = snapshot.LocalCSeq + 1000 }));
        stack.Post(new SipCommand.SendInDialog(usage, new ClientRequestId(2), SipMethod.Invite, [], Pair.Offer));
        pair.Run(2);
        Assert.Equal(200, later.Only<SipEvent.RequestFinished>().StatusCode);
        pair.Alice.Only<SipEvent.Acknowledged>();
        stack.Post(new SipCommand.Bye(usage));
        pair.Run(2);
        pair.Alice.Only<SipEvent.ByeReceived>();
    }

    [Fact]
    public void Rfc3261_8_2_2_2_the_same_INVITE_by_two_paths_gets_482()
    {
        using var pair = new Pair();
        RingOnly(pair);
        pair.Call();
        pair.Run(1);
        var invite = (SipRequest)pair.Trace.First(t => t.Message is SipRequest r && r.Is(SipMethod.Invite)).Message;
        var copy = new SipRequest(SipMethod.Invite, invite.RequestUri) { Headers = CopyWithBranch(invite) };
        pair.Network.Send(new VirtualPacket(SipWriter.ToBytes(copy), SipTransportKind.Udp, Pair.AliceAddress, Pair.BobAddress, 0, 0));
        pair.Run(1);
        Assert.Contains(pair.Trace, t => t.Message is SipResponse { StatusCode: 482 });
        pair.Bob.Only<SipEvent.InviteReceived>();
    }

    private static HeaderList CopyWithBranch(SipRequest request)
    {
        var headers = new HeaderList();
        foreach (var field in request.Headers)
        {
            headers.Add(field.Name, field.Name == "Via" ? Via.Parse(field.Value).With("branch", "z9hG4bKother").ToString() : field.Value);
        }

        return headers;
    }

    private static HeaderList Copy(SipResponse response, string tag)
    {
        var headers = new HeaderList();
        foreach (var field in response.Headers)
        {
            headers.Add(field.Name, field.Name == "To" ? response.To.WithTag(tag).ToString() : field.Value);
        }

        return headers;
    }
}
