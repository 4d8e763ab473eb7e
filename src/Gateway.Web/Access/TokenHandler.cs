using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Web.Access;

/// <summary>A token by <c>Authorization: Bearer</c> (RFC 6750 §2.1) or <c>X-Gateway-Token</c>.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AccessToken token)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    private const string Bearer = "Bearer ";

    /// <summary>The token that a request brings, or null.</summary>
    public static string? TokenOf(HttpRequest request)
    {
        string? authorization = request.Headers.Authorization;
        if (authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
        {
            return authorization[Bearer.Length..].Trim();
        }

        return request.Headers[AccessNames.TokenHeader] is [{ } header] ? header : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!token.Matches(TokenOf(Request)))
        {
            return Task.FromResult(AuthenticateResult.Fail("The token is not the configured one."));
        }

        var user = Principal.For(Request.Headers[AccessNames.UserHeader] is [{ } name] ? name : "token", Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(user, Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => Refusal.UnauthorizedAsync(Context);
}

/// <summary>A signed-in user.</summary>
internal static class Principal
{
    public const string Fingerprint = "gateway.token";

    public static ClaimsPrincipal For(string name, string scheme, params Claim[] more)
    {
        var clean = new string([.. name.Trim().Where(c => !char.IsControl(c)).Take(AccessNames.MaxUser)]);
        return new ClaimsPrincipal(
            new ClaimsIdentity([new Claim(ClaimTypes.Name, clean.Length == 0 ? "unnamed" : clean), .. more], scheme));
    }
}
