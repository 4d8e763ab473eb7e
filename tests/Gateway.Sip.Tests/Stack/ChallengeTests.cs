using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Stack;

/// <summary>401 and 407 to requests of ours (RFC 3261 §22): sent once more with the answer, and never a third time.</summary>
public sealed class ChallengeTests : IDisposable
{
    private static readonly HeaderField Answer = new("Proxy-Authorization", "Digest answer");

    private readonly Pair _pair = new();

    [Fact]
    public void An_INVITE_is_sent_once_more_in_the_same_Call_ID_and_becomes_the_call()
    {
        _pair.Alice.Authorization = Answer;
        Challenge(1);
        _pair.Call();
        _pair.RunUntil(() => _pair.Alice.Count<SipEvent.Succeeded>() == 1);
        var invites = _pair.Requests(SipMethod.Invite).ToList();
        Assert.Equal((2, 1u, 2u), (invites.Count, invites[0].CSeq.Number, invites[1].CSeq.Number));
        Assert.Equal(invites[0].CallId, invites[1].CallId);
        Assert.Equal("Digest answer", invites[1].Headers["Proxy-Authorization"]);
        Assert.Empty(_pair.Alice.All<SipEvent.Failed>());
    }

    [Fact]
    public void A_second_challenge_ends_the_INVITE()
    {
        _pair.Alice.Authorization = Answer;
        Challenge(5);
        _pair.Call();
        _pair.RunUntil(() => _pair.Alice.Count<SipEvent.Failed>() == 1);
        Assert.Equal((407, 2), (_pair.Alice.Only<SipEvent.Failed>().StatusCode, _pair.Arrivals(SipMethod.Invite)));
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("UPDATE")]
    [InlineData("INFO")]
    public void A_request_in_the_dialog_is_sent_once_more_with_the_next_CSeq(string method)
    {
        _pair.Alice.Authorization = Answer;
        var (alice, _) = _pair.Connect();
        Challenge(1);
        Send(alice, method);
        _pair.RunUntil(() => _pair.Alice.Count<SipEvent.RequestFinished>() == 1);
        Assert.Equal(200, _pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        var sent = _pair.Requests(new SipMethod(method)).TakeLast(2).ToList();
        Assert.Equal(sent[0].CSeq.Number + 1, sent[1].CSeq.Number);
        Assert.Equal("Digest answer", sent[1].Headers["Proxy-Authorization"]);
        _pair.AliceStack.Post(new SipCommand.Bye(alice));
        _pair.AssertNothingLeft();
    }

    [Fact]
    public void Without_an_answer_the_challenge_is_the_end_of_the_request_and_not_of_the_dialog()
    {
        var (alice, _) = _pair.Connect();
        Challenge(1);
        Send(alice, "INVITE");
        _pair.RunUntil(() => _pair.Alice.Count<SipEvent.RequestFinished>() == 1);
        Assert.Equal(407, _pair.Alice.Only<SipEvent.RequestFinished>().StatusCode);
        Send(alice, "INVITE");
        _pair.RunUntil(() => _pair.Alice.Count<SipEvent.RequestFinished>() == 2);
        Assert.Equal(200, _pair.Alice.All<SipEvent.RequestFinished>().Last().StatusCode);
    }

    public void Dispose() => _pair.Dispose();

    private void Send(UsageId alice, string method) => _pair.AliceStack.Post(new SipCommand.SendInDialog(
        alice, new(900 + _pair.Alice.Count<SipEvent.RequestFinished>()), new SipMethod(method), [], method == "INFO" ? null : Pair.Offer));

    /// <summary>Bob challenges that many requests, then answers.</summary>
    private void Challenge(int times)
    {
        Pair.AnswerAll(_pair.Bob);
        var answer = _pair.Bob.Script!;
        var challenge = new ResponseSpec(407, Headers: [new HeaderField("Proxy-Authenticate", "Digest realm=\"r\", nonce=\"n\"")]);
        _pair.Bob.Script = e =>
        {
            if (times-- <= 0)
            {
                answer(e);
                return;
            }

            switch (e)
            {
                case SipEvent.InviteReceived invite:
                    _pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, challenge));
                    break;
                case SipEvent.ReinviteReceived reinvite:
                    _pair.BobStack.Post(new SipCommand.Respond(reinvite.Id, challenge));
                    break;
                case SipEvent.InDialogRequest request:
                    _pair.BobStack.Post(new SipCommand.Respond(request.Id, challenge));
                    break;
                default:
                    times++;
                    break;
            }
        };
    }
}
