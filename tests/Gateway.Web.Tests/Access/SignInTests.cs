using System.Net;
using System.Text.RegularExpressions;
using Gateway.Web.Ports;
using Gateway.Web.TestHost;

namespace Gateway.Web.Tests.Access;

public sealed partial class SignInTests : WebTest, IDisposable
{
    private readonly DirectoryInfo keys = Directory.CreateTempSubdirectory("gateway-keys-");

    protected override GatewayWebOptions Options => new() { Token = Token, KeyFolder = keys.FullName, SignInAttemptsPerMinute = 5 };

    public void Dispose() => keys.Delete(recursive: true);

    [Fact]
    public async Task The_right_token_signs_in_and_a_name_is_kept_for_the_trail()
    {
        using var answer = await SignInAsync(Http, Token, "Grace Wowor");

        Assert.Equal("/?theme=dark", answer.Headers.Location?.OriginalString);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("gateway_sign_in=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using var recording = await Http.GetAsync("/api/v1/calls/call00001001/recording", Cancellation);
        Assert.Equal(HttpStatusCode.OK, recording.StatusCode);
        Assert.Equal(
            [(AuditAct.SignedIn, "Grace Wowor"), (AuditAct.RecordingOpened, "Grace Wowor")], Gateway.Trail.Select(e => (e.Act, e.Who)));
    }

    [Fact]
    public async Task A_wrong_token_is_refused_and_audited()
    {
        using var answer = await SignInAsync(Http, "guess", "Mallory");
        Assert.StartsWith("/login?refused=true", answer.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal((AuditAct.SignInRefused, "Mallory"), Gateway.Trail.Select(e => (e.Act, e.Who)).Single());
        using var page = await Http.GetAsync("/api/v1/queues", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_refused()
    {
        using var answer = await Http.PostAsync("/login/token", Form(("token", Token), ("name", "x")), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(Gateway.Trail);
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    public async Task A_sign_in_never_leads_to_another_site(string returnUrl)
    {
        using var answer = await SignInAsync(Http, Token, "x", returnUrl);
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 6; i++)
        {
            using var answer = await Http.PostAsync("/login/token", Form(("token", "guess")), Cancellation);
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, statuses[^1]);
        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, statuses[..5]);
    }

    [Fact]
    public async Task A_sign_in_outlives_a_restart_but_not_a_change_of_the_token()
    {
        using var answer = await SignInAsync(Http, Token, "x");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(
            c => c.StartsWith("gateway_sign_in=", StringComparison.Ordinal)).Split(';')[0];

        await using var same = await WebTestHost.StartAsync(Gateway, Options);
        await using var changed = await WebTestHost.StartAsync(Gateway, Options with { Token = "another-token-of-sufficient-length" });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(same, cookie));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(changed, cookie));
    }

    [Fact]
    public async Task Signing_out_ends_it()
    {
        using var signedIn = await SignInAsync(Http, Token, "x");
        using var page = await Http.GetAsync("/", Cancellation);
        var field = Antiforgery().Match(await page.Content.ReadAsStringAsync(Cancellation)).Groups[1].Value;
        using var answer = await Http.PostAsync("/logout", Form(("from", "test"), ("__RequestVerificationToken", field)), Cancellation);
        Assert.Equal("/login", answer.Headers.Location?.OriginalString);
        using var after = await Http.GetAsync("/api/v1/queues", Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static async Task<HttpStatusCode> StatusAsync(WebTestHost host, string cookie)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = host.Address };
        http.DefaultRequestHeaders.Add("Cookie", cookie);
        using var answer = await http.GetAsync("/api/v1/queues", Cancellation);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SignInAsync(
        HttpClient http, string token, string name, string returnUrl = "/?theme=dark")
    {
        var form = await http.GetStringAsync("/login?returnUrl=" + Uri.EscapeDataString(returnUrl), Cancellation);
        var field = Antiforgery().Match(form).Groups[1].Value;
        Assert.NotEmpty(field);
        var answer = await http.PostAsync(
            "/login/token", Form(
                ("token", token), ("name", name), ("returnUrl", returnUrl), ("__RequestVerificationToken", field)), Cancellation);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer;
    }
}
