using System.Net;
using System.Text;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class BlocksApiTests : WebTest
{
    private const string Path = "/api/v1/calls/call00001001/block";

    [Fact]
    public async Task A_block_is_proposed_approved_and_lifted_and_every_act_audited()
    {
        foreach (var (path, json) in new[] { (Path, """{"hours":12,"reason":"forty calls"}"""), (Path + "/approve", ""), (Path + "/lift", """{"reason":"new owner"}""") })
        {
            using var answer = await PostAsync(path, json);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        Assert.Equal([AuditAct.BlockProposed, AuditAct.BlockApproved, AuditAct.BlockLifted], Gateway.Trail.Select(e => e.Act));
    }

    [Theory]
    [InlineData("""{"hours":25,"reason":"x"}""")]
    [InlineData("""{"hours":0,"reason":"x"}""")]
    [InlineData("""{"reason":"x"}""")]
    [InlineData("""{"hours":1,"reason":" "}""")]
    public async Task It_needs_a_reason_and_ends_within_a_day(string json)
    {
        using var answer = await PostAsync(Path, json);
        await ProblemAsync(answer, 400);
        Assert.Empty(Gateway.Trail);
    }

    [Theory]
    [InlineData(BlockChange.UnknownCall, 404)]
    [InlineData(BlockChange.SwitchedOff, 409)]
    [InlineData(BlockChange.NoIdentity, 409)]
    [InlineData(BlockChange.SamePerson, 409)]
    [InlineData(BlockChange.NoBlock, 409)]
    public async Task A_refusal_says_why(BlockChange change, int status)
    {
        Gateway.BlockChange = change;
        using var answer = await PostAsync(Path + "/approve", "");
        Assert.True((await ProblemAsync(answer, status)).Length > 30);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
}
