using System.Net;
using System.Net.WebSockets;

namespace Gateway.Web.Tests.Access;

public sealed class LoopbackTests : WebTest
{
    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Without_a_token_this_machine_is_served(string host) =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(("Host", host)));

    [Theory]
    [InlineData("Host", "rebound.example")]
    [InlineData("X-Forwarded-For", "198.51.100.7")]
    [InlineData("Forwarded", "for=198.51.100.7")]
    public async Task Without_a_token_rebound_names_and_proxied_requests_are_refused(string header, string value) =>
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync((header, value)));

    [Theory]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData(null, HttpStatusCode.NoContent)]
    public async Task A_change_asked_for_by_a_foreign_page_is_refused(string? origin, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agents/2006/end-wrap-up");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await Http.SendAsync(request, Cancellation);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_asked_for_by_our_own_page_passes()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/agents/2006/end-wrap-up");
        request.Headers.Add("Origin", Host.Address.GetLeftPart(UriPartial.Authority));
        using var answer = await Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Theory]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("", true)]
    public async Task A_page_connection_is_open_to_our_own_pages_only(string foreign, bool opens)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", foreign.Length > 0 ? foreign : Host.Address.GetLeftPart(UriPartial.Authority));
        var connect = socket.ConnectAsync(new UriBuilder(Host.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancellation);
        if (opens)
        {
            await connect;
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connect);
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/queues")]
    [InlineData("/api/v1/nowhere")]
    [InlineData("/metrics")]
    [InlineData("/_content/Gateway.Web/gateway.css")]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        using var answer = await Http.GetAsync(path, Cancellation);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src 'self' 'unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Also_a_failure_carries_them()
    {
        Gateway.CatalogFailure = new IOException();
        using var answer = await Http.GetAsync("/api/v1/calls", Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
    }

    private async Task<HttpStatusCode> StatusAsync((string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/queues");
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var answer = await Http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }
}
