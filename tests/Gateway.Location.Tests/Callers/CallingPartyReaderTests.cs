using Gateway.Location.Callers;
using Gateway.Location.Numbers;

namespace Gateway.Location.Tests.Callers;

public sealed class CallingPartyReaderTests
{
    private static readonly CallingPartyReader Reader = new([new PseudoNumberRule(@"(\+?62)?112(?<imei7>\d{7})")]);

    private static CallingParty Read(string from, params string[] asserted) =>
        Reader.Read(new CallingPartyEvidence { From = from, AssertedIdentities = asserted });

    [Theory]
    [InlineData("<sip:+6281234567890@ims.example;user=phone>;tag=a7")]
    [InlineData("sip:081234567890@gw;tag=1")]
    [InlineData("<sip:6281234567890@gw>")]
    [InlineData("<tel:+62-812-3456-7890>")]
    [InlineData("<sip:006281234567890@gw>")]
    [InlineData("<sip:+6281234567890;cpc=emergency;phone-context=+62@gw>")]
    public void A_number_becomes_e164(string from)
    {
        var party = Read(from);
        Assert.Equal((CallingPartyKind.Number, "+6281234567890", true, "From"), (party.Kind, party.Number, party.Callable, party.Source));
    }

    [Fact]
    public void A_foreign_number_stays_foreign() => Assert.Equal("+4930123456", Read("<sip:+4930123456@gw>").Number);

    [Fact]
    public void The_asserted_identity_goes_before_from()
    {
        var party = Read(
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=9a1",
            "<sip:+6281234567890@ims.example;user=phone>",
            "<tel:+6281234567890>");
        Assert.Equal(("+6281234567890", "P-Asserted-Identity"), (party.Number, party.Source));
        Assert.Equal("sip:+6281234567890@ims.example;user=phone", party.AssertedIdentity);
        Assert.True(party.PresentationRestricted);
        Assert.Null(party.DisplayName);
    }

    [Fact]
    public void Of_two_asserted_identities_the_one_with_a_number_counts() =>
        Assert.Equal("+6281234567890", Read("<sip:x@y>", "<sip:alice@ims.example>", "<tel:+6281234567890>").Number);

    [Fact]
    public void Remote_party_id_goes_before_from()
    {
        var party = Reader.Read(new CallingPartyEvidence
        {
            From = "<sip:02112345678@gw>",
            RemotePartyId = "\"Budi\" <sip:081234567890@gw>;party=calling;privacy=full",
        });
        Assert.Equal(
            ("+6281234567890", "Remote-Party-ID", "Budi", true),
            (party.Number, party.Source, party.DisplayName, party.PresentationRestricted));
    }

    [Theory]
    [InlineData("id", true)]
    [InlineData("header;id;critical", true)]
    [InlineData("none", false)]
    [InlineData(null, false)]
    public void Privacy_restricts_the_presentation_only(string? privacy, bool restricted)
    {
        var party = Reader.Read(new CallingPartyEvidence { From = "<sip:081234567890@gw>", Privacy = privacy });
        Assert.Equal((restricted, true), (party.PresentationRestricted, party.Callable));
    }

    [Theory]
    [InlineData("<sip:unavailable@unknown.invalid>")]
    [InlineData("<sip:unknown@gw>")]
    [InlineData("<sip:anonymous@gw>")]
    [InlineData("<sip:gw.example>")]
    [InlineData("<sip:@gw>")]
    [InlineData("")]
    public void No_identity_is_no_callback(string from)
    {
        var party = Read(from);
        Assert.Equal((CallingPartyKind.Anonymous, false), (party.Kind, party.Callable));
        Assert.Null(party.Number);
    }

    [Theory]
    [InlineData("<sip:112@gw>", CallingPartyKind.ShortCode)]
    [InlineData("<sip:888@gw>", CallingPartyKind.ShortCode)]
    [InlineData("<sip:alice@gw>", CallingPartyKind.Address)]
    public void A_short_code_or_an_address_is_no_callback(string from, CallingPartyKind kind) =>
        Assert.Equal((kind, false), (Read(from).Kind, Read(from).Callable));

    [Fact]
    public void A_pseudo_number_gives_the_imei_and_no_callback()
    {
        var party = Read("<sip:+621124343540@gw>");
        Assert.Equal((CallingPartyKind.PseudoNumber, false, "4343540"), (party.Kind, party.Callable, party.Imei7));
        Assert.Null(party.Number);
    }

    [Fact]
    public void A_phone_without_sim_is_known_by_its_imei()
    {
        var party = Reader.Read(new CallingPartyEvidence
        {
            From = "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=77",
            Contact = "<sip:[2404:c0:1::7]:5060>;+sip.instance=\"<urn:gsma:imei:35347210-434354-0>\"",
        });
        Assert.Equal((CallingPartyKind.Anonymous, "imei:35347210-434354-0"), (party.Kind, party.DeviceId));
    }

    [Theory]
    [InlineData("\"<sip:1@2>\" <sip:081234567890@gw>")]
    [InlineData("\"a \\\" < b\" <sip:081234567890@gw>")]
    public void A_name_with_brackets_is_no_uri(string from) => Assert.Equal("+6281234567890", Read(from).Number);
}
