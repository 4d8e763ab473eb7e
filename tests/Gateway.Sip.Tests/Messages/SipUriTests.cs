using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Messages;

public sealed class SipUriTests
{
    [Fact]
    public void A_sip_uri_is_taken_apart()
    {
        var uri = SipUri.Parse("SIPS:al%69ce:pa%40ss@[2001:db8::1]:5061;Transport=TCP;lr;%6C%72x=v%61lue%25%34%31?Subject=a%20b&Priority=x@y");
        Assert.Equal(("sips", "alice", "pa@ss", "2001:db8::1", 5061), (uri.Scheme, uri.User, uri.Password, uri.Host, uri.Port!.Value));
        Assert.Equal([new("transport", "TCP"), new("lr", null), new("lrx", "value%41")], uri.Parameters);
        Assert.Equal("Subject=a%20b&Priority=x@y", uri.HeadersPart);
        Assert.Equal("sips:alice:pa%40ss@[2001:db8::1]:5061;transport=TCP;lr;lrx=value%2541", uri.WithoutHeaders().Text);
    }

    [Theory]
    [InlineData("tel:112;phone-context=+62", "tel", "112", "+62")]
    [InlineData("tel:112", "tel", "112", null)]
    [InlineData("sip:112;phone-context=+62@gw;user=phone", "sip", "112;phone-context=+62", "+62")]
    [InlineData("sip:user;par=u%40example.net@example.com", "sip", "user;par=u@example.net", null)]
    [InlineData("urn:service:sos", "urn", "service:sos", null)]
    [InlineData("nobodyKnowsThisScheme:totallyopaquecontent", "nobodyknowsthisscheme", "totallyopaquecontent", null)]
    [InlineData("sip:gw.example", "sip", null, null)]
    [InlineData("sip:@gw.example", "sip", "", null)]
    public void User_and_phone_context_of_any_scheme(string text, string scheme, string? user, string? context)
    {
        var uri = SipUri.Parse(text);
        Assert.Equal((scheme, user, context), (uri.Scheme, uri.User, uri.TelParameter("phone-context")));
        Assert.Equal(text, uri.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip:")]
    [InlineData("alice")]
    [InlineData(":x")]
    [InlineData("sip:a@b c")]
    [InlineData("sip:a@b:99999")]
    [InlineData("sip:a@b:")]
    [InlineData("sip:a@[::1")]
    [InlineData("sip:a@[nonsense]")]
    [InlineData("sip:a@")]
    [InlineData("sip:a@h^st")]
    [InlineData("1sip:a@b")]
    public void What_is_no_uri_says_so(string text)
    {
        Assert.Throws<SipFormatException>(() => SipUri.Parse(text));
        Assert.False(SipUri.TryParse(text, out _));
    }

    // The examples of RFC 3261 §19.1.4.
    [Theory]
    [InlineData("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtlanTa.CoM;Transport=tcp", true)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
        "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true)]
    [InlineData("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
        true)]
    [InlineData("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false)]
    [InlineData("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false)]
    [InlineData("sip:%00@h", "sip:%00%00@h", false)]
    [InlineData("sip:a%3Ab@h", "sip:a:b@h", false)]
    [InlineData("sip:a%3ab@h", "sip:a%3Ab@h", true)]
    [InlineData("sip:a@h", "sips:a@h", false)]
    [InlineData("tel:+62-431-112", "tel:+62431112", true)]
    [InlineData("tel:112;phone-context=+62", "tel:112", false)]
    [InlineData("URN:SERVICE:SOS", "urn:service:sos", true)]
    public void Rfc3261_19_1_4_comparison(string a, string b, bool same)
    {
        Assert.Equal(same, SipUri.Parse(a).IsEquivalentTo(SipUri.Parse(b)));
        Assert.Equal(same, SipUri.Parse(b).IsEquivalentTo(SipUri.Parse(a)));
    }

    [Fact]
    public void A_composed_uri_is_escaped_and_reads_back()
    {
        var uri = SipUri.Sip("agent 7@manado", "2001:db8::1", 5060, [new("transport", "tcp"), new("ob", null)]);
        Assert.Equal("sip:agent%207%40manado@[2001:db8::1]:5060;transport=tcp;ob", uri.Text);
        Assert.Equal("agent 7@manado", SipUri.Parse(uri.Text).User);
        Assert.Equal("sip:agent%207%40manado@[2001:db8::1]:5060;transport=udp;ob", uri.WithParameter("transport", "udp").Text);
    }
}
