using System.Net;
using System.Text;
using Gateway.Calls.Records;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class CallbacksApiTests : WebTest
{
    private string Id => Gateway.Callbacks[0].Id.Value;

    [Fact]
    public async Task An_entry_is_taken_by_one_tried_settled_and_every_act_audited()
    {
        using var claim = await PostAsync($"/api/v1/callbacks/{Id}/claim", "");
        Assert.Equal(HttpStatusCode.NoContent, claim.StatusCode);
        Assert.Equal("local", (await JsonAsync("/api/v1/callbacks"))[0].GetProperty("claimedBy").GetString());
        using var attempt = await PostAsync($"/api/v1/callbacks/{Id}/attempts", """{"result":" no answer "}""");
        Assert.Equal(HttpStatusCode.NoContent, attempt.StatusCode);
        var entry = (await JsonAsync("/api/v1/callbacks"))[0];
        Assert.Equal((1, "no answer"), (entry.GetProperty("attempts").GetInt32(), entry.GetProperty("tries")[0].GetProperty("result").GetString()));
        using var settled = await PostAsync($"/api/v1/callbacks/{Id}/attempts", """{"result":"reached","settled":true}""");
        Assert.Equal(HttpStatusCode.NoContent, settled.StatusCode);
        Assert.Equal(
            [AuditAct.CallbackClaimed, AuditAct.CallbackAttempted, AuditAct.CallbackAttempted], Gateway.Trail.Select(e => e.Act));
    }

    [Fact]
    public async Task An_entry_of_somebody_else_is_a_409_and_one_that_is_gone_a_404()
    {
        Gateway.Callbacks = [Gateway.Callbacks[0] with { ClaimedBy = "budi", ClaimedUntil = DateTimeOffset.MaxValue }];
        foreach (var act in new[] { "claim", "release" })
        {
            using var taken = await PostAsync($"/api/v1/callbacks/{Id}/{act}", "");
            await ProblemAsync(taken, 409);
            using var gone = await PostAsync($"/api/v1/callbacks/call99999999/{act}", "");
            await ProblemAsync(gone, 404);
        }

        using var unsaid = await PostAsync($"/api/v1/callbacks/{Id}/attempts", """{"result":""}""");
        await ProblemAsync(unsaid, 400);
    }

    [Fact]
    public async Task Who_cannot_be_called_is_listed_with_place_and_masked_device()
    {
        Gateway.Callbacks =
        [
            Gateway.Callbacks[0] with
            {
                Caller = null, Obstacle = CallbackObstacle.NoSim, DeviceId = "urn:gsma:imei:35347210-434354-0", Latitude = 1.48, Longitude = 124.84,
                Cell = "510-10/LTE/1F4A/0A3B201",
            },
        ];
        var entry = (await JsonAsync("/api/v1/callbacks"))[0];
        Assert.Equal("no_sim", entry.GetProperty("obstacle").GetString());
        Assert.EndsWith("4-0", entry.GetProperty("deviceId").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("35347210", entry.GetProperty("deviceId").GetString(), StringComparison.Ordinal);
        Assert.Equal(1.48, entry.GetProperty("latitude").GetDouble());
        Assert.Contains("35347210", (await JsonAsync("/api/v1/callbacks?numbers=full"))[0].GetProperty("deviceId").GetString(), StringComparison.Ordinal);
        Assert.Single(Gateway.Trail, e => e.Act == AuditAct.NumberShown);
    }

    [Fact]
    public async Task Pain25_A_centre_sees_its_own_entries_and_no_others()
    {
        Gateway.Callbacks = [Gateway.Callbacks[0] with { Centre = "71.72" }, .. Gateway.Callbacks.Skip(1)];
        var own = (await JsonAsync("/api/v1/callbacks?centre=71.72")).EnumerateArray().ToList();
        Assert.Equal("71.72", Assert.Single(own).GetProperty("centre").GetString());
        Assert.Empty((await JsonAsync("/api/v1/callbacks?centre=99.99")).EnumerateArray());
        Assert.All((await JsonAsync("/api/v1/calls?centre=71.71")).GetProperty("ended").EnumerateArray(), r => Assert.Equal("71.71", r.GetProperty("centre").GetString()));
    }

    [Fact]
    public async Task Pain20_The_callback_service_level_is_an_answer_and_a_metric()
    {
        var figures = await JsonAsync("/api/v1/callbacks/statistics?from=2026-11-24T00:00:00Z&to=2026-11-25T00:00:00Z");
        Assert.Equal([(300.0, 0.0), (900.0, 1.0)], figures.GetProperty("levels").EnumerateArray().Select(
            l => (l.GetProperty("within").GetDouble(), l.GetProperty("share").GetDouble())));
        using var wrong = await Http.GetAsync("/api/v1/callbacks/statistics?from=2026-11-25T00:00:00Z&to=2026-11-24T00:00:00Z", Cancellation);
        await ProblemAsync(wrong, 400);

        Gateway.Change(v => v with
        {
            Callbacks = CallbackStatistics.Of(
                [new CallbackOutcome(v.At.AddHours(-1), "71.71", true, v.At.AddMinutes(-50), null, null)], CallbackStatistics.DefaultLevels, v.At),
        });
        var metrics = await Http.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("gateway_callbacks_open 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_callback_service_level_ratio{within_seconds=\"300\"} 0\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_callback_service_level_ratio{within_seconds=\"900\"} 1\n", metrics, StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        Http.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
}
