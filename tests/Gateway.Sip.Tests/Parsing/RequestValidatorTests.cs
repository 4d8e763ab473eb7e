using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

public sealed class RequestValidatorTests
{
    private static readonly RequestRules Rules = new() { OptionTags = ["timer"] };

    private static RequestRefusal? Check(string text, RequestRules? rules = null) =>
        RequestValidator.Check(Samples.Request(text), rules ?? Rules, SipLimits.Default);

    private static string Method(string name) =>
        Samples.Invite.Replace("INVITE sip", name + " sip", StringComparison.Ordinal)
            .Replace("314159 INVITE", "314159 " + name, StringComparison.Ordinal);

    [Fact]
    public void A_good_invite_passes() => Assert.Null(Check(Samples.Invite));

    [Fact]
    public void Rfc3261_8_2_1_methods()
    {
        var refusal = Check(Method("PUBLISH"));
        Assert.Equal(405, refusal!.StatusCode);
        Assert.StartsWith("INVITE, ACK, ", refusal.Headers.Single(h => h.Name == "Allow").Value, StringComparison.Ordinal);
        Assert.Equal(501, Check(Method("DANCE"))!.StatusCode);
    }

    [Theory]
    [InlineData("http:x", 416, "Unsupported URI Scheme")]
    [InlineData("sip:112@", 400, "Bad Request-URI")]
    [InlineData("tel:112", 0, "")]
    [InlineData("urn:service:sos", 0, "")]
    public void Rfc3261_8_2_2_1_request_uris(string uri, int status, string phrase)
    {
        var refusal = Check(Samples.Invite.Replace("sip:112;phone-context=+62@gw.manado.example;user=phone", uri,
            StringComparison.Ordinal));
        Assert.Equal((status, phrase), (refusal?.StatusCode ?? 0, refusal?.ReasonPhrase ?? ""));
    }

    [Fact]
    public void Rfc3261_8_2_2_3_require()
    {
        var refusal = Check(Samples.With("Allow", "Require: timer, precondition\r\nRequire: x"));
        Assert.Equal(420, refusal!.StatusCode);
        Assert.Equal(new HeaderField("Unsupported", "precondition, x"), refusal.Headers.Single());
        Assert.Null(Check(Samples.With("Allow", "Require: Timer")));
        Assert.Null(Check(Method("CANCEL").Replace("Allow: ", "Require: x, ", StringComparison.Ordinal)));
        Assert.Null(Check(Method("ACK").Replace("Allow: ", "Require: x, ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Content-Type: text/plain", 415)]
    [InlineData("Content-Type: text/plain\r\nContent-Disposition: render;handling=optional", 0)]
    [InlineData("Content-Type: application/sdp\r\nContent-Encoding: gzip", 415)]
    [InlineData("Content-Type: nonsense", 0)]
    public void Rfc3261_8_2_3_content(string line, int status) =>
        Assert.Equal(status, Check(Samples.With("Content-Type", line))?.StatusCode ?? 0);

    [Fact]
    public void Rfc3261_21_4_7_accept() => Assert.Equal(406, Check(Samples.With("Allow", "Accept: text/plain"))!.StatusCode);

    [Fact]
    public void No_hops_left_is_answered_unless_asked_otherwise()
    {
        Assert.Null(Check(Samples.With("Max-Forwards", "Max-Forwards: 0")));
        Assert.Equal(483, Check(Samples.With("Max-Forwards", "Max-Forwards: 0"), Rules with { RefuseNoHopsLeft = true })!.StatusCode);
    }

    [Fact]
    public void The_rules_for_emergency_calls_overlook_it_all() => Assert.Null(Check(
        Samples.With("Allow", "Require: x\r\nAccept: text/plain\r\nContent-Encoding: gzip")
            .Replace("sip:112;phone-context=+62@gw.manado.example;user=phone", "foo:bar", StringComparison.Ordinal),
        RequestRules.Overlooking));
}
