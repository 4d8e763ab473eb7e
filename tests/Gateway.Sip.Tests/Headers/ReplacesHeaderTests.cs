using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Tests.Headers;

public sealed class ReplacesHeaderTests
{
    [Theory]
    [InlineData("425928@bobster.example;to-tag=7743;from-tag=6472", "425928@bobster.example", "7743", "6472", false)]
    [InlineData("12adf2f34456gs5 ; from-tag = 54321; TO-TAG=12345;early-only;x=y", "12adf2f34456gs5", "12345", "54321", true)]
    [InlineData("c///abc@h;to-tag=1;from-tag=2", "c///abc@h", "1", "2", false)]
    public void Rfc3891_examples_and_spellings_are_read(string text, string callId, string to, string from, bool early) =>
        Assert.Equal(new ReplacesHeader(callId, to, from, early), ReplacesHeader.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("a@b")]
    [InlineData("a@b;to-tag=1")]
    [InlineData("a@b;to-tag=;from-tag=2")]
    [InlineData("a@b;to-tag=1;to-tag=2;from-tag=3")]
    [InlineData(";to-tag=1;from-tag=2")]
    public void What_names_no_dialog_says_so(string text) => Assert.Throws<SipFormatException>(() => ReplacesHeader.Parse(text));

    [Fact]
    public void A_Refer_To_carries_it_escaped()
    {
        var uri = NameAddress.Parse("<sip:2002@gw.example?Subject=x&replaces=a%40b%3Bto-tag%3D1%3Bfrom-tag%3D2>").Uri;
        Assert.Equal(new ReplacesHeader("a@b", "1", "2"), ReplacesHeader.In(uri));
        Assert.Null(ReplacesHeader.In(SipUri.Parse("sip:2002@gw.example")));
        Assert.Throws<SipFormatException>(() => ReplacesHeader.In(NameAddress.Parse("<sip:a@b?Replaces=x&Replaces=y>").Uri));
    }
}
