using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class SipParserTests
{
    [Fact]
    public void An_invite_gives_its_start_line_headers_and_body()
    {
        var request = Samples.Request(Samples.Invite);
        Assert.Equal(SipMethod.Invite, request.Method);
        Assert.Equal("112;phone-context=+62", request.RequestUri.User);
        Assert.Equal("112", request.RequestUri.UserName);
        Assert.Equal("+62", request.RequestUri.TelParameter("phone-context"));
        Assert.Equal("gw.manado.example", request.RequestUri.Host);
        Assert.Equal("phone", request.RequestUri.Parameter("user"));
        Assert.Equal(("UDP", "192.0.2.1", 5060), (request.Via.Transport, request.Via.Host, request.Via.Port!.Value));
        Assert.True(request.Via.HasRport);
        Assert.Equal("z9hG4bK776asdhds", request.Via.Branch);
        Assert.Equal("Anonymous", request.From.DisplayName);
        Assert.Equal("1928301774", request.From.Tag);
        Assert.Null(request.To.Tag);
        Assert.Equal("a84b4c76e66710@192.0.2.1", request.CallId);
        Assert.Equal(new CSeq(314159, SipMethod.Invite), request.CSeq);
        Assert.Equal("192.0.2.1", request.Contact!.Uri.Host);
        Assert.Equal(70, request.MaxForwards);
        Assert.Equal("application/sdp", request.ContentType);
        Assert.Equal(Samples.Sdp, Encoding.ASCII.GetString(request.Body.Span));
        Assert.Equal("anything, at all", request.Headers["x-carrier-thing"]);
        Assert.Equal(14, request.Headers.Count);
        Assert.Equal(["Via", "Via", "Max-Forwards", "From"], request.Headers.Take(4).Select(h => h.Name));
    }

    [Fact]
    public void What_is_parsed_is_written_byte_for_byte() =>
        Assert.Equal(Samples.Invite, Encoding.UTF8.GetString(SipWriter.ToBytes(Samples.Parse(Samples.Invite))));

    [Fact]
    public void Typed_headers_are_made_once() => Assert.Same(Reused.From, Reused.From);

    [Fact]
    public void A_response_gives_status_and_phrase()
    {
        var text = "SIP/2.0 183 Session  Progress\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\n"
            + "CSeq: 1 INVITE\r\n\r\n";
        var response = Assert.IsType<SipResponse>(Samples.Parse(text));
        Assert.Equal((183, "Session  Progress"), (response.StatusCode, response.ReasonPhrase));
        Assert.True(response.Body.IsEmpty);
    }

    [Theory]
    [InlineData("\r\n\r\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    public void Line_breaks_and_nuls_alone_are_a_keep_alive(string text)
    {
        Assert.Equal(RejectionReason.KeepAlive, Samples.Refused(text).Reason);
        Assert.True(SipParser.IsKeepAlive(Encoding.ASCII.GetBytes(text)));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("hello")]
    [InlineData("\u0001\u0001\u0000\u0000!\u0012")]
    public void What_is_no_sip_is_dropped_without_an_answer(string text)
    {
        var rejection = Samples.Refused(text);
        Assert.Equal(RejectionReason.NotSip, rejection.Reason);
        Assert.False(rejection.IsAnswerable);
    }

    [Fact]
    public void Line_breaks_before_the_start_line_are_ignored() =>
        Assert.Equal(SipMethod.Invite, Samples.Request("\r\n\r\n" + Samples.Invite).Method);

    [Fact]
    public void Lines_may_end_in_LF_alone() =>
        Assert.Equal("1928301774", Samples.Request(Samples.With("Content-Length", null).Replace("\r\n", "\n", StringComparison.Ordinal))
            .From.Tag);

    [Fact]
    public void Folded_lines_are_one_value_and_are_written_unfolded()
    {
        var request = Samples.Request(Samples.With("From", "f :\r\n \"A\r\n\t B\"\r\n  <sip:a@b> ;\r\n tag = 77"));
        Assert.Equal("\"A B\" <sip:a@b> ; tag = 77", request.Headers["From"]);
        Assert.Equal(("A B", "77"), (request.From.DisplayName, request.From.Tag));
        Assert.Contains("From: \"A B\" <sip:a@b> ; tag = 77\r\n", Encoding.UTF8.GetString(SipWriter.ToBytes(request)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_a_colon_is_left_out_and_counted()
    {
        var request = Samples.Request(Samples.With("Allow", "this is no header"));
        Assert.Equal(1, request.UnreadableLines);
        Assert.Equal(13, request.Headers.Count);
    }

    [Theory]
    [InlineData("Contact", "Contact: <<<>>>")]
    [InlineData("Max-Forwards", "Max-Forwards: seventy")]
    [InlineData("Allow", "Allow: ,,,\"")]
    [InlineData("Allow", "Date: yesterday")]
    [InlineData("P-Asserted-Identity", "P-Asserted-Identity: \"")]
    [InlineData("From", "From: Bell, Alexander <sip:a@b>;tag=1")]
    [InlineData("From", "From: <sip:@>;tag=1")]
    [InlineData("From", "From: sip:unknown@;tag=1")]
    [InlineData("From", "From: <sip:a@b>;;tag=1;")]
    public void What_is_not_needed_for_an_answer_refuses_nothing(string name, string line)
    {
        var request = Samples.Request(Samples.With(name, line));
        Assert.Equal("gw.manado.example", request.To.Uri.Host);
        Assert.NotNull(request.From.Tag);
        Assert.True(request.ReadableContact is null == line.StartsWith("Contact", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("From", null, RejectionReason.FromMissing, 400)]
    [InlineData("To", null, RejectionReason.ToMissing, 400)]
    [InlineData("Call-ID", null, RejectionReason.CallIdMissing, 400)]
    [InlineData("CSeq", null, RejectionReason.CSeqMissing, 400)]
    [InlineData("Call-ID", "Call-ID:", RejectionReason.CallIdUnreadable, 400)]
    [InlineData("CSeq", "CSeq: 2147483648 INVITE", RejectionReason.CSeqUnreadable, 400)]
    [InlineData("CSeq", "CSeq: -1 INVITE", RejectionReason.CSeqUnreadable, 400)]
    [InlineData("CSeq", "CSeq: 1INVITE", RejectionReason.CSeqUnreadable, 400)]
    [InlineData("CSeq", "CSeq: 1 BYE", RejectionReason.CSeqMethodMismatch, 400)]
    [InlineData("From", "From: \"x <sip:a@b>", RejectionReason.FromUnreadable, 400)]
    [InlineData("To", "To: <sip:a@b", RejectionReason.ToUnreadable, 400)]
    [InlineData("Call-ID", "Call-ID: a\r\nCall-ID: b", RejectionReason.SeveralValues, 400)]
    [InlineData("Content-Length", "Content-Length: x", RejectionReason.ContentLengthUnreadable, 400)]
    [InlineData("Content-Length", "Content-Length: 99999", RejectionReason.ContentLengthBeyondMessage, 400)]
    [InlineData("Content-Length", "Content-Length: 99999999999999999999", RejectionReason.ContentLengthUnreadable, 400)]
    public void What_an_answer_needs_is_asked_for_by_name(string name, string? line, RejectionReason reason, int status)
    {
        var rejection = Samples.Refused(Samples.With(name, line));
        Assert.Equal((reason, status), (rejection.Reason, rejection.StatusCode));
        Assert.NotEmpty(rejection.ReasonPhrase);
        Assert.Equal(2, rejection.ReadableHeaders.Lines("Via").Count());
    }

    [Fact]
    public void A_mandatory_header_repeated_word_for_word_does_no_harm() =>
        Assert.Equal("a", Samples.Request(Samples.With("Call-ID", "Call-ID: a\r\ni: a")).CallId);

    [Fact]
    public void A_request_without_a_readable_Via_cannot_be_answered()
    {
        Assert.Equal(0, Samples.Refused(Samples.Invite.Replace("Via:", "X:", StringComparison.Ordinal)).StatusCode);
        Assert.Equal(0, Samples.Refused(Samples.With("Via", "Via: nonsense")).StatusCode);
    }

    [Fact]
    public void A_bad_ACK_and_a_bad_response_are_never_answered()
    {
        Assert.Equal(0,
            Samples.Refused(Samples.Invite.Replace("INVITE", "ACK", StringComparison.Ordinal)
                .Replace("To:", "X:", StringComparison.Ordinal)).StatusCode);
        Assert.Equal(0, Samples.Refused("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h\r\n\r\n").StatusCode);
    }

    [Fact]
    public void Limits_refuse_by_name()
    {
        var limits = SipLimits.Default with { Headers = 20, HeaderLineBytes = 200, Vias = 5, MessageBytes = 3000 };
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(Samples.Invite), limits, out _, out _));
        Assert.Equal(RejectionReason.TooManyHeaders,
            Samples.Refused(Samples.With("Allow", string.Concat(Enumerable.Repeat("X: y\r\n", 20)) + "X: z"), limits).Reason);
        Assert.Equal(RejectionReason.HeaderLineTooLong, Samples.Refused(Samples.With("Allow", "X: " + new string('y', 200)), limits)
            .Reason);
        Assert.Equal(RejectionReason.TooManyVias,
            Samples.Refused(Samples.With("Via", "Via: " + string.Join(",", Enumerable.Repeat("SIP/2.0/UDP h", 5))), limits).Reason);
        Assert.Equal(RejectionReason.StartLineTooLong,
            Samples.Refused(Samples.Invite.Replace("gw.manado", new string('m', 200), StringComparison.Ordinal), limits).Reason);
        var large = Samples.Refused(Samples.Invite + new string('b', 3000), limits);
        Assert.Equal((RejectionReason.MessageTooLarge, 513), (large.Reason, large.StatusCode));
    }
    private static readonly SipRequest Reused = Samples.Request(Samples.Invite);
}
