using System.Net;
using Gateway.Acd;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class CallsApiTests : WebTest
{
    [Fact]
    public async Task Calls_in_progress_and_ended_calls_come_with_numbers_masked()
    {
        var page = await JsonAsync("/api/v1/calls?limit=3");

        var waiting = page.GetProperty("inProgress").EnumerateArray().First(c => c.GetProperty("phase").GetString() == "waiting");
        var full = Gateway.View.Current.Calls.First(c => c.Id.Value == waiting.GetProperty("id").GetString()).Caller!;
        Assert.Equal(new string('*', full.Length - 3) + full[^3..], waiting.GetProperty("caller").GetString());
        Assert.Equal("71.71/darurat", waiting.GetProperty("queue").GetString());
        var ended = page.GetProperty("ended").EnumerateArray().ToList();
        Assert.Equal(3, ended.Count);
        Assert.Equal(Gateway.Records[0].TalkTime.TotalSeconds, ended[0].GetProperty("talkTime").GetDouble());
        Assert.DoesNotContain(Gateway.Records, r => r.Caller is not null && page.GetRawText().Contains(r.Caller, StringComparison.Ordinal));
        Assert.Empty(Gateway.Trail);
    }

    [Fact]
    public async Task Full_numbers_are_audited_once_per_call_and_not_for_anonymous_callers()
    {
        var page = await JsonAsync("/api/v1/calls?limit=15&numbers=full");

        Assert.Contains(Gateway.Records[0].Caller!, page.GetRawText(), StringComparison.Ordinal);
        var shown = Gateway.View.Current.Calls.Where(c => c.Caller is not null).Select(c => c.Id)
            .Concat(Gateway.Records.Take(15).Where(r => r.Caller is not null).Select(r => r.Id));
        Assert.Equal(shown, Gateway.Trail.Select(e => e.Call!.Value));
        Assert.All(Gateway.Trail, e => Assert.Equal((AuditAct.NumberShown, "local", "127.0.0.1"), (e.Act, e.Who, e.Address)));
    }

    [Fact]
    public async Task No_number_is_shown_that_cannot_be_audited()
    {
        Gateway.AuditFailure = new IOException("disk full");

        using var answer = await Http.GetAsync("/api/v1/calls?numbers=full", Cancellation);

        await ProblemAsync(answer, 503);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain(Gateway.Records[0].Caller!, text, StringComparison.Ordinal);
        Assert.DoesNotContain("disk full", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_follow_one_another_until_every_record_was_seen_once()
    {
        var seen = new List<string>();
        string? before = null;
        do
        {
            var page = await JsonAsync($"/api/v1/calls?limit=50{(before is null ? "" : $"&before={before}")}");
            Assert.Equal(before is null, page.GetProperty("inProgress").GetArrayLength() > 0);
            seen.AddRange(page.GetProperty("ended").EnumerateArray().Select(r => r.GetProperty("id").GetString()!));
            before = page.GetProperty("next").GetString();
        }
        while (before is not null);

        Assert.Equal(Gateway.Records.Select(r => r.Id.Value), seen);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "500")]
    [InlineData("outcome=lost", "abandoned_waiting")]
    [InlineData("numbers=all", "masked")]
    [InlineData("from=2026-11-25T10:00:00Z&to=2026-11-25T09:00:00Z", "from")]
    public async Task A_bad_query_names_the_place_and_the_remedy(string query, string word)
    {
        using var answer = await Http.GetAsync($"/api/v1/calls?{query}", Cancellation);
        Assert.Contains(word, await ProblemAsync(answer, 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=many")]
    [InlineData("from=yesterday")]
    public async Task A_query_that_cannot_be_read_is_a_400(string query)
    {
        using var answer = await Http.GetAsync($"/api/v1/calls?{query}", Cancellation);
        await ProblemAsync(answer, 400);
    }

    [Fact]
    public async Task Filters_reach_records_and_calls_in_progress()
    {
        var page = await JsonAsync("/api/v1/calls?trunk=indosat&agent=2003");
        Assert.Equal("call00000003", Assert.Single(page.GetProperty("inProgress").EnumerateArray().ToList()).GetProperty("id").GetString());
        var expected = Gateway.Records.Where(
            r => r.Trunk == "indosat" && r.Agent == new AgentId("2003")).Take(50).Select(r => r.Id.Value).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, page.GetProperty("ended").EnumerateArray().Select(r => r.GetProperty("id").GetString()));

        var abandoned = await JsonAsync("/api/v1/calls?outcome=abandoned_waiting");
        Assert.Equal(0, abandoned.GetProperty("inProgress").GetArrayLength());
        Assert.All(
            abandoned.GetProperty("ended").EnumerateArray(), r => Assert.Equal("abandoned_waiting", r.GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task One_call_is_found_in_progress_or_on_record_or_not_at_all()
    {
        Assert.Equal("talking", (await JsonAsync("/api/v1/calls/call00000001")).GetProperty("inProgress").GetProperty("phase").GetString());
        Assert.Equal("answered", (await JsonAsync("/api/v1/calls/call00001001")).GetProperty("record").GetProperty("outcome").GetString());
        using var none = await Http.GetAsync("/api/v1/calls/call99999999", Cancellation);
        Assert.Contains("call99999999", await ProblemAsync(none, 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_catalog_is_a_503_without_its_secrets()
    {
        Gateway.CatalogFailure = new IOException("secret path");
        using var answer = await Http.GetAsync("/api/v1/calls", Cancellation);
        await ProblemAsync(answer, 503);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callbacks_are_listed_masked_and_in_full_with_audit()
    {
        var masked = await JsonAsync("/api/v1/callbacks?limit=2");
        Assert.Equal(2, masked.GetArrayLength());
        Assert.All(masked.EnumerateArray(), c => Assert.StartsWith("*", c.GetProperty("caller").GetString(), StringComparison.Ordinal));
        Assert.Empty(Gateway.Trail);

        var full = await JsonAsync("/api/v1/callbacks?limit=2&numbers=full");
        Assert.Equal(
            Gateway.Callbacks.Take(2).Select(c => c.Caller), full.EnumerateArray().Select(c => c.GetProperty("caller").GetString()));
        Assert.Equal(2, Gateway.Trail.Count);
    }

    [Fact]
    public async Task An_unknown_path_is_a_problem_that_names_the_document()
    {
        using var answer = await Http.GetAsync("/api/v1/phones", Cancellation);
        Assert.Contains("/openapi/v1.json", await ProblemAsync(answer, 404), StringComparison.Ordinal);
        using var post = await Http.PostAsync("/api/v1/queues", null, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, post.StatusCode);
    }
}
