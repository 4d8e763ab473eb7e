using System.Net;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class StatelessReplyTests
{
    private static readonly IPEndPoint Source = new(IPAddress.Parse("198.51.100.7"), 41000);

    private static string Text(SipMessage message) => Encoding.UTF8.GetString(SipWriter.ToBytes(message));

    [Fact]
    public void A_request_is_answered_with_what_RFC_3261_8_2_6_copies()
    {
        var reply = StatelessReply.To(Samples.Request(Samples.Invite), Source, 503, null, "t1", [new("Reason", "Q.850;cause=42")]);
        Assert.Equal(
            "SIP/2.0 503 Service Unavailable\r\n"
            + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport=41000;received=198.51.100.7\r\n"
            + "Via: SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bK1\r\n"
            + "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1928301774\r\n"
            + "To: <sip:112@gw.manado.example>;tag=t1\r\n"
            + "Call-ID: a84b4c76e66710@192.0.2.1\r\n"
            + "CSeq: 314159 INVITE\r\n"
            + "Reason: Q.850;cause=42\r\n"
            + "Content-Length: 0\r\n\r\n",
            Text(reply));
    }

    [Fact]
    public void A_retransmission_gets_the_same_tag_and_another_request_another()
    {
        var first = StatelessReply.To(Samples.Request(Samples.Invite), Source, 404);
        Assert.Equal(Text(first), Text(StatelessReply.To(Samples.Request(Samples.Invite), Source, 404)));
        Assert.Equal(16, first.To.Tag!.Length);
        Assert.NotEqual(first.To.Tag, StatelessReply.To(Samples.Request(Samples.With("Call-ID", "i: other")), Source, 404).To.Tag);
    }

    [Fact]
    public void A_tag_that_is_there_stays_and_100_gets_none()
    {
        Assert.Equal("x", StatelessReply.To(Samples.Request(Samples.With("To", "To: <sip:a@b>;tag=x")), Source, 481, null, "t").To.Tag);
        Assert.Null(StatelessReply.To(Samples.Request(Samples.Invite), Source, 100).To.Tag);
    }

    [Fact]
    public void A_refused_message_is_answered_with_what_was_readable()
    {
        var reply = StatelessReply.To(Samples.Refused(Samples.With("CSeq", "CSeq: nonsense")), Source)!;
        Assert.Equal((400, "Bad CSeq"), (reply.StatusCode, reply.ReasonPhrase));
        Assert.Equal("nonsense", reply.Headers["CSeq"]);
        Assert.NotNull(reply.To.Tag);
        Assert.Null(StatelessReply.To(Samples.Refused("nonsense"), Source));
    }

    [Fact]
    public void Only_the_top_via_of_a_line_is_changed() => Assert.StartsWith(
        "SIP/2.0/UDP a;branch=1;received=198.51.100.7, SIP/2.0/TCP b;branch=2",
        StatelessReply.To(Samples.Request(Samples.With("Via", "v: SIP/2.0/UDP a;branch=1 , SIP/2.0/TCP b;branch=2")), Source, 400)
            .Headers["Via"],
        StringComparison.Ordinal);
}
