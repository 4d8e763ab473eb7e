using System.Text.Json;
using Gateway.Web.TestHost;

namespace Gateway.Web.Tests;

/// <summary>A test against the real host on a free loopback port.</summary>
public abstract class WebTest : IAsyncLifetime
{
    protected const string Token = "a-token-of-sufficient-length-0123456789";

    private WebTestHost? host;

    protected FakeGateway Gateway { get; } = new(TimeProvider.System);

    protected HttpClient Http { get; private set; } = new();

    protected WebTestHost Host => host!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected virtual GatewayWebOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        host = await WebTestHost.StartAsync(Gateway, Options);
        Http = Client();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A client that keeps cookies and follows no redirects.</summary>
    protected HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Host.Address };

    protected async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await Http.GetAsync(path, Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        return await JsonAsync(answer);
    }

    protected static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return document.RootElement.Clone();
    }

    /// <summary>Checks status and form of a refusal and returns its detail.</summary>
    protected static async Task<string> ProblemAsync(HttpResponseMessage answer, int status)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await JsonAsync(answer);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
    }
}
