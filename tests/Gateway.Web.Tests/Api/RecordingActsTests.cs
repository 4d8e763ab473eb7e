using System.Net;
using System.Net.Http.Json;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class RecordingActsTests : WebTest
{
    private const string Path = "/api/v1/calls/call00001001/recording/";

    [Fact]
    public async Task A_pause_is_asked_for_with_its_reason_and_audited()
    {
        Http.DefaultRequestHeaders.Add("X-Gateway-User", "ani");
        using var paused = await Http.PostAsJsonAsync(Path + "pause", new { reason = " bank card " }, Cancellation);
        using var resumed = await Http.PostAsync(Path + "resume", null, Cancellation);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Accepted), (paused.StatusCode, resumed.StatusCode));
        Assert.Equal(2, Gateway.RecordingActs.Count);
        Assert.Matches("^pause call00001001 by .+: bank card$", Gateway.RecordingActs.First());
        Assert.Equal(
            [(AuditAct.RecordingPaused, "call00001001", "bank card"), (AuditAct.RecordingResumed, "call00001001", null)],
            Gateway.Trail.Select(e => (e.Act, e.Call?.Value, e.Detail)));
    }

    [Fact]
    public async Task A_legal_hold_is_set_and_lifted_with_reasons_and_audited()
    {
        using var held = await Http.PostAsJsonAsync(Path + "hold", new { reason = "case 112/2026" }, Cancellation);
        using var lifted = await Http.PostAsJsonAsync(Path + "hold/lift", new { reason = "case closed" }, Cancellation);
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (held.StatusCode, lifted.StatusCode));
        Assert.Equal(["hold", "lift"], Gateway.RecordingActs.Select(a => a.Split(' ')[0]));
        Assert.Equal([AuditAct.LegalHoldSet, AuditAct.LegalHoldLifted], Gateway.Trail.Select(e => e.Act));
        using var silent = await Http.PostAsJsonAsync(Path + "hold", new { reason = " " }, Cancellation);
        await ProblemAsync(silent, 400);
        Gateway.RecordingChange = RecordingChange.UnknownCall;
        using var unknown = await Http.PostAsJsonAsync(Path + "hold", new { reason = "x" }, Cancellation);
        await ProblemAsync(unknown, 404);
        Gateway.RecordingChange = RecordingChange.NothingToChange;
        using var again = await Http.PostAsJsonAsync(Path + "hold", new { reason = "x" }, Cancellation);
        await ProblemAsync(again, 409);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    public async Task Without_a_reason_nothing_happens(string? reason)
    {
        using var answer = await Http.PostAsJsonAsync(Path + "pause", new { reason }, Cancellation);
        Assert.Contains("reason", await ProblemAsync(answer, 400), StringComparison.Ordinal);
        Assert.Empty(Gateway.RecordingActs);
        Assert.Empty(Gateway.Trail);
    }

    [Theory]
    [InlineData(RecordingChange.NoConversation, 404, "talks with an agent")]
    [InlineData(RecordingChange.NotAllowed, 403, "maxPause")]
    [InlineData(RecordingChange.NothingToChange, 409, "recordingPausedAt")]
    public async Task What_is_refused_says_why_and_is_audited_all_the_same(RecordingChange change, int status, string words)
    {
        Gateway.RecordingChange = change;
        using var answer = await Http.PostAsJsonAsync(Path + "pause", new { reason = "bank card" }, Cancellation);
        Assert.Contains(words, await ProblemAsync(answer, status), StringComparison.Ordinal);
        Assert.Single(Gateway.Trail);
    }

    [Fact]
    public async Task Without_an_audit_trail_nothing_happens()
    {
        Gateway.AuditFailure = new IOException("disk full");
        using var answer = await Http.PostAsJsonAsync(Path + "pause", new { reason = "bank card" }, Cancellation);
        await ProblemAsync(answer, 503);
        Assert.Empty(Gateway.RecordingActs);
    }
}

public sealed class RecordingActsWithTokenTests : WebTest
{
    protected override GatewayWebOptions Options => new() { Token = Token };

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("hold")]
    [InlineData("hold/lift")]
    public async Task Without_the_token_nobody_pauses(string act)
    {
        using var answer = await Http.PostAsJsonAsync($"/api/v1/calls/call00001001/recording/{act}", new { reason = "x" }, Cancellation);
        await ProblemAsync(answer, 401);
        Assert.Empty(Gateway.RecordingActs);
    }
}
