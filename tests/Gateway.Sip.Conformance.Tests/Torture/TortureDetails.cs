using System.Text;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Conformance.Tests.Torture;

/// <summary>RFC 4475 beyond the verdict: what the message means once it is read.</summary>
public sealed class TortureDetails
{
    private static SipMessage Parse(string file)
    {
        Assert.True(SipParser.TryParse(TortureCorpus.Bytes(file), SipLimits.Default, out var message, out var rejection),
            rejection.Reason.ToString());
        return message!;
    }

    private static SipRequest Request(string file) => (SipRequest)Parse(file);

    private static SipResponse Reply(string file) => TortureVerdict.Of(TortureCorpus.Bytes(file)).Reply!;

    [Fact]
    public void Rfc4475_3_1_1_1_wsinv_every_header_value()
    {
        var invite = Request("wsinv");
        Assert.Equal("sip:vivekg@chair-dnrc.example.com;unknownparam", invite.RequestUri.Text);
        Assert.Equal(("sip:vivekg@chair-dnrc.example.com", "1918181833n"), (invite.To.Uri.Text, invite.To.Tag));
        Assert.Equal(("J Rosenberg \\\"", "sip:jdrosen@example.com", "98asjd8"),
            (invite.From.DisplayName, invite.From.Uri.Text, invite.From.Tag));
        Assert.Equal(68, invite.MaxForwards);
        Assert.Equal("wsinv.ndaksdj@192.0.2.1", invite.CallId);
        Assert.Equal(new CSeq(9, SipMethod.Invite), invite.CSeq);
        Assert.Equal("", invite.Headers["Subject"]);
        Assert.Equal("newfangled value continued newfangled value", invite.Headers["NewFangledHeader"]);
        Assert.Equal(";;,,;;,;", invite.Headers["UnknownHeaderWithUnusualValue"]);
        Assert.Equal("application/sdp", invite.ContentType);
        Assert.Equal(150, invite.Body.Length);

        var route = NameAddress.Parse(invite.Headers["Route"]!);
        Assert.Equal(("services.example.com", true, "value", true),
            (route.Uri.Host, route.Uri.HasParameter("lr"), route.Uri.Parameter("unknownwith"), route.Uri.HasParameter("unknown-no-value")));

        Via[] vias = [.. invite.Headers.Values("Via").Select(Via.Parse)];
        Assert.Equal(
            [("UDP", "192.0.2.2", "390skdjuw"), ("TCP", "spindle.example.com", "z9hG4bK9ikj8"), ("UDP", "192.168.255.111", "z9hG4bK30239")],
            vias.Select(v => (v.Transport, v.Host, v.Branch!)));
        Assert.Equal(vias[0], invite.Via);

        var contact = invite.Contact!;
        Assert.Equal(("Quoted string \"\"", "sip:jdrosen@example.com"), (contact.DisplayName, contact.Uri.Text));
        Assert.Equal(("newvalue", true, "0.33"),
            (contact.Parameter("newparam"), contact.HasParameter("secondparam"), contact.Parameter("q")));
    }

    [Fact]
    public void Rfc4475_3_1_1_2_intmeth_wide_range_of_characters()
    {
        var request = Request("intmeth");
        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", request.Method.Name);
        Assert.Equal(request.Method, request.CSeq.Method);
        Assert.Equal("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", request.RequestUri.User);
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", request.RequestUri.Password);
        Assert.Equal("example.com", request.RequestUri.Host);
        Assert.Equal("BEL:\u0007 NUL:\0 DEL:\u007f", request.To.DisplayName);
        Assert.Equal("token1~` token2'+_ token3*%!.-", request.From.DisplayName);
        Assert.Equal("работающий", request.From.Parameter("fromParam''~+*_!.-%"));
        Assert.Equal("_token~1'+`*%!-.", request.From.Tag);
        Assert.Equal("z9hG4bK-.!%66*_+`'~", request.Via.Branch);
        Assert.Equal("\ufeff大停電", request.Headers["extensionHeader-!.%*+_`'~"]);
        Assert.Equal("intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", request.CallId);
    }

    [Fact]
    public void Rfc4475_3_1_1_3_esc01_escapes_are_decoded_where_they_are_some()
    {
        var invite = Request("esc01");
        Assert.Equal("sips:user@example.com", invite.RequestUri.User);
        Assert.Equal(("sip", "example.net"), (invite.RequestUri.Scheme, invite.RequestUri.Host));
        Assert.True(invite.To.Uri.IsEquivalentTo(SipUri.Parse("sip:user@example.com")));
        Assert.Equal("I have spaces", invite.From.Uri.User);
        Assert.Equal("caller", invite.Contact!.Uri.User);
        Assert.Equal([new("lr", null), new("name", "value%41")], invite.Contact.Uri.Parameters);
    }

    [Fact]
    public void Rfc4475_3_1_1_4_escnull_the_contacts_differ()
    {
        var contacts = ContactList.Of(Parse("escnull").Headers).Addresses;
        Assert.Equal(["\0", "\0\0"], contacts.Select(c => c.Uri.User));
        Assert.False(contacts[0].Uri.IsEquivalentTo(contacts[1].Uri));
    }

    [Fact]
    public void Rfc4475_3_1_1_5_esc02_percent_is_no_escape_in_a_token()
    {
        var request = Request("esc02");
        Assert.Equal("RE%47IST%45R", request.Method.Name);
        Assert.NotEqual(SipMethod.Register, request.Method);
        Assert.Equal("%Z%45", request.To.DisplayName);
        Assert.Equal("z9hG4bK209%fzsnel234", request.Via.Branch);
        Assert.Equal(["<sip:alias1@host1.example.com>", "<sip:alias3@host3.example.com>"], request.Headers.Lines("Contact"));
        Assert.Equal("<sip:alias2@host2.example.com>", request.Headers["C%6Fntact"]);
    }

    [Fact]
    public void Rfc4475_3_1_1_6_lwsdisp() =>
        Assert.Equal(("caller", "323"), (Parse("lwsdisp").From.DisplayName, Parse("lwsdisp").From.Tag));

    [Fact]
    public void Rfc4475_3_1_1_7_longreq_all_34_vias()
    {
        var invite = Parse("longreq");
        Assert.Equal(34, invite.Headers.Lines("Via").Count());
        Assert.Equal("sip33.example.com", invite.Via.Host);
        Assert.Equal("192.0.2.5", Via.Parse(invite.Headers.Lines("Via").Last()).Received);
        Assert.Equal(150, invite.Body.Length);
    }

    [Fact]
    public void Rfc4475_3_1_1_8_dblreq_only_the_first_request()
    {
        var request = Request("dblreq");
        Assert.Equal((SipMethod.Register, 0, 8), (request.Method, request.Body.Length, request.Headers.Count));
        Assert.Equal("dblreq.0ha0isndaksdj99sdfafnl3lk233412", request.CallId);
    }

    [Fact]
    public void Rfc4475_3_1_1_8_dblreq_on_a_stream_is_two()
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        framer.Append(TortureCorpus.Bytes("dblreq"));
        var methods = new List<string>();
        for (var frame = framer.Next(); frame is SipFrame.Message message; frame = framer.Next())
        {
            Assert.True(SipParser.TryParse(message.Bytes, SipLimits.Default, out var parsed, out _));
            methods.Add(((SipRequest)parsed!).Method.Name);
        }

        Assert.Equal(["REGISTER", "INVITE"], methods);
    }

    [Fact]
    public void Rfc4475_3_1_1_9_semiuri_parameters_stay_in_the_user_part()
    {
        var uri = Request("semiuri").RequestUri;
        Assert.Equal(("user;par=u@example.net", "example.com"), (uri.User, uri.Host));
        Assert.Empty(uri.Parameters);
        Assert.Equal(6, Request("semiuri").Headers.Values("Accept").Count());
    }

    [Fact]
    public void Rfc4475_3_1_1_10_transports() => Assert.Equal(
        ["UDP", "SCTP", "TLS", "UNKNOWN", "TCP"], Parse("transports").Headers.Lines("Via").Select(l => Via.Parse(l).Transport));

    [Fact]
    public void Rfc4475_3_1_1_11_mpart01_parts_byte_for_byte()
    {
        var bytes = TortureCorpus.Bytes("mpart01");
        var parts = MultipartReader.Read(Parse("mpart01"), SipLimits.Default);
        Assert.Equal((2, 0), (parts.Parts.Count, parts.Dropped));
        Assert.Equal("Hello", Encoding.ASCII.GetString(parts.Parts[0].Content.Span));
        Assert.True(parts.Parts[0].Is("text/plain"));
        Assert.True(parts.Parts[1].Is("application/octet-stream"));

        // Cut out of the file by its own offsets, not by our reader.
        var head = "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"u8;
        var start = bytes.AsSpan().IndexOf(head) + head.Length;
        var length = bytes.AsSpan(start).IndexOf("\r\n--7a9cbec02ceef655--"u8);
        Assert.Equal(bytes.AsSpan(start, length).ToArray(), parts.Parts[1].Content.ToArray());
        Assert.Equal(0x30, parts.Parts[1].Content.Span[0]);
    }

    [Fact]
    public void Rfc4475_3_1_1_12_unreason_phrase_is_kept() => Assert.Equal(
        "= 2**3 * 5**2 но сто девяносто девять - простое", ((SipResponse)Parse("unreason")).ReasonPhrase);

    [Fact]
    public void Rfc4475_3_1_1_13_noreason_phrase_is_empty() =>
        Assert.Equal((100, ""), (((SipResponse)Parse("noreason")).StatusCode, ((SipResponse)Parse("noreason")).ReasonPhrase));

    [Fact]
    public void Rfc4475_3_1_2_11_escruri_headers_are_left_out()
    {
        Assert.Equal("sip:user@example.com", Request("escruri").RequestUri.Text);
        Assert.DoesNotContain("Route", Encoding.UTF8.GetString(SipWriter.ToBytes(Parse("escruri"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc4475_3_1_2_7_ltgtruri_brackets_are_left_out() =>
        Assert.Equal("sip:user@example.com", Request("ltgtruri").RequestUri.Text);

    [Fact]
    public void Rfc4475_3_2_1_badbranch_matches_by_RFC_2543_rules() => Assert.False(Parse("badbranch").Via.HasUniqueBranch);

    [Fact]
    public void Rfc4475_3_3_1_insuf_is_answered_with_what_is_there()
    {
        var reply = Reply("insuf");
        Assert.Equal("193942 INVITE", reply.Headers["CSeq"]);
        Assert.False(reply.Headers.Contains("Call-ID"));
    }

    [Fact]
    public void Rfc4475_3_3_5_bext01_names_what_is_not_supported() =>
        Assert.Equal("nothingSupportsThis, nothingSupportsThisEither", Reply("bext01").Headers["Unsupported"]);

    [Fact]
    public void Rfc4475_3_3_6_invut_says_what_is_taken() =>
        Assert.Contains("application/sdp", Reply("invut").Headers["Accept"]!, StringComparison.Ordinal);

    [Fact]
    public void Rfc4475_3_3_7_regaut01_is_challenged() =>
        Assert.StartsWith("Digest ", Reply("regaut01").Headers["WWW-Authenticate"]!, StringComparison.Ordinal);

    [Fact]
    public void Rfc4475_3_3_12_cparam01_the_parameter_belongs_to_the_contact()
    {
        Assert.True(Parse("cparam01").Contact!.HasParameter("unknownparam"));
        Assert.True(Parse("cparam02").Contact!.Uri.HasParameter("unknownparam"));
        Assert.False(Parse("cparam02").Contact!.HasParameter("unknownparam"));
        Assert.Equal("Route=%3Csip:sip.example.com%3E", Parse("regescrt").Contact!.Uri.HeadersPart);
    }

    [Fact]
    public void Rfc4475_3_4_1_inv2543_body_runs_to_the_end_of_the_datagram()
    {
        var invite = Parse("inv2543");
        Assert.Null(invite.Via.Branch);
        Assert.Null(invite.From.Tag);
        Assert.EndsWith("m=audio 49217 RTP/AVP 0\r\n", Encoding.ASCII.GetString(invite.Body.Span), StringComparison.Ordinal);
    }
}
