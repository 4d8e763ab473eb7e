using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Headers;

public sealed class OtherHeaderTests
{
    private static HeaderList Of(string name, params string[] lines) =>
        lines.Aggregate(new HeaderList(), (list, line) => list.Add(name, line));

    [Fact]
    public void Rfc3326_reasons_are_read_and_written()
    {
        var reasons = ReasonHeader.Of(Of("Reason", "Q.850 ;cause=16 ;text=\"Normal, clearing\", SIP;cause=200", "=bad", "Q.850;cause=x"));
        Assert.Equal([new("Q.850", 16, "Normal, clearing"), new("SIP", 200), new("Q.850", null)], reasons);
        Assert.True(reasons[0].IsQ850);
        Assert.Equal("Q.850;cause=42;text=\"so \\\"full\\\"\"", new ReasonHeader("Q.850", 42, "so \"full\"").ToString());
    }

    [Theory]
    [InlineData("id", true)]
    [InlineData("critical; USER", true)]
    [InlineData("none", false)]
    [InlineData("", false)]
    public void Rfc3323_privacy_restricts_presentation(string line, bool restricted) =>
        Assert.Equal(restricted, PrivacyHeader.IsPresentationRestricted(Of("Privacy", line)));

    [Fact]
    public void Rfc3325_the_identity_with_a_number_is_preferred()
    {
        var headers = Of("P-Asserted-Identity", "<sip:budi@ims.example>, <sip:+62812@ims.example>", "\"B\" <tel:+62812>", "\"broken");
        Assert.Equal(3, AssertedIdentity.Of(headers).Count);
        Assert.Equal("tel:+62812", AssertedIdentity.Preferred(headers)!.Uri.Text);
        Assert.Equal("sip:+62812@ims.example",
            AssertedIdentity.Preferred(Of("P-Asserted-Identity", "<sip:budi@h>, <sip:+62812@ims.example>"))!.Uri.Text);
        Assert.Null(AssertedIdentity.Preferred(new HeaderList()));
    }

    [Fact]
    public void Rfc6442_locations_by_value_and_by_reference_with_their_source()
    {
        var list = GeolocationHeader.Of(Of("Geolocation", "<cid:pos123@manado.example>;loc-src=ims.example",
            "<https://lis.example/x?a=1,2>, <>"));
        Assert.Equal(2, list.Count);
        Assert.Equal(("pos123@manado.example", "ims.example"), (list[0].ContentId, list[0].LocationSource));
        Assert.Equal((null, "https://lis.example/x?a=1,2"), (list[1].ContentId, list[1].Uri.Text));
        Assert.False(GeolocationHeader.RoutingAllowed(Of("Geolocation-Routing", "no")));
        Assert.Null(GeolocationHeader.RoutingAllowed(new HeaderList()));
    }

    [Fact]
    public void Call_info_gives_uri_and_purpose()
    {
        var info = CallInfo.Of(Of("Call-Info",
            "<urn:emergency:uid:callid:abc:gw.example>;purpose=emergency-CallId, <http://x/y.png> ;purpose=icon, <cid:1@x>"));
        Assert.True(info[0].HasPurpose("EMERGENCY-callid"));
        Assert.Equal(["urn", "http", "cid"], info.Select(i => i.Uri.Scheme));
        Assert.Equal("<http://x/y.png>;purpose=icon", info[1].ToString());
    }

    [Fact]
    public void The_number_dialled_first_is_found_in_history_and_diversion()
    {
        var history = Of("History-Info", "<sip:agent@gw>;index=1.1, <sip:112@gw?Reason=SIP%3Bcause%3D302>;index=1",
            "<sip:x@gw>;index=1.10;mp=1.1, <sip:y@gw>;index=1.2");
        Assert.Equal(["112", "agent", "y", "x"], HistoryInfo.Of(history).Select(h => h.Uri.User));
        Assert.Equal("112", HistoryInfo.First(history)!.Uri.User);
        Assert.Equal("112",
            DiversionHeader.Original(Of("Diversion", "<sip:0431@gw>;reason=unconditional", "<tel:112>;reason=no-answer"))!.Uri.User);
    }

    [Fact]
    public void Rfc4412_priorities_are_read() => Assert.Equal(
        [new("esnet", "1"), new("wps", "0")], ResourcePriority.Of(Of("Resource-Priority", "ESNET.1, wps.0, bad, .x, y.")));

    [Theory]
    [InlineData("urn:service:sos", "sos", "sos", false)]
    [InlineData("URN:Service:SOS.Fire", "sos.fire", "sos.fire", false)]
    [InlineData("urn:service:sos.ecall.automatic", "sos.ecall.automatic", "sos.ecall.automatic", false)]
    [InlineData("urn:service:sos.fire.forest", "sos.fire.forest", "sos.fire", false)]
    [InlineData("urn:service:sos.country-specific.id.112", "sos.country-specific.id.112", "sos", false)]
    [InlineData("urn:service:test.sos.police", "sos.police", "sos.police", true)]
    public void Rfc5031_an_unknown_sub_service_falls_back_label_by_label(string text, string labels, string registered, bool test)
    {
        var urn = ServiceUrn.From(SipUri.Parse(text))!;
        Assert.Equal((labels, registered, test), (urn.Labels, urn.Registered.Labels, urn.IsTest));
        Assert.True(urn.IsEmergency);
        Assert.Equal(urn, ServiceUrn.From(urn.ToUri()));
    }

    [Theory]
    [InlineData("urn:service:")]
    [InlineData("urn:service:so s")]
    [InlineData("urn:gsma:imei:1")]
    [InlineData("sip:sos@x")]
    public void Other_uris_are_no_service(string text) => Assert.Null(ServiceUrn.From(text));

    [Fact]
    public void A_service_that_is_no_emergency_is_not_one() => Assert.False(ServiceUrn.From("urn:service:counseling")!.IsEmergency);

    [Theory]
    [InlineData("3600", 3600u)]
    [InlineData("0", 0u)]
    [InlineData("10000000000000000000000000", uint.MaxValue)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("", null)]
    public void Expires_is_a_number_of_seconds_or_nothing(string text, uint? seconds) => Assert.Equal(seconds, ExpiresHeader.Parse(text));

    [Fact]
    public void Token_lists_run_over_all_lines()
    {
        var headers = Of("k", "timer, 100rel", "replaces,,Path", "b(d");
        Assert.Equal(["timer", "100rel", "replaces", "Path"], TokenList.Of(headers, "Supported"));
        Assert.True(TokenList.Contains(headers, "Supported", "path"));
    }

    [Theory]
    [InlineData(null, "application/sdp", true)]
    [InlineData(null, "text/plain", false)]
    [InlineData("", "application/sdp", false)]
    [InlineData("text/*, application/*;q=0.2", "application/sdp", true)]
    [InlineData("text/nobodyKnowsThis", "application/sdp", false)]
    [InlineData("*/*;q=0", "application/sdp", false)]
    [InlineData("rubbish", "application/sdp", true)]
    public void Accept_says_what_is_taken(string? line, string type, bool taken) =>
        Assert.Equal(taken, AcceptHeader.Allows(line is null ? new HeaderList() : Of("Accept", line), type));

    [Fact]
    public void A_media_type_is_lower_case_and_keeps_its_parameters()
    {
        var type = MediaType.Parse("Multipart / Mixed ; boundary=\"a b\"; x=y");
        Assert.Equal(("multipart/mixed", "a b", true), (type.Name, type.Parameter("boundary"), type.IsMultipart));
        Assert.Equal("multipart/mixed;boundary=\"a b\";x=y", type.ToString());
        Assert.Throws<SipFormatException>(() => MediaType.Parse("text"));
        Assert.Equal(new ContentDisposition("session", true), ContentDisposition.Parse("Session;handling=Optional"));
    }

    [Theory]
    [InlineData("0009\r\n INVITE", 9u, "INVITE")]
    [InlineData("2147483647 RE%47", 2147483647u, "RE%47")]
    public void A_cseq_is_a_number_and_a_method(string text, uint number, string method) =>
        Assert.Equal(new CSeq(number, new SipMethod(method)), CSeq.Parse(text));
}
