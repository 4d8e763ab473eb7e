using System.Net;
using System.Text;
using Gateway.Acd;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class LabelsApiTests : WebTest
{
    private const string Call = "call00001001";

    [Fact]
    public async Task A_call_is_labelled_shown_reversed_and_audited()
    {
        using var set = await PostAsync($"/api/v1/calls/{Call}/label", """{"label":"salah wilayah"}""");
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var label = (await JsonAsync($"/api/v1/calls/{Call}")).GetProperty("record").GetProperty("label");
        Assert.Equal("SALAH_WILAYAH", label.GetProperty("word").GetString());
        Assert.Equal("local", label.GetProperty("by").GetString());

        using var reversed = await PostAsync($"/api/v1/calls/{Call}/label/reverse", """{"reason":"was ours"}""");
        Assert.Equal(HttpStatusCode.NoContent, reversed.StatusCode);
        label = (await JsonAsync($"/api/v1/calls/{Call}")).GetProperty("record").GetProperty("label");
        Assert.Equal("was ours", label.GetProperty("reversedWhy").GetString());
        Assert.Equal(
            [(AuditAct.LabelSet, Call, "SALAH_WILAYAH"), (AuditAct.LabelReversed, Call, "was ours")],
            Gateway.Trail.Select(e => (e.Act, e.Call!.Value.Value, e.Detail)));
    }

    [Fact]
    public async Task Nothing_is_labelled_that_cannot_be_audited()
    {
        Gateway.AuditFailure = new IOException("disk full");
        using var answer = await PostAsync($"/api/v1/calls/{Call}/label", """{"label":"PRANK"}""");
        await ProblemAsync(answer, 503);
        Assert.Null(Gateway.Records.First(r => r.Id == new CallId(Call)).Label);
    }

    [Theory]
    [InlineData("""{"label":"abuse"}""")]
    [InlineData("{}")]
    [InlineData("")]
    public async Task A_body_without_a_known_label_is_a_400_that_names_them(string body)
    {
        using var answer = await PostAsync($"/api/v1/calls/{Call}/label", body);
        var detail = await ProblemAsync(answer, 400);
        Assert.True(body.Length == 0 || detail.Contains("SALAH_WILAYAH", StringComparison.Ordinal), detail);
    }

    [Theory]
    [InlineData("call00009999")]
    [InlineData("no-such")]
    public async Task An_unknown_call_is_a_404(string id)
    {
        using var set = await PostAsync($"/api/v1/calls/{id}/label", """{"label":"PRANK"}""");
        await ProblemAsync(set, 404);
        using var reverse = await PostAsync($"/api/v1/calls/{id}/label/reverse", """{"reason":"x"}""");
        await ProblemAsync(reverse, 404);
    }

    [Fact]
    public async Task A_reversal_needs_a_label_and_a_reason()
    {
        using var none = await PostAsync($"/api/v1/calls/{Call}/label/reverse", """{"reason":"x"}""");
        await ProblemAsync(none, 409);
        using var unsaid = await PostAsync($"/api/v1/calls/{Call}/label/reverse", """{"reason":" "}""");
        await ProblemAsync(unsaid, 400);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
}
