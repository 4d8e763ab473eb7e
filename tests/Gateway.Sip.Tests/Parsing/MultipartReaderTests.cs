using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class MultipartReaderTests
{
    private static BodyParts Read(string type, string body, SipLimits? limits = null) =>
        MultipartReader.Read(new HeaderList().Add("Content-Type", type), Encoding.UTF8.GetBytes(body), limits ?? SipLimits.Default);

    private static string[] Texts(BodyParts parts) => [.. parts.Parts.Select(p => Encoding.UTF8.GetString(p.Content.Span))];

    [Fact]
    public void An_offer_beside_a_location_is_two_parts()
    {
        var parts = Read(
            "multipart/mixed;boundary=\"b 1\"",
            "preamble\r\n--b 1\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n\r\n--b 1  \r\nc: application/pidf+xml\r\nContent-ID: <pos@x>\r\n"
            + "Content-Disposition: by-reference;handling=optional\r\n\r\n<presence/>\r\n--b 1--\r\nepilogue\r\n--b 1\r\n\r\nnot a part");
        Assert.Equal(["v=0\r\n", "<presence/>"], Texts(parts));
        Assert.True(parts.Parts[0].Is("application/sdp"));
        Assert.Equal(("pos@x", "by-reference", true),
            (parts.Parts[1].ContentId, parts.Parts[1].Disposition!.Value.Kind, parts.Parts[1].Disposition!.Value.IsOptional));
        Assert.Equal(0, parts.Dropped);
    }

    [Theory]
    [InlineData("--b\r\n\r\none\r\n--b\r\n\r\ntwo")]
    [InlineData("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--")]
    [InlineData("--b\n\none\n--b\n\ntwo\n--b--\n")]
    [InlineData("\r\n\r\n--b \t\r\n\r\none\r\n--b\t\r\n\r\ntwo\r\n--b--  \r\n")]
    public void Boundaries_are_found_however_the_sender_writes_them(string body)
    {
        Assert.Equal(["one", "two"], Texts(Read("multipart/mixed;boundary=b", body)));
        Assert.Equal(["one", "two"], Texts(Read("multipart/mixed", body)));
    }

    [Fact]
    public void Nested_parts_come_out_in_order_and_a_longer_word_is_no_boundary()
    {
        var parts = Read(
            "multipart/mixed;boundary=b",
            "--b\r\nContent-Type: multipart/alternative;boundary=bb\r\n\r\n--bb\r\n\r\n1\r\n--bb\r\n\r\n2\r\n--bb--\r\n--b\r\n\r\n3 --b 4\r\n--bx\r\n--b--");
        Assert.Equal(["1", "2", "3 --b 4\r\n--bx"], Texts(parts));
    }

    [Fact]
    public void A_part_beyond_a_limit_is_dropped_alone()
    {
        var many = string.Concat(Enumerable.Range(1, 5).Select(i => $"--b\r\n\r\n{i}\r\n")) + "--b--";
        var parts = Read("multipart/mixed;boundary=b", many, SipLimits.Default with { BodyParts = 3 });
        Assert.Equal(["1", "2", "3"], Texts(parts));
        Assert.Equal(2, parts.Dropped);

        var deep = Enumerable.Range(1, 4)
            .Aggregate("x", (inner, i) =>
                $"--b{i}\r\nContent-Type: multipart/mixed;boundary=b{i - 1}\r\n\r\n{inner}\r\n--b{i}\r\n\r\nbeside {i}\r\n--b{i}--");
        var nested = Read("multipart/mixed;boundary=b4", deep, SipLimits.Default with { BodyNesting = 2 });
        Assert.Equal(["beside 3", "beside 4"], Texts(nested));
        Assert.Equal(1, nested.Dropped);
    }

    [Fact]
    public void A_plain_body_is_its_own_only_part()
    {
        var part = Assert.Single(MultipartReader.Read(Samples.Parse(Samples.Invite), SipLimits.Default).Parts);
        Assert.True(part.Is("application/sdp"));
        Assert.Equal(Samples.Sdp, Encoding.ASCII.GetString(part.Content.Span));
        Assert.Empty(MultipartReader.Read(new SipResponse(200, "OK"), SipLimits.Default).Parts);
    }

    [Fact]
    public void Base64_is_taken_off_on_demand()
    {
        var parts = Read("multipart/mixed;boundary=b",
            "--b\r\nContent-Transfer-Encoding: BASE64\r\n\r\ndj0w\r\nDQo=\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n?\r\n--b--");
        Assert.Equal("v=0\r\n", Encoding.ASCII.GetString(parts.Parts[0].DecodedContent.Span));
        Assert.Equal("?", Encoding.ASCII.GetString(parts.Parts[1].DecodedContent.Span));
    }
}
