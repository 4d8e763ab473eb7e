using System.Net;
using System.Net.Http.Json;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class CallbackCallsApiTests : WebTest
{
    [Fact]
    public async Task A_callback_is_accepted_and_leaves_a_trail()
    {
        var entry = Gateway.Callbacks.First(c => c.Caller is not null);
        var agent = Gateway.View.Current.Agents[0].Id;
        using var answer = await CallAsync(entry.Id.Value, agent.Value);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Contains(Gateway.Trail, t => t.Act == AuditAct.CalledBack && t.Call == entry.Id && t.Detail == agent.Value);
    }

    [Fact]
    public async Task What_cannot_be_is_said_with_place_and_remedy()
    {
        var agent = Gateway.View.Current.Agents[0].Id.Value;
        using var nobody = await CallAsync("7K2M9QXW4T1Z", agent);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        using var unnamed = await CallAsync(Gateway.Callbacks[0].Id.Value, null);
        Assert.Equal(HttpStatusCode.BadRequest, unnamed.StatusCode);
        using var unknown = await CallAsync(Gateway.Callbacks.First(c => c.Caller is not null).Id.Value, "nobody");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Gateway.Callbacks = [.. Gateway.Callbacks.Select(c => c with { ClaimedBy = "somebody else" })];
        using var taken = await CallAsync(Gateway.Callbacks.First(c => c.Caller is not null).Id.Value, agent);
        Assert.Equal(HttpStatusCode.Conflict, taken.StatusCode);
        Gateway.Callbacks = [.. Gateway.Callbacks.Select(c => c with { Caller = null })];
        using var numberless = await CallAsync(Gateway.Callbacks[0].Id.Value, agent);
        Assert.Equal(HttpStatusCode.Conflict, numberless.StatusCode);
        Assert.Contains("pseudo-number", await numberless.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> CallAsync(string key, string? agent) =>
        Http.PostAsJsonAsync($"/api/v1/callbacks/{key}/call", new { agent }, Cancellation);
}
