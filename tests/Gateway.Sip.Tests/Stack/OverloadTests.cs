using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Overload;

namespace Gateway.Sip.Tests.Stack;

/// <summary>RFC 7339: what we ask of neighbours that can hold back.</summary>
public sealed class OverloadTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.8, 0)]
    [InlineData(0.9, 50)]
    [InlineData(1, 100)]
    [InlineData(3, 100)]
    public void Rfc7339_the_wish_grows_with_the_load_from_where_it_gets_tight(double load, int percent) =>
        Assert.Equal(percent, new OverloadControl(new OverloadOptions()).On(load, Start).Percent);

    [Fact]
    public void More_is_asked_at_once_and_taken_back_step_by_step_each_with_a_higher_sequence()
    {
        var control = new OverloadControl(new OverloadOptions()).On(0.9, Start);
        Assert.Equal((50, 1L), (control.Percent, control.Sequence));
        List<(int, long)> seen = [];
        for (var i = 1; i <= 12; i++)
        {
            control = control.On(0.1, Start.AddMilliseconds(250 * i));
            seen.Add((control.Percent, control.Sequence));
        }

        Assert.Equal([(50, 1), (40, 2), (40, 2), (30, 3), (30, 3), (20, 4), (20, 4), (10, 5), (10, 5), (0, 6), (0, 6), (0, 6)], seen);
        Assert.Equal(100, control.On(1, Start.AddSeconds(3)).Percent);
    }

    [Theory]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa;oc;oc-algo=\"loss\"", true)]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa;oc;oc-algo=\"rate,loss\"", true)]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa;oc", true)]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa;oc;oc-algo=\"rate\"", false)]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa", false)]
    public void Rfc7339_4_1_support_is_announced_by_oc_and_loss(string via, bool announced) =>
        Assert.Equal(announced, OverloadControl.IsAnnounced(Via.Parse(via)));

    [Fact]
    public void Rfc7339_4_3_each_response_carries_the_wish_to_whom_announced_it_and_to_nobody_else()
    {
        using var pair = new Pair();
        pair.Bob.Overload = new OverloadControl(new OverloadOptions()).On(0.9, Start);
        Pair.AnswerAll(pair.Bob);
        var (announced, plain) = (Options(pair, ";oc;oc-algo=\"loss\""), Options(pair, ""));
        Assert.Equal("50", announced.Via.Parameter("oc"));
        Assert.Equal(("loss", "2000", "1"), (announced.Via.Parameter("oc-algo"), announced.Via.Parameter("oc-validity"), announced.Via.Parameter("oc-seq")));
        Assert.Equal("z9hG4bKoc1", announced.Via.Branch);
        Assert.False(HeaderParameters.Has(plain.Via.Parameters, "oc"));
        pair.Bob.Overload = null;
        Assert.Null(Options(pair, ";oc;oc-algo=\"loss\"").Via.Parameter("oc"));
    }

    [Fact]
    public void A_BYE_that_is_challenged_goes_out_again_once_with_the_answer()
    {
        using var pair = new Pair();
        var (alice, _) = pair.Connect();
        var challenges = 0;
        pair.Alice.Authorization = new HeaderField("Proxy-Authorization", "Digest answer");
        pair.Network.Lose = packet =>
        {
            if (!System.Text.Encoding.ASCII.GetString(packet.Bytes.Span).StartsWith("BYE", StringComparison.Ordinal) || challenges > 0)
            {
                return false;
            }

            challenges++;
            Assert.True(Gateway.Sip.Parsing.SipParser.TryParse(packet.Bytes, Gateway.Sip.Parsing.SipLimits.Default, out var bye, out _));
            var response = Gateway.Sip.Parsing.StatelessReply.To((SipRequest)bye!, packet.From, 407, toTag: null, further: [new HeaderField("Proxy-Authenticate", "Digest realm=\"op\", nonce=\"n\"")]);
            pair.Network.Send(packet with { Bytes = Gateway.Sip.Parsing.SipWriter.ToBytes(response), From = packet.To, To = packet.From });
            return true;
        };
        pair.AliceStack.Post(new SipCommand.Bye(alice));
        pair.Run(1);
        var sent = (SipRequest)pair.Trace.Single(t => t.Message is SipRequest r && r.Is(SipMethod.Bye)).Message;
        Assert.Equal("Digest answer", sent.Headers["Proxy-Authorization"]);
        pair.Bob.Only<SipEvent.ByeReceived>();
        pair.AssertNothingLeft();
    }

    private static SipResponse Options(Pair pair, string parameters)
    {
        pair.Trace.Clear();
        var text = $"OPTIONS sip:112@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKoc{(parameters.Length > 0 && pair.Bob.Overload is not null ? 1 : parameters.Length + 2)}{parameters}\r\n"
            + $"From: <sip:a@b>;tag=1\r\nTo: <sip:112@c>\r\nCall-ID: oc{parameters.Length}{pair.Bob.Overload is null}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
        pair.Network.Send(new Sip.Transport.VirtualPacket(System.Text.Encoding.ASCII.GetBytes(text), Sip.Transport.SipTransportKind.Udp, Pair.AliceAddress, Pair.BobAddress, 0, 0));
        pair.Run(1);
        return (SipResponse)pair.Trace.Single(t => t.Message is SipResponse).Message;
    }
}
