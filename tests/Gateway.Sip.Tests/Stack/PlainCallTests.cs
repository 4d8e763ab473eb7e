using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

public sealed class PlainCallTests
{
    [Theory]
    [InlineData(SipTransportKind.Udp)]
    [InlineData(SipTransportKind.Tcp)]
    public void A_call_is_set_up_and_the_caller_hangs_up(SipTransportKind transport)
    {
        using var pair = new Pair(transport: transport);
        var (alice, bob) = pair.Connect();

        Assert.Equal(100, pair.Alice.All<SipEvent.Provisional>().First().Response.StatusCode);
        Assert.Equal(200, pair.Alice.Only<SipEvent.Succeeded>().Response.StatusCode);
        var here = pair.Alice.Only<SipEvent.Confirmed>().Dialog;
        var there = pair.Bob.Only<SipEvent.Confirmed>().Dialog;
        Assert.Equal((here.CallId, here.LocalTag, here.RemoteTag), (there.CallId, there.RemoteTag, there.LocalTag));
        Assert.True(here.IsUac && !there.IsUac);

        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        Assert.Equal(bob, pair.Bob.Only<SipEvent.ByeReceived>().Usage);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void The_callee_hangs_up()
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        pair.BobStack.Post(new SipCommand.Bye(bob, "Q.850;cause=16"));
        pair.Run(1);
        Assert.Equal(alice, pair.Alice.Only<SipEvent.ByeReceived>().Usage);
        Assert.Equal("Q.850;cause=16", pair.Alice.Only<SipEvent.ByeReceived>().Bye.Headers["Reason"]);
        pair.AssertNothingLeft();
    }

    [Theory]
    [InlineData(false, 200, 0.1)]
    [InlineData(true, 408, 32)]
    public void Who_ends_a_dialog_can_be_told_when_it_has_really_ended(bool peerIsGone, int status, double after)
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        var ids = new SeededSipIds(99);
        var (first, second) = (ids.NewClientRequest(), ids.NewClientRequest());
        pair.Network.Lose = p => peerIsGone && p.To.Equals(Pair.BobAddress);
        pair.AliceStack.Post(new SipCommand.Bye(alice, Id: first));
        pair.AliceStack.Post(new SipCommand.Bye(alice, Id: second));
        pair.Run(after - 0.1);
        Assert.DoesNotContain(pair.Alice.All<SipEvent.RequestFinished>(), f => f.Id == first);
        pair.Run(0.2);
        Assert.Equal(
            [(second, 481), (first, status)], pair.Alice.All<SipEvent.RequestFinished>().Select(f => (f.Id, f.StatusCode)));
        pair.AliceStack.Post(new SipCommand.Bye(alice, Id: ids.NewClientRequest()));
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(40);
        Assert.Equal(481, pair.Alice.All<SipEvent.RequestFinished>().Last().StatusCode);
        Assert.Equal(3, pair.Alice.Count<SipEvent.RequestFinished>());
    }

    [Fact]
    public void A_BYE_that_crosses_ours_ends_the_dialog_and_is_told_once()
    {
        using var pair = new Pair();
        var (alice, bob) = pair.Connect();
        pair.AliceStack.Post(new SipCommand.Bye(alice, Id: new SeededSipIds(99).NewClientRequest()));
        pair.BobStack.Post(new SipCommand.Bye(bob));
        pair.Run(40);
        Assert.Equal(200, pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        pair.AssertNothingLeft();
    }

    [Fact]
    public void A_refusal_reaches_the_caller_once_and_is_acknowledged()
    {
        using var pair = new Pair();
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
            }
        };
        pair.Call();
        pair.Run(40);
        Assert.Equal(486, pair.Alice.Only<SipEvent.Failed>().StatusCode);
        Assert.Equal(1, pair.Arrivals(SipMethod.Ack));
        pair.AssertNothingLeft();
    }

    [Fact]
    public void Ringing_is_passed_on_with_a_tag_and_the_100_goes_out_at_once()
    {
        using var pair = new Pair();
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(180)));
            }
        };
        pair.Call();
        pair.Run(1);
        Assert.Equal([100, 180], pair.Alice.All<SipEvent.Provisional>().Select(p => p.Response.StatusCode));
        Assert.NotNull(pair.Alice.All<SipEvent.Provisional>().Last().Response.To.Tag);
        Assert.True(pair.Trace.First(t => t.Message is SipResponse).At < TimeSpan.FromMilliseconds(10));
    }

    [Fact]
    public void Options_outside_a_dialog_goes_to_the_user_and_back()
    {
        using var pair = new Pair();
        Pair.AnswerAll(pair.Bob);
        pair.AliceStack.Post(new SipCommand.Send(new ClientRequestId(7), SipMethod.Options, Pair.CallBob() with { Body = null }, pair.ToBob));
        pair.Run(1);
        var finished = pair.Alice.Only<SipEvent.RequestFinished>();
        Assert.Equal((7L, 200, (UsageId?)null), (finished.Id.Value, finished.StatusCode, finished.Usage));
        Assert.Contains("INVITE", finished.Response!.Headers["Allow"], StringComparison.Ordinal);
        pair.AssertNothingLeft();
    }
}
