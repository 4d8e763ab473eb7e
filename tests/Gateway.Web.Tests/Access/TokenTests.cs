using System.Net;
using System.Net.Http.Headers;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Access;

public sealed class TokenTests : WebTest
{
    protected override GatewayWebOptions Options => new() { Token = Token };

    [Theory]
    [InlineData("/api/v1/calls")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v1/calls/call00001001/recording")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    public async Task Without_a_token_nothing_is_shown(string path)
    {
        using var answer = path.StartsWith("/_blazor", StringComparison.Ordinal)
            ? await Http.PostAsync(path, null, Cancellation) : await Http.GetAsync(path, Cancellation);
        Assert.Contains("X-Gateway-Token", await ProblemAsync(answer, 401), StringComparison.Ordinal);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Empty(Gateway.Trail);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/login")]
    [InlineData("/_content/Gateway.Web/gateway.css")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/_framework/blazor.web.js")]
    public async Task Health_metrics_sign_in_and_its_files_are_open(string path)
    {
        using var answer = await Http.GetAsync(path, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_page_sends_to_the_sign_in()
    {
        using var answer = await Http.GetAsync("/?theme=dark", Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/login?returnUrl=%2F%3Ftheme%3Ddark", answer.Headers.Location?.PathAndQuery);
    }

    [Theory]
    [InlineData("Bearer", Token, 200)]
    [InlineData("bearer", Token, 200)]
    [InlineData("Bearer", Token + "x", 401)]
    [InlineData("Bearer", "a", 401)]
    [InlineData("Basic", Token, 401)]
    public async Task A_bearer_token_is_compared_whole(string scheme, string token, int status)
    {
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, token);
        using var answer = await Http.GetAsync("/api/v1/queues", Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_token_header_passes_and_names_who_looked()
    {
        Http.DefaultRequestHeaders.Add("X-Gateway-Token", Token);
        Http.DefaultRequestHeaders.Add("X-Gateway-User", "qa.manado");
        using var answer = await Http.GetAsync("/api/v1/calls/call00001001/recording", Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("qa.manado", Assert.Single(Gateway.Trail).Who);
    }

    [Fact]
    public async Task Two_token_headers_are_no_token()
    {
        Http.DefaultRequestHeaders.Add("X-Gateway-Token", ["wrong", Token]);
        using var answer = await Http.GetAsync("/api/v1/queues", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
