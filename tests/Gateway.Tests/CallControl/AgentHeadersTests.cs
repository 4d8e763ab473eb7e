using System.Text;
using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Routing;

namespace Gateway.Tests.CallControl;

public sealed class AgentHeadersTests
{
    [Fact]
    public void What_screening_says_is_the_subject_and_stays_within_the_budget_of_the_request()
    {
        var headers = AgentHeaders.Of(Facts(), new AgentId("2001"), "112.test.example", "12th call from here in 5 minutes; silent so far");
        Assert.Equal("12th call from here in 5 minutes; silent so far", Assert.Single(headers, h => h.Name == "Subject").Value);

        var longest = AgentHeaders.Of(Facts(), new AgentId("2001"), "112.test.example", new string('x', 5_000));
        Assert.Equal(120, Assert.Single(longest, h => h.Name == "Subject").Value.Length);
        Assert.InRange(longest.Where(h => h.Name is not ("Priority" or "Resource-Priority")).Sum(h => h.Name.Length + 4 + Encoding.UTF8.GetByteCount(h.Value)), 1, 330);
        Assert.DoesNotContain(AgentHeaders.Of(Facts(), new AgentId("2001"), "112.test.example"), h => h.Name == "Subject");
    }

    [Fact]
    public void Where_keys_need_room_less_is_said()
    {
        string[] said = [.. AgentHeaders.Of(Facts(), new AgentId("2001"), "112.test.example", new string('x', 120), autoAnswer: true, AgentHeaders.RoomForKeys)
            .Where(h => h.Name is not ("Priority" or "Resource-Priority")).Select(h => $"{h.Name}: {h.Value}\r\n")];
        Assert.NotEmpty(said);
        Assert.InRange(said.Sum(s => s.Length), 1, 150);
    }

    private static CallFacts Facts() => new(
        new CallId("7K2M9QXW4T1Z"), "I", DateTimeOffset.UnixEpoch, "t1", "a@b", new CallerIdentity("sip:a@b", null, "+62812", true), "urn:service:sos",
        "112", "192.0.2.1:5060", AnswerMode.Immediately, true, new CallRoute("71.71", new QueueId("71.71/darurat"), RouteRule.Area));
}
