using System.Text;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;
using Gateway.Composition;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Tests.Composition;

/// <summary>What an INVITE says beside caller and target: read, kept, and passed on to the agent's phone.</summary>
public sealed class CallSignalsTests
{
    private const string Domain = "112.test.example";

    [Fact]
    public void An_INVITE_that_says_nothing_more_leaves_nothing() => Assert.Null(CallSignals.Of(Invite(""), Domain));

    [Fact]
    public void Rfc7044_the_oldest_target_is_what_was_dialled_and_targets_of_ours_are_loops()
    {
        var signals = Read(
            "History-Info: <sip:0431112@tsel.example?Reason=SIP%3Bcause%3D302>;index=1.1, <sip:112@tsel.example;user=phone>;index=1",
            "History-Info: <sip:sos@112.test.example>;index=1.1.1");
        Assert.Equal("sip:112@tsel.example;user=phone", signals.OriginalTarget);
        Assert.Equal(1, signals.Loops);
        Assert.Equal(3, signals.History.Count);
    }

    [Fact]
    public void Rfc5806_the_last_diversion_is_what_was_dialled()
    {
        var signals = Read("Diversion: <tel:0431112>;reason=unconditional;counter=2", "Diversion: <tel:112>;reason=time-of-day");
        Assert.Equal("tel:112", signals.OriginalTarget);
        Assert.Equal(2, signals.Diversions.Count);
    }

    [Fact]
    public void Rfc6442_references_are_passed_on_and_parts_of_the_message_are_not()
    {
        var signals = Read("Geolocation: <cid:loc1@op.example>, <https://lis.example/4711>;loc-src=op.example", "Geolocation-Routing: yes");
        Assert.Equal(["<https://lis.example/4711>"], signals.Geolocations);
        Assert.Contains(Headers(signals), h => h is { Name: "Geolocation", Value: "<https://lis.example/4711>" });
        Assert.DoesNotContain(Headers(signals), h => h.Value.Contains("cid:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://10.0.0.1/")]
    public void A_reference_of_another_scheme_is_not_passed_on(string uri) => Assert.Null(CallSignals.Of(Invite($"Geolocation: <{uri}>\r\n"), Domain));

    [Fact]
    public void Rfc7852_data_urls_are_passed_on()
    {
        var signals = Read(
            "Call-Info: <https://is.example/adr>;purpose=EmergencyCallData.SubscriberInfo, <cid:prov1@op.example>;purpose=EmergencyCallData.ProviderInfo");
        Assert.Contains(Headers(signals), h => h is { Name: "Call-Info", Value: "<https://is.example/adr>;purpose=EmergencyCallData.SubscriberInfo" });
    }

    [Theory]
    [InlineData("emergency")]
    [InlineData("nena")]
    public void Ids_that_an_element_before_us_gave_stay(string prefix)
    {
        var signals = Read(
            $"Call-Info: <urn:emergency:uid:callid:7K2M9QXW4T1Z:esrp.example>;purpose={prefix}-CallId",
            $"Call-Info: <urn:emergency:uid:incidentid:AAAABBBB:esrp.example>;purpose={prefix}-IncidentId");
        Assert.Equal("urn:emergency:uid:callid:7K2M9QXW4T1Z:esrp.example", signals.CallId);
        Assert.Equal("urn:emergency:uid:incidentid:AAAABBBB:esrp.example", signals.IncidentId);
    }

    [Fact]
    public void Reason_privacy_and_priorities_are_kept()
    {
        var signals = Read("Reason: Q.850;cause=31;text=\"normal\"", "Privacy: id", "Priority: emergency", "Resource-Priority: esnet.0");
        Assert.Equal(["Q.850;cause=31;text=\"normal\""], signals.Reasons);
        Assert.Equal(("id", "emergency"), (signals.Privacy, signals.Priority));
        Assert.Equal(["esnet.0"], signals.ResourcePriorities);
    }

    [Fact]
    public void Rfc7135_every_INVITE_to_an_agent_says_what_it_is()
    {
        var headers = Headers(null);
        Assert.Contains(headers, h => h is { Name: "Priority", Value: "emergency" });
        Assert.Contains(headers, h => h is { Name: "Resource-Priority", Value: "esnet.1" });
    }

    [Fact]
    public void Rfc7044_the_agents_leg_tells_whom_the_call_was_for_and_that_it_goes_to_this_agent()
    {
        Assert.Equal("<urn:service:sos>;index=1, <sip:2001@112.test.example>;index=1.1;mp=1", History(null));
        Assert.Equal(
            "<sip:112@op.example>;index=1, <sip:0431112@op.example>;index=1.1;rc=1, <sip:2001@112.test.example>;index=1.1.1;mp=1.1",
            History(Read("History-Info: <sip:112@op.example>;index=1, <sip:0431112@op.example>;index=1.1;rc=1")));
    }

    [Fact]
    public void Headers_that_would_make_the_INVITE_too_long_for_a_datagram_are_left_out()
    {
        var signals = Read(
            [.. Enumerable.Range(0, 10).Select(i => $"Geolocation: <https://lis.example/{new string('x', 120)}{i}>"),
             .. Enumerable.Range(0, 10).Select(i => $"History-Info: <sip:{new string('9', 100)}@op.example>;index={i + 1}")]);
        var headers = Headers(signals);
        Assert.InRange(headers.Sum(h => h.Name.Length + 4 + Encoding.UTF8.GetByteCount(h.Value)), 100, 400);
        Assert.Contains(headers, h => h.Name == "Geolocation");
    }

    private static string History(SignalsReceived? signals) => Headers(signals).Single(h => h.Name == "History-Info").Value;

    private static IReadOnlyList<HeaderField> Headers(SignalsReceived? signals)
    {
        var facts = new CallFacts(
            new CallId("C"), "I", DateTimeOffset.UnixEpoch, "t1", "c@op", new CallerIdentity("sip:a@b", null, "+62", true), "urn:service:sos", "112",
            "127.0.0.1", AnswerMode.Immediately, true, new CallRoute("71.71", new QueueId("71.71/darurat"), RouteRule.TrunkDefault))
        {
            Signals = signals,
        };
        return AgentHeaders.Of(facts, new AgentId("2001"), Domain);
    }

    private static SignalsReceived Read(params string[] lines)
    {
        var signals = CallSignals.Of(Invite(string.Concat(lines.Select(l => l + "\r\n"))), Domain);
        Assert.NotNull(signals);
        return signals;
    }

    private static SipRequest Invite(string more)
    {
        var text = "INVITE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:+6281234567890@op.example>;tag=1\r\n"
            + $"To: <urn:service:sos>\r\nCall-ID: 1@op\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContact: <sip:op.example>\r\n{more}Content-Length: 0\r\n\r\n";
        Assert.True(SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out _));
        return (SipRequest)message!;
    }
}
