using System.Text;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class SipStreamFramerTests
{
    private const string Short = "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(100000)]
    public void Messages_and_pings_come_out_whole_whatever_the_pieces(int piece)
    {
        var stream = Encoding.UTF8.GetBytes(Samples.Invite + "\r\n\r\n" + Short + Samples.Invite + "\r\n" + Samples.Invite);
        var framer = new SipStreamFramer(SipLimits.Default);
        var seen = new List<string>();
        for (var i = 0; i < stream.Length; i += piece)
        {
            framer.Append(stream.AsSpan(i, Math.Min(piece, stream.Length - i)));
            seen.AddRange(Drain(framer));
        }

        Assert.Equal([Samples.Invite, "ping", Short, Samples.Invite, Samples.Invite], seen);
        Assert.Equal(0, framer.Buffered);
    }

    [Fact]
    public void Megabytes_off_message_boundaries_pass_through_a_small_buffer()
    {
        const int Messages = 2000;
        var stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Samples.Invite, Messages)));
        var framer = new SipStreamFramer(SipLimits.Default);
        var whole = 0;
        for (var i = 0; i < stream.Length; i += 997)
        {
            framer.Append(stream.AsSpan(i, Math.Min(997, stream.Length - i)));
            whole += Drain(framer).Count(text => text == Samples.Invite);
            Assert.InRange(framer.Buffered, 0, Samples.Invite.Length);
        }

        Assert.Equal(Messages, whole);
    }

    [Fact]
    public void Bytes_that_are_no_sip_end_the_connection_at_once()
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        framer.Append([0x16, 0x03, 0x01]);
        Assert.Equal(RejectionReason.NotSip, Assert.IsType<SipFrame.Fatal>(framer.Next()).Rejection.Reason);
        framer.Append(Encoding.ASCII.GetBytes(Short));
        Assert.IsType<SipFrame.Fatal>(framer.Next());
        Assert.Equal(0, framer.Buffered);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("LC\r\n\r\n")]
    public void A_head_that_is_no_sip_ends_the_connection(string text)
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        framer.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal(RejectionReason.NotSip, Assert.IsType<SipFrame.Fatal>(framer.Next()).Rejection.Reason);
    }

    [Theory]
    [InlineData("Content-Length: -1", RejectionReason.ContentLengthUnreadable, 400)]
    [InlineData("Content-Length: 1\r\nContent-Length: 2", RejectionReason.ContentLengthUnreadable, 400)]
    [InlineData("Content-Length: 70000", RejectionReason.MessageTooLarge, 513)]
    [InlineData("X: y", RejectionReason.ContentLengthMissing, 400)]
    public void A_message_whose_end_cannot_be_found_is_fatal_and_answerable(string line, RejectionReason reason, int status)
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        framer.Append(Encoding.UTF8.GetBytes(Samples.With("Content-Length", line)));
        var rejection = Assert.IsType<SipFrame.Fatal>(framer.Next()).Rejection;
        Assert.Equal((reason, status), (rejection.Reason, rejection.StatusCode));
        Assert.Equal("a84b4c76e66710@192.0.2.1", rejection.ReadableHeaders["Call-ID"]);
    }

    [Theory]
    [InlineData("A", RejectionReason.StartLineTooLong)]
    [InlineData("A: b\r\n", RejectionReason.MessageTooLarge)]
    public void A_head_without_an_end_is_cut_off_at_the_limit(string piece, RejectionReason reason)
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        var bytes = Encoding.ASCII.GetBytes("OPTIONS sip:a@b SIP/2.0" + (piece.Length > 1 ? "\r\n" : ""));
        framer.Append(bytes);
        SipFrame frame = SipFrame.NeedMore.Instance;
        for (var sent = 0; sent < 80_000 && frame is SipFrame.NeedMore; sent += piece.Length)
        {
            Assert.True(framer.Buffered <= SipLimits.Default.StreamBufferBytes);
            framer.Append(Encoding.ASCII.GetBytes(piece));
            frame = framer.Next();
        }

        Assert.Equal(reason, Assert.IsType<SipFrame.Fatal>(frame).Rejection.Reason);
    }

    private static IEnumerable<string> Drain(SipStreamFramer framer)
    {
        while (true)
        {
            switch (framer.Next())
            {
                case SipFrame.Message message:
                    yield return Encoding.UTF8.GetString(message.Bytes.Span);
                    break;
                case SipFrame.Ping:
                    yield return "ping";
                    break;
                case SipFrame.Fatal fatal:
                    yield return fatal.Rejection.Reason.ToString();
                    yield break;
                default:
                    yield break;
            }
        }
    }
}
