using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Tests.Stack;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Transactions;

public sealed class TransactionKeyTests
{
    private static SipRequest Request(string method, string via, string toTag = "", uint cseq = 1)
    {
        var request = new SipRequest(new SipMethod(method), SipUri.Parse("sip:112@192.0.2.2"));
        request.Headers.Add("Via", via).Add("From", "<sip:a@b>;tag=f").Add("To", $"<sip:c@d>{toTag}").Add("Call-ID", "x").Add("CSeq", $"{cseq} {method}");
        return request;
    }

    [Fact]
    public void Rfc3261_17_2_3_branch_sent_by_and_method_make_the_key()
    {
        var invite = TransactionKey.ForServer(Request("INVITE", "SIP/2.0/UDP host.example:5062;branch=z9hG4bKa"));
        Assert.Equal(invite, TransactionKey.ForServer(Request("ACK", "SIP/2.0/UDP HOST.example:5062;branch=z9hG4bKa", ";tag=t")));
        Assert.Equal(invite, TransactionKey.OfCancelled(Request("CANCEL", "SIP/2.0/UDP host.example:5062;branch=z9hG4bKa")));
        Assert.NotEqual(invite, TransactionKey.ForServer(Request("CANCEL", "SIP/2.0/UDP host.example:5062;branch=z9hG4bKa")));
        Assert.NotEqual(invite, TransactionKey.ForServer(Request("INVITE", "SIP/2.0/UDP host.example:5063;branch=z9hG4bKa")));
        Assert.NotEqual(invite, TransactionKey.ForServer(Request("INVITE", "SIP/2.0/UDP host.example:5062;branch=z9hG4bKb")));
    }

    [Theory]
    [InlineData("SIP/2.0/UDP 192.0.2.1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1;branch=1")]
    [InlineData("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK")]
    public void Rfc3261_17_2_3_without_the_cookie_the_fields_of_RFC_2543_make_it(string via)
    {
        var invite = TransactionKey.ForServer(Request("INVITE", via));
        Assert.Equal(invite, TransactionKey.ForServer(Request("ACK", via, ";tag=ours")));
        Assert.NotEqual(invite, TransactionKey.ForServer(Request("INVITE", via, cseq: 2)));
        Assert.NotEqual(TransactionKey.ForServer(Request("BYE", via, ";tag=1")), TransactionKey.ForServer(Request("BYE", via, ";tag=2")));
    }

    [Fact]
    public void The_beginning_of_a_lost_request_gives_its_key_and_a_lost_response_none()
    {
        Assert.True(TransactionKey.TryForLostRequest("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bKq\r\nFr"u8, out var key));
        Assert.Equal(new TransactionKey("z9hG4bKq", "", SipMethod.Options), key);
        Assert.False(TransactionKey.TryForLostRequest("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKq\r\n"u8, out _));
        Assert.False(TransactionKey.TryForLostRequest("OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4"u8, out _));
        Assert.False(TransactionKey.TryForLostRequest(default, out _));
    }

    [Fact]
    public void A_caller_of_RFC_2543_without_branch_gets_its_answer_and_ends_it()
    {
        using var pair = new Pair();
        pair.Bob.Script = e =>
        {
            if (e is SipEvent.InviteReceived invite)
            {
                pair.BobStack.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(200)));
            }
        };
        void Send(string method, string toTag, int cseq) => pair.Network.Send(new VirtualPacket(
            Encoding.ASCII.GetBytes(
                $"{method} sip:112@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1\r\nFrom: <sip:old@192.0.2.1>\r\nTo: <sip:112@192.0.2.2>{toTag}\r\n"
                + $"Call-ID: old\r\nCSeq: {cseq} {method}\r\n\r\n"),
            SipTransportKind.Udp, Pair.AliceAddress, Pair.BobAddress, 0, 0));
        Send("INVITE", "", 1);
        Send("INVITE", "", 1);
        pair.Run(0.1);
        var tag = pair.Bob.Only<SipEvent.Confirmed>().Dialog.LocalTag;
        Send("ACK", $";tag={tag}", 1);
        pair.Run(0.1);
        pair.Bob.Only<SipEvent.Acknowledged>();
        Send("BYE", $";tag={tag}", 2);
        pair.Run(0.1);
        pair.Bob.Only<SipEvent.ByeReceived>();
        pair.AssertNothingLeft();
    }
}
