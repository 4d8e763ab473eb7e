using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Headers;

public sealed class NameAddressTests
{
    [Theory]
    [InlineData("sip:a@b", null, "sip:a@b", null)]
    [InlineData("sip:a@b;tag=1", null, "sip:a@b", "1")]
    [InlineData("<sip:a@b;lr>;tag=1", null, "sip:a@b;lr", "1")]
    [InlineData("A. Bell <sip:a@b>", "A. Bell", "sip:a@b", null)]
    [InlineData("caller<sip:a@b>;tag=3", "caller", "sip:a@b", "3")]
    [InlineData("\"Quoted \\\"x\\\" <y>, z\" <sip:a@b> ; tag = \"q q\"", "Quoted \"x\" <y>, z", "sip:a@b", "q q")]
    [InlineData("\"\" < sip:a@b >", "", "sip:a@b", null)]
    [InlineData("Jalan Pierre Tendean № 5 <tel:+62431>", "Jalan Pierre Tendean № 5", "tel:+62431", null)]
    [InlineData("<urn:service:sos>", null, "urn:service:sos", null)]
    public void An_address_gives_name_uri_and_tag(string text, string? name, string uri, string? tag)
    {
        var address = NameAddress.Parse(text);
        Assert.Equal((name, uri, tag), (address.DisplayName, address.Uri.Text, address.Tag));
        var again = NameAddress.Parse(address.ToString());
        Assert.Equal((name is "" ? null : name, uri, tag), (again.DisplayName, again.Uri.Text, again.Tag));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<>")]
    [InlineData("\"open <sip:a@b>")]
    [InlineData("<sip:a@b")]
    [InlineData("\"x\" sip:a@b")]
    [InlineData("sip:a@b?Route=x")]
    [InlineData("<sip:a@b>;tag=\"open")]
    [InlineData("<sip:a@b> junk")]
    [InlineData("<sip:@>")]
    [InlineData("name")]
    public void What_is_no_address_says_so(string text) => Assert.Throws<SipFormatException>(() => NameAddress.Parse(text));

    [Fact]
    public void Values_keep_their_quotes_on_the_wire_and_lose_them_for_the_reader()
    {
        var contact = NameAddress.Parse("<sip:[2404:c0:1::7]:5060>;+sip.instance=\"<urn:gsma:imei:35347210-434354-0>\";q=0.5;audio");
        Assert.Equal("<urn:gsma:imei:35347210-434354-0>", contact.Parameter("+sip.instance"));
        Assert.True(contact.HasParameter("audio"));
        Assert.Null(contact.Parameter("audio"));
        Assert.Equal("<sip:[2404:c0:1::7]:5060>;+sip.instance=\"<urn:gsma:imei:35347210-434354-0>\";q=0.5;audio", contact.ToString());
        Assert.Equal("2404:c0:1::7", contact.Uri.Host);
    }

    [Fact]
    public void A_tag_is_changed_in_its_place_and_what_needs_quotes_gets_them()
    {
        var address = NameAddress.Parse("<sip:a@b>;tag=1;x").WithTag("2").With("note", "two words");
        Assert.Equal("<sip:a@b>;tag=2;x;note=\"two words\"", address.ToString());
        Assert.Equal(address, NameAddress.Parse(address.With("note", "\"two words\"").ToString()) with { Parameters = address.Parameters });
    }

    [Fact]
    public void A_list_of_contacts_splits_at_its_own_commas_only()
    {
        var headers = new HeaderList().Add("Contact", "\"a, b\" <sip:a,b@c>;q=0.2, <sip:d@e>;expires=60,, sip:broken?x=y").Add("m", "*")
            .Add("Expires", "3600");
        var list = ContactList.Of(headers);
        Assert.Equal(["sip:a,b@c", "sip:d@e"], list.Addresses.Select(a => a.Uri.Text));
        Assert.Equal((true, 1), (list.IsStar, list.Unreadable));
        Assert.Equal([3600u, 60u], list.Addresses.Select(a => ContactList.ExpiresOf(a, headers)!.Value));
        Assert.Equal([0.2, 1], list.Addresses.Select(ContactList.QOf));
    }
}
