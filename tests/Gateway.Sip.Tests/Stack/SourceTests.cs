using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>Judgement of strangers, methods, faults of the user, shedding by lane.</summary>
public sealed class SourceTests
{
    [Fact]
    public void A_refused_INVITE_gets_one_stateless_answer_for_each_copy_and_no_transaction()
    {
        using var pair = new Pair();
        pair.Bob.Verdict = _ => new SourceVerdict(403, "unknown source");
        pair.Call();
        pair.Run(0.1);
        Assert.Equal(403, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal((0, 0, 0), (pair.BobMetrics.Transactions, pair.BobMetrics.Dialogs, pair.Bob.Events.Count));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_dropped_INVITE_gets_no_answer()
    {
        using var pair = new Pair();
        pair.Bob.Verdict = _ => SourceVerdict.Drop;
        pair.Call();
        pair.Run(40);
        Assert.Equal(408, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.DoesNotContain(pair.Trace, t => t.Message is SipResponse);
        Assert.True(pair.BobMetrics.Drops >= 7);
    }

    [Fact]
    public void In_dialog_requests_are_not_judged_again()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Verdict = _ => SourceVerdict.Drop;
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        pair.Bob.Only<SipEvent.ByeReceived>();
    }

    [Theory]
    [InlineData("SUBSCRIBE", 405)]
    [InlineData("FROBNICATE", 501)]
    [InlineData("BYE", 481)]
    [InlineData("INFO", 481)]
    public void Methods_that_nobody_answers_get_the_status_of_the_RFC(string method, int status)
    {
        using var pair = new Pair();
        pair.AliceStack.Post(new SipCommand.Send(new ClientRequestId(1), new SipMethod(method), Pair.CallBob() with { Body = null }, pair.ToBob));
        pair.Run(1);
        var finished = pair.Alice.Only<SipEvent.RequestFinished>();
        Assert.Equal(status, finished.StatusCode);
        Assert.Equal(status == 405, finished.Response!.Headers.Contains("Allow"));
        Assert.Equal(0, pair.BobMetrics.Transactions);
    }

    [Fact]
    public void A_user_that_throws_is_counted_and_the_call_goes_on()
    {
        using var pair = new Pair();
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200)));
                throw new InvalidOperationException("on purpose");
            }
        };
        pair.Call();
        pair.Run(1);
        pair.Alice.Only<SipEvent.Succeeded>();
        Assert.Equal(1, pair.BobMetrics.Faults);
    }

    [Fact]
    public void A_turn_that_throws_answers_its_request_with_500_and_nothing_else_suffers()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        pair.Bob.Verdict = _ => throw new InvalidOperationException("on purpose");
        pair.Call();
        pair.Run(1);
        Assert.Equal(1, pair.BobMetrics.Faults);
        Assert.Equal(500, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        pair.Bob.Only<SipEvent.ByeReceived>();
    }

    [Fact]
    public void A_request_that_cannot_be_built_fails_its_usage_only()
    {
        using var pair = new Pair();
        var bad = Pair.CallBob() with { From = null! };
        pair.AliceStack.Post(new SipCommand.Invite(new UsageId(1), bad, pair.ToBob));
        pair.AliceStack.Post(new SipCommand.Send(new ClientRequestId(2), SipMethod.Options, bad, pair.ToBob));
        pair.Run(1);
        Assert.Equal(500, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(500, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        pair.Connect();
    }

    [Fact]
    public void A_flow_that_no_transport_serves_fails_with_503()
    {
        using var pair = new Pair();
        pair.AliceStack.Post(new SipCommand.Invite(new UsageId(1), Pair.CallBob(), pair.ToBob with { Listener = "elsewhere" }));
        pair.Run(1);
        Assert.Equal(503, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Load_is_shed_from_the_outside_in()
    {
        using var pair = new Pair();
        var options = new SipOptions { OtherLane = 3, InviteLane = 6, InDialogLane = 9 };
        using var metrics = new Diagnostics.SipMetrics();
        var user = new ScriptedUser();
        using var stack = new SipStack(options, pair.Scheduler, [], user, new SeededSipIds(1), metrics);
        user.Stack = stack;
        var kinds = new (string Kind, int Accepted)[] { ("other", 3), ("invite", 3), ("bye", 3) };
        foreach (var (kind, accepted) in kinds)
        {
            var before = stack.Depth;
            for (var i = 0; i < 20; i++)
            {
                stack.OnMessage(Message(kind, i), pair.ToBob, 100);
            }

            Assert.Equal(accepted, stack.Depth - before);
        }

        Assert.Equal(17 * 3, metrics.Drops);
    }

    [Fact]
    public void Bytes_that_are_no_SIP_are_counted_and_answerable_ones_answered()
    {
        using var pair = new Pair();
        void Send(string text) => pair.Network.Send(
            new VirtualPacket(Encoding.ASCII.GetBytes(text), SipTransportKind.Udp, Pair.AliceAddress, Pair.BobAddress, 0, 0));
        Send("GET / HTTP/1.1\r\n\r\n");
        Send("\r\n\r\n");
        Send("INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: x\r\nCSeq: no\r\n\r\n");
        List<string> seen = [];
        pair.Network.Lose = p =>
        {
            seen.Add(Encoding.ASCII.GetString(p.Bytes.Span));
            return false;
        };
        pair.Run(1);
        Assert.Equal(2, pair.BobMetrics.Rejections);
        Assert.Equal([0, 400], pair.Bob.All<SipEvent.Rejected>().Select(r => r.StatusCode));
        Assert.Contains(seen, text => text.StartsWith("SIP/2.0 400 Bad CSeq", StringComparison.Ordinal));
    }

    private static SipRequest Message(string kind, int i)
    {
        var method = kind == "invite" ? SipMethod.Invite : kind == "bye" ? SipMethod.Bye : SipMethod.Options;
        var request = new SipRequest(method, SipUri.Parse("sip:a@192.0.2.2"));
        request.Headers.Add("Via", $"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{kind}{i}").Add("From", "<sip:a@b>;tag=1")
            .Add("To", kind == "bye" ? "<sip:b@b>;tag=2" : "<sip:b@b>").Add("Call-ID", $"{kind}{i}").Add("CSeq", $"1 {method}");
        return request;
    }
}
