using System.Net;
using System.Text;
using System.Text.Json;
using Gateway.Acd;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class AgentsApiTests : WebTest
{
    [Fact]
    public async Task Agents_queues_trunks_alarms_and_node_are_the_picture()
    {
        var agent = (await JsonAsync("/api/v1/agents")).EnumerateArray().First(a => a.GetProperty("id").GetString() == "2009");
        Assert.Equal("on_break", agent.GetProperty("status").GetString());
        Assert.Equal("idle", agent.GetProperty("state").GetString());
        Assert.Equal("Makan siang", agent.GetProperty("reason").GetString());

        var queue = (await JsonAsync("/api/v1/queues"))[0];
        Assert.Equal(4, queue.GetProperty("waiting").GetInt32());
        Assert.Equal(10, queue.GetProperty("serviceLevels")[0].GetProperty("threshold").GetDouble());

        Assert.Equal("down", (await JsonAsync("/api/v1/trunks"))[2].GetProperty("state").GetString());
        Assert.Equal(
            "trunk_down",
            Assert.Single((await JsonAsync("/api/v1/alarms?limit=1")).EnumerateArray().ToList()).GetProperty("kind").GetString());
        Assert.Equal("manado-1", (await JsonAsync("/api/v1/node")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_agents_day_is_told_in_seconds_by_reason_and_with_dead_time()
    {
        foreach (var day in new[]
        {
            await JsonAsync("/api/v1/agents/2001/day"), await JsonAsync("/api/v1/agents/2001/day?day=2026-11-24"),
            (await JsonAsync("/api/v1/agents"))[0].GetProperty("today"),
        })
        {
            Assert.Equal((17, 3000, 2.5), (day.GetProperty("handled").GetInt32(), day.GetProperty("talk").GetDouble(), day.GetProperty("dead").GetDouble()));
            Assert.Equal(2400, day.GetProperty("pauses").GetProperty("makan").GetDouble());
        }

        Assert.Equal(JsonValueKind.Null, (await JsonAsync("/api/v1/agents"))[1].GetProperty("today").ValueKind);
    }

    [Theory]
    [InlineData("/api/v1/agents/2001/day?day=2020-01-01", 404)]
    [InlineData("/api/v1/agents/2999/day", 404)]
    [InlineData("/api/v1/agents/2001/day?day=yesterday", 400)]
    public async Task A_day_of_which_nothing_is_known_is_not_invented(string path, int status)
    {
        using var answer = await Http.GetAsync(path, Cancellation);
        await ProblemAsync(answer, status);
    }

    [Fact]
    public async Task Figures_that_are_not_known_yet_are_null_and_have_no_sample()
    {
        var view = Gateway.View.Current;
        Assert.Contains("gateway_queue_offered_today{queue=", await Http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        Gateway.View.Publish(view with
        {
            Queues = [.. view.Queues.Select(q => q with { OfferedToday = null, AnsweredToday = null, AbandonedToday = null })],
        });
        Assert.Equal(JsonValueKind.Null, (await JsonAsync("/api/v1/queues"))[0].GetProperty("offeredToday").ValueKind);
        Assert.DoesNotContain("gateway_queue_offered_today{queue=", await Http.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_is_declared_and_audited()
    {
        using var answer = await PostAsync("/api/v1/agents/2007/status", """{"status":"on_break","reason":" Sholat "}""");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var agent = Gateway.View.Current.Agents.First(a => a.Id.Value == "2007");
        Assert.Equal((AgentStatus.OnBreak, "Sholat"), (agent.Status, agent.Reason));
        var entry = Assert.Single(Gateway.Trail);
        Assert.Equal((AuditAct.AgentStatusSet, "2007 OnBreak"), (entry.Act, entry.Detail));
    }

    [Theory]
    [InlineData("""{"status":"asleep"}""")]
    [InlineData("""{"status":1}""")]
    [InlineData("""{}""")]
    [InlineData("""{"status":""")]
    [InlineData("")]
    public async Task A_body_that_declares_nothing_is_a_400(string body)
    {
        using var answer = await PostAsync("/api/v1/agents/2007/status", body);
        await ProblemAsync(answer, 400);
        Assert.Equal(AgentStatus.Available, Gateway.View.Current.Agents.First(a => a.Id.Value == "2007").Status);
    }

    [Fact]
    public async Task A_long_reason_and_a_large_body_are_refused()
    {
        using var reason = await PostAsync("/api/v1/agents/2007/status", $$"""{"status":"on_break","reason":"{{new string('x', 201)}}"}""");
        Assert.Contains("200", await ProblemAsync(reason, 400), StringComparison.Ordinal);
        using var large = await PostAsync(
            "/api/v1/agents/2007/status", $$"""{"status":"on_break","reason":"{{new string('x', 70_000)}}"}""");
        await ProblemAsync(large, 413);
    }

    [Fact]
    public async Task An_unknown_agent_is_a_404()
    {
        using var status = await PostAsync("/api/v1/agents/9999/status", """{"status":"available"}""");
        Assert.Contains("9999", await ProblemAsync(status, 404), StringComparison.Ordinal);
        using var wrapUp = await PostAsync("/api/v1/agents/9999/end-wrap-up", null);
        await ProblemAsync(wrapUp, 404);
    }

    [Fact]
    public async Task Wrap_up_is_ended_once()
    {
        using var first = await PostAsync("/api/v1/agents/2006/end-wrap-up", null);
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(AgentState.Waiting, Gateway.View.Current.Agents.First(a => a.Id.Value == "2006").State);
        using var second = await PostAsync("/api/v1/agents/2006/end-wrap-up", null);
        await ProblemAsync(second, 409);
    }

    [Fact]
    public async Task A_wrap_up_is_extended_while_it_runs()
    {
        using var running = await PostAsync("/api/v1/agents/2006/extend-wrap-up", null);
        Assert.Equal(HttpStatusCode.NoContent, running.StatusCode);
        using var none = await PostAsync("/api/v1/agents/2007/extend-wrap-up", null);
        await ProblemAsync(none, 409);
        using var unknown = await PostAsync("/api/v1/agents/9999/extend-wrap-up", null);
        await ProblemAsync(unknown, 404);
    }

    [Fact]
    public async Task A_centre_is_declared_closed_and_left_to_its_hours_again()
    {
        var centre = Gateway.View.Current.Queues[0].Centre;
        using var closed = await PostAsync($"/api/v1/centres/{centre}/service-state", """{"open":false}""");
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.False(Gateway.Declared[centre]);
        using var byHours = await PostAsync($"/api/v1/centres/{centre}/service-state", """{"open":null}""");
        Assert.Null(Gateway.Declared[centre]);
        using var unknown = await PostAsync("/api/v1/centres/nowhere/service-state", """{"open":true}""");
        await ProblemAsync(unknown, 404);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string? json) =>
        Http.PostAsync(path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
}
