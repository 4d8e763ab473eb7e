using System.Text;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Routing;
using Gateway.Composition;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Tests.Composition;

/// <summary>Languages of an INVITE, and phones of agents that answer by themselves.</summary>
public sealed class CallerLanguagesTests
{
    private static IReadOnlyList<string> Read(string headers, string sdp = "")
    {
        var text = "INVITE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@op.example>;tag=1\r\n"
            + $"To: <urn:service:sos>\r\nCall-ID: 1@op\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n{headers}Content-Length: 0\r\n\r\n";
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out _));
        return CallerLanguages.Of((SipRequest)message!, Encoding.UTF8.GetBytes(sdp));
    }

    [Fact]
    public void An_INVITE_that_names_none_has_none() => Assert.Empty(Read(""));

    [Fact]
    public void Rfc8373_what_the_caller_speaks_goes_first()
    {
        var sdp = "v=0\r\nm=audio 4000 RTP/AVP 8\r\na=hlang-recv:en\r\na=hlang-send:tnt id *\r\n";
        Assert.Equal(["tnt", "id", "en"], Read("", sdp));
    }

    [Fact]
    public void Accept_Language_is_taken_by_weight_and_a_region_names_its_language_too() =>
        Assert.Equal(["id-id", "id", "en-us", "en"], Read("Accept-Language: en-US;q=0.5, id-ID, fr;q=0, *;q=0.1\r\n"));

    [Theory]
    [InlineData("a=hlang-send:\r\n")]
    [InlineData("a=hlang-send: <script> \u00e9\u00e9 x\r\n")]
    [InlineData("a=hlang-send")]
    public void What_is_no_tag_is_left_out(string sdp) => Assert.Empty(Read("", sdp));

    [Fact]
    public void No_more_than_eight_are_kept() =>
        Assert.Equal(8, Read("", "a=hlang-send:" + string.Join(' ', Enumerable.Range(0, 1000).Select(n => $"x{n:000}")) + "\r\n").Count);

    [Fact]
    public void An_agents_phone_is_asked_to_answer_by_itself_only_when_it_is_configured_so()
    {
        var facts = new CallFacts(
            new CallId("C"), "I", DateTimeOffset.UnixEpoch, "t1", "c@op", new CallerIdentity("sip:a@b", null, "+62", true), "urn:service:sos", "112",
            "127.0.0.1", AnswerMode.Immediately, true, new CallRoute("71.71", new QueueId("71.71/darurat"), RouteRule.TrunkDefault));
        var asked = AgentHeaders.Of(facts, new AgentId("2001"), "112.test.example", autoAnswer: true).Select(h => $"{h.Name}: {h.Value}").ToList();
        Assert.Contains("Answer-Mode: Auto", asked);
        Assert.Contains("Call-Info: <sip:112.test.example>;answer-after=0", asked);
        Assert.Contains("Alert-Info: <http://112.test.example>;info=alert-autoanswer;delay=0", asked);
        Assert.DoesNotContain(AgentHeaders.Of(facts, new AgentId("2001"), "112.test.example"), h => h.Name is "Answer-Mode" or "Alert-Info");
    }
}
