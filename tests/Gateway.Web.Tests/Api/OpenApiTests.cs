using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Web.Tests.Api;

public sealed class OpenApiTests : WebTest
{
    [Fact]
    public async Task The_document_lists_every_route_of_the_api()
    {
        var document = await JsonAsync("/openapi/v1.json");
        var listed = document.GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => $"{m.Name} {p.Name}")).Order().ToList();

        var routes = Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => (Path: e.RoutePattern.RawText!, Methods: e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []))
            .Where(r => r.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && !r.Path.Contains("**", StringComparison.Ordinal))
            .SelectMany(r => r.Methods.Select(m => $"{m.ToLowerInvariant()} {r.Path}")).Order().ToList();

        Assert.Equal(routes, listed);
        Assert.Contains("get /api/v1/calls/{id}/recording", listed);
        Assert.Contains("post /api/v1/agents/{id}/end-wrap-up", listed);
    }

    [Fact]
    public async Task Ids_are_strings_durations_numbers_and_enums_their_words()
    {
        var schemas = (await JsonAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        Assert.Equal("string", schemas.GetProperty("CallId").GetProperty("type").GetString());
        Assert.Equal(
            "number",
            schemas.GetProperty("ServiceLevelView").GetProperty("properties").GetProperty("threshold").GetProperty("type").GetString());
        Assert.Contains("available_on_demand", schemas.GetProperty("AgentStatus").GetRawText(), StringComparison.Ordinal);
    }
}
