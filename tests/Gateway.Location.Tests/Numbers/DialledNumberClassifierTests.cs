using Gateway.Location.Numbers;

namespace Gateway.Location.Tests.Numbers;

public sealed class DialledNumberClassifierTests
{
    private static readonly DialledNumberClassifier Trunk = new(
        [
            new NumberRule(@"(\+?62|0)431112|1120?431", "urn:service:sos", "0431"),
            new NumberRule(@"(\+?62|0)438112", "urn:service:sos", "0438", "71.72"),
            new NumberRule("113", "urn:service:sos.fire"),
            new NumberRule(@"\+62431888\d{3}", "urn:service:sos", null, "71.71"),
        ],
        emergencyOnly: false);

    [Theory]
    [InlineData("urn:service:sos", "urn:service:sos")]
    [InlineData("URN:Service:SOS.Fire", "urn:service:sos.fire")]
    [InlineData("urn:service:sos.ecall.automatic", "urn:service:sos.ecall.automatic")]
    [InlineData("urn:service:sos.police.river", "urn:service:sos.police")]
    [InlineData("urn:service:sos.unheard-of", "urn:service:sos")]
    [InlineData("urn:service:sos.country-specific.id.112", "urn:service:sos")]
    [InlineData("urn:service:sos.country-specific.id.113", "urn:service:sos.fire")]
    [InlineData("urn:emergency:service:sos.ambulance", "urn:service:sos.ambulance")]
    public void A_service_urn_is_an_emergency(string uri, string service)
    {
        var dialled = Trunk.Classify(uri);
        Assert.Equal((DialRule.ServiceUrn, service, false), (dialled.Rule, dialled.Service, dialled.IsTest));
    }

    [Theory]
    [InlineData("urn:service:test.sos", "urn:service:sos")]
    [InlineData("urn:service:test.sos.fire", "urn:service:sos.fire")]
    public void A_test_call_is_recognised(string uri, string service)
    {
        var dialled = Trunk.Classify(uri);
        Assert.Equal((true, true, service), (dialled.IsEmergency, dialled.IsTest, dialled.Service));
    }

    [Theory]
    [InlineData("sip:112@gw.manado.example;user=phone")]
    [InlineData("sips:112@gw.manado.example")]
    [InlineData("sip:1-1-2@gw")]
    [InlineData("sip:%31%31%32@gw")]
    [InlineData("sip:112:secret@gw")]
    [InlineData("tel:112")]
    [InlineData("tel:112;phone-context=+62")]
    [InlineData("TEL:112;phone-context=ims.mnc010.mcc510.3gppnetwork.org")]
    [InlineData("sip:112;phone-context=+62@gw;user=phone")]
    [InlineData("sip:112;phone-context=ims.mnc010.mcc510.3gppnetwork.org@gw;user=phone")]
    [InlineData("<sip:112@gw>")]
    public void The_emergency_number_is_one_in_every_form(string uri)
    {
        var dialled = Trunk.Classify(uri);
        Assert.Equal((DialRule.EmergencyNumber, "112", "urn:service:sos"), (dialled.Rule, dialled.Text, dialled.Service));
    }

    [Theory]
    [InlineData("sip:0431112@gw", "0431", null)]
    [InlineData("sip:+62431112@gw;user=phone", "0431", null)]
    [InlineData("sip:62431112@gw", "0431", null)]
    [InlineData("sip:112431@gw", "0431", null)]
    [InlineData("sip:+62-438-112@gw", "0438", "71.72")]
    [InlineData("sip:+62431888123@gw", null, "71.71")]
    public void Translated_digits_say_service_and_place(string uri, string? areaCode, string? centre)
    {
        var dialled = Trunk.Classify(uri);
        Assert.Equal((DialRule.NumberRule, areaCode, centre), (dialled.Rule, dialled.AreaCode, dialled.Centre));
    }

    [Fact]
    public void A_phone_context_with_area_code_is_a_hint() =>
        Assert.Equal("0431", Trunk.Classify("tel:112;phone-context=+62431").AreaCode);

    [Fact]
    public void Request_uri_goes_before_to_before_history_before_diversion()
    {
        Assert.Equal("Request-URI", Trunk.Classify("sip:112@gw", "<sip:113@gw>").FoundIn);
        Assert.Equal("To", Trunk.Classify("sip:5550100@gw", "\"112 <x>\" <sip:113@gw>;tag=1", ["<sip:112@a>;index=1"]).FoundIn);
        string[] history = ["<sip:112@a;user=phone>;index=1, <sip:113@a>;index=1.1"];
        Assert.Equal("History-Info", Trunk.Classify("sip:5550100@gw", "<sip:5550100@gw>", history, ["<tel:113>"]).FoundIn);
        Assert.Equal("Diversion", Trunk.Classify("sip:5550100@gw", null, null, ["<tel:112>;reason=unconditional;counter=1"]).FoundIn);
    }

    [Fact]
    public void A_later_header_may_still_say_where() =>
        Assert.Equal(
            ("112", "0431"),
            (Trunk.Classify("sip:112@gw", "<sip:0431112@gw>").Text, Trunk.Classify("sip:112@gw", "<sip:0431112@gw>").AreaCode));

    [Fact]
    public void Another_number_is_an_emergency_only_on_an_emergency_trunk()
    {
        Assert.Equal(DialRule.None, Trunk.Classify("sip:5550100@gw").Rule);
        var only = new DialledNumberClassifier([], emergencyOnly: true).Classify("sip:5550100@gw");
        Assert.Equal((DialRule.EmergencyTrunk, "urn:service:sos"), (only.Rule, only.Service));
    }

    [Theory]
    [InlineData("urn:service:counseling")]
    [InlineData("urn:service:sosx")]
    [InlineData("sip:gw.example")]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("sip:@")]
    public void What_is_no_emergency_is_none_and_nothing_throws(string uri) => Assert.False(Trunk.Classify(uri).IsEmergency);

    [Theory]
    [InlineData("(")]
    [InlineData(@"(\d)\1")]
    [InlineData("(?=1)112")]
    public void A_pattern_that_could_be_slow_or_is_none_is_refused(string pattern) =>
        Assert.ThrowsAny<ArgumentException>(() => new NumberRule(pattern, "urn:service:sos"));
}
